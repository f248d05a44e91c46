#include <math.h>

#include "ratefit_part.h"

/*
 * Loss before the bucket leaves its tokens, loss behind it does not, and
 * nobody saw which it was: so every level that can be is followed, with its
 * probability.  Levels fall.
 */
#define LEVELS 32

struct levels {
	size_t n;
	double level[LEVELS];
	double weight[LEVELS];
};

struct odds {
	double rate;
	double burst;
	double leak;
	double front; /* a packet arrives at the bucket */
	double back;  /* what it lets pass is answered */
	double blur;  /* how sharp "one token" is: clocks, ticks */
};

/* Even an empty bucket may seem to pass one, and a full one to refuse. */
#define ODD 0.002
#define NEAR 0.02
#define FAINT 1e-4

static double
passes(const struct odds *o, double level)
{
	double s = (level - 1) / o->blur + 0.5;

	if (s <= 0)
		return o->leak;
	if (s >= 1)
		return 1 - ODD;
	return o->leak + s * (1 - ODD - o->leak);
}

static void
put(struct levels *to, double level, double weight)
{
	size_t last = to->n - 1;

	if (to->n > 0 && to->level[last] - level < NEAR) {
		double sum = to->weight[last] + weight;

		to->level[last] =
		    (to->level[last] * to->weight[last] + level * weight) / sum;
		to->weight[last] = sum;
		return;
	}
	if (to->n == LEVELS)
		return;
	to->level[to->n] = level;
	to->weight[to->n++] = weight;
}

/* What is left after one passed; a leak empties the bucket. */
static double
after(double level)
{
	return level > 1 ? level - 1 : 0;
}

/*
 * Both lists at once, falling: `stay` of each weight stays at its level,
 * `take` of it has taken a token.
 */
static void
split(const struct levels *from, const double stay[], const double take[],
    double least, struct levels *to)
{
	size_t i = 0, j = 0;

	to->n = 0;
	while (i < from->n || j < from->n) {
		if (i < from->n && from->level[i] >= after(from->level[j])) {
			if (stay[i] > least)
				put(to, from->level[i], stay[i]);
			i++;
		} else {
			if (take[j] > least)
				put(to, after(from->level[j]), take[j]);
			j++;
		}
	}
}

static void
fill(struct levels *s, const struct odds *o, double dt)
{
	for (size_t i = 0; i < s->n; i++) {
		s->level[i] += o->rate * dt;
		if (s->level[i] > o->burst)
			s->level[i] = o->burst;
	}
}

/* One packet; returns the probability of what was seen. */
static double
step(struct levels *s, const struct odds *o, uint8_t seen)
{
	double stay[LEVELS], take[LEVELS];
	struct levels next;
	double sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		double pass = o->front * passes(o, s->level[i]);

		stay[i] =
		    seen == RATEFIT_ANSWERED ? 0 : s->weight[i] * (1 - pass);
		take[i] = s->weight[i] * pass;
		if (seen != RATEFIT_UNKNOWN)
			take[i] *=
			    seen == RATEFIT_ANSWERED ? o->back : 1 - o->back;
		sum += stay[i] + take[i];
	}
	split(s, stay, take, sum * FAINT, &next);
	for (size_t i = 0; i < next.n; i++)
		next.weight[i] /= sum;
	*s = next;
	return sum;
}

/* Most often nothing came before, and the bucket is full. */
static void
start(struct levels *s, double burst)
{
	s->n = 4;
	for (int i = 0; i < 4; i++) {
		s->level[i] = burst * (3 - i) / 3;
		s->weight[i] = i == 0 ? 0.85 : 0.05;
	}
}

static void
odds_init(struct odds *o, const struct rf_bucket *b)
{
	o->rate = b->rate;
	o->burst = b->burst;
	o->leak = b->leak > 0 ? b->leak : ODD;
	o->front = pow(1 - b->loss, b->front);
	o->back = (1 - b->loss) / o->front;
	o->blur = 0.04 + 0.002 * b->rate;
}

double
rf_bucket_ll(const struct rf_trace *t, const struct rf_bucket *b)
{
	struct levels s;
	struct odds o;
	double product = 1, sum = 0;

	odds_init(&o, b);
	start(&s, b->burst);
	for (int i = 0; i < t->n; i++) {
		fill(&s, &o, t->dt[i]);
		product *= step(&s, &o, t->seen[i]);
		if (product < 1e-200) {
			sum += log(product);
			product = 1;
		}
	}
	return sum + log(product);
}

double
rf_saturated(const struct rf_trace *t, const struct rf_bucket *b)
{
	struct levels s;
	struct odds o;
	double sum = 0;

	odds_init(&o, b);
	start(&s, b->burst);
	for (int i = 0; i < t->n; i++) {
		double empty = 0;

		fill(&s, &o, t->dt[i]);
		for (size_t k = 0; k < s.n; k++)
			if (s.level[k] < 1)
				empty += s.weight[k];
		/* One pause of a second between packets is no saturation. */
		sum += empty * (t->dt[i] < 1 ? t->dt[i] : 1);
		step(&s, &o, t->seen[i]);
	}
	return sum;
}
