#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../tool/part/limitsim.h"
#include "ratefit.h"

#define ROOM 6000

static struct ratefit_event events[ROOM];

/* `n` requests at `rate` a second, gaps of half to one and a half. */
static size_t
play(struct limitsim *s, size_t at, double from, double rate, size_t n)
{
	double t = from;

	for (size_t i = at; i < at + n; i++) {
		events[i].ns = (int64_t)(t * 1e9);
		events[i].seen =
		    sim_answers(s, t) ? RATEFIT_ANSWERED : RATEFIT_LOST;
		t += (0.5 + sim_unit(&s->seed)) / rate;
	}
	return at + n;
}

/* Slowly first, then fast: what a prober does. */
static size_t
ramp(struct limitsim *s, double top)
{
	size_t n = play(s, 0, 0, 2, 8);

	n = play(s, n, 4.3, 4, 16);
	n = play(s, n, 8.6, 8, 32);
	return play(s, n, 13, top, 160);
}

static void
nothing_lost_is_no_limit(void **state)
{
	struct limitsim s = { .seed = 1 };
	struct ratefit f;

	(void)state;
	ratefit(events, ramp(&s, 16), &f);
	assert_int_equal(f.model, RATEFIT_NONE);
	assert_false(f.limited);
	assert_true(f.loss.best < 1e-9);
	assert_true(f.loss.hi > 0 && f.loss.hi < 0.03);
}

static void
finds_a_bucket(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 5, .burst = 10, .seed = 2
	};
	struct ratefit f;

	(void)state;
	ratefit(events, ramp(&s, 16), &f);
	printf("# rate %g %g-%g burst %g %g-%g llr %g\n", f.rate.best,
	    f.rate.lo, f.rate.hi, f.burst.best, f.burst.lo, f.burst.hi, f.llr);
	assert_int_equal(f.model, RATEFIT_BUCKET);
	assert_true(f.limited);
	assert_true(fabs(f.rate.best - 5) < 0.1);
	assert_true(fabs(f.burst.best - 10) < 0.6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_lost_is_no_limit),
		cmocka_unit_test(finds_a_bucket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
