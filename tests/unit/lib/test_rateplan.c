#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../tool/part/limitsim.h"
#include "rateplan.h"

#define RTT (5 * 1000000LL)

static struct rateplan *
plan(double max_rate, double seconds, unsigned budget)
{
	struct rateplan_conf conf = { .max_rate = max_rate,
		.seconds = seconds,
		.budget = budget,
		.seed = 7 };
	struct rateplan *p = rateplan_new(&conf);

	assert_non_null(p);
	return p;
}

/* What the server says to number `i`, sent at `t` seconds; -1: nothing. */
typedef int server(void *arg, size_t i, double t);

/* Play it all; an answer comes a round trip later. */
static int64_t
play(struct rateplan *p, server *answer, void *arg)
{
	int64_t now = 0, due = -1, at;
	size_t number = 0;
	bool wait_only;
	int reply = -1;

	while ((at = rateplan_next(p, now, &wait_only)) >= 0) {
		assert_true(at >= now);
		if (due >= 0 && due <= at) {
			now = due;
			due = -1;
			rateplan_got(p, number, now, reply);
			continue;
		}
		now = at;
		if (wait_only)
			continue;
		number = rateplan_sent(p, now);
		reply = answer(arg, number, 1e-9 * (double)now);
		due = reply < 0 ? -1 : now + RTT;
	}
	return now;
}

static int
always(void *arg, size_t i, double t)
{
	(void)arg;
	(void)i;
	(void)t;
	return RATEPLAN_TIME;
}

static int
never(void *arg, size_t i, double t)
{
	(void)arg;
	(void)i;
	(void)t;
	return -1;
}

static int
limited(void *arg, size_t i, double t)
{
	(void)i;
	return sim_answers(arg, t) ? RATEPLAN_TIME : -1;
}

/* A kiss of death from number *arg on. */
static int
kiss(void *arg, size_t i, double t)
{
	(void)t;
	return i < *(size_t *)arg ? RATEPLAN_TIME : RATEPLAN_KOD_RATE;
}

static int
deny(void *arg, size_t i, double t)
{
	(void)t;
	return i < *(size_t *)arg ? RATEPLAN_TIME : RATEPLAN_KOD_DENY;
}

static void
ends_early_when_all_is_well(void **state)
{
	struct rateplan *p = plan(16, 20, 400);
	int64_t end = play(p, always, NULL);

	(void)state;
	assert_int_equal(rateplan_end(p), RATEPLAN_END_PLAN);
	assert_true(end >= 12 * RATEPLAN_SECOND);
	assert_true(end <= 14 * RATEPLAN_SECOND);
	assert_true(rateplan_top(p) == 16);
	rateplan_free(p);
}

static void
jitters_every_gap(void **state)
{
	struct rateplan *p = plan(16, 20, 400);
	const struct ratefit_event *e;
	size_t n, alike = 0;

	(void)state;
	play(p, always, NULL);
	e = rateplan_events(p);
	n = rateplan_count(p);
	for (size_t i = 2; i < n; i++) {
		int64_t gap = e[i].ns - e[i - 1].ns;

		assert_true(gap >= RATEPLAN_SECOND / 32);
		assert_true(gap <= RATEPLAN_SECOND);
		alike += llabs(gap - (e[i - 1].ns - e[i - 2].ns)) < 100000;
	}
	assert_true(alike < n / 10);
	rateplan_free(p);
}

static void
holds_its_rate_and_budget(void **state)
{
	(void)state;
	for (unsigned budget = 10; budget < 400; budget += 97) {
		struct limitsim s = {
			.kind = SIM_BUCKET, .rate = 3, .burst = 5, .seed = 3
		};
		struct rateplan *p = plan(40, 60, budget);
		const struct ratefit_event *e;

		play(p, limited, &s);
		assert_true(rateplan_count(p) <= budget);
		e = rateplan_events(p);
		for (size_t i = 40; i < rateplan_count(p); i++)
			assert_true(
			    e[i].ns - e[i - 40].ns > RATEPLAN_SECOND / 2);
		rateplan_free(p);
	}
}

static void
gives_up_on_silence(void **state)
{
	struct rateplan *p = plan(16, 20, 400);
	int64_t end = play(p, never, NULL);

	(void)state;
	assert_int_equal(rateplan_end(p), RATEPLAN_END_BLOCKED);
	assert_int_equal(rateplan_count(p), 7);
	assert_true(end <= 15 * RATEPLAN_SECOND);
	rateplan_free(p);
}

/* The machine stood still: the first four count all the same. */
static void
a_stall_is_no_start(void **state)
{
	struct rateplan *p = plan(16, 20, 400);
	bool wait_only;
	int64_t now = 0;

	(void)state;
	rateplan_next(p, now, &wait_only);
	rateplan_sent(p, now);
	now = 9 * RATEPLAN_SECOND;
	while ((now = rateplan_next(p, now, &wait_only)) >= 0)
		if (!wait_only)
			rateplan_sent(p, now);
	assert_int_equal(rateplan_end(p), RATEPLAN_END_BLOCKED);
	rateplan_free(p);
}

static int
only_sixth(void *arg, size_t i, double t)
{
	(void)arg;
	(void)t;
	return i == 5 ? RATEPLAN_TIME : -1;
}

