#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../tool/part/limitsim.h"
#include "command.h"
#include "verdict.h"

#define ROOM 4000

static struct ratefit_event events[2][ROOM];

/* Probe it, and keep the trace in `keep`, from *from nanoseconds on. */
static void
probe(struct limitsim *s, double max, double seconds, struct finding *f,
    struct ratefit_event *keep, int64_t from)
{
	struct rateplan_conf conf = { .max_rate = max,
		.seconds = seconds,
		.budget = 1000,
		.seed = s->seed };
	struct rateplan *p = rateplan_new(&conf);
	int64_t now = 0;
	bool wait_only;

	assert_non_null(p);
	while ((now = rateplan_next(p, now, &wait_only)) >= 0) {
		if (wait_only)
			continue;
		size_t i = rateplan_sent(p, now);

		if (sim_answers(s, 1e-9 * (double)(now + from)))
			rateplan_got(p, i, now + 1000000, RATEPLAN_TIME);
	}
	memset(f, 0, sizeof(*f));
	verdict_judge(p, f);
	for (size_t i = 0; keep && i < f->sent; i++) {
		keep[i] = rateplan_events(p)[i];
		keep[i].ns += from;
	}
	rateplan_free(p);
}

static void
each_limit_has_its_word(void **state)
{
	static const struct {
		struct limitsim limit;
		enum verdict verdict;
		int code;
	} cases[] = {
		{ { .seed = 1 }, VERDICT_NO_LIMIT, RC_OK },
		{ { .loss = 0.02, .seed = 2 }, VERDICT_RANDOM_LOSS, RC_OK },
		{ { .loss = 0.2, .seed = 3 }, VERDICT_RANDOM_LOSS, RC_WARNING },
		{ { .loss = 1, .seed = 4 }, VERDICT_BLOCKED, RC_CRITICAL },
		{ { .kind = SIM_BUCKET, .rate = 4, .burst = 8, .seed = 5 },
		    VERDICT_POLICER, RC_CRITICAL },
		{ { .kind = SIM_NTPSEC, .rate = 1, .burst = 20, .seed = 6 },
		    VERDICT_SERVER_LIMIT, RC_WARNING },
		{ { .kind = SIM_CHRONY,
		      .rate = 0.125,
		      .burst = 8,
		      .leak = 0.25,
		      .seed = 7 },
		    VERDICT_SERVER_LIMIT, RC_WARNING },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct limitsim s = cases[i].limit;
		struct finding f;

		probe(&s, 16, 30, &f, NULL, 0);
		if (f.verdict != cases[i].verdict)
			fail_msg("case %zu: %s, llr %g", i,
			    verdict_name(f.verdict), f.fit.llr);
		assert_int_equal(verdict_code(&f), cases[i].code);
	}
}

static void
counts_what_was_seen(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 4, .burst = 8, .seed = 5
	};
	struct finding f;

	(void)state;
	probe(&s, 16, 30, &f, events[0], 0);
	assert_true(f.answered > 50 && f.answered < f.sent);
	assert_int_equal(f.answered + f.fit.lost, f.sent);
	assert_int_equal(events[0][f.first_loss].seen, RATEFIT_LOST);
	for (size_t i = 0; i < f.first_loss; i++)
		assert_int_equal(events[0][i].seen, RATEFIT_ANSWERED);
	assert_true(f.seconds > 20 && f.seconds <= 31);
	assert_true(f.rtt_rest > 0.9 && f.rtt_rest < 1.1);
	assert_true(f.rtt_saturated > 0.9 && f.rtt_saturated < 1.1);
	assert_true(f.fit.saturated > 5);
}

/* What the server says goes before what the trace looks like. */
static void
kisses_of_death_decide(void **state)
{
	struct rateplan_conf conf = {
		.max_rate = 16, .seconds = 20, .budget = 100
	};

	(void)state;
	for (int deny = 0; deny < 2; deny++) {
		struct rateplan *p = rateplan_new(&conf);
		struct finding f = { .kods = 1, .kod = "RATE" };
		bool wait_only;

		rateplan_next(p, 0, &wait_only);
		rateplan_got(p, rateplan_sent(p, 0), 1000,
		    deny ? RATEPLAN_KOD_DENY : RATEPLAN_KOD_RATE);
		verdict_judge(p, &f);
		assert_int_equal(
		    f.verdict, deny ? VERDICT_DENIED : VERDICT_SERVER_KOD);
		assert_int_equal(verdict_code(&f), RC_CRITICAL);
		rateplan_free(p);
	}
}

