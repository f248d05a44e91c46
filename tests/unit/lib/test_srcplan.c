#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <linux/fib_rules.h>

#include "srcplan.h"

/*
 * The kernel's list in small: what an addition and a deletion do to it, as
 * they were seen to.
 */
struct kernel {
	struct rule list[256];
	size_t count;
};

static void
kernel_put(struct kernel *k, const struct rule *r)
{
	size_t i = 0;

	assert_true(k->count < 256);
	while (i < k->count &&
	    (k->list[i].family < r->family ||
		(k->list[i].family == r->family && k->list[i].pref <= r->pref)))
		i++;
	memmove(
	    &k->list[i + 1], &k->list[i], (k->count - i) * sizeof(k->list[0]));
	k->list[i] = *r;
	k->count++;
}

/*
 * With NLM_F_EXCL: "not" and the like are not looked at, nor a source, a
 * destination or a TOS that the new one does not have.
 */
static bool
kernel_has(const struct kernel *k, const struct rule *r)
{
	for (size_t i = 0; i < k->count; i++) {
		struct rule have = k->list[i];

		have.invert = r->invert;
		have.other = r->other;
		if (r->src.family == AF_UNSPEC)
			have.src = r->src;
		if (r->dst.family == AF_UNSPEC)
			have.dst = r->dst;
		if (r->tos == 0)
			have.tos = 0;
		if (rule_cmp(&have, r) == 0)
			return true;
	}
	return false;
}

static bool
kernel_delete(struct kernel *k, const struct rule *request)
{
	for (size_t i = 0; i < k->count; i++) {
		if (!rule_deletes(request, &k->list[i]))
			continue;
		k->count--;
		memmove(&k->list[i], &k->list[i + 1],
		    (k->count - i) * sizeof(k->list[0]));
		return true;
	}
	return false;
}

static bool
kernel_step(struct kernel *k, const struct srcplan_step *s)
{
	if (!s->add)
		return kernel_delete(k, &s->rule);
	if (!s->twin && kernel_has(k, &s->rule))
		return false;
	kernel_put(k, &s->rule);
	return true;
}

static struct rule
rule(uint32_t pref, const char *src, uint32_t table)
{
	struct rule r = { .family = AF_INET,
		.pref = pref,
		.protocol = SRCRULE_PROTOCOL,
		.action = FR_ACT_TO_TBL,
		.table = table };

	if (src)
		assert_int_equal(
		    ipnet_parse_prefix(src, AF_UNSPEC, &r.src, NULL), 0);
	if (src)
		r.family = r.src.family;
	return r;
}

static struct rule
guard(const char *iif)
{
	struct rule r = { .family = AF_INET,
		.pref = SRCRULE_BASE + SRCRULE_GUARD,
		.protocol = SRCRULE_PROTOCOL,
		.action = FR_ACT_UNREACHABLE };

	snprintf(r.iif, sizeof(r.iif), "%s", iif);
	return r;
}

static const struct site_member member = { .name = (char *)"ils" };
static struct srcrule wanted[64];
static struct srcrules want;
static struct kernel kernel;
static struct rules have;
static struct srcplan plan;

static int
clear(void **state)
{
	(void)state;
	srcplan_free(&plan);
	want = (struct srcrules){ .list = wanted };
	kernel.count = 0;
	return 0;
}

static int
by_wanted(const void *a, const void *b)
{
	const struct srcrule *x = a, *y = b;

	return rule_cmp(&x->rule, &y->rule);
}

static void
wants(struct rule r)
{
	const struct site_member *m =
	    r.src.family == AF_UNSPEC ? NULL : &member;

	wanted[want.count++] = (struct srcrule){ r, m, 0 };
	qsort(wanted, want.count, sizeof(wanted[0]), by_wanted);
}

static void
make(void)
{
	srcplan_free(&plan);
	have = (struct rules){ kernel.list, kernel.count, 0 };
	assert_int_equal(srcplan_make(&want, &have, &plan), 0);
}

/* One line a step, to compare. */
static void
plans(const char *text)
{
	char got[4096] = "", buf[RULE_STRLEN];
	size_t used = 0;

	make();
	for (size_t i = 0; i < plan.count; i++) {
		const struct srcplan_step *s = &plan.steps[i];

		used += (size_t)snprintf(got + used, sizeof(got) - used,
		    "%c%s %s: %s\n", s->add ? '+' : '-', s->twin ? "!" : "",
		    srcplan_cause_name(s->cause),
		    rule_str(&s->rule, NULL, buf));
	}
	assert_string_equal(got, text);
}

/* Do all steps, then want no more. */
static void
converges(void)
{
	for (size_t i = 0; i < plan.count; i++)
		assert_true(kernel_step(&kernel, &plan.steps[i]));
	plans("");
}

