#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>

#include "watch.h"

#define PERIOD 200

static const struct watch_conf usual = { .lost = 3,
	.hold = 3000,
	.hold_down = 60000,
	.hold_down_max = 3600000,
	.cuts = 1,
	.cut_interval = 300000 };

/* Two members, both families: A4 A6 B4 B6, and a third with IPv4 alone. */
enum {
	A4,
	A6,
	B4,
	B6,
	C4,
	PATHS
};

struct lab {
	struct watch w;
	struct watch_path paths[PATHS];
	uint64_t now;
	char log[4096];
	size_t len;
};

static void
setup(struct lab *l, const struct watch_conf *conf)
{
	memset(l, 0, sizeof(*l));
	for (size_t i = 0; i < PATHS; i++) {
		l->paths[i].member = i / 2;
		l->paths[i].family = i % 2 ? AF_INET6 : AF_INET;
	}
	watch_init(&l->w, conf, l->paths, PATHS);
	l->now = 1000000;
}

/* `rounds` of all paths; bit N of `dead`: path N hears nothing. */
static void
run(struct lab *l, unsigned rounds, unsigned dead)
{
	static const char *const names[] = { "A4", "A6", "B4", "B6", "C4" };

	while (rounds-- > 0) {
		l->now += PERIOD;
		for (size_t i = 0; i < PATHS; i++)
			watch_hear(&l->w, i, !(dead >> i & 1));
		for (size_t i = 0; i < PATHS; i++) {
			enum watch_event e = watch_step(&l->w, i, l->now);

			if (e != WATCH_NOTHING)
				l->len += (size_t)snprintf(l->log + l->len,
				    sizeof(l->log) - l->len, "%s %s; ",
				    names[i], watch_event_name(e));
		}
	}
}

static void
said(struct lab *l, const char *want)
{
	assert_string_equal(l->log, want);
	l->log[l->len = 0] = '\0';
}

static void
cuts_after_the_hold(void **state)
{
	struct lab l;

	(void)state;
	setup(&l, &usual);
	run(&l, 10, 0);
	run(&l, 2, 1 << A4);
	run(&l, 1, 0);
	run(&l, 2, 1 << A4);
	said(&l, "");
	run(&l, 1, 1 << A4);
	said(&l, "A4 suspect; ");
	/* The hold counts from the first round that was silent. */
	run(&l, 12, 1 << A4);
	said(&l, "");
	run(&l, 1, 1 << A4);
	said(&l, "A4 down; ");
	assert_int_equal(l.paths[A4].state, WATCH_DOWN);
	assert_int_equal(l.paths[A6].state, WATCH_UP);
}

/* Rounds in which A4 could not be asked, by a fault of our own. */
static void
ours(struct lab *l, unsigned rounds)
{
	while (rounds-- > 0) {
		l->now += PERIOD;
		watch_hear(&l->w, A4, false);
		watch_skip(&l->w, A4);
		for (size_t i = A6; i < PATHS; i++) {
			watch_hear(&l->w, i, true);
			assert_int_equal(
			    watch_step(&l->w, i, l->now), WATCH_NOTHING);
		}
	}
}

/* Silence that is not the member's counts neither before nor after. */
static void
counts_no_fault_of_ours(void **state)
{
	struct lab l;

	(void)state;
	setup(&l, &usual);
	run(&l, 1, 0);
	run(&l, 2, 1 << A4);
	ours(&l, 100);
	run(&l, 2, 1 << A4);
	said(&l, "");
	run(&l, 13, 1 << A4);
	said(&l, "A4 suspect; ");
	ours(&l, 100);
	run(&l, 15, 1 << A4);
	said(&l, "");
	run(&l, 1, 1 << A4);
	said(&l, "A4 down; ");
}

static void
clears_a_suspect(void **state)
{
	struct lab l;

	(void)state;
	setup(&l, &usual);
	run(&l, 15, 1 << A4);
	run(&l, 1, 0);
	said(&l, "A4 suspect; A4 cleared; ");
	assert_int_equal(l.paths[A4].state, WATCH_UP);
	run(&l, 2, 1 << A4);
	said(&l, "");
}

static void
cuts_at_once_without_a_hold(void **state)
{
	struct watch_conf conf = usual;
	struct lab l;

	(void)state;
	conf.hold = 0;
	setup(&l, &conf);
	run(&l, 1, 0);
	run(&l, 3, 1 << A4);
	said(&l, "A4 down; ");
}

