#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "foreign.h"

static char *subscribers[] = { (char *)"ens19" };
static const struct site site = { .subscriber_interfaces = subscribers,
	.subscriber_interface_count = 1 };
static const struct site_member member = { .name = (char *)"ils" };
static struct srcrule wanted[2];
static const struct srcrules want = { wanted, 2, 1 };

static struct rule
rule(uint32_t pref, const char *src, uint32_t table)
{
	struct rule r = { .family = AF_INET,
		.pref = pref,
		.protocol = RTPROT_STATIC,
		.action = FR_ACT_TO_TBL,
		.table = table };

	if (src)
		ipnet_parse_prefix(src, AF_INET, &r.src, NULL);
	return r;
}

static int
setup(void **state)
{
	(void)state;
	wanted[0].rule = rule(10016, "10.1.0.0/16", 1001);
	wanted[0].member = &member;
	wanted[1].rule = rule(10500, NULL, 0);
	return 0;
}

static void
kind_is(struct rule r, enum foreign want_kind)
{
	assert_int_equal(foreign_kind(&r, &site, &want), want_kind);
}

static void
ours_is_not_foreign(void **state)
{
	struct rule r = rule(10008, "10.1.2.0/24", 7);

	(void)state;
	r.protocol = SRCRULE_PROTOCOL;
	kind_is(r, FOREIGN_NONE);
	r.pref = 1;
	kind_is(r, FOREIGN_OUTSIDE);
	r.pref = 10501;
	kind_is(r, FOREIGN_OUTSIDE);
	r.pref = SRCRULE_PROBE;
	kind_is(r, FOREIGN_PROBE);
}

static void
twins_stand_anywhere(void **state)
{
	struct rule r = rule(32765, "10.1.0.0/16", 1001);

	(void)state;
	kind_is(r, FOREIGN_TWIN);
	r.pref = 10016;
	kind_is(r, FOREIGN_TWIN);
	r.invert = true;
	kind_is(r, FOREIGN_INSIDE);
	r = rule(32765, "10.1.0.0/16", 1002);
	kind_is(r, FOREIGN_NONE);
	r = rule(32765, "10.1.0.0/17", 1001);
	kind_is(r, FOREIGN_NONE);
}

static void
inside_is_from_the_shortcut_to_the_guard(void **state)
{
	(void)state;
	kind_is(rule(9999, "192.0.2.0/24", 7), FOREIGN_INSIDE);
	kind_is(rule(10500, NULL, 7), FOREIGN_INSIDE);
	kind_is(rule(9998, "192.0.2.0/24", 7), FOREIGN_NONE);
	kind_is(rule(10501, NULL, 7), FOREIGN_NONE);
}

static void
in_front_is_what_takes_subscribers_packets(void **state)
{
	struct rule r = rule(5000, NULL, 52);

	(void)state;
	kind_is(r, FOREIGN_FRONT);
	kind_is(rule(5000, "10.0.0.0/8", 52), FOREIGN_FRONT);
	kind_is(rule(5000, "10.1.2.0/24", 52), FOREIGN_FRONT);
	kind_is(rule(5000, "10.2.0.0/16", 52), FOREIGN_NONE);
	r.family = AF_INET6;
	kind_is(r, FOREIGN_NONE); /* no member has any there */
	r = rule(5000, "10.2.0.0/16", 52);
	r.invert = true;
	kind_is(r, FOREIGN_FRONT);

	r = rule(5000, NULL, 52);
	snprintf(r.iif, sizeof(r.iif), "ens19");
	kind_is(r, FOREIGN_FRONT);
	snprintf(r.iif, sizeof(r.iif), "lo");
	kind_is(r, FOREIGN_NONE);
	r = rule(5000, NULL, 52);
	snprintf(r.oif, sizeof(r.oif), "ens1");
	kind_is(r, FOREIGN_NONE);
	r = rule(5000, NULL, 52);
	r.mark = 1;
	kind_is(r, FOREIGN_NONE);
	r = rule(5000, NULL, 0);
	r.action = FR_ACT_NOP;
	kind_is(r, FOREIGN_NONE);
}

/* As wg-quick(8) has it: all that does not carry its mark. */
static void
not_is_the_rest(void **state)
{
	struct rule r = rule(9998, NULL, 51820);

	(void)state;
	r.invert = true;
	r.mark = 51820;
	r.mask = UINT32_MAX;
	kind_is(r, FOREIGN_FRONT);
	r.mark = r.mask = 0;
	snprintf(r.oif, sizeof(r.oif), "ens1");
	kind_is(r, FOREIGN_FRONT);
	r.oif[0] = '\0';
	snprintf(r.iif, sizeof(r.iif), "lo");
	kind_is(r, FOREIGN_FRONT);
	snprintf(r.iif, sizeof(r.iif), "ens19");
	kind_is(r, FOREIGN_NONE);
	ipnet_parse_prefix("192.0.2.0/24", AF_INET, &r.src, NULL);
	kind_is(r, FOREIGN_FRONT);
}

/* Trap: who says "kernel" is not the kernel. */
static void
the_kernels_own_are_known_by_what_they_do(void **state)
{
	struct rule r = rule(0, NULL, RT_TABLE_LOCAL);

	(void)state;
	r.protocol = RTPROT_KERNEL;
	kind_is(r, FOREIGN_NONE);
	r.pref = 1000;
	r.table = 0;
	r.other = UINT64_C(1) << FRA_L3MDEV;
	kind_is(r, FOREIGN_NONE);
	r.other = 0;
	r.table = RT_TABLE_MAIN;
	kind_is(r, FOREIGN_FRONT);
}

static void
without_subscriber_interfaces_any_will_do(void **state)
{
	static const struct site none = { .member_count = 0 };
	struct rule r = rule(5000, NULL, 52);

	(void)state;
	snprintf(r.iif, sizeof(r.iif), "lo");
	assert_int_equal(foreign_kind(&r, &none, &want), FOREIGN_FRONT);
}

static void
each_has_its_words(void **state)
{
	(void)state;
	for (int i = FOREIGN_NONE; i <= FOREIGN_OUTSIDE; i++)
		assert_true(strlen(foreign_text((enum foreign)i)) > 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours_is_not_foreign),
		cmocka_unit_test(twins_stand_anywhere),
		cmocka_unit_test(inside_is_from_the_shortcut_to_the_guard),
		cmocka_unit_test(in_front_is_what_takes_subscribers_packets),
		cmocka_unit_test(not_is_the_rest),
		cmocka_unit_test(the_kernels_own_are_known_by_what_they_do),
		cmocka_unit_test(without_subscriber_interfaces_any_will_do),
		cmocka_unit_test(each_has_its_words),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
