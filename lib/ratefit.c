#include <math.h>
#include <string.h>

#include "ratefit.h"
#include "ratefit_part.h"

/* How far the log likelihood falls at the ends of an interval of 95 %. */
#define DROP 2.5

#define NO_LOSS 1e-3 /* none that a few hundred packets could show */

/* How much of a token a packet's time can tell. */
#define TOKEN 0.05

/*
 * Half the logarithm of the size, for each parameter.  And paths that lose a
 * tenth at random are rare, those that lose most of it even more so.
 */
static double
bic(const struct rf_trace *t, double ll, double parameters, double loss)
{
	return parameters * log(t->n + 1.0) + 2 * loss / 0.1 - 2 * ll;
}

static double
point_bic(const struct rf_trace *t, const struct rf_point *p, double parameters)
{
	return bic(t, p->ll, parameters, exp(p->x[RF_LOSS]));
}

static double
loss_ratio(const struct rf_trace *t)
{
	int known = t->lost + t->answered;

	return known ? (double)t->lost / known : 0;
}

static size_t
lost_of(const struct ratefit_event *e, size_t n)
{
	size_t lost = 0;

	for (size_t i = 0; i < n; i++)
		lost += e[i].seen == RATEFIT_LOST;
	return lost;
}

/* The part that lost most; a third of it before, where it still passed. */
static size_t
choose(const struct ratefit_event *e, size_t n, bool rested)
{
	const size_t window = RATEFIT_MAX * 2 / 3;
	size_t lost = 0, most = 0, at = 0;

	if (n <= RATEFIT_MAX)
		return 0;
	/* The first packets tell the burst. */
	if (rested && lost_of(e, RATEFIT_MAX) > RATEFIT_MAX / 10)
		return 0;
	for (size_t i = 0; i < n; i++) {
		lost += e[i].seen == RATEFIT_LOST;
		if (i >= window)
			lost -= e[i - window].seen == RATEFIT_LOST;
		if (lost <= most)
			continue;
		most = lost;
		at = i + 1;
	}
	return at > RATEFIT_MAX ? at - RATEFIT_MAX : 0;
}

/* A clock that went back is one that stood still. */
static double
since(const struct ratefit_event *e, size_t before)
{
	return fmax(0, 1e-9 * (double)(e->ns - (e - before)->ns));
}

static void
load(struct rf_trace *t, const struct ratefit_event *e, size_t n)
{
	t->n = n < RATEFIT_MAX ? (int)n : RATEFIT_MAX;
	t->lost = t->answered = 0;
	t->seconds = 0;
	t->top_rate = 0.1;
	for (int i = 0; i < t->n; i++) {
		t->dt[i] = i ? since(&e[i], 1) : 0;
		t->seconds += t->dt[i];
		t->seen[i] = e[i].seen;
		t->lost += e[i].seen == RATEFIT_LOST;
		t->answered += e[i].seen == RATEFIT_ANSWERED;
		if (i >= 8)
			t->top_rate =
			    fmax(t->top_rate, 8 / (since(&e[i], 8) + 0.0016));
	}
}

static void
loss_span(int lost, int n, struct ratefit_span *s)
{
	/* Wilson's interval holds for few packets, too. */
	double z = 1.96, p = n ? (double)lost / n : 0, m = n ? n : 1;
	double mid = (p + z * z / (2 * m)) / (1 + z * z / m);
	double half =
	    z * sqrt(p * (1 - p) / m + z * z / (4 * m * m)) / (1 + z * z / m);

	s->best = p;
	s->lo = lost == 0 ? 0 : mid - half;
	s->hi = mid + half;
}

static const double losses[] = { 0.002, 0.01, 0.03, 0.08, 0.2 };

#define LOSSES (sizeof(losses) / sizeof(losses[0]))