static void
nothing_to_do(void **state)
{
	(void)state;
	clear(NULL);
	plans("");
	wants(rule(10008, "10.0.0.0/24", 1001));
	wants(guard("ens19"));
	kernel_put(&kernel, &wanted[0].rule);
	kernel_put(&kernel, &wanted[1].rule);
	plans("");
	assert_int_equal(plan.ours, 2);
	assert_int_equal(plan.lost, 0);
}

static void
guards_first_then_the_longest(void **state)
{
	(void)state;
	clear(NULL);
	wants(rule(10016, "10.0.0.0/16", 1001));
	wants(rule(10008, "10.0.0.0/24", 1002));
	wants(guard("ens19"));
	plans(
	    "+ missing: pref 10500 iif ens19 unreachable protocol 173\n"
	    "+ missing: pref 10008 from 10.0.0.0/24 lookup 1002 protocol 173\n"
	    "+ missing: pref 10016 from 10.0.0.0/16 lookup 1001 protocol "
	    "173\n");
	assert_int_equal(plan.adds, 3);
	converges();
}

static void
deletes_the_shortest_first(void **state)
{
	struct rule r;

	(void)state;
	clear(NULL);
	r = rule(10008, "10.0.0.0/24", 1001);
	kernel_put(&kernel, &r);
	r = rule(10008, "10.0.0.0/24", 1002);
	kernel_put(&kernel, &r);
	r = rule(10016, "10.0.0.0/16", 1001);
	kernel_put(&kernel, &r);
	r = guard("ens19");
	kernel_put(&kernel, &r);
	plans("- stale: pref 10500 iif ens19 unreachable protocol 173\n"
	      "- stale: pref 10016 from 10.0.0.0/16 lookup 1001 protocol 173\n"
	      "- stale: pref 10008 from 10.0.0.0/24 lookup 1002 protocol 173\n"
	      "- stale: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n");
	assert_int_equal(plan.ours, 4);
	assert_int_equal(plan.sources, 3);
	assert_int_equal(plan.lost, 3);
	converges();
}

