#include <math.h>
#include <stdlib.h>

#include "rateplan.h"

#define BASE_RATE 2.0
#define HOLD_LEAST 4.0
#define FIRST_TRIES 4
#define RETRIES (RATEPLAN_TRIES - FIRST_TRIES)
#define RETRY_EVERY (4 * RATEPLAN_SECOND)
#define CONFIRM_AFTER (16 * RATEPLAN_SECOND)
#define HOPELESS 16
#define LOSSES 3    /* no fewer make a limit */
#define CHANCE 5e-4 /* how odd they must be */

struct probe {
	int64_t rtt; /* -1: none yet */
	enum rateplan_phase phase;
	bool judged; /* counted into `lost` or `known` */
};

struct rateplan {
	struct rateplan_conf conf;
	enum rateplan_phase phase;
	enum rateplan_end end;
	size_t count;
	struct ratefit_event *events;
	struct probe *probes;
	double rate;
	double top;
	int64_t next;       /* when to send */
	int64_t step_until; /* of the ramp; of any other phase */
	size_t step_first;  /* number of the first packet of this step */
	size_t hold_first;
	unsigned answered;
	unsigned refused;
	unsigned retries;
	int64_t longest; /* round trip */
	uint64_t seed;
};

struct rateplan *
rateplan_new(const struct rateplan_conf *conf)
{
	struct rateplan *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->conf = *conf;
	p->seed = conf->seed;
	p->events = calloc(conf->budget + 1, sizeof(*p->events));
	p->probes = calloc(conf->budget + 1, sizeof(*p->probes));
	if (!p->events || !p->probes) {
		rateplan_free(p);
		return NULL;
	}
	p->rate = p->top = fmin(BASE_RATE, conf->max_rate);
	p->step_until =
	    (int64_t)(fmax(2, 0.1 * conf->seconds) * RATEPLAN_SECOND);
	return p;
}

void
rateplan_free(struct rateplan *p)
{
	if (!p)
		return;
	free(p->events);
	free(p->probes);
	free(p);
}