static void
goes_on_after_a_late_start(void **state)
{
	struct rateplan *p = plan(16, 20, 400);

	(void)state;
	play(p, only_sixth, NULL);
	assert_int_not_equal(rateplan_end(p), RATEPLAN_END_BLOCKED);
	assert_true(rateplan_count(p) > 7);
	rateplan_free(p);
}

/* One confirmation, sixteen seconds later, and nothing else. */
static void
ends_at_a_kiss_of_death(void **state)
{
	size_t from = 9;
	struct rateplan *p = plan(16, 20, 400);
	const struct ratefit_event *e;

	(void)state;
	play(p, kiss, &from);
	assert_int_equal(rateplan_end(p), RATEPLAN_END_RATE);
	assert_int_equal(rateplan_count(p), 11);
	e = rateplan_events(p);
	assert_true(e[10].ns - e[9].ns >= 16 * RATEPLAN_SECOND);
	assert_int_equal(e[9].seen, RATEFIT_LOST);
	assert_true(rateplan_rtt(p, 9) == RTT);
	rateplan_free(p);
}

static void
ends_for_good_at_deny(void **state)
{
	size_t from = 3;
	struct rateplan *p = plan(16, 20, 400);

	(void)state;
	play(p, deny, &from);
	assert_int_equal(rateplan_end(p), RATEPLAN_END_DENY);
	assert_int_equal(rateplan_count(p), 4);
	rateplan_free(p);
}

static void
slows_down_at_a_limit(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 2, .burst = 5, .seed = 4
	};
	struct rateplan *p = plan(16, 30, 400);
	const struct ratefit_event *e;
	size_t held = 0;
	bool rested = false;

	(void)state;
	play(p, limited, &s);
	e = rateplan_events(p);
	for (size_t i = 1; i < rateplan_count(p); i++) {
		held += rateplan_phase_of(p, i) == RATEPLAN_HOLD;
		rested |= rateplan_phase_of(p, i) == RATEPLAN_TRAIN &&
		    e[i].ns - e[i - 1].ns > 3 * RATEPLAN_SECOND;
	}
	/* Twice of what passes, not the highest rate. */
	assert_in_range(held, 40, 130);
	assert_true(rested);
	rateplan_free(p);
}

/* ntpsec answers nobody who goes on: it is no use to go on. */
static void
stops_when_nothing_passes(void **state)
{
	struct limitsim s = {
		.kind = SIM_NTPSEC, .rate = 1, .burst = 20, .seed = 5
	};
	struct rateplan *p = plan(16, 20, 400);

	(void)state;
	play(p, limited, &s);
	assert_true(rateplan_count(p) < 80);
	rateplan_free(p);
}

static void
icmp_ends_it(void **state)
{
	struct rateplan *p = plan(16, 20, 400);
	bool wait_only;

	(void)state;
	for (int i = 0; i < 3; i++) {
		int64_t at =
		    rateplan_next(p, i * RATEPLAN_SECOND / 2, &wait_only);

		assert_true(at >= 0);
		rateplan_sent(p, at);
		rateplan_refused(p, at);
	}
	assert_true(rateplan_next(p, 2 * RATEPLAN_SECOND, &wait_only) == -1);
	assert_int_equal(rateplan_end(p), RATEPLAN_END_REFUSED);
	rateplan_free(p);
}

static void
stops_when_told(void **state)
{
	struct rateplan *p = plan(16, 20, 400);
	bool wait_only;

	(void)state;
	assert_int_equal(rateplan_end(p), RATEPLAN_END_NOT);
	rateplan_stop(p);
	assert_true(rateplan_next(p, 0, &wait_only) == -1);
	assert_int_equal(rateplan_end(p), RATEPLAN_END_STOPPED);
	rateplan_free(p);
}

static void
a_second_answer_changes_nothing(void **state)
{
	struct rateplan *p = plan(16, 20, 400);
	bool wait_only;
	size_t i;

	(void)state;
	rateplan_next(p, 0, &wait_only);
	i = rateplan_sent(p, 0);
	rateplan_got(p, i, RTT, RATEPLAN_TIME);
	rateplan_got(p, i, 9 * RTT, RATEPLAN_KOD_DENY);
	rateplan_got(p, 99, RTT, RATEPLAN_KOD_DENY);
	assert_true(rateplan_rtt(p, i) == RTT);
	assert_int_equal(rateplan_end(p), RATEPLAN_END_NOT);
	rateplan_free(p);
	rateplan_free(NULL);
}

static void
phases_have_names(void **state)
{
	(void)state;
	for (int i = RATEPLAN_BASE; i <= RATEPLAN_DONE; i++)
		assert_non_null(rateplan_phase_name(i));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_early_when_all_is_well),
		cmocka_unit_test(jitters_every_gap),
		cmocka_unit_test(holds_its_rate_and_budget),
		cmocka_unit_test(gives_up_on_silence),
		cmocka_unit_test(a_stall_is_no_start),
		cmocka_unit_test(goes_on_after_a_late_start),
		cmocka_unit_test(ends_at_a_kiss_of_death),
		cmocka_unit_test(ends_for_good_at_deny),
		cmocka_unit_test(slows_down_at_a_limit),
		cmocka_unit_test(stops_when_nothing_passes),
		cmocka_unit_test(icmp_ends_it),
		cmocka_unit_test(stops_when_told),
		cmocka_unit_test(a_second_answer_changes_nothing),
		cmocka_unit_test(phases_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