static void
never_cuts_the_last_exit(void **state)
{
	struct lab l;

	(void)state;
	setup(&l, &usual);
	run(&l, 1, 0);
	/* All at once: the fault is ours. */
	run(&l, 300, 1 << A4 | 1 << B4 | 1 << C4);
	said(&l,
	    "A4 suspect; B4 suspect; C4 suspect; "
	    "A4 last-exit; B4 last-exit; "
	    "C4 last-exit; ");
	/* IPv6 of others does not carry IPv4.  One is back: it is an exit,
	 * and one of the two others may go. */
	run(&l, 1, 1 << A4 | 1 << C4);
	said(&l, "B4 cleared; C4 down; ");
	run(&l, 2, 1 << A4 | 1 << C4);
	said(&l, "");
	assert_int_equal(l.paths[B4].state, WATCH_UP);
	assert_int_equal(l.paths[A4].state, WATCH_HELD);
	assert_int_equal(l.paths[C4].state, WATCH_DOWN);
}

/* The other one must have been heard in its very last round. */
static void
an_exit_that_is_silent_now_is_none(void **state)
{
	struct watch_conf conf = usual;
	struct lab l;

	(void)state;
	conf.hold = 0;
	setup(&l, &conf);
	run(&l, 1, 0);
	run(&l, 2, 1 << A4);
	run(&l, 1, 1 << A4 | 1 << B4 | 1 << C4);
	said(&l, "A4 last-exit; ");
	run(&l, 1, 1 << A4 | 1 << C4);
	said(&l, "A4 down; ");
	run(&l, 1, 1 << A4 | 1 << C4);
	said(&l, "C4 cut-limit; ");
}

static void
cuts_one_member_an_interval(void **state)
{
	struct lab l;

	(void)state;
	setup(&l, &usual);
	run(&l, 1, 0);
	run(&l, 20, 1 << A4);
	said(&l, "A4 suspect; A4 down; ");
	/* The same member's other family is no second cut. */
	run(&l, 20, 1 << A4 | 1 << A6);
	said(&l, "A6 suspect; A6 down; ");
	run(&l, 20, 1 << A4 | 1 << A6 | 1 << B4);
	said(&l, "B4 suspect; B4 cut-limit; ");
	/* Five minutes after the last cut of A it may go. */
	run(&l, 1500 - 25, 1 << A4 | 1 << A6 | 1 << B4);
	said(&l, "");
	run(&l, 1, 1 << A4 | 1 << A6 | 1 << B4);
	said(&l, "B4 down; ");
	/* But not the last one. */
	run(&l, 3000, 1 << A4 | 1 << A6 | 1 << B4 | 1 << C4);
	said(&l, "C4 suspect; C4 last-exit; ");
}

static void
cuts_more_when_told(void **state)
{
	struct watch_conf conf = usual;
	struct lab l;

	(void)state;
	conf.cuts = 2;
	setup(&l, &conf);
	run(&l, 1, 0);
	run(&l, 20, 1 << A4 | 1 << B4);
	said(&l, "A4 suspect; B4 suspect; A4 down; B4 down; ");
}

static void
comes_back_after_the_hold_down(void **state)
{
	struct lab l;

	(void)state;
	setup(&l, &usual);
	run(&l, 1, 0);
	run(&l, 20, 1 << A4);
	said(&l, "A4 suspect; A4 down; ");
	run(&l, 1, 0);
	said(&l, "A4 answers; ");
	/* Single losses do not matter, three in a row do. */
	run(&l, 100, 0);
	run(&l, 2, 1 << A4);
	run(&l, 100, 0);
	run(&l, 3, 1 << A4);
	said(&l, "A4 relapsed; ");
	run(&l, 1, 0);
	said(&l, "A4 answers; ");
	run(&l, 299, 0);
	said(&l, "");
	run(&l, 1, 0);
	said(&l, "A4 up; ");
	assert_int_equal(l.paths[A4].state, WATCH_UP);
}

/* Fall and come back once; how many milliseconds it was held down. */
static uint64_t
one_fall(struct lab *l)
{
	uint64_t well;

	run(l, 20, 1 << A4);
	assert_int_equal(l->paths[A4].state, WATCH_DOWN);
	run(l, 1, 0);
	well = l->now;
	while (l->paths[A4].state != WATCH_UP)
		run(l, 1, 0);
	l->log[l->len = 0] = '\0';
	return l->now - well;
}