/* splitmix64, 0 to 1. */
static double
chance(struct rateplan *p)
{
	uint64_t z = p->seed += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static int64_t
part_of(const struct rateplan *p, double part)
{
	return (int64_t)(part * p->conf.seconds * RATEPLAN_SECOND);
}

static int64_t
gap(struct rateplan *p)
{
	return (int64_t)((0.5 + chance(p)) / p->rate * RATEPLAN_SECOND);
}

/* How long an answer is waited for. */
static int64_t
patience(const struct rateplan *p)
{
	int64_t t = 4 * p->longest;

	if (p->answered == 0 || t > RATEPLAN_SECOND)
		return RATEPLAN_SECOND;
	return t < RATEPLAN_SECOND / 4 ? RATEPLAN_SECOND / 4 : t;
}

struct tally {
	unsigned lost;
	unsigned known; /* answered or lost */
};

/* Of the packets from..to, whatever is decided by now. */
static struct tally
tally(const struct rateplan *p, size_t from, size_t to, int64_t now)
{
	struct tally t = { 0, 0 };

	for (size_t i = from; i < to; i++) {
		bool lost = p->events[i].seen != RATEFIT_ANSWERED;

		if (lost && now - p->events[i].ns < patience(p))
			continue;
		t.known++;
		t.lost += lost;
	}
	return t;
}

/* The probability of `lost` or more of `known` by chance alone. */
static double
tail(const struct tally *t, double each)
{
	double sum = 0;

	for (unsigned k = t->lost; k <= t->known; k++)
		sum += exp(lgamma(t->known + 1.0) - lgamma(k + 1.0) -
		    lgamma(t->known - k + 1.0) + k * log(each) +
		    (t->known - k) * log1p(-each));
	return sum;
}

static bool
loses_more(const struct rateplan *p, int64_t now)
{
	struct tally before = tally(p, 0, p->step_first, now);
	struct tally here = tally(p, p->step_first, p->count, now);
	double each = (before.lost + 0.5) / (before.known + 1.0);

	if (here.lost < LOSSES || each >= 1)
		return false;
	return tail(&here, each) < CHANCE;
}

/* How many of the last packets had no answer, as far as is known. */
static size_t
silent(const struct rateplan *p, int64_t now)
{
	size_t run = 0;

	for (size_t i = p->count; i-- > 0;) {
		if (p->events[i].seen == RATEFIT_ANSWERED)
			break;
		run += now - p->events[i].ns >= patience(p);
	}
	return run;
}

static void
finish(struct rateplan *p, enum rateplan_end end)
{
	if (p->phase == RATEPLAN_DONE)
		return;
	p->phase = RATEPLAN_DONE;
	p->end = end;
}

static void
enter(struct rateplan *p, enum rateplan_phase phase, double rate, int64_t until)
{
	p->phase = phase;
	p->rate = rate;
	p->step_until = until;
	p->step_first = p->count;
	if (phase != RATEPLAN_REST && rate > p->top)
		p->top = rate;
}

static void
next_step(struct rateplan *p, int64_t now)
{
	double rate = fmin(p->conf.max_rate, 2 * p->rate);
	int64_t until = now + part_of(p, 0.06);

	if (rate >= p->conf.max_rate) {
		until = now + part_of(p, 0.2);
		if (until < part_of(p, 0.65))
			until = part_of(p, 0.65);
	}
	enter(p, RATEPLAN_RAMP, rate, until);
	p->next = now + gap(p);
}

/* Twice of what passed while it lost. */
static double
hold_rate(const struct rateplan *p, int64_t now)
{
	struct tally t;
	size_t first = p->hold_first;
	double seconds, good;

	t = tally(p, first, p->count, now);
	if (t.known == 0)
		return p->rate;
	seconds = 1e-9 * (double)(now - patience(p) - p->events[first].ns);
	good = seconds > 0.3 ? (t.known - t.lost) / seconds : p->rate / 2;
	return fmax(fmin(HOLD_LEAST, p->conf.max_rate),
	    fmin(p->conf.max_rate, 2 * good));
}

/* From the first loss of this step on, the limiter shows its rate. */
static void
begin_hold(struct rateplan *p, int64_t now)
{
	int64_t until = part_of(p, 0.8);

	p->hold_first = p->step_first;
	while (p->hold_first + 1 < p->count &&
	    p->events[p->hold_first].seen == RATEFIT_ANSWERED)
		p->hold_first++;
	if (until < now + part_of(p, 0.1))
		until = now + part_of(p, 0.1);
	enter(p, RATEPLAN_HOLD, hold_rate(p, now), until);
}

static void
begin_rest(struct rateplan *p, int64_t now)
{
	int64_t left = part_of(p, 1) - now;

	enter(p, RATEPLAN_REST, 0,
	    now + (left > 0 ? (int64_t)(0.7 * (double)left) : 0));
	p->next = p->step_until;
}

static void
from_base(struct rateplan *p, int64_t now)
{
	struct tally t = tally(p, 0, p->count, now);

	if (p->count < FIRST_TRIES)
		return; /* a machine that stood still is no reason to go on */
	if (p->answered == 0) {
		/* Their answers may still be under way. */
		p->phase = RATEPLAN_RETRY;
		p->next = p->events[p->count - 1].ns + RATEPLAN_SECOND;
		p->rate = 0.25;
	} else if (t.known >= 8 && t.lost >= t.known * 3 / 4 &&
	    now >= p->step_until) {
		begin_hold(p, now);
	} else if (now >= p->step_until) {
		next_step(p, now);
	}
}

static void
from_retry(struct rateplan *p, int64_t now)
{
	if (p->answered > 0) {
		p->rate = fmin(BASE_RATE, p->conf.max_rate);
		next_step(p, now);
	} else if (p->retries == RETRIES &&
	    now >= p->events[p->count - 1].ns + RATEPLAN_SECOND) {
		finish(p, RATEPLAN_END_BLOCKED);
	}
}

/* No slower than it came: what it is shows at a lower rate. */
static bool
loses_much(const struct rateplan *p, int64_t now)
{
	struct tally t = tally(p, p->step_first, p->count, now);

	return t.lost >= LOSSES && 3 * t.lost >= t.known;
}

static void
from_ramp(struct rateplan *p, int64_t now)
{
	if (loses_more(p, now) || (now >= p->step_until && loses_much(p, now)))
		begin_hold(p, now);
	else if (now >= p->step_until && p->rate >= p->conf.max_rate)
		finish(p, RATEPLAN_END_PLAN);
	else if (now >= p->step_until)
		next_step(p, now);
}

static void
from_hold(struct rateplan *p, int64_t now)
{
	if (now >= p->step_until || silent(p, now) >= HOPELESS)
		begin_rest(p, now);
	else
		p->rate = hold_rate(p, now);
}

/* Nothing passed before the rest: try gently. */
static void
from_rest(struct rateplan *p, int64_t now)
{
	bool dead = silent(p, now) >= HOPELESS;

	if (now < p->step_until)
		return;
	if (now >= part_of(p, 1))
		finish(p, RATEPLAN_END_PLAN);
	else
		enter(p, RATEPLAN_TRAIN, dead ? 1 : p->conf.max_rate,
		    part_of(p, 1));
}

static void
from_confirm(struct rateplan *p, int64_t now)
{
	const struct ratefit_event *last = &p->events[p->count - 1];

	if (p->probes[p->count - 1].phase != RATEPLAN_CONFIRM)
		return;
	if (p->probes[p->count - 1].rtt >= 0 ||
	    now >= last->ns + RATEPLAN_SECOND)
		finish(p, RATEPLAN_END_RATE);
}

static void
advance(struct rateplan *p, int64_t now)
{
	switch (p->phase) {
	case RATEPLAN_BASE:
		from_base(p, now);
		break;
	case RATEPLAN_RETRY:
		from_retry(p, now);
		break;
	case RATEPLAN_RAMP:
		from_ramp(p, now);
		break;
	case RATEPLAN_HOLD:
		from_hold(p, now);
		break;
	case RATEPLAN_REST:
		from_rest(p, now);
		break;
	case RATEPLAN_TRAIN:
		if (now >= p->step_until)
			finish(p, RATEPLAN_END_PLAN);
		break;
	case RATEPLAN_CONFIRM:
		from_confirm(p, now);
		break;
	case RATEPLAN_DONE:
		break;
	}
	if (p->count >= p->conf.budget)
		finish(p, RATEPLAN_END_BUDGET);
}

/* In these, the next packet is not due, but something must be decided. */
static bool
waits(const struct rateplan *p)
{
	return (p->phase == RATEPLAN_RETRY && p->retries == RETRIES) ||
	    (p->phase == RATEPLAN_CONFIRM &&
		p->probes[p->count - 1].phase == RATEPLAN_CONFIRM);
}

int64_t
rateplan_next(struct rateplan *p, int64_t now, bool *wait_only)
{
	enum rateplan_phase before;

	*wait_only = false;
	do {
		before = p->phase;
		advance(p, now);
	} while (p->phase != before);
	if (p->phase == RATEPLAN_DONE)
		return -1;
	*wait_only = p->phase == RATEPLAN_REST || waits(p);
	if (waits(p))
		return p->events[p->count - 1].ns + RATEPLAN_SECOND;
	return p->next > now ? p->next : now;
}

size_t
rateplan_sent(struct rateplan *p, int64_t now)
{
	size_t i = p->count++;

	p->events[i].ns = now;
	p->events[i].seen = RATEFIT_LOST;
	p->probes[i].rtt = -1;
	p->probes[i].phase = p->phase;
	if (p->phase == RATEPLAN_RETRY) {
		p->retries++;
		p->next = now + RETRY_EVERY;
	} else {
		p->next = now + gap(p);
	}
	return i;
}

void
rateplan_got(
    struct rateplan *p, size_t i, int64_t now, enum rateplan_reply reply)
{
	if (i >= p->count || p->probes[i].rtt >= 0)
		return;
	p->probes[i].rtt = now - p->events[i].ns;
	if (p->probes[i].rtt > p->longest)
		p->longest = p->probes[i].rtt;
	p->answered++;
	if (reply == RATEPLAN_TIME) {
		p->events[i].seen = RATEFIT_ANSWERED;
	} else if (reply == RATEPLAN_KOD_DENY) {
		finish(p, RATEPLAN_END_DENY);
	} else if (p->phase < RATEPLAN_CONFIRM) {
		enter(p, RATEPLAN_CONFIRM, 1.0 / 16, 0);
		p->next = now + CONFIRM_AFTER;
	}
}

void
rateplan_refused(struct rateplan *p, int64_t now)
{
	(void)now;
	if (++p->refused >= RATEPLAN_REFUSALS && p->answered == 0)
		finish(p, RATEPLAN_END_REFUSED);
}

void
rateplan_stop(struct rateplan *p)
{
	finish(p, RATEPLAN_END_STOPPED);
}

enum rateplan_phase
rateplan_phase(const struct rateplan *p)
{
	return p->phase;
}

enum rateplan_end
rateplan_end(const struct rateplan *p)
{
	return p->end;
}

double
rateplan_rate(const struct rateplan *p)
{
	return p->rate;
}

double
rateplan_top(const struct rateplan *p)
{
	return p->top;
}

size_t
rateplan_count(const struct rateplan *p)
{
	return p->count;
}

const struct ratefit_event *
rateplan_events(const struct rateplan *p)
{
	return p->events;
}

int64_t
rateplan_rtt(const struct rateplan *p, size_t i)
{
	return p->probes[i].rtt;
}

enum rateplan_phase
rateplan_phase_of(const struct rateplan *p, size_t i)
{
	return p->probes[i].phase;
}
