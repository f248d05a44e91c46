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

static double
end_of(size_t n)
{
	return 1e-9 * (double)events[n - 1].ns + 0.1;
}

/* Slowly first, then fast: what a prober does. */
static size_t
ramp(struct limitsim *s, double top)
{
	size_t n = play(s, 0, 0, 2, 8);

	n = play(s, n, end_of(n), 4, 16);
	n = play(s, n, end_of(n), 8, 32);
	return play(s, n, end_of(n), top, 160);
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
	assert_int_equal(f.model, RATEFIT_BUCKET);
	assert_true(f.limited);
	assert_true(fabs(f.rate.best - 5) < 0.1);
	assert_true(fabs(f.burst.best - 10) < 0.6);
}

/* All that each is known by; a seed that fails is told. */
static void
finds_any_bucket(void **state)
{
	unsigned sure = 0, held = 0, runs = 40;

	(void)state;
	for (uint64_t seed = 100; seed < 100 + runs; seed++) {
		struct limitsim s = { .kind = SIM_BUCKET, .seed = seed };
		struct ratefit f;

		s.rate = 1 + 7 * sim_unit(&s.seed);
		s.burst = 3 + floor(15 * sim_unit(&s.seed));
		s.loss = 0.05 * sim_unit(&s.seed);
		ratefit_rested(events, ramp(&s, 16), &f);
		sure += f.limited && f.model == RATEFIT_BUCKET;
		held += f.rate.lo <= s.rate && s.rate <= f.rate.hi;
		if (!f.limited || fabs(f.rate.best / s.rate - 1) > 0.05)
			printf("# seed %u: rate %g, have %g, llr %g\n",
			    (unsigned)seed, s.rate, f.rate.best, f.llr);
		assert_true(f.rate.lo <= f.rate.best);
		assert_true(f.rate.best <= f.rate.hi);
		assert_true(f.burst.lo <= f.burst.best);
		assert_true(f.burst.best <= f.burst.hi);
	}
	assert_true(sure >= runs - 1);
	assert_true(held >= runs - 5);
}

static void
random_loss_is_no_limit(void **state)
{
	unsigned alarms = 0;

	(void)state;
	for (uint64_t seed = 200; seed < 260; seed++) {
		struct limitsim s = { .seed = seed,
			.loss = seed % 2 ? 0.05 : 0.2 };
		struct ratefit f;

		ratefit_rested(events, ramp(&s, 16), &f);
		if (f.limited)
			printf("# seed %u: %s, llr %g\n", (unsigned)seed,
			    ratefit_model_name(f.model), f.llr);
		alarms += f.limited;
		assert_true(f.loss.lo <= f.loss.best);
		assert_true(f.loss.best <= f.loss.hi);
	}
	assert_in_range(alarms, 0, 1);
}

/* An outage is a fit of loss, not a limit. */
static void
an_outage_is_no_limit(void **state)
{
	struct limitsim s = { .seed = 3 };
	struct ratefit f;
	size_t n;

	(void)state;
	n = ramp(&s, 16);
	for (size_t i = 90; i < 130; i++)
		events[i].seen = RATEFIT_LOST;
	ratefit_rested(events, n, &f);
	assert_int_equal(f.model, RATEFIT_RANDOM);
	assert_false(f.limited);
}

static void
knows_servers(void **state)
{
	static const struct {
		enum sim_kind kind;
		double rate, burst;
		enum ratefit_model model;
	} servers[] = {
		{ SIM_CHRONY, 0.125, 8, RATEFIT_LEAKY },
		{ SIM_CHRONY, 0.5, 16, RATEFIT_LEAKY },
		{ SIM_NTPSEC, 1, 20, RATEFIT_SCORE },
		{ SIM_NTPD, 0.125, 8, RATEFIT_GUARD },
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct limitsim s = { .kind = servers[i].kind,
			.rate = servers[i].rate,
			.burst = servers[i].burst,
			.leak = 0.25,
			.seed = 77 };
		struct ratefit f;

		ratefit_rested(events, ramp(&s, 16), &f);
		if (f.model != servers[i].model)
			fail_msg("server %zu: %s, llr %g", i,
			    ratefit_model_name(f.model), f.llr);
		assert_true(f.limited);
	}
}

/* Four clients in step behind one limiter; each alone knows but its share. */
static size_t
four_clients(struct limitsim *s, unsigned only)
{
	double phase[] = { 0, 0.013, 0.041, 0.077 };
	size_t n = 0;

	for (unsigned i = 0; i < 100; i++) {
		for (unsigned k = 0; k < 4; k++) {
			double t = 0.1 * i + phase[k];
			bool seen = sim_answers(s, t);

			if (only < 4 && k != only)
				continue;
			events[n].ns = (int64_t)(1e9 * t);
			events[n++].seen =
			    seen ? RATEFIT_ANSWERED : RATEFIT_LOST;
		}
	}
	return n;
}

static void
shared_limit_shows_over_the_union(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 20, .burst = 40, .seed = 5
	};
	struct ratefit f;

	(void)state;
	ratefit_rested(events, four_clients(&s, 4), &f);
	assert_int_equal(f.model, RATEFIT_BUCKET);
	assert_true(f.limited);
	assert_true(fabs(f.rate.best - 20) < 0.2);
	assert_true(fabs(f.burst.best - 40) < 1.5);
}

