#include <math.h>

#include "ratefit_part.h"

/* As in the bucket: nothing is ever quite certain. */
#define ODD 0.002

static double
seen_ll(uint8_t seen, double answered)
{
	if (seen == RATEFIT_UNKNOWN)
		return 0;
	return log(seen == RATEFIT_ANSWERED ? answered : 1 - answered);
}

/* Half a loss and a whole packet ahead: never 0, never 1. */
static double
loss_of(int lost, int answered)
{
	return (lost + 0.5) / (lost + answered + 1.0);
}

double
rf_random_ll(const struct rf_trace *t)
{
	double p = loss_of(t->lost, t->answered);

	return t->lost * log(p) + t->answered * log(1 - p);
}

/* Loss in fits: it depends on whether the packet before was lost. */
double
rf_chain_ll(const struct rf_trace *t)
{
	int count[2][2] = { { 0, 0 }, { 0, 0 } };
	unsigned before = 1;
	double sum = 0;

	for (int i = 0; i < t->n; i++) {
		if (t->seen[i] == RATEFIT_UNKNOWN)
			continue;
		count[before][t->seen[i]]++;
		before = t->seen[i];
	}
	for (int k = 0; k < 2; k++) {
		double p = loss_of(count[k][0], count[k][1]);

		sum += count[k][0] * log(p) + count[k][1] * log(1 - p);
	}
	return sum;
}

double
rf_score_ll(const struct rf_trace *t, double average, double burst, double loss)
{
	double score = 0, sum = 0;

	for (int i = 0; i < t->n; i++) {
		bool pass;

		/* ntpsec: each arrival counts 1/burst, and that decays. */
		score *= exp(-t->dt[i] * average / burst);
		score += 1 / burst;
		pass = score < average;
		sum += seen_ll(t->seen[i], pass ? (1 - loss) * (1 - ODD) : ODD);
	}
	return sum;
}

double
rf_guard_ll(const struct rf_trace *t, double headway, double loss)
{
	const double limit = 8 * headway;
	double leak = 0, sum = 0;

	for (int i = 0; i < t->n; i++) {
		double dt = i == 0 ? 1e6 : floor(t->dt[i] + 0.5);
		bool pass;

		leak = leak > dt ? leak - dt : 0;
		pass = dt >= 1 && leak + headway < limit;
		if (pass)
			leak += headway - 2;
		else if (leak < limit)
			leak = limit + 2;
		sum += seen_ll(t->seen[i], pass ? (1 - loss) * (1 - ODD) : ODD);
	}
	return sum;
}