/* ntpsec's own default has but its loss to be fitted; so has ntpd's. */
static void
try_score(
    const struct rf_trace *t, double average, double burst, struct ratefit *out)
{
	double cost = average == 1 && fabs(burst - 20) < 1 ? 1 : 3;

	for (size_t k = 0; k < LOSSES; k++) {
		double c = bic(t, rf_score_ll(t, average, burst, losses[k]),
		    cost, losses[k]);

		if (c >= out->bic[RATEFIT_SCORE])
			continue;
		out->bic[RATEFIT_SCORE] = c;
		out->server_rate = average;
		out->server_burst = burst;
	}
}

static void
try_guard(
    const struct rf_trace *t, double headway, struct ratefit *out, double *best)
{
	for (size_t k = 0; k < LOSSES; k++) {
		double c = bic(t, rf_guard_ll(t, headway, losses[k]),
		    headway == 8 ? 1 : 2, losses[k]);

		if (c >= out->bic[RATEFIT_GUARD])
			continue;
		out->bic[RATEFIT_GUARD] = c;
		*best = headway;
	}
}

static void
try_servers(const struct rf_trace *t, struct ratefit *out)
{
	double headway = 8;

	for (double average = 0.25; average <= 4; average *= 2)
		for (double burst = 5; burst <= 80; burst *= 1.26)
			try_score(t, average, burst, out);
	for (double h = 2; h <= 64; h *= 2)
		try_guard(t, h, out, &headway);
	if (out->bic[RATEFIT_GUARD] > out->bic[RATEFIT_SCORE])
		return;
	out->server_rate = 1 / headway;
	out->server_burst = 8;
}

static void
widen(struct ratefit_span *s, double by)
{
	s->lo = fmax(0, s->lo - by);
	s->hi += by;
}

static void
set_bucket(
    const struct rf_trace *t, const struct rf_point *top, struct ratefit *out)
{
	struct ratefit_span spans[3];
	struct rf_bucket b;

	rf_bucket_of(top, &b);
	out->saturated = rf_saturated(t, &b);
	rf_spans(t, top, DROP, spans);
	out->rate = spans[RF_RATE];
	widen(&out->rate, TOKEN / fmax(1, out->saturated));
	out->burst = spans[RF_BURST];
	widen(&out->burst, 2 * TOKEN);
	out->loss = spans[RF_LOSS];
	if (out->loss.lo < NO_LOSS)
		out->loss.lo = 0;
	if (out->loss.best < NO_LOSS)
		out->loss.best = 0;
}

static void
set_leaky(
    const struct rf_trace *t, const struct rf_point *top, struct ratefit *out)
{
	struct rf_bucket b;

	rf_bucket_of(top, &b);
	out->server_rate = b.rate;
	out->server_burst = b.burst;
	out->leak = b.leak;
	out->saturated = rf_saturated(t, &b);
}

static void
choose_model(const struct rf_trace *t, struct ratefit *out)
{
	double with = INFINITY;
	/* A chain explains what a server does to one client too well. */
	double without = fmin(
	    out->bic[RATEFIT_NONE], bic(t, rf_random_ll(t), 1, loss_ratio(t)));

	for (int k = 0; k < RATEFIT_MODELS; k++) {
		if (out->bic[k] < out->bic[out->model])
			out->model = k;
		if (k >= RATEFIT_BUCKET && out->bic[k] < with)
			with = out->bic[k];
	}
	out->llr = isinf(with) ? 0 : (without - with) / 2;
	if (out->model > RATEFIT_RANDOM && out->llr <= RATEFIT_MAYBE)
		out->model = out->bic[RATEFIT_NONE] < out->bic[RATEFIT_RANDOM]
		    ? RATEFIT_NONE
		    : RATEFIT_RANDOM;
	out->suspected = out->model > RATEFIT_RANDOM;
	out->limited = out->suspected && out->llr > RATEFIT_SURE;
}

/* What chrony does unless told otherwise has but its loss to be fitted. */
static double
leaky_bic(const struct rf_trace *t, struct rf_point *top)
{
	struct rf_point plain = *top;
	double c = point_bic(t, top, 4), d;

	plain.faint = RF_FINE;
	plain.x[RF_RATE] = log(0.125);
	plain.x[RF_BURST] = log(8);
	plain.leak = 0.25;
	plain.x[RF_LOSS] = log(0.005);
	rf_rate(t, &plain, -INFINITY);
	rf_climb(t, &plain, 3, 0.1, 0.02);
	d = point_bic(t, &plain, 1);
	if (d >= c)
		return c;
	*top = plain;
	return d;
}

