#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>
#include <linux/fib_rules.h>

#include "apply.h"
#include "msg.h"

/* In place of the kernel: what it answers, and what it was asked. */
static int answers[8];
static size_t asked;
static char log_text[256];

static int
answer(char what, const struct rule *rule, struct why *why)
{
	int rc = answers[asked++];
	size_t used = strlen(log_text);

	snprintf(log_text + used, sizeof(log_text) - used, "%c%u ", what,
	    rule->pref);
	if (rc != 0)
		why_set(why, "Some words (%s)", strerror(rc));
	return rc;
}

int
rtsock_add_rule(
    struct rtsock *s, const struct rule *rule, bool twin, struct why *why)
{
	(void)s;
	return answer(twin ? '!' : '+', rule, why);
}

int
rtsock_delete_rule(struct rtsock *s, const struct rule *rule, struct why *why)
{
	(void)s;
	return answer('-', rule, why);
}

static struct rttable *tables;
static struct srcplan_step steps[4];
static struct srcplan plan;
static char *printed;
static unsigned int heard;

static int
setup(void **state)
{
	struct why why;

	(void)state;
	msg_init("test");
	tables = rttable_load("/nonexistent", NULL, &why);
	return tables ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	rttable_free(tables);
	return 0;
}

/* Two additions, one of them of a twin, and two deletions. */
static int
start(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		steps[i] = (struct srcplan_step){ .add = i < 2,
			.twin = i == 1,
			.cause = i < 2 ? SRCPLAN_MISSING : SRCPLAN_STALE };
		steps[i].rule = (struct rule){ .family = AF_INET,
			.pref = 1 + (uint32_t)i,
			.protocol = 173,
			.action = FR_ACT_TO_TBL,
			.table = 254 };
	}
	plan = (struct srcplan){ .steps = steps, .count = 4, .adds = 2 };
	memset(answers, 0, sizeof(answers));
	asked = 0;
	log_text[0] = '\0';
	heard = 0;
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	free(printed);
	printed = NULL;
	return 0;
}

static void
hear(void)
{
	heard++;
}

static enum apply_result
run(bool json)
{
	struct apply a = { .after = hear };
	enum apply_result result;
	struct out out;
	size_t len;

	a.print =
	    (struct print){ tables, NULL, open_memstream(&printed, &len) };
	assert_non_null(a.print.fp);
	if (json) {
		out_init(&out, a.print.fp, OUT_JSON);
		a.print.json = &out;
	}
	result = apply_plan(&a, &plan);
	fclose(a.print.fp);
	return result;
}

static void
does_all_in_order(void **state)
{
	(void)state;
	assert_int_equal(run(false), APPLY_DONE);
	assert_string_equal(log_text, "+1 !2 -3 -4 ");
	assert_string_equal(printed,
	    "ip -4 rule add pref 1 lookup main protocol 173\n"
	    "ip -4 rule add pref 2 lookup main protocol 173\n"
	    "ip -4 rule del pref 3 lookup main protocol 173\n"
	    "ip -4 rule del pref 4 lookup main protocol 173\n");
	assert_int_equal(heard, 4);
}

/* Trap 12: a batch stops at its first error, half done. */
static void
deletes_nothing_when_an_addition_failed(void **state)
{
	(void)state;
	answers[0] = ENOMEM;
	assert_int_equal(run(false), APPLY_SOME);
	assert_string_equal(log_text, "+1 !2 ");
	assert_string_equal(
	    printed, "ip -4 rule add pref 2 lookup main protocol 173\n");
}

static void
goes_on_when_a_deletion_failed(void **state)
{
	(void)state;
	answers[2] = EBUSY;
	assert_int_equal(run(false), APPLY_SOME);
	assert_string_equal(log_text, "+1 !2 -3 -4 ");
}

static void
stops_at_once_when_it_may_not(void **state)
{
	(void)state;
	answers[0] = EPERM;
	assert_int_equal(run(false), APPLY_REFUSED);
	assert_string_equal(log_text, "+1 ");
	assert_string_equal(printed, "");
}

/* Somebody else was faster: as it should be, and not our doing. */
static void
takes_what_is_done(void **state)
{
	(void)state;
	answers[0] = answers[1] = EEXIST;
	answers[2] = answers[3] = ENOENT;
	assert_int_equal(run(false), APPLY_DONE);
	assert_string_equal(printed, "");
	assert_int_equal(heard, 4);
}

static void
does_nothing(void **state)
{
	(void)state;
	plan.count = plan.adds = 0;
	assert_int_equal(run(false), APPLY_DONE);
	assert_string_equal(log_text, "");
}

static void
prints_json(void **state)
{
	static const struct site_member member = { .name = (char *)"ils" };

	(void)state;
	plan.count = 2;
	steps[0].member = &member;
	ipnet_parse_prefix("10.0.0.0/24", AF_INET, &steps[0].rule.src, NULL);
	steps[1].rule.action = FR_ACT_UNREACHABLE;
	steps[1].rule.table = 0;
	snprintf(steps[1].rule.iif, IFNAMSIZ, "a\"b");
	assert_int_equal(run(true), APPLY_DONE);
	assert_string_equal(printed,
	    "{\"do\":\"add\",\"why\":\"missing\",\"family\":\"ipv4\",\"pref\":1,"
	    "\"from\":\"10.0.0.0/24\",\"action\":\"lookup\",\"table\":254,"
	    "\"table-name\":\"main\",\"member\":\"ils\",\"command\":\"ip -4 rule "
	    "add pref 1 from 10.0.0.0/24 lookup main protocol 173\"}\n"
	    "{\"do\":\"add\",\"why\":\"missing\",\"family\":\"ipv4\",\"pref\":2,"
	    "\"iif\":\"a\\\"b\",\"action\":\"unreachable\",\"command\":\"ip -4 "
	    "rule add pref 2 iif 'a\\\"b' unreachable protocol 173\"}\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(does_all_in_order),
		TEST(deletes_nothing_when_an_addition_failed),
		TEST(goes_on_when_a_deletion_failed),
		TEST(stops_at_once_when_it_may_not),
		TEST(takes_what_is_done),
		TEST(does_nothing),
		TEST(prints_json),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
