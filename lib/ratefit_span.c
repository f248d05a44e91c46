#include <math.h>

#include "ratefit_part.h"

/* Whether there is a point at `x` that explains nearly as well as the best. */
static bool
fits(const struct rf_trace *t, struct rf_point *p, enum rf_axis axis, double x,
    double least)
{
	struct rf_point q = *p;

	q.x[axis] = x;
	rf_rate(t, &q, -INFINITY);
	if (q.ll < least)
		rf_climb(t, &q, 1U << axis, 0.05, 0.004);
	if (q.ll < least)
		return false;
	*p = q;
	return true;
}

/* How far from the best, towards `sign`, all fits. */
static double
edge(const struct rf_trace *t, const struct rf_point *best, enum rf_axis axis,
    double sign, double least)
{
	struct rf_point p = *best;
	double inside = 0, outside = axis == RF_LOSS ? 0.1 : 0.002;

	while (inside < 6 &&
	    fits(t, &p, axis, best->x[axis] + sign * outside, least)) {
		inside = outside;
		outside *= 2;
	}
	for (int i = 0; i < 3; i++) {
		double mid = (inside + outside) / 2;

		if (fits(t, &p, axis, best->x[axis] + sign * mid, least))
			inside = mid;
		else
			outside = mid;
	}
	return sign * outside;
}

struct box {
	double lo[3];
	double hi[3];
};

static void
extend(struct box *box, const struct rf_point *p)
{
	for (int k = 0; k < 3; k++) {
		box->lo[k] = fmin(box->lo[k], p->x[k]);
		box->hi[k] = fmax(box->hi[k], p->x[k]);
	}
}

static void
look_at(const struct rf_trace *t, const struct rf_point *best,
    enum rf_axis axis, int tokens, double least, struct box *box)
{
	struct rf_point q = rf_hop(t, best, 0, axis, tokens);

	if (q.ll >= least)
		extend(box, &q);
	q = rf_hop(t, best, 0, axis, -tokens);
	if (q.ll >= least)
		extend(box, &q);
}

/*
 * The tops some tokens away that explain nearly as well as the best: the more
 * may have been lost while the bucket drained, the further away.
 */
static void
look_around(const struct rf_trace *t, const struct rf_point *best, double least,
    struct box *box)
{
	double lost = exp(best->x[RF_LOSS] + best->x[RF_BURST]);
	int far = 3 + (int)(2.5 * sqrt(lost));

	extend(box, best);
	for (int tokens = 1; tokens <= 3; tokens++)
		look_at(t, best, RF_RATE, tokens, least, box);
	for (int tokens = 1; tokens <= far && tokens < 30; tokens++)
		look_at(t, best, RF_BURST, tokens, least, box);
}

void
rf_spans(const struct rf_trace *t, const struct rf_point *best, double drop,
    struct ratefit_span spans[3])
{
	struct box box = { { INFINITY, INFINITY, INFINITY },
		{ -INFINITY, -INFINITY, -INFINITY } };
	double least = best->ll - drop;

	look_around(t, best, least - 2, &box);
	for (int k = 0; k < 3; k++) {
		spans[k].best = exp(best->x[k]);
		spans[k].lo = exp(box.lo[k] + edge(t, best, k, -1, least));
		spans[k].hi = exp(box.hi[k] + edge(t, best, k, 1, least));
	}
}