/* A bucket that nothing flows into is none: somebody has shut the door. */
static bool
refills(const struct rf_trace *t, const struct rf_point *top)
{
	struct rf_bucket b;

	rf_bucket_of(top, &b);
	return b.rate * rf_saturated(t, &b) >= 2;
}

static void
fit(const struct rf_trace *t, struct ratefit *out)
{
	struct rf_point bucket, leaky;

	out->bic[RATEFIT_NONE] =
	    bic(t, t->lost * log(0.001) + t->answered * log(0.999), 0, 0);
	out->bic[RATEFIT_RANDOM] =
	    fmin(bic(t, rf_random_ll(t), 1, loss_ratio(t)),
		bic(t, rf_chain_ll(t), 2, loss_ratio(t)));
	/* Three losses say nothing about their cause. */
	if (t->lost < 3 || t->answered == 0) {
		choose_model(t, out);
		return;
	}
	bucket = rf_search_bucket(t, rf_random_ll(t));
	leaky = rf_search_leaky(t, fmax(bucket.ll, rf_random_ll(t)));
	if (refills(t, &bucket))
		out->bic[RATEFIT_BUCKET] = point_bic(t, &bucket, 3);
	out->bic[RATEFIT_LEAKY] = leaky_bic(t, &leaky);
	try_servers(t, out);
	choose_model(t, out);
	if (out->model == RATEFIT_BUCKET)
		set_bucket(t, &bucket, out);
	else if (out->model == RATEFIT_LEAKY)
		set_leaky(t, &leaky, out);
}

static void
run(const struct ratefit_event *events, size_t n, bool rested,
    struct ratefit *out)
{
	struct rf_trace t;

	memset(out, 0, sizeof(*out));
	for (int k = 0; k < RATEFIT_MODELS; k++)
		out->bic[k] = INFINITY;
	out->first = choose(events, n, rested);
	t.rested = rested && out->first == 0;
	load(&t, events + out->first, n - out->first);
	out->used = (size_t)t.n;
	out->lost = (size_t)t.lost;
	loss_span(t.lost, t.lost + t.answered, &out->loss);
	if (t.n > 0)
		fit(&t, out);
}

void
ratefit(const struct ratefit_event *events, size_t n, struct ratefit *out)
{
	run(events, n, false, out);
}

void
ratefit_rested(
    const struct ratefit_event *events, size_t n, struct ratefit *out)
{
	run(events, n, true, out);
}

static double
log_within(double x, const struct ratefit_span *s)
{
	return fmax(log(s->lo + 1e-6), fmin(log(s->hi + 1e-6), x));
}

double
ratefit_against(const struct ratefit_event *events, size_t n,
    const struct ratefit_span *rate, const struct ratefit_span *burst)
{
	struct rf_trace t;
	struct rf_point best, p;
	size_t first = choose(events, n, true);

	t.rested = first == 0;
	load(&t, events + first, n - first);
	if (t.n == 0)
		return 0;
	best = p = rf_search_bucket(&t, -INFINITY);
	p.x[RF_RATE] = log_within(best.x[RF_RATE], rate);
	p.x[RF_BURST] = log_within(best.x[RF_BURST], burst);
	rf_rate(&t, &p, -INFINITY);
	rf_climb(&t, &p, 1U << RF_RATE | 1U << RF_BURST, 0.1, 0.004);
	return fmax(0, fmax(best.ll, rf_random_ll(&t)) - p.ll);
}

const char *
ratefit_model_name(enum ratefit_model model)
{
	static const char *const names[] = {
		[RATEFIT_NONE] = "none",
		[RATEFIT_RANDOM] = "random-loss",
		[RATEFIT_BUCKET] = "bucket",
		[RATEFIT_LEAKY] = "leaky",
		[RATEFIT_SCORE] = "score",
		[RATEFIT_GUARD] = "guard",
	};

	return names[model];
}
