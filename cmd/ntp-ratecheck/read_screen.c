#include <math.h>

#include "read_screen.h"

/* Of each kind, to say anything. */
#define LEAST 5

void
screen_add(struct screen *s, int64_t ns, bool answered)
{
	struct screen_side *side = &s->side[answered];

	if (!s->begun || answered != s->last)
		s->runs++;
	if (answered && s->side[0].n == 0)
		s->before++;
	side->n++;
	if (s->begun) {
		uint64_t gap = (uint64_t)(ns - s->last_ns) | 1;
		uint64_t bits = 63 - (uint64_t)__builtin_clzll(gap);

		side->sum += bits;
		side->squares += bits * bits;
	}
	s->last = answered;
	s->last_ns = ns;
	s->begun = true;
}

double
screen_runs_z(const struct screen *s)
{
	double a = (double)s->side[0].n, b = (double)s->side[1].n, n = a + b;
	double mean, var;

	if (a < LEAST || b < LEAST)
		return 0;
	mean = 2 * a * b / n + 1;
	var = (mean - 1) * (mean - 2) / (n - 1);
	return ((double)s->runs - mean) / sqrt(var);
}

static double
average(const struct screen_side *s)
{
	return (double)s->sum / (double)s->n;
}

/* Of the average, squared. */
static double
error(const struct screen_side *s)
{
	double mean = average(s);

	return ((double)s->squares / (double)s->n - mean * mean) / (double)s->n;
}

double
screen_gap_z(const struct screen *s)
{
	const struct screen_side *lost = &s->side[0], *answered = &s->side[1];
	double var;

	if (lost->n < LEAST || answered->n < LEAST)
		return 0;
	var = error(lost) + error(answered);
	if (var <= 0)
		return 0;
	return (average(lost) - average(answered)) / sqrt(var);
}

/* A full bucket lets the first pass: how unlikely is that by chance? */
double
screen_first_nats(const struct screen *s)
{
	double a = (double)s->side[0].n, b = (double)s->side[1].n;

	if (a < LEAST || b < LEAST)
		return 0;
	return -(double)s->before * log(b / (a + b));
}

bool
screen_is_odd(const struct screen *s)
{
	return fabs(screen_runs_z(s)) > SCREEN_Z ||
	    fabs(screen_gap_z(s)) > SCREEN_Z ||
	    screen_first_nats(s) > SCREEN_NATS;
}
