#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "verdict.h"

#define FEWEST 16 /* packets that a verdict about rates takes */

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Of the packets that were sent in such phases, in milliseconds. */
static double
median_rtt(const struct rateplan *p, bool saturated)
{
	size_t n = 0, count = rateplan_count(p);
	int64_t *v = calloc(count + 1, sizeof(*v));
	double median = -1;

	if (!v)
		return -1;
	for (size_t i = 0; i < count; i++) {
		enum rateplan_phase phase = rateplan_phase_of(p, i);

		if (rateplan_rtt(p, i) < 0)
			continue;
		if (saturated ? phase == RATEPLAN_HOLD
			      : phase <= RATEPLAN_RETRY)
			v[n++] = rateplan_rtt(p, i);
	}
	if (n > 0) {
		qsort(v, n, sizeof(*v), by_value);
		median = 1e-6 * (double)v[n / 2];
	}
	free(v);
	return median;
}

static void
count(const struct rateplan *p, struct finding *f)
{
	const struct ratefit_event *e = rateplan_events(p);

	f->sent = f->first_loss = rateplan_count(p);
	f->answered = 0;
	for (size_t i = f->sent; i-- > 0;) {
		f->answered += e[i].seen == RATEFIT_ANSWERED;
		if (e[i].seen == RATEFIT_LOST)
			f->first_loss = i;
	}
	f->seconds = f->sent ? 1e-9 * (double)(e[f->sent - 1].ns - e[0].ns) : 0;
	f->top = rateplan_top(p);
	f->end = rateplan_end(p);
	f->rtt_rest = median_rtt(p, false);
	f->rtt_saturated = median_rtt(p, true);
}

static enum verdict
by_fit(const struct finding *f)
{
	const struct ratefit *fit = &f->fit;

	if (fit->limited)
		return fit->model == RATEFIT_BUCKET ? VERDICT_POLICER
						    : VERDICT_SERVER_LIMIT;
	if (f->sent < FEWEST || f->end == RATEPLAN_END_STOPPED ||
	    fit->model > RATEFIT_RANDOM)
		return VERDICT_INCONCLUSIVE;
	return fit->model == RATEFIT_RANDOM ? VERDICT_RANDOM_LOSS
					    : VERDICT_NO_LIMIT;
}

static enum verdict
by_end(const struct finding *f)
{
	if (f->end == RATEPLAN_END_DENY)
		return VERDICT_DENIED;
	if (f->kods > 0)
		return VERDICT_SERVER_KOD;
	if (f->answered > 0)
		return by_fit(f);
	return f->end == RATEPLAN_END_BLOCKED || f->end == RATEPLAN_END_REFUSED
	    ? VERDICT_BLOCKED
	    : VERDICT_INCONCLUSIVE;
}

void
verdict_kod(struct finding *f, size_t number, const char code[5], bool stop)
{
	if (f->kods++ == 0)
		f->kod_after = number;
	if (f->kods == 1 || stop)
		memcpy(f->kod, code, sizeof(f->kod));
}

void
verdict_judge(const struct rateplan *p, struct finding *f)
{
	count(p, f);
	ratefit_rested(rateplan_events(p), f->sent, &f->fit);
	f->verdict = by_end(f);
}

void
verdict_judge_few(
    size_t sent, size_t answered, enum rateplan_end end, struct finding *f)
{
	const struct ratefit_event none = { .ns = 0 };

	f->sent = f->first_loss = sent;
	f->answered = answered;
	f->end = end;
	f->rtt_rest = f->rtt_saturated = -1;
	ratefit(&none, 0, &f->fit);
	f->verdict = by_end(f);
}

/* Of several probes, what one of them saw goes before what all look like. */
static int
weight(enum verdict v)
{
	switch (v) {
	case VERDICT_DENIED:
		return 3;
	case VERDICT_SERVER_KOD:
		return 2;
	case VERDICT_BLOCKED:
		return 1;
	default:
		return 0;
	}
}

void
verdict_join(const struct finding *list, size_t count,
    const struct ratefit_event *events, struct finding *sum)
{
	const struct finding *worst = &list[0];

	*sum = list[0];
	for (size_t i = 1; i < count; i++) {
		const struct finding *f = &list[i];

		if (weight(f->verdict) > weight(worst->verdict))
			worst = f;
		sum->sent += f->sent;
		sum->answered += f->answered;
		sum->kods += f->kods;
		sum->seconds += f->seconds;
		sum->top = fmax(sum->top, f->top);
	}
	memcpy(sum->kod, worst->kod, sizeof(sum->kod));
	sum->kod_after = worst->kod_after;
	ratefit_rested(events, sum->sent, &sum->fit);
	sum->verdict =
	    weight(worst->verdict) > 0 ? worst->verdict : by_fit(sum);
}

/* Log likelihood of so many answered. */
static double
counts_ll(double answered, double sent)
{
	double p = (answered + 0.5) / (sent + 1);

	return answered * log(p) + (sent - answered) * log1p(-p);
}

static double
counts_differ(const struct finding f[2])
{
	double a = (double)f[0].answered, n = (double)f[0].sent;
	double b = (double)f[1].answered, m = (double)f[1].sent;

	return fmax(
	    0, counts_ll(a, n) + counts_ll(b, m) - counts_ll(a + b, n + m));
}

bool
verdict_is_limit(enum verdict v)
{
	return v != VERDICT_NO_LIMIT && v != VERDICT_RANDOM_LOSS &&
	    v != VERDICT_INCONCLUSIVE;
}

/* Evidence that no shared limit was seen to give. */
#define SERVER_SURE 16.0