/* A capture begins when the bucket is empty already. */
static void
a_capture_may_begin_anywhere(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 4, .burst = 10, .seed = 6
	};
	struct ratefit f;
	size_t n = play(&s, 0, 0, 10, 300);

	(void)state;
	ratefit(events + 60, n - 60, &f);
	assert_int_equal(f.model, RATEFIT_BUCKET);
	assert_true(f.limited);
	assert_true(fabs(f.rate.best - 4) < 0.05);
}

static void
unknown_is_neither(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 5, .burst = 10, .seed = 2
	};
	struct ratefit f;
	size_t n;

	(void)state;
	n = ramp(&s, 16);
	for (size_t i = n - 20; i < n; i++)
		events[i].seen = RATEFIT_UNKNOWN;
	ratefit_rested(events, n, &f);
	assert_true(f.limited);
	assert_true(fabs(f.rate.best - 5) < 0.1);
	for (size_t i = 0; i < n; i++)
		events[i].seen = RATEFIT_UNKNOWN;
	ratefit(events, n, &f);
	assert_false(f.limited);
	assert_int_equal(f.lost, 0);
}

static void
long_traces_are_cut_where_they_lose(void **state)
{
	struct limitsim s = { .seed = 8 };
	struct limitsim b = {
		.kind = SIM_BUCKET, .rate = 5, .burst = 10, .seed = 9
	};
	struct ratefit f;
	size_t n = play(&s, 0, 0, 2, 3000);

	(void)state;
	n = play(&b, n, end_of(n), 10, 900);
	n = play(&s, n, end_of(n), 2, 2000);
	ratefit(events, n, &f);
	assert_int_equal(f.used, RATEFIT_MAX);
	assert_true(f.first > 1500 && f.first < 3000);
	assert_true(f.limited);
	assert_true(fabs(f.rate.best - 5) < 0.1);
}

static void
next_to_nothing_is_no_limit(void **state)
{
	struct ratefit f;

	(void)state;
	ratefit(events, 0, &f);
	assert_false(f.limited);
	for (size_t n = 1; n < 8; n++) {
		for (size_t i = 0; i < n; i++) {
			events[i].ns = 0;
			events[i].seen = i % 2;
		}
		ratefit(events, n, &f);
		assert_false(f.limited);
		assert_int_equal(f.used, n);
	}
	for (size_t i = 0; i < 50; i++) {
		events[i].ns = 5;
		events[i].seen = RATEFIT_LOST;
	}
	ratefit(events, 50, &f);
	assert_false(f.limited);
}

/* Any trace: no crash, no endless loop, intervals in order. */
static void
takes_any_trace(void **state)
{
	uint64_t seed = 4711;

	(void)state;
	printf("# seed %u\n", (unsigned)seed);
	for (int run = 0; run < 60; run++) {
		size_t n = (size_t)(sim_next(&seed) % 200);
		int64_t t = (int64_t)(sim_next(&seed) >> 2) - (1LL << 61);
		struct ratefit f;

		for (size_t i = 0; i < n; i++) {
			events[i].ns = t;
			events[i].seen = (uint8_t)(sim_next(&seed) % 3);
			t += (int64_t)(sim_next(&seed) >>
			    (20 + sim_next(&seed) % 40));
		}
		ratefit(events, n, &f);
		assert_true(f.loss.lo <= f.loss.hi);
		assert_true(f.rate.lo <= f.rate.hi);
		assert_true(f.burst.lo <= f.burst.hi);
	}
}

static void
a_clock_may_go_back(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 5, .burst = 10, .seed = 2
	};
	struct ratefit f;
	size_t n;

	(void)state;
	n = ramp(&s, 16);
	for (size_t i = 150; i < n; i++)
		events[i].ns -= 3600000000000LL;
	ratefit_rested(events, n, &f);
	assert_true(f.limited);
	assert_true(fabs(f.rate.best - 5) < 0.2);
}

static void
speaks_against_a_bucket(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 5, .burst = 10, .seed = 2
	};
	struct limitsim wide = { .seed = 3 };
	struct ratefit f;

	(void)state;
	ratefit_rested(events, ramp(&s, 16), &f);
	s.level = s.begun = 0;
	assert_true(ratefit_against(events, ramp(&s, 16), &f.rate, &f.burst) <
	    RATEFIT_SURE);
	assert_true(
	    ratefit_against(events, ramp(&wide, 16), &f.rate, &f.burst) > 50);
	assert_true(ratefit_against(events, 0, &f.rate, &f.burst) < 1e-9);
}

static void
models_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < RATEFIT_MODELS; i++)
		assert_non_null(ratefit_model_name(i));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_lost_is_no_limit),
		cmocka_unit_test(finds_a_bucket),
		cmocka_unit_test(finds_any_bucket),
		cmocka_unit_test(random_loss_is_no_limit),
		cmocka_unit_test(an_outage_is_no_limit),
		cmocka_unit_test(knows_servers),
		cmocka_unit_test(shared_limit_shows_over_the_union),
		cmocka_unit_test(a_capture_may_begin_anywhere),
		cmocka_unit_test(unknown_is_neither),
		cmocka_unit_test(long_traces_are_cut_where_they_lose),
		cmocka_unit_test(next_to_nothing_is_no_limit),
		cmocka_unit_test(takes_any_trace),
		cmocka_unit_test(a_clock_may_go_back),
		cmocka_unit_test(speaks_against_a_bucket),
		cmocka_unit_test(models_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