/* "Stop" is quoted where both were said, and counts come from the first. */
static void
quotes_what_decides(void **state)
{
	struct finding f = { .kods = 0 }, list[2], sum;

	(void)state;
	verdict_kod(&f, 7, "RATE", false);
	assert_string_equal(f.kod, "RATE");
	verdict_kod(&f, 9, "DENY", true);
	verdict_kod(&f, 10, "RATE", false);
	assert_int_equal(f.kods, 3);
	assert_int_equal(f.kod_after, 7);
	assert_string_equal(f.kod, "DENY");
	memset(list, 0, sizeof(list));
	list[0] = (struct finding){
		.verdict = VERDICT_SERVER_KOD, .kods = 1, .kod = "RATE"
	};
	list[1] = (struct finding){
		.verdict = VERDICT_DENIED, .kods = 1, .kod = "RSTR"
	};
	for (int turn = 0; turn < 2; turn++) {
		verdict_join(list, 2, events[0], &sum);
		assert_int_equal(sum.verdict, VERDICT_DENIED);
		assert_string_equal(sum.kod, "RSTR");
		list[0] = list[1];
		list[1] = (struct finding){ .verdict = VERDICT_BLOCKED };
	}
}

/* What ended before there was a plan. */
static void
judges_a_few(void **state)
{
	static const struct {
		enum rateplan_end end;
		size_t answered, kods;
		enum verdict verdict;
	} cases[] = {
		{ RATEPLAN_END_DENY, 0, 1, VERDICT_DENIED },
		{ RATEPLAN_END_RATE, 3, 1, VERDICT_SERVER_KOD },
		{ RATEPLAN_END_BLOCKED, 0, 0, VERDICT_BLOCKED },
		{ RATEPLAN_END_REFUSED, 0, 0, VERDICT_BLOCKED },
		{ RATEPLAN_END_STOPPED, 3, 0, VERDICT_INCONCLUSIVE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct finding f = { .kods = cases[i].kods };

		verdict_judge_few(7, cases[i].answered, cases[i].end, &f);
		assert_int_equal(f.verdict, cases[i].verdict);
		assert_int_equal(f.sent, 7);
	}
}

static void
little_is_inconclusive(void **state)
{
	struct rateplan_conf conf = {
		.max_rate = 16, .seconds = 20, .budget = 10
	};
	struct rateplan *p = rateplan_new(&conf);
	struct finding f = { .kods = 0 };

	(void)state;
	rateplan_stop(p);
	verdict_judge(p, &f);
	assert_int_equal(f.verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_code(&f), RC_UNKNOWN);
	f.fit.suspected = true;
	assert_int_equal(verdict_code(&f), RC_WARNING);
	rateplan_free(p);
}

static void
finds_a_filter_of_sizes(void **state)
{
	(void)state;
	assert_true(verdict_size_filter(6, 6, 6, 0));
	assert_true(verdict_size_filter(6, 5, 6, 0));
	assert_false(verdict_size_filter(6, 6, 6, 1));
	assert_false(verdict_size_filter(6, 3, 6, 0));
	assert_false(verdict_size_filter(3, 3, 3, 0));
	assert_false(verdict_size_filter(6, 0, 6, 0));
}

static void
tells_octets_from_packets(void **state)
{
	struct ratefit a = { .model = RATEFIT_BUCKET,
		.limited = true,
		.rate = { 5, 4.9, 5.1 } };
	struct ratefit b = a;

	(void)state;
	assert_int_equal(verdict_unit(&a, &b, 76, 328), UNIT_PACKETS);
	b.rate.best = 5.0 * 76 / 328;
	assert_int_equal(verdict_unit(&a, &b, 76, 328), UNIT_BYTES_FORWARD);
	b.limited = false;
	assert_int_equal(verdict_unit(&a, &b, 76, 328), UNIT_UNKNOWN);
	b.limited = true;
	a.model = RATEFIT_LEAKY;
	assert_int_equal(verdict_unit(&a, &b, 76, 328), UNIT_UNKNOWN);
}

static enum difference
compare(struct limitsim a, struct limitsim b, double *evidence)
{
	struct finding f[2];
	struct trace traces[2];

	probe(&a, 16, 20, &f[0], events[0], 0);
	probe(&b, 16, 20, &f[1], events[1], 0);
	for (int k = 0; k < 2; k++) {
		traces[k].events = events[k];
		traces[k].count = f[k].sent;
	}
	return verdict_compare(f, traces, evidence);
}

static void
compares_two_sources(void **state)
{
	struct limitsim slow = {
		.kind = SIM_BUCKET, .rate = 5, .burst = 10, .seed = 11
	};
	struct limitsim slow2 = slow;
	struct limitsim other = {
		.kind = SIM_BUCKET, .rate = 2, .burst = 10, .seed = 12
	};
	struct limitsim open = { .seed = 13 };
	struct limitsim shut = { .loss = 1, .seed = 14 };
	double evidence;

	(void)state;
	slow2.seed = 99;
	assert_int_equal(compare(open, open, &evidence), DIFFERENCE_NONE);
	assert_int_equal(compare(slow, open, &evidence), DIFFERENCE_FIRST);
	assert_true(evidence > 50);
	assert_int_equal(compare(open, slow, &evidence), DIFFERENCE_SECOND);
	assert_int_equal(compare(slow, slow2, &evidence), DIFFERENCE_ALIKE);
	assert_int_equal(compare(slow, other, &evidence), DIFFERENCE_BOTH);
	assert_int_equal(compare(shut, open, &evidence), DIFFERENCE_FIRST);
	assert_true(evidence > RATEFIT_SURE);
	assert_int_equal(compare(shut, shut, &evidence), DIFFERENCE_ALIKE);
}

/* One packet is enough where the server itself says "go away". */
static void
believes_the_server(void **state)
{
	struct limitsim open = { .seed = 13 };
	struct ratefit_event lost = { .seen = RATEFIT_LOST };
	struct trace traces[2] = { { events[0], 0 }, { &lost, 1 } };
	struct finding f[2];
	double evidence;

	(void)state;
	probe(&open, 16, 20, &f[0], events[0], 0);
	traces[0].count = f[0].sent;
	f[1] = (struct finding){ .kods = 1 };
	verdict_judge_few(1, 0, RATEPLAN_END_DENY, &f[1]);
	assert_int_equal(
	    verdict_compare(f, traces, &evidence), DIFFERENCE_SECOND);
	assert_true(verdict_is_servers_own(&f[1]));
	f[1] = (struct finding){ .kods = 0 };
	verdict_judge_few(1, 0, RATEPLAN_END_BLOCKED, &f[1]);
	assert_int_equal(
	    verdict_compare(f, traces, &evidence), DIFFERENCE_UNKNOWN);
	assert_false(verdict_is_servers_own(&f[1]));
}

static void
joins_rounds(void **state)
{
	struct limitsim s = {
		.kind = SIM_BUCKET, .rate = 5, .burst = 10, .seed = 21
	};
	struct finding list[2], sum;

	(void)state;
	probe(&s, 16, 10, &list[0], events[0], 0);
	probe(&s, 16, 10, &list[1], events[0] + list[0].sent,
	    60 * RATEPLAN_SECOND);
	verdict_join(list, 2, events[0], &sum);
	assert_int_equal(sum.sent, list[0].sent + list[1].sent);
	assert_int_equal(sum.answered, list[0].answered + list[1].answered);
	assert_int_equal(sum.verdict, VERDICT_POLICER);
	assert_true(fabs(sum.fit.rate.best - 5) < 0.1);
	assert_true(sum.fit.llr > list[0].fit.llr);
	list[1].verdict = VERDICT_DENIED;
	verdict_join(list, 2, events[0], &sum);
	assert_int_equal(sum.verdict, VERDICT_DENIED);
}

static void
tells_path_from_server(void **state)
{
	static const struct {
		enum verdict a, b;
		enum where where;
		const char *name;
	} cases[] = {
		{ VERDICT_POLICER, VERDICT_POLICER, WHERE_PATH, "path" },
		{ VERDICT_BLOCKED, VERDICT_BLOCKED, WHERE_PATH, "path" },
		{ VERDICT_POLICER, VERDICT_NO_LIMIT, WHERE_SERVER, "server" },
		{ VERDICT_RANDOM_LOSS, VERDICT_DENIED, WHERE_SERVER, "server" },
		{ VERDICT_SERVER_KOD, VERDICT_SERVER_LIMIT, WHERE_EACH,
		    "each" },
		{ VERDICT_SERVER_LIMIT, VERDICT_SERVER_LIMIT, WHERE_EACH,
		    "each" },
		{ VERDICT_POLICER, VERDICT_SERVER_LIMIT, WHERE_UNKNOWN,
		    "unknown" },
		{ VERDICT_POLICER, VERDICT_INCONCLUSIVE, WHERE_UNKNOWN,
		    "unknown" },
		{ VERDICT_NO_LIMIT, VERDICT_RANDOM_LOSS, WHERE_NONE, "none" },
	};
	struct finding a = { .fit = { .llr = 20 } }, b = a;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		a.verdict = cases[i].a;
		b.verdict = cases[i].b;
		assert_int_equal(verdict_where(&a, &b), cases[i].where);
		assert_int_equal(verdict_where(&b, &a), cases[i].where);
		assert_string_equal(
		    verdict_where_name(cases[i].where), cases[i].name);
	}
}