bool
verdict_may_be_shared(const struct finding *f)
{
	return f->verdict == VERDICT_SERVER_LIMIT && f->fit.llr <= SERVER_SURE;
}

/* How strongly `other` speaks against the bucket that `f` found. */
static double
against(const struct finding *f, const struct trace *other)
{
	return ratefit_against(
	    other->events, other->count, &f->fit.rate, &f->fit.burst);
}

static double
difference(const struct finding f[2], const struct trace traces[2])
{
	bool a = f[0].verdict == VERDICT_POLICER;
	bool b = f[1].verdict == VERDICT_POLICER;

	if (a && b)
		return fmin(
		    against(&f[0], &traces[1]), against(&f[1], &traces[0]));
	if (a)
		return against(&f[0], &traces[1]);
	return b ? against(&f[1], &traces[0]) : counts_differ(f);
}

enum difference
verdict_compare(
    const struct finding f[2], const struct trace traces[2], double *evidence)
{
	bool a = verdict_is_limit(f[0].verdict);
	bool b = verdict_is_limit(f[1].verdict);
	bool sure;

	*evidence = difference(f, traces);
	sure = *evidence > RATEFIT_SURE || f[0].kods > 0 || f[1].kods > 0;
	if (f[0].verdict == VERDICT_INCONCLUSIVE ||
	    f[1].verdict == VERDICT_INCONCLUSIVE)
		return DIFFERENCE_UNKNOWN;
	if (!a && !b)
		return DIFFERENCE_NONE;
	if (a && b)
		return *evidence > RATEFIT_SURE ? DIFFERENCE_BOTH
						: DIFFERENCE_ALIKE;
	if (!sure)
		return DIFFERENCE_UNKNOWN;
	return a ? DIFFERENCE_FIRST : DIFFERENCE_SECOND;
}

bool
verdict_size_filter(
    size_t plain, size_t plain_answered, size_t padded, size_t answered)
{
	return padded >= 4 && answered == 0 && plain >= 4 &&
	    4 * plain_answered >= 3 * plain;
}

enum verdict_unit
verdict_unit(const struct ratefit *plain, const struct ratefit *padded,
    unsigned plain_size, unsigned padded_size)
{
	double want = (double)plain_size / padded_size;
	double have;

	if (plain->model != RATEFIT_BUCKET || !plain->limited)
		return UNIT_UNKNOWN;
	if (padded->model != RATEFIT_BUCKET || !padded->limited)
		return UNIT_UNKNOWN;
	/* Nearer, as a ratio, to what octets or what packets would give. */
	have = padded->rate.best / plain->rate.best;
	return have < sqrt(want) ? UNIT_BYTES_FORWARD : UNIT_PACKETS;
}

bool
verdict_is_servers_own(const struct finding *f)
{
	return f->verdict == VERDICT_SERVER_KOD ||
	    f->verdict == VERDICT_DENIED ||
	    (f->verdict == VERDICT_SERVER_LIMIT && !verdict_may_be_shared(f));
}

/* Rates that one limit may have shown twice, while others used it, too. */
#define ALIKE 1.25

static bool
same_rates(const struct ratefit_span *a, const struct ratefit_span *b)
{
	return a->lo <= b->hi * ALIKE && b->lo <= a->hi * ALIKE;
}

enum where
verdict_where(const struct finding *a, const struct finding *b)
{
	bool bad_a = verdict_code(a) >= RC_WARNING;
	bool bad_b = verdict_code(b) >= RC_WARNING;

	if (a->verdict == VERDICT_INCONCLUSIVE ||
	    b->verdict == VERDICT_INCONCLUSIVE)
		return WHERE_UNKNOWN;
	if (!bad_a && !bad_b)
		return WHERE_NONE;
	if (bad_a != bad_b)
		return WHERE_SERVER;
	if (verdict_is_servers_own(a) && verdict_is_servers_own(b))
		return WHERE_EACH;
	/* Loss that looks like a server's at both may be of either. */
	if (a->verdict != b->verdict || a->verdict == VERDICT_SERVER_LIMIT)
		return WHERE_UNKNOWN;
	if (a->verdict == VERDICT_POLICER &&
	    !same_rates(&a->fit.rate, &b->fit.rate))
		return WHERE_UNKNOWN;
	return WHERE_PATH;
}

const char *
verdict_where_name(enum where where)
{
	static const char *const names[] = {
		[WHERE_UNKNOWN] = "unknown",
		[WHERE_NONE] = "none",
		[WHERE_SERVER] = "server",
		[WHERE_EACH] = "each",
		[WHERE_PATH] = "path",
	};

	return names[where];
}

const char *
verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_NO_LIMIT] = "no-limit",
		[VERDICT_POLICER] = "policer",
		[VERDICT_SERVER_KOD] = "server-kod",
		[VERDICT_SERVER_LIMIT] = "server-limit",
		[VERDICT_BLOCKED] = "blocked",
		[VERDICT_DENIED] = "denied",
		[VERDICT_SIZE_FILTER] = "size-filter",
		[VERDICT_RANDOM_LOSS] = "random-loss",
		[VERDICT_INCONCLUSIVE] = "inconclusive",
	};

	return names[v];
}

int
verdict_code(const struct finding *f)
{
	switch (f->verdict) {
	case VERDICT_NO_LIMIT:
		return RC_OK;
	case VERDICT_RANDOM_LOSS:
		return f->fit.loss.best > LOSS_WARNING ? RC_WARNING : RC_OK;
	case VERDICT_SERVER_LIMIT:
		return RC_WARNING;
	case VERDICT_INCONCLUSIVE:
		return f->fit.suspected ? RC_WARNING : RC_UNKNOWN;
	default:
		return RC_CRITICAL;
	}
}
