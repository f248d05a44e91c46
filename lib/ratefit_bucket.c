#include <math.h>

#include "ratefit_part.h"

/*
 * Loss before the bucket leaves its tokens, loss behind it does not, and
 * nobody saw which it was: so every level that can be is followed, with its
 * probability.  Levels fall.
 */
#define LEVELS 48

struct levels {
	size_t n;
	double near; /* levels that are the same: half of what can be told */
	double level[LEVELS];
	double weight[LEVELS];
};

struct odds {
	double rate;
	double burst;
	double leak;
	double front; /* a packet arrives at the bucket */
	double back;  /* what it lets pass is answered */
	double both;  /* it passes both */
	double sharp; /* how sharp "one token" is, for clocks and ticks */
	double faint; /* of the whole: what is less likely is let go */
};

/* Even an empty bucket may seem to pass one, and a full one to refuse. */
#define ODD 0.002

static double
passes(const struct odds *o, double level)
{
	double s = (level - 1) * o->sharp + 0.5;

	if (s <= 0)
		return o->leak;
	if (s >= 1)
		return 1 - ODD;
	return o->leak + s * (1 - ODD - o->leak);
}

static inline void
put(struct levels *to, double level, double weight)
{
	size_t last = to->n - 1;

	if (to->n > 0 && to->level[last] - level < to->near) {
		/* As good as the same one: together they stand between. */
		to->weight[last] += weight;
		to->level[last] -=
		    (to->level[last] - level) * weight / to->weight[last];
		return;
	}
	if (to->n == LEVELS)
		return;
	to->level[to->n] = level;
	to->weight[to->n++] = weight;
}

/* What is left after one passed; a leak empties the bucket. */
static inline double
after(double level)
{
	return level > 1 ? level - 1 : 0;
}

/*
 * Both lists at once, falling: stay[] stay at their level, take[] have taken
 * a token.
 */
static void
split(const double level[], size_t n, const double stay[], const double take[],
    double least, struct levels *to)
{
	size_t i = 0, j = 0;

	to->n = 0;
	while (i < n || j < n) {
		if (j == n || (i < n && level[i] >= after(level[j]))) {
			if (stay[i] > least)
				put(to, level[i], stay[i]);
			i++;
		} else {
			if (take[j] > least)
				put(to, after(level[j]), take[j]);
			j++;
		}
	}
}

/* Only those that took a token are left. */
static void
only_take(const double level[], size_t n, const double take[], double least,
    struct levels *to)
{
	to->n = 0;
	for (size_t i = 0; i < n; i++)
		if (take[i] > least)
			put(to, after(level[i]), take[i]);
}

static inline double
filled(const struct odds *o, double level, double dt)
{
	level += o->rate * dt;
	return level > o->burst ? o->burst : level;
}

/*
 * One packet, `dt` after the one before; returns the probability of what was
 * seen.  Weights of *to add up to that of *from times the probability.
 */
static double
step(const struct levels *from, const struct odds *o, double dt, uint8_t seen,
    struct levels *to)
{
	double level[LEVELS], stay[LEVELS], take[LEVELS];
	double sum = 0, lost;

	if (seen == RATEFIT_ANSWERED) {
		for (size_t i = 0; i < from->n; i++) {
			level[i] = filled(o, from->level[i], dt);
			take[i] =
			    o->both * passes(o, level[i]) * from->weight[i];
			sum += take[i];
		}
		only_take(level, from->n, take, sum * o->faint, to);
		return sum;
	}
	lost = seen == RATEFIT_LOST ? 1 - o->back : 1;
	for (size_t i = 0; i < from->n; i++) {
		double pass;

		level[i] = filled(o, from->level[i], dt);
		pass = o->front * passes(o, level[i]) * from->weight[i];
		stay[i] = from->weight[i] - pass;
		take[i] = pass * lost;
		sum += stay[i] + take[i];
	}
	split(level, from->n, stay, take, sum * o->faint, to);
	return sum;
}

static void
scale(struct levels *s, double by)
{
	for (size_t i = 0; i < s->n; i++)
		s->weight[i] *= by;
}

static void
start_level(struct levels *s, double level, double weight)
{
	s->level[s->n] = level;
	s->weight[s->n++] = weight;
}

/*
 * A capture may begin anywhere: with a full bucket, or one that is drained
 * but for a part of a token, which an overloaded bucket keeps for long.
 */
static void
start(struct levels s[2], const struct rf_trace *t, const struct odds *o)
{
	s[0].near = s[1].near = 0.5 / o->sharp;
	s[0].n = 0;
	start_level(&s[0], o->burst, t->rested ? 1 : 0.6);
	if (t->rested)
		return;
	for (int i = 4; i >= 0 && o->burst > 3; i--)
		start_level(&s[0], o->burst / 2 + 0.2 * i - 0.5, 0.02);
	for (int i = 9; i >= 0; i--)
		start_level(&s[0], 0.1 * i, 0.03);
}

static void
odds_init(struct odds *o, const struct rf_bucket *b)
{
	o->rate = b->rate;
	o->burst = b->burst;
	o->leak = b->leak > 0 ? b->leak : ODD;
	o->front = pow(1 - b->loss, b->front);
	o->back = (1 - b->loss) / o->front;
	o->both = 1 - b->loss;
	o->faint = b->faint;
	o->sharp = 1 / (0.04 + b->jitter * b->rate);
}

double
rf_bucket_ll(const struct rf_trace *t, const struct rf_bucket *b, double floor)
{
	struct levels s[2];
	struct odds o;
	double sum = 0, stop = exp(fmax(floor, -600));

	odds_init(&o, b);
	start(s, t, &o);
	for (int i = 0; i < t->n; i++) {
		/* Weights fall by the probability; it never rises again. */
		double p =
		    step(&s[i & 1], &o, t->dt[i], t->seen[i], &s[~i & 1]);

		if (p < stop && floor > -600 + sum)
			return -INFINITY;
		if (p > 1e-100)
			continue;
		sum += log(p);
		scale(&s[~i & 1], 1 / p);
		stop = exp(fmax(floor - sum, -600));
	}
	for (size_t i = 0; i < s[t->n & 1].n; i++)
		stop = i == 0 ? s[t->n & 1].weight[0]
			      : stop + s[t->n & 1].weight[i];
	return sum + log(stop);
}

double
rf_saturated(const struct rf_trace *t, const struct rf_bucket *b)
{
	struct levels s[2];
	struct odds o;
	double sum = 0;

	odds_init(&o, b);
	start(s, t, &o);
	for (int i = 0; i < t->n; i++) {
		const struct levels *at = &s[i & 1];
		double empty = 0, p;

		for (size_t k = 0; k < at->n; k++)
			if (filled(&o, at->level[k], t->dt[i]) < 1)
				empty += at->weight[k];
		/* One pause of a second between packets is no saturation. */
		sum += empty * (t->dt[i] < 1 ? t->dt[i] : 1);
		p = step(at, &o, t->dt[i], t->seen[i], &s[~i & 1]);
		scale(&s[~i & 1], 1 / p);
	}
	return sum;
}