/* Two limits that differ are not one, and loss may be of a shared one. */
static void
blames_no_path_lightly(void **state)
{
	struct finding a = { .verdict = VERDICT_POLICER,
		.fit = { .rate = { 5, 4.9, 5.1 } } };
	struct finding b = a;

	(void)state;
	assert_int_equal(verdict_where(&a, &b), WHERE_PATH);
	b.fit.rate = (struct ratefit_span){ 5.5, 5.4, 5.6 };
	assert_int_equal(verdict_where(&a, &b), WHERE_PATH);
	b.fit.rate = (struct ratefit_span){ 10, 9.9, 10.1 };
	assert_int_equal(verdict_where(&a, &b), WHERE_UNKNOWN);
	assert_int_equal(verdict_where(&b, &a), WHERE_UNKNOWN);
	a = b = (struct finding){ .verdict = VERDICT_SERVER_LIMIT,
		.fit = { .llr = 12 } };
	assert_int_equal(verdict_where(&a, &b), WHERE_UNKNOWN);
	a.fit.llr = b.fit.llr = 20;
	assert_int_equal(verdict_where(&a, &b), WHERE_EACH);
}

static void
verdicts_have_names(void **state)
{
	struct finding f = { .verdict = VERDICT_SERVER_LIMIT,
		.fit = { .llr = 20 } };

	(void)state;
	for (int i = 0; i < VERDICTS; i++)
		assert_non_null(verdict_name(i));
	assert_true(verdict_is_limit(VERDICT_POLICER));
	assert_false(verdict_is_limit(VERDICT_NO_LIMIT));
	assert_false(verdict_is_limit(VERDICT_RANDOM_LOSS));
	assert_false(verdict_is_limit(VERDICT_INCONCLUSIVE));
	assert_false(verdict_may_be_shared(&f));
	f.fit.llr = 12;
	assert_true(verdict_may_be_shared(&f));
	f.verdict = VERDICT_POLICER;
	assert_false(verdict_may_be_shared(&f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_limit_has_its_word),
		cmocka_unit_test(counts_what_was_seen),
		cmocka_unit_test(kisses_of_death_decide),
		cmocka_unit_test(quotes_what_decides),
		cmocka_unit_test(judges_a_few),
		cmocka_unit_test(little_is_inconclusive),
		cmocka_unit_test(finds_a_filter_of_sizes),
		cmocka_unit_test(tells_octets_from_packets),
		cmocka_unit_test(compares_two_sources),
		cmocka_unit_test(believes_the_server),
		cmocka_unit_test(joins_rounds),
		cmocka_unit_test(tells_path_from_server),
		cmocka_unit_test(blames_no_path_lightly),
		cmocka_unit_test(verdicts_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
