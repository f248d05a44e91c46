#include <math.h>

#include "ratefit_part.h"

/* Where the search walks: logarithms, so that a step is a ratio. */
enum {
	X_RATE,
	X_BURST,
	X_LOSS,
	X_FRONT,
	X_COUNT
};

struct point {
	double x[X_COUNT];
	double leak;
	double ll;
};

#define STARTS 6
#define LOSS_MIN 2e-4
#define LOSS_MAX 0.7

static void
bucket_of(const struct point *p, struct rf_bucket *b)
{
	b->rate = exp(p->x[X_RATE]);
	b->burst = exp(p->x[X_BURST]);
	b->loss = exp(p->x[X_LOSS]);
	b->front = p->x[X_FRONT];
	b->leak = p->leak;
}

static double
clamp(double v, double lo, double hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

static void
rate_point(const struct rf_trace *t, struct point *p)
{
	struct rf_bucket b;

	p->x[X_BURST] = clamp(p->x[X_BURST], 0, log(t->n + 1.0));
	p->x[X_LOSS] = clamp(p->x[X_LOSS], log(LOSS_MIN), log(LOSS_MAX));
	p->x[X_FRONT] = clamp(p->x[X_FRONT], 0, 1);
	bucket_of(p, &b);
	p->ll = rf_bucket_ll(t, &b);
}

/* The best few, falling. */
static void
keep(struct point *best, size_t count, const struct point *p)
{
	size_t i = count;

	if (p->ll <= best[count - 1].ll)
		return;
	for (i = count - 1; i > 0 && best[i - 1].ll < p->ll; i--)
		best[i] = best[i - 1];
	best[i] = *p;
}

static bool
try(const struct rf_trace *t, struct point *p, const double move[X_COUNT],
    double by)
{
	struct point q = *p;

	for (int k = 0; k < X_COUNT; k++)
		q.x[k] += move[k] * by;
	rate_point(t, &q);
	if (q.ll <= p->ll + 1e-9)
		return false;
	*p = q;
	return true;
}

/*
 * Walk uphill: along each axis that is not held, and along the line on which
 * the trace has as many tokens in all; finer when no step leads up.
 */
static void
climb(const struct rf_trace *t, struct point *p, unsigned held, double from,
    double to)
{
	for (double by = from; by > to; by *= 0.4) {
		bool up = true;

		for (int turn = 0; up && turn < 12; turn++) {
			double moves[X_COUNT + 1][X_COUNT] = { { 1, 0, 0, 0 },
				{ 0, 2, 0, 0 }, { 0, 0, 4, 0 }, { 0, 0, 0, 4 },
				{ 1, 0, 0, 0 } };

			up = false;
			moves[X_COUNT][X_BURST] = -clamp(
			    exp(p->x[X_RATE] - p->x[X_BURST]) * t->seconds, 0,
			    20);
			for (unsigned k = 0; k <= X_COUNT; k++) {
				if (held >> k & 1)
					continue;
				if (k == X_COUNT && held & 3)
					continue;
				up |= try(t, p, moves[k], by) ||
				    try(t, p, moves[k], -by);
			}
		}
	}
}

static void
start_points(struct point *best)
{
	for (int i = 0; i < STARTS; i++)
		best[i].ll = -INFINITY;
}

static double
climb_all(const struct rf_trace *t, struct point *best, unsigned held,
    struct rf_bucket *out)
{
	struct point top = { .ll = -INFINITY };

	for (int i = 0; i < STARTS; i++) {
		if (isinf(best[i].ll))
			continue;
		climb(t, &best[i], held, 0.1, 0.02);
		keep(&top, 1, &best[i]);
	}
	climb(t, &top, held, 0.02, 0.0003);
	bucket_of(&top, out);
	return top.ll;
}

double
rf_search_bucket(const struct rf_trace *t, struct rf_bucket *best)
{
	struct point starts[STARTS];
	double least = 0.3 / (t->seconds + 1);

	start_points(starts);
	for (double r = t->top_rate; r > least; r /= 1.2) {
		for (double b = 1; b <= t->n; b *= 1.7) {
			for (double loss = 0.01; loss < 0.2; loss *= 12) {
				struct point p = { .x = { log(r), log(b),
						       log(loss), 0.5 } };

				rate_point(t, &p);
				keep(starts, STARTS, &p);
			}
		}
	}
	return climb_all(t, starts, 0, best);
}

/* chrony has steps of two for the interval and for the leak. */
double
rf_search_leaky(const struct rf_trace *t, struct rf_bucket *best)
{
	struct point starts[STARTS];

	start_points(starts);
	for (double r = 8; r >= 1.0 / 64; r /= 2) {
		for (double b = 1; b <= 128; b *= 1.5) {
			for (double leak = 0.5; leak > 0.05; leak /= 2) {
				struct point p = { .leak = leak,
					.x = {
					    log(r), log(b), log(0.005), 0.5 } };

				rate_point(t, &p);
				keep(starts, STARTS, &p);
			}
		}
	}
	return climb_all(t, starts, 1U << X_RATE, best);
}

static void
point_of(const struct rf_bucket *b, struct point *p)
{
	p->x[X_RATE] = log(b->rate);
	p->x[X_BURST] = log(b->burst);
	p->x[X_LOSS] = log(b->loss);
	p->x[X_FRONT] = b->front;
	p->leak = b->leak;
}

/* How far from `best`, towards `sign`, until all fits worse by `drop`. */
static double
edge(const struct rf_trace *t, const struct point *best, double top, int axis,
    double sign, double drop)
{
	double inside = 0, outside = 0, by = axis == X_RATE ? 0.004 : 0.02;
	struct point p = *best;

	while (outside == 0 && inside < 4) {
		struct point q = p;

		q.x[axis] = best->x[axis] + sign * (inside + by);
		rate_point(t, &q);
		climb(t, &q, 1U << axis, 0.05, 0.004);
		if (q.ll < top - drop)
			outside = inside + by;
		else {
			inside += by;
			p = q;
			by *= 2;
		}
		if (q.x[axis] != best->x[axis] + sign * (inside + by) &&
		    axis != X_RATE && inside > 8)
			break;
	}
	while (outside - inside > 0.1 * outside && outside > 0.001) {
		struct point q = p;
		double mid = (inside + outside) / 2;

		q.x[axis] = best->x[axis] + sign * mid;
		rate_point(t, &q);
		climb(t, &q, 1U << axis, 0.02, 0.004);
		if (q.ll < top - drop)
			outside = mid;
		else
			inside = mid;
	}
	return best->x[axis] + sign * (outside > 0 ? outside : inside);
}

struct ratefit_span
rf_interval(const struct rf_trace *t, const struct rf_bucket *best, double top,
    enum rf_axis axis, double drop)
{
	static const int axes[] = {
		[RF_RATE] = X_RATE, [RF_BURST] = X_BURST, [RF_LOSS] = X_LOSS
	};
	struct ratefit_span s;
	struct point p = { .ll = top };
	int k = axes[axis];

	point_of(best, &p);
	s.best = exp(p.x[k]);
	s.lo = exp(edge(t, &p, top, k, -1, drop));
	s.hi = exp(edge(t, &p, top, k, 1, drop));
	return s;
}