/* A move is no loss: the source is still wanted. */
static void
moves_behind_the_old(void **state)
{
	struct rule r;

	(void)state;
	clear(NULL);
	r = rule(10008, "10.0.0.0/24", 1001);
	kernel_put(&kernel, &r);
	wants(rule(10008, "10.0.0.0/24", 1002));
	plans(
	    "+ missing: pref 10008 from 10.0.0.0/24 lookup 1002 protocol 173\n"
	    "- stale: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	    "173\n");
	assert_int_equal(plan.lost, 0);
	converges();
}

/* Trap: the kernel takes the same rule twice without a word. */
static void
removes_duplicates(void **state)
{
	(void)state;
	clear(NULL);
	wants(rule(10008, "10.0.0.0/24", 1001));
	for (int i = 0; i < 3; i++)
		kernel_put(&kernel, &wanted[0].rule);
	plans("- duplicate: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n"
	      "- duplicate: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n");
	assert_int_equal(plan.lost, 0);
	converges();
	assert_int_equal(kernel.count, 1);
}

/* Trap: another protocol, or priority, is another's. */
static void
leaves_foreign_rules(void **state)
{
	struct rule r;

	(void)state;
	clear(NULL);
	wants(rule(10008, "10.0.0.0/24", 1001));
	r = wanted[0].rule;
	r.protocol = 4;
	kernel_put(&kernel, &r);
	r = rule(9998, "10.0.0.0/24", 1001);
	kernel_put(&kernel, &r);
	plans("+ missing: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n");
	assert_int_equal(plan.ours, 0);
	converges();
	assert_int_equal(kernel.count, 3);
}

/* Trap: host bits make another rule of the same packets. */
static void
replaces_host_bits(void **state)
{
	struct rule r;

	(void)state;
	clear(NULL);
	wants(rule(10008, "10.0.0.0/24", 1001));
	r = wanted[0].rule;
	r.src.addr[3] = 5;
	kernel_put(&kernel, &r);
	plans(
	    "+ missing: pref 10008 from 10.0.0.0/24 lookup 1001 protocol 173\n"
	    "- stale: pref 10008 from 10.0.0.5/24 lookup 1001 protocol "
	    "173\n");
	converges();
}

/* Trap: "not" looks like the wanted rule, to the kernel too. */
static void
replaces_damaged(void **state)
{
	struct rule r;

	(void)state;
	clear(NULL);
	wants(rule(10008, "10.0.0.0/24", 1001));
	r = wanted[0].rule;
	r.invert = true;
	kernel_put(&kernel, &r);
	plans("+! missing: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n"
	      "- damaged: not pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n");
	assert_int_equal(plan.lost, 0);
	converges();
}

/* Trap: what the wanted rule does not have is any, when it is added too. */
static void
replaces_what_selects_more(void **state)
{
	struct rule r;

	(void)state;
	clear(NULL);
	wants(rule(10008, "10.0.0.0/24", 1001));
	wants(guard("ens19"));
	r = wanted[0].rule;
	r.tos = 0x10;
	kernel_put(&kernel, &r);
	r = wanted[0].rule;
	ipnet_parse_prefix("192.0.2.0/24", AF_INET, &r.dst, NULL);
	kernel_put(&kernel, &r);
	r = wanted[1].rule;
	ipnet_parse_prefix("192.0.2.0/24", AF_INET, &r.src, NULL);
	kernel_put(&kernel, &r);
	plans("+! missing: pref 10500 iif ens19 unreachable protocol 173\n"
	      "+! missing: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n"
	      "- stale: pref 10500 from 192.0.2.0/24 iif ens19 unreachable "
	      "protocol 173\n"
	      "- stale: pref 10008 from 10.0.0.0/24 tos 0x10 lookup 1001 "
	      "protocol 173\n"
	      "- stale: pref 10008 from 10.0.0.0/24 to 192.0.2.0/24 lookup "
	      "1001 protocol 173\n");
	converges();

	/* "From anywhere" is forced, and meets one of a source. */
	clear(NULL);
	wants(rule(10032, NULL, 1001));
	r = wanted[0].rule;
	ipnet_parse_prefix("10.0.0.0/8", AF_INET, &r.src, NULL);
	kernel_put(&kernel, &r);
	plans("+! missing: pref 10032 lookup 1001 protocol 173\n"
	      "- stale: pref 10032 from 10.0.0.0/8 lookup 1001 protocol "
	      "173\n");
	converges();
}

/* The wanted one stands in front: a deletion would take it. */
static void
renews_what_is_in_the_way(void **state)
{
	struct rule r;

	(void)state;
	clear(NULL);
	wants(rule(10008, "10.0.0.0/24", 1001));
	kernel_put(&kernel, &wanted[0].rule);
	r = wanted[0].rule;
	r.other = 1 << FRA_SUPPRESS_PREFIXLEN;
	kernel_put(&kernel, &r);
	plans("+! renewed: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n"
	      "- renewed: pref 10008 from 10.0.0.0/24 lookup 1001 protocol "
	      "173\n"
	      "- damaged: pref 10008 from 10.0.0.0/24 lookup 1001 protocol 173 "
	      "[other 14]\n");
	converges();
	assert_int_equal(kernel.count, 1);

	/* Behind it, it is not. */
	clear(NULL);
	wants(rule(10008, "10.0.0.0/24", 1001));
	kernel_put(&kernel, &r);
	kernel_put(&kernel, &wanted[0].rule);
	plans("- damaged: pref 10008 from 10.0.0.0/24 lookup 1001 protocol 173 "
	      "[other 14]\n");
	converges();
}

static void
families_are_apart(void **state)
{
	struct rule r;

	(void)state;
	clear(NULL);
	r = rule(10096, "2001:db8::/32", 1001);
	kernel_put(&kernel, &r);
	wants(rule(10008, "10.0.0.0/24", 1001));
	plans(
	    "+ missing: pref 10008 from 10.0.0.0/24 lookup 1001 protocol 173\n"
	    "- stale: pref 10096 from 2001:db8::/32 lookup 1001 protocol "
	    "173\n");
	assert_int_equal(plan.lost, 1);
}

/* --- many lists at random, the same ones each time ---------------------- */

static uint32_t seed;

static uint32_t
rnd(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* One of nested and of disjoint prefixes. */
static struct rule
random_rule(void)
{
	static const char *const nets[] = { "10.0.0.0/16", "10.0.0.0/20",
		"10.0.0.0/24", "10.0.1.0/24", "10.0.0.7/32", "10.1.0.0/16",
		"10.1.2.0/24" };
	struct rule r = rule(0, nets[rnd(7)], 1001 + rnd(3));

	r.pref = SRCRULE_BASE + (uint32_t)(32 - r.src.len);
	return r;
}

static struct rule
random_guard(void)
{
	return guard(rnd(2) ? "a" : "b");
}

/* What somebody may have made of it by hand. */
static struct rule
random_damage(struct rule r)
{
	switch (rnd(9)) {
	case 0:
		r.invert = true;
		break;
	case 1:
		r.other = 1 << FRA_SUPPRESS_PREFIXLEN;
		break;
	case 2:
		snprintf(r.iif, sizeof(r.iif), "x");
		break;
	case 3:
		r.mark = r.mask = 1;
		break;
	case 4:
		r.src = (struct ipnet){ .family = AF_UNSPEC };
		break;
	case 5:
		r.action = FR_ACT_UNSPEC;
		r.table = 0;
		break;
	case 6:
		r.action = FR_ACT_GOTO;
		r.table = 0;
		r.goto_target = 10400 + rnd(2);
		break;
	case 7:
		ipnet_parse_prefix("192.0.2.0/24", AF_INET, &r.dst, NULL);
		break;
	default:
		r.tos = 4;
		break;
	}
	return r;
}

static void
random_state(bool damage)
{
	clear(NULL);
	for (uint32_t i = rnd(10); i > 0; i--) {
		struct rule r = rnd(6) ? random_rule() : random_guard();
		bool twice = false;

		/* A prefix is one member's. */
		for (size_t j = 0; j < want.count; j++)
			twice |= ipnet_equal(&wanted[j].rule.src, &r.src) &&
			    strcmp(wanted[j].rule.iif, r.iif) == 0;
		if (!twice)
			wants(r);
	}
	for (uint32_t i = rnd(16); i > 0; i--) {
		struct rule r = rnd(6) ? random_rule() : random_guard();

		if (want.count > 0 && rnd(3) == 0)
			r = wanted[rnd((uint32_t)want.count)].rule;
		if (damage && rnd(2) == 0)
			r = random_damage(r);
		if (rnd(5) == 0)
			r.protocol = 4;
		kernel_put(&kernel, &r);
	}
}

static size_t
count_foreign(void)
{
	size_t n = 0;

	for (size_t i = 0; i < kernel.count; i++)
		n += !srcrule_is_ours(&kernel.list[i]);
	return n;
}

/* Whatever there is, one run makes of ours what is wanted. */
static void
always_converges(void **state)
{
	(void)state;
	for (seed = 1; seed != 0 && seed < 40000;) {
		uint32_t first = seed;
		size_t foreign;

		random_state(true);
		foreign = count_foreign();
		make();
		for (size_t i = 0; i < plan.count; i++)
			if (!kernel_step(&kernel, &plan.steps[i]))
				fail_msg("seed %u: step %zu fails", first, i);
		make();
		if (plan.count != 0 || plan.ours != want.count)
			fail_msg("seed %u: %zu steps left", first, plan.count);
		assert_int_equal(count_foreign(), foreign);
		seed = first + 1;
	}
}

/* The table that a subscriber's packet takes; 0: none of ours. */
static uint32_t
way(const struct rule *list, size_t count, const struct ipnet *from)
{
	for (size_t i = 0; i < count; i++) {
		const struct rule *r = &list[i];

		if (!srcrule_is_ours(r))
			continue;
		if (r->iif[0] == 'a' ||
		    (r->iif[0] == '\0' && ipnet_contains(&r->src, from)))
			return r->action == FR_ACT_TO_TBL ? r->table : 1;
	}
	return 0;
}

static bool
has_guard(void)
{
	struct rule r = guard("a");

	return kernel_has(&kernel, &r);
}

/*
 * A packet's way is the old one or the new one, wherever it is broken off; or
 * none, behind a guard that was not there before.
 */
static void
never_a_third_way(void **state)
{
	static const char *const from[] = { "10.0.0.7", "10.0.0.8", "10.0.1.1",
		"10.0.2.1", "10.0.99.1", "10.1.2.3", "10.1.9.9" };

	(void)state;
	for (seed = 1; seed != 0 && seed < 40000;) {
		uint32_t first = seed, old[7], new[7];
		struct ipnet net[7];
		struct rule list[64];
		bool guarded;

		random_state(false);
		make();
		guarded = has_guard();
		for (size_t i = 0; i < want.count; i++)
			list[i] = wanted[i].rule;
		for (size_t i = 0; i < 7; i++) {
			ipnet_parse_addr(from[i], AF_INET, &net[i], NULL);
			old[i] = way(kernel.list, kernel.count, &net[i]);
			new[i] = way(list, want.count, &net[i]);
		}
		for (size_t s = 0; s < plan.count; s++) {
			assert_true(kernel_step(&kernel, &plan.steps[s]));
			for (size_t i = 0; i < 7; i++) {
				uint32_t now =
				    way(kernel.list, kernel.count, &net[i]);

				if (now != old[i] && now != new[i] &&
				    (now != 1 || guarded))
					fail_msg("seed %u: step %zu: %s by %u",
					    first, s, from[i], now);
			}
		}
		seed = first + 1;
	}
}

#define TEST(f) cmocka_unit_test_teardown(f, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_to_do),
		TEST(guards_first_then_the_longest),
		TEST(deletes_the_shortest_first),
		TEST(moves_behind_the_old),
		TEST(removes_duplicates),
		TEST(leaves_foreign_rules),
		TEST(replaces_host_bits),
		TEST(replaces_damaged),
		TEST(replaces_what_selects_more),
		TEST(renews_what_is_in_the_way),
		TEST(families_are_apart),
		TEST(always_converges),
		TEST(never_a_third_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