static void
doubles_the_hold_down(void **state)
{
	struct watch_conf conf = usual;
	struct lab l;

	(void)state;
	conf.hold_down_max = 400000;
	setup(&l, &conf);
	run(&l, 1, 0);
	assert_int_equal(one_fall(&l), 60000);
	assert_int_equal(one_fall(&l), 120000);
	run(&l, 1000, 0);
	assert_int_equal(one_fall(&l), 240000);
	assert_int_equal(one_fall(&l), 400000);
	assert_int_equal(one_fall(&l), 400000);
	/* Well for ten times as long: it begins anew. */
	run(&l, 10 * 400000 / PERIOD, 0);
	assert_int_equal(one_fall(&l), 60000);
}

static void
adopts_what_was_cut(void **state)
{
	struct lab l;

	(void)state;
	setup(&l, &usual);
	watch_adopt(&l.w, A4, l.now);
	assert_string_equal(watch_state_name(l.paths[A4].state), "down");
	run(&l, 300, 0);
	said(&l, "A4 answers; ");
	run(&l, 1, 0);
	said(&l, "A4 up; ");
	/* It counts as a cut of now. */
	setup(&l, &usual);
	watch_adopt(&l.w, A4, l.now);
	run(&l, 20, 1 << A4 | 1 << B4);
	said(&l, "B4 suspect; B4 cut-limit; ");
}

/*
 * Whatever is lost: events follow the states, no cut leaves a family without
 * an exit that is up, no two members are cut within the interval.
 */
static void
holds_under_random_loss(void **state)
{
	unsigned seed = 20261122, down = 0;
	uint64_t last_cut = 0;
	size_t last_member = PATHS;
	struct lab l;

	(void)state;
	setup(&l, &usual);
	for (unsigned n = 0; n < 200000; n++) {
		unsigned bad = (unsigned)rand_r(&seed) % 1000;

		l.now += PERIOD;
		/* Each path is dead for stretches of its own. */
		for (size_t i = 0; i < PATHS; i++)
			watch_hear(
			    &l.w, i, (n >> (9 + i) & 3) != 3 && bad >= 50);
		for (size_t i = 0; i < PATHS; i++) {
			enum watch_state was = l.paths[i].state;
			enum watch_event e = watch_step(&l.w, i, l.now);
			bool exits = false;

			assert_true(
			    e != WATCH_RESTORED || was == WATCH_RECOVERING);
			assert_true(e != WATCH_ANSWERS || was == WATCH_DOWN);
			if (e != WATCH_CUT)
				continue;
			down++;
			assert_true(was == WATCH_SUSPECT || was == WATCH_HELD);
			for (size_t j = 0; j < PATHS; j++)
				exits |= l.paths[j].state == WATCH_UP &&
				    l.paths[j].family == l.paths[i].family;
			assert_true(exits);
			assert_true(last_member == i / 2 ||
			    last_member == PATHS ||
			    l.now - last_cut >= usual.cut_interval);
			last_member = i / 2;
			last_cut = l.now;
		}
	}
	assert_true(down > 10);
}

static void
names_every_state(void **state)
{
	(void)state;
	for (int i = WATCH_UP; i <= WATCH_RECOVERING; i++)
		assert_non_null(watch_state_name((enum watch_state)i));
	for (int i = WATCH_NOTHING; i <= WATCH_RESTORED; i++)
		assert_non_null(watch_event_name((enum watch_event)i));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_after_the_hold),
		cmocka_unit_test(counts_no_fault_of_ours),
		cmocka_unit_test(clears_a_suspect),
		cmocka_unit_test(cuts_at_once_without_a_hold),
		cmocka_unit_test(never_cuts_the_last_exit),
		cmocka_unit_test(an_exit_that_is_silent_now_is_none),
		cmocka_unit_test(cuts_one_member_an_interval),
		cmocka_unit_test(cuts_more_when_told),
		cmocka_unit_test(comes_back_after_the_hold_down),
		cmocka_unit_test(doubles_the_hold_down),
		cmocka_unit_test(adopts_what_was_cut),
		cmocka_unit_test(holds_under_random_loss),
		cmocka_unit_test(names_every_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
