#include <math.h>
#include <stdlib.h>

#include "ratefit_part.h"

#define STARTS 6
#define LOSS_MIN 2e-4
#define LOSS_MAX 0.7
#define JITTER 0.002 /* of a path that is fit for NTP */

/*
 * Levels of the bucket fainter than these are let go: to find where to begin,
 * on the way up, and for the last steps (RF_FINE).
 */
#define FAINT_START 1e-2
#define FAINT_CLIMB 3e-3

/* What a climb in steps that are not coarse hardly gains. */
#define GAIN 20

/* Hops that gain less are not followed by more. */
#define WORTH 0.1

/* What a climb from a start hardly gains. */
#define REACH 60

void
rf_bucket_of(const struct rf_point *p, struct rf_bucket *b)
{
	b->rate = exp(p->x[RF_RATE]);
	b->burst = exp(p->x[RF_BURST]);
	b->loss = exp(p->x[RF_LOSS]);
	b->front = p->x[RF_FRONT];
	b->leak = p->leak;
	b->jitter = p->jitter;
	b->faint = p->faint;
}

static double
clamp(double v, double lo, double hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

void
rf_rate(const struct rf_trace *t, struct rf_point *p, double floor)
{
	struct rf_bucket b;

	p->x[RF_BURST] = clamp(p->x[RF_BURST], 0, log(t->n + 1.0));
	p->x[RF_LOSS] = clamp(p->x[RF_LOSS], log(LOSS_MIN), log(LOSS_MAX));
	p->x[RF_FRONT] = clamp(p->x[RF_FRONT], 0, 1);
	rf_bucket_of(p, &b);
	p->ll = rf_bucket_ll(t, &b, floor);
}

/* The best few, falling. */
static void
keep(struct rf_point *best, int count, const struct rf_point *p)
{
	int i = count - 1;

	if (p->ll <= best[i].ll)
		return;
	for (; i > 0 && best[i - 1].ll < p->ll; i--)
		best[i] = best[i - 1];
	best[i] = *p;
}

static bool
try(const struct rf_trace *t, struct rf_point *p, const double move[RF_AXES],
    double by)
{
	struct rf_point q = *p;

	for (int k = 0; k < RF_AXES; k++)
		q.x[k] += move[k] * by;
	rf_rate(t, &q, p->ll);
	if (q.ll <= p->ll + 1e-9)
		return false;
	*p = q;
	return true;
}

/* Along each axis, and along the line on which the trace has as many tokens. */
#define MOVES (RF_AXES + 1)

/* One step, at most, along a move; *sign: which way went up the last time. */
static bool
walk(const struct rf_trace *t, struct rf_point *p, unsigned move, double by,
    double *sign)
{
	double tokens = exp(p->x[RF_RATE] - p->x[RF_BURST]) * t->seconds;
	const double moves[MOVES][RF_AXES] = { { 1, 0, 0, 0 }, { 0, 2, 0, 0 },
		{ 0, 0, 4, 0 }, { 0, 0, 0, 4 },
		{ 1, -clamp(tokens, 0, 20), 0, 0 } };

	if (try(t, p, moves[move], *sign * by))
		return true;
	*sign = -*sign;
	return try(t, p, moves[move], *sign * by);
}

static bool
is_held(unsigned held, unsigned move)
{
	return move < RF_AXES ? held >> move & 1 : held & 3;
}

void
rf_climb(const struct rf_trace *t, struct rf_point *p, unsigned held,
    double from, double to)
{
	double sign[MOVES] = { 1, 1, 1, 1, 1 };

	for (double by = from; by > to; by *= 0.4) {
		/* Until none of them has gone up since it went up last. */
		unsigned idle = 0;

		for (unsigned i = 0; i < 12 * MOVES && idle < MOVES; i++) {
			unsigned move = i % MOVES;

			if (!is_held(held, move) &&
			    walk(t, p, move, by, &sign[move]))
				idle = 0;
			else
				idle++;
		}
	}
}

struct rf_point
rf_hop(const struct rf_trace *t, const struct rf_point *p, unsigned held,
    enum rf_axis axis, double tokens)
{
	struct rf_point q = *p;

	if (axis == RF_RATE)
		tokens /= t->seconds + 1;
	q.x[axis] = log(fmax(1e-3, exp(q.x[axis]) + tokens));
	rf_rate(t, &q, -INFINITY);
	rf_climb(t, &q, held, 0.02, 0.004);
	return q;
}

/*
 * A loss more or less explains a token more or less, so good points stand a
 * whole token apart.
 */
static bool
hop_up(const struct rf_trace *t, struct rf_point *p, unsigned held)
{
	struct rf_point top = *p, q;
	double gained;

	for (int tokens = -3; tokens <= 3; tokens++) {
		if (tokens == 0)
			continue;
		q = rf_hop(t, p, held, RF_BURST, tokens);
		keep(&top, 1, &q);
		if (held >> RF_RATE & 1)
			continue;
		q = rf_hop(t, p, held, RF_RATE, tokens);
		keep(&top, 1, &q);
	}
	gained = top.ll - p->ll;
	*p = top;
	return gained > WORTH;
}

/* A path, or a limiter, that is less exact than most. */
static void
blur(const struct rf_trace *t, struct rf_point *p, unsigned held)
{
	for (double jitter = 4 * JITTER; jitter < 0.1; jitter *= 4) {
		struct rf_point q = *p;

		q.jitter = jitter;
		rf_rate(t, &q, -INFINITY);
		rf_climb(t, &q, held, 0.02, 0.004);
		if (q.ll > p->ll + 1)
			*p = q;
	}
}

static void
no_starts(struct rf_point *starts)
{
	for (int i = 0; i < STARTS; i++)
		starts[i].ll = -INFINITY;
}

static void
start_at(const struct rf_trace *t, struct rf_point *starts,
    const struct rf_bucket *b)
{
	struct rf_point p = { .leak = b->leak,
		.jitter = b->jitter,
		.faint = FAINT_START,
		.x = { log(b->rate), log(b->burst), log(b->loss), 0.5 } };

	rf_rate(t, &p, starts[STARTS - 1].ll);
	keep(starts, STARTS, &p);
}

/* Every burst, with little and with much loss. */
static void
start_bursts(
    const struct rf_trace *t, struct rf_point *starts, struct rf_bucket b)
{
	for (b.burst = 1; b.burst <= t->n; b.burst *= 1.7) {
		b.loss = 0.01;
		start_at(t, starts, &b);
		b.loss = 0.12;
		start_at(t, starts, &b);
	}
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * Answered packets of an empty bucket stand 1/rate apart, and a loss behind it
 * doubles one gap: the mean of the gaps that are not that long.
 */
static double
gap_rate(const struct rf_trace *t)
{
	double gaps[RATEFIT_MAX], gap = 0, sum = 0;
	int n = 0, lost = 0, taken = 0;

	for (int i = 0; i < t->n; i++) {
		gap += t->dt[i];
		lost += t->seen[i] == RATEFIT_LOST;
		if (t->seen[i] != RATEFIT_ANSWERED)
			continue;
		if (lost > 0)
			gaps[n++] = gap;
		gap = lost = 0;
	}
	if (n == 0)
		return 1;
	qsort(gaps, (size_t)n, sizeof(gaps[0]), by_value);
	for (int i = 0; i < n; i++) {
		if (gaps[i] > 1.5 * gaps[n / 2])
			break;
		sum += gaps[i];
		taken++;
	}
	return sum > 0 ? taken / sum : 1;
}

/* One step: two starts that are nearer than this climb to the same top. */
static bool
is_same(const struct rf_point *a, const struct rf_point *b)
{
	return fabs(a->x[RF_RATE] - b->x[RF_RATE]) < 0.005 &&
	    fabs(a->x[RF_BURST] - b->x[RF_BURST]) < 0.02 &&
	    fabs(a->x[RF_LOSS] - b->x[RF_LOSS]) < 0.2;
}

/*
 * All starts uphill; what is far below the best, or meets another one, is left
 * out from there on.
 */
static void
climb_some(const struct rf_trace *t, struct rf_point *starts, unsigned held,
    double from, double to)
{
	double best = -INFINITY;

	for (int i = 0; i < STARTS; i++) {
		if (isinf(starts[i].ll))
			continue;
		rf_climb(t, &starts[i], held, from, to);
		best = fmax(best, starts[i].ll);
	}
	for (int i = 0; i < STARTS; i++) {
		if (starts[i].ll < best - GAIN)
			starts[i].ll = -INFINITY;
		for (int k = 0; k < i; k++)
			if (!isinf(starts[k].ll) &&
			    is_same(&starts[i], &starts[k]))
				starts[i].ll = -INFINITY;
	}
}

/*
 * From each start uphill; the likelihood is rugged where a token's place in
 * time is told sharply, so it is told less sharply at first.
 */
static struct rf_point
climb_all(const struct rf_trace *t, struct rf_point *starts, unsigned held)
{
	struct rf_point top = { .ll = -INFINITY };

	climb_some(t, starts, held, 0.05, 0.03);
	climb_some(t, starts, held, 0.02, 0.005);
	for (int i = 0; i < STARTS; i++) {
		if (isinf(starts[i].ll))
			continue;
		starts[i].jitter = JITTER;
		starts[i].faint = FAINT_CLIMB;
		rf_rate(t, &starts[i], -INFINITY);
		rf_climb(t, &starts[i], held, 0.02, 0.005);
		keep(&top, 1, &starts[i]);
	}
	return top;
}

static struct rf_point
finish(const struct rf_trace *t, struct rf_point top, unsigned held)
{
	for (int i = 0; i < 3; i++)
		if (!hop_up(t, &top, held))
			break;
	blur(t, &top, held);
	top.faint = RF_FINE;
	rf_rate(t, &top, -INFINITY);
	rf_climb(t, &top, held, 0.02, 0.0003);
	return top;
}

struct rf_point
rf_search_bucket(const struct rf_trace *t, double rival)
{
	struct rf_point wide[STARTS], near[STARTS], a, b;
	double least = 0.3 / (t->seconds + 1), gap = gap_rate(t);

	no_starts(wide);
	for (double r = t->top_rate; r > least; r /= 1.2)
		start_bursts(t, wide,
		    (struct rf_bucket){
			.rate = r, .front = 0.5, .jitter = JITTER });
	no_starts(near);
	for (double r = 0.8 * gap; r < 1.3 * gap; r *= 1.015)
		start_bursts(t, near,
		    (struct rf_bucket){
			.rate = r, .front = 0.5, .jitter = 0.3 / r });
	if (fmax(wide[0].ll, near[0].ll) < rival - REACH)
		return wide[0];
	a = climb_all(t, wide, 0);
	b = climb_all(t, near, 0);
	return finish(t, a.ll > b.ll ? a : b, 0);
}

/* chrony has steps of two for the interval and for the leak. */
struct rf_point
rf_search_leaky(const struct rf_trace *t, double rival)
{
	struct rf_point starts[STARTS], top;
	struct rf_bucket b = { .loss = 0.005, .front = 0.5, .jitter = JITTER };

	no_starts(starts);
	for (b.rate = 2; b.rate >= 1.0 / 64; b.rate /= 2)
		for (b.burst = 1; b.burst <= 128; b.burst *= 1.5)
			for (b.leak = 0.5; b.leak > 0.05; b.leak /= 2)
				start_at(t, starts, &b);
	if (starts[0].ll < rival - REACH)
		return starts[0];
	top = climb_all(t, starts, 1U << RF_RATE);
	return finish(t, top, 1U << RF_RATE);
}
