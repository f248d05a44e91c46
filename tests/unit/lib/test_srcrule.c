#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "srcrule.h"

static char file[] = "/tmp/test_srcrule.XXXXXX";
static struct rttable *tables;
static struct site *site;
static struct srcrules rules;
static struct srcrule_lint lint;

static bool short_of_memory;

/* The library's, in place of libc's: what lists of remarks grow by. */
void *
reallocarray(void *p, size_t count, size_t size)
{
	if (short_of_memory || (size > 0 && count > SIZE_MAX / size))
		return NULL;
	return realloc(p, count * size);
}

static int
setup(void **state)
{
	struct why why;
	int fd = mkstemp(file);

	(void)state;
	/* No names but the kernel's: this folder does not exist. */
	tables = rttable_load("/nonexistent", NULL, &why);
	return fd == -1 || !tables ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	rttable_free(tables);
	return unlink(file);
}

static void
build(const char *text)
{
	FILE *fp = fopen(file, "w");
	struct why why;

	assert_non_null(fp);
	assert_true(fputs(text, fp) != EOF);
	assert_int_equal(fclose(fp), 0);
	site = site_load(file, &why);
	if (!site)
		fail_msg("%s", why.text);
	srcrule_lint_init(&lint, site);
	assert_int_equal(srcrule_build(site, tables, &rules, &lint), 0);
}

static int
clear(void **state)
{
	(void)state;
	srcrules_free(&rules);
	srcrule_lint_free(&lint);
	site_free(site);
	site = NULL;
	return 0;
}

static void
rule_is(size_t i, const char *want)
{
	char buf[RULE_STRLEN];

	assert_true(i < rules.count);
	assert_string_equal(rule_str(&rules.list[i].rule, NULL, buf), want);
}

static void
found(const struct remarks *f, size_t i, const char *text)
{
	char want[1024];

	snprintf(want, sizeof(want), "%s: %s", file, text);
	if (i >= f->count)
		fail_msg("want \"%s\", have no more", want);
	assert_string_equal(f->list[i], want);
}

static void
nothing_found(void)
{
	const struct remarks *all[] = { &lint.errors, &lint.refused,
		&lint.notes };

	for (size_t i = 0; i < 3; i++)
		if (all[i]->count > 0)
			fail_msg("%s", all[i]->list[0]);
}

#define INTERFACES                                               \
	"\"routing\": { \"subscriber-interfaces\": [\"ens19\"]," \
	"               \"core-interfaces\": [\"ens18\"] }"

static void
longest_prefix_first_guard_last(void **state)
{
	(void)state;
	build("{ \"members\": {"
	      "  \"ils\": { \"table\": 1001, \"prefixes\": ["
	      "    { \"prefix\": \"5.183.104.0/24\" },"
	      "    { \"prefix\": \"2a0e:c400::/40\" },"
	      "    { \"prefix\": \"192.0.2.7/32\" } ] },"
	      "  \"rzn\": { \"table\": \"1002\", \"prefixes\": ["
	      "    { \"prefix\": \"198.51.0.0/16\" } ] } }," INTERFACES " }");
	nothing_found();
	assert_int_equal(rules.count, 8);
	assert_int_equal(rules.prefix_count, 4);
	rule_is(0, "pref 9999 iif ens18 lookup 254 protocol 173");
	rule_is(1, "pref 10000 from 192.0.2.7 lookup 1001 protocol 173");
	rule_is(2, "pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173");
	rule_is(3, "pref 10016 from 198.51.0.0/16 lookup 1002 protocol 173");
	rule_is(4, "pref 10500 iif ens19 unreachable protocol 173");
	rule_is(5, "pref 9999 iif ens18 lookup 254 protocol 173");
	rule_is(6, "pref 10088 from 2a0e:c400::/40 lookup 1001 protocol 173");
	rule_is(7, "pref 10500 iif ens19 unreachable protocol 173");
	assert_int_equal(rules.list[4].rule.family, AF_INET);
	assert_int_equal(rules.list[5].rule.family, AF_INET6);
	assert_null(rules.list[0].member);
	assert_string_equal(rules.list[3].member->name, "rzn");
	assert_int_equal(rules.list[1].index, 2);
}

static void
ours_by_protocol_and_priority(void **state)
{
	struct rule r = { .protocol = 173, .pref = 9999 };

	(void)state;
	assert_true(srcrule_is_ours(&r));
	r.pref = 10500;
	assert_true(srcrule_is_ours(&r));
	r.pref = 9998;
	assert_false(srcrule_is_ours(&r));
	r.pref = 10501;
	assert_false(srcrule_is_ours(&r));
	r.pref = 10008;
	r.protocol = 4;
	assert_false(srcrule_is_ours(&r));
}

static void
an_interface_twice_is_once(void **state)
{
	(void)state;
	build("{ \"members\": { \"ils\": { \"table\": 1001, \"prefixes\": ["
	      "{ \"prefix\": \"5.183.104.0/24\" },"
	      "{ \"prefix\": \"2a0e:c400::/40\" } ] } },"
	      "\"routing\": { \"subscriber-interfaces\": [\"a\", \"b\", \"a\"],"
	      "\"core-interfaces\": [\"c\", \"c\"] } }");
	nothing_found();
	assert_int_equal(rules.count, 8);
	rule_is(0, "pref 9999 iif c lookup 254 protocol 173");
	rule_is(2, "pref 10500 iif a unreachable protocol 173");
	rule_is(3, "pref 10500 iif b unreachable protocol 173");
}

static void
an_interface_is_of_one_side(void **state)
{
	(void)state;
	build("{ \"members\": { \"ils\": { \"table\": 1001, \"prefixes\": ["
	      "{ \"prefix\": \"5.183.104.0/24\" },"
	      "{ \"prefix\": \"2a0e:c400::/40\" } ] } },"
	      "\"routing\": { \"subscriber-interfaces\": [\"a\"],"
	      "\"core-interfaces\": [\"c\", \"a\"] } }");
	found(&lint.errors, 0,
	    "routing.core-interfaces[1]: want no subscriber interface, have a: "
	    "its packets would leave by the main table");
	assert_int_equal(lint.errors.count, 1);
}

static void
without_a_guard(void **state)
{
	(void)state;
	build("{ \"members\": { \"ils\": { \"table\": 1001, \"prefixes\": ["
	      "{ \"prefix\": \"5.183.104.0/24\" } ] } } }");
	found(&lint.notes, 0,
	    "routing.subscriber-interfaces: want at least one, have none: "
	    "without a guard what a member's table has no route for leaves by "
	    "the main table");
	assert_int_equal(lint.notes.count, 1);
	assert_int_equal(rules.count, 1);
}

/* A host with uplinks has no subscribers, and says so. */
static void
a_host_wants_no_guard(void **state)
{
	(void)state;
	build("{ \"members\": { \"fibre\": { \"table\": 1001, \"prefixes\": ["
	      "{ \"prefix\": \"192.0.2.0/24\" } ] } },"
	      "\"routing\": { \"subscriber-interfaces\": [] } }");
	assert_int_equal(lint.notes.count, 0);
	assert_int_equal(rules.count, 1);
}

static void
tables_that_cannot_be(void **state)
{
	(void)state;
	build("{ \"members\": {"
	      "\"a\": { \"prefixes\": [{ \"prefix\": \"10.0.0.0/24\" }] },"
	      "\"b\": { \"table\": \"main\","
	      "         \"prefixes\": [{ \"prefix\": \"10.0.1.0/24\" }] },"
	      "\"c\": { \"table\": 253,"
	      "         \"prefixes\": [{ \"prefix\": \"10.0.2.0/24\" }] },"
	      "\"d\": { \"table\": \"nowhere\","
	      "         \"prefixes\": [{ \"prefix\": \"10.0.3.0/24\" }] },"
	      "\"e\": { \"table\": \"0\","
	      "         \"prefixes\": [{ \"prefix\": \"10.0.4.0/24\" }] },"
	      "\"f\": { \"table\": \"nobody-asks\", \"prefixes\": [] },"
	      "\"g\": { \"table\": 7,"
	      "         \"prefixes\": [{ \"prefix\": \"2001:db8::/32\" }] }"
	      "}," INTERFACES " }");
	found(&lint.errors, 0, "members.a: want a table, have none");
	found(&lint.errors, 1,
	    "members.b.table: want a table of the member's own, have \"main\" "
	    "(254): it is the kernel's");
	found(&lint.errors, 2,
	    "members.c.table: want a table of the member's own, have \"253\" "
	    "(253): it is the kernel's");
	found(&lint.errors, 3,
	    "members.d.table: want a number or a name of rt_tables, have "
	    "\"nowhere\"");
	found(&lint.errors, 4,
	    "members.e.table: want a table of 1..4294967295, have 0");
	assert_int_equal(lint.errors.count, 5);
	assert_int_equal(rules.prefix_count, 1);
}

static void
a_table_of_two_members(void **state)
{
	(void)state;
	build("{ \"members\": {"
	      "\"a\": { \"table\": 7,"
	      "         \"prefixes\": [{ \"prefix\": \"10.0.0.0/24\" }] },"
	      "\"b\": { \"table\": \"7\","
	      "         \"prefixes\": [{ \"prefix\": \"2001:db8::/32\" }] }"
	      "}," INTERFACES " }");
	found(&lint.notes, 0,
	    "members.b.table: want a table of its own, have 7 of members.a "
	    "too");
	assert_int_equal(lint.notes.count, 1);
}

static void
prefixes_of_two_members(void **state)
{
	(void)state;
	build("{ \"members\": {"
	      "\"a\": { \"table\": 7, \"prefixes\": ["
	      "  { \"prefix\": \"10.0.0.0/16\" },"
	      "  { \"prefix\": \"10.0.9.0/24\" },"
	      "  { \"prefix\": \"2001:db8::/32\" } ] },"
	      "\"b\": { \"table\": 8, \"prefixes\": ["
	      "  { \"prefix\": \"10.0.8.0/22\" },"
	      "  { \"prefix\": \"10.1.0.0/16\" },"
	      "  { \"prefix\": \"2001:db8::/32\" } ] }"
	      "}," INTERFACES " }");
	found(&lint.errors, 0,
	    "members.b.prefixes[2].prefix: want a prefix of one member, have "
	    "2001:db8::/32 of members.a.prefixes[2].prefix too");
	assert_int_equal(lint.errors.count, 1);
	found(&lint.notes, 0,
	    "members.b.prefixes[0].prefix: 10.0.8.0/22 lies in 10.0.0.0/16 of "
	    "members.a.prefixes[0].prefix: the longer one goes first");
	found(&lint.notes, 1,
	    "members.a.prefixes[1].prefix: 10.0.9.0/24 lies in 10.0.8.0/22 of "
	    "members.b.prefixes[0].prefix: the longer one goes first");
	assert_int_equal(lint.notes.count, 2);
}

/* Trap: "from 0.0.0.0/0" is "from all". */
static void
every_source_must_be_meant(void **state)
{
	(void)state;
	build(
	    "{ \"members\": { \"a\": { \"table\": 7, \"prefixes\": ["
	    "{ \"prefix\": \"0.0.0.0/0\" }, { \"prefix\": \"::/0\" } ] } }," INTERFACES
	    " }");
	found(&lint.refused, 0,
	    "members.a.prefixes[0].prefix: want a prefix longer than /0, have "
	    "0.0.0.0/0: every packet comes from it");
	found(&lint.refused, 1,
	    "members.a.prefixes[1].prefix: want a prefix longer than /0, have "
	    "::/0: every packet comes from it");
	assert_int_equal(lint.refused.count, 2);
	rule_is(1, "pref 10032 lookup 7 protocol 173");
	rule_is(4, "pref 10128 lookup 7 protocol 173");
}

static void
an_empty_declaration_must_be_meant(void **state)
{
	(void)state;
	build("{ " INTERFACES " }");
	found(&lint.refused, 0, "members: want at least one prefix, have none");
	assert_int_equal(lint.refused.count, 1);
	assert_int_equal(rules.count, 4);
}

static void
a_family_without_prefix(void **state)
{
	(void)state;
	build("{ \"members\": { \"a\": { \"table\": 7, \"prefixes\": ["
	      "{ \"prefix\": \"10.0.0.0/24\" } ] } }," INTERFACES " }");
	found(&lint.notes, 0,
	    "members: no prefix of IPv6: the guard refuses all of it");
	clear(NULL);
	build("{ \"members\": { \"a\": { \"table\": 7, \"prefixes\": ["
	      "{ \"prefix\": \"2001:db8::/32\" } ] } }," INTERFACES " }");
	found(&lint.notes, 0,
	    "members: no prefix of IPv4: the guard refuses all of it");
}

/* `count` prefixes /24, every `step`-th one, and one of IPv6. */
static void
build_many(unsigned int count, unsigned int step)
{
	size_t size = 256 + count * 48, used = 0;
	char *text = malloc(size);

	assert_non_null(text);
	used += (size_t)snprintf(text, size,
	    "{ \"members\": { \"a\": { \"table\": 7, \"prefixes\": [");
	for (unsigned int i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, size - used,
		    "{ \"prefix\": \"10.%u.%u.0/24\" },", i * step / 256,
		    i * step % 256);
	snprintf(text + used, size - used,
	    "{ \"prefix\": \"2001:db8::/32\" } ] } }," INTERFACES " }");
	build(text);
	free(text);
}

/* An error that cannot be kept must not make a list without its rules. */
static void
no_error_is_lost(void **state)
{
	struct srcrules less;
	struct srcrule_lint none;

	(void)state;
	build("{ \"members\": { \"a\": { \"table\": \"nobody\", "
	      "\"prefixes\": [ { \"prefix\": \"10.0.0.0/8\" } ] } } }");
	assert_int_equal(lint.errors.count, 1);
	srcrule_lint_init(&none, site);
	short_of_memory = true;
	assert_int_equal(srcrule_build(site, tables, &less, &none), -1);
	short_of_memory = false;
	assert_null(less.list);
	srcrule_lint_free(&none);
}

static void
many_prefixes(void **state)
{
	(void)state;
	build_many(64, 1);
	nothing_found();
	clear(NULL);
	build_many(65, 1);
	found(&lint.notes, 0,
	    "members: 65 prefixes of IPv4 slow every packet down; neighbours "
	    "written as one: 2");
	clear(NULL);
	build_many(500, 1);
	assert_int_equal(lint.refused.count, 0);
	found(&lint.notes, 0,
	    "members: 500 prefixes of IPv4 slow every packet down; neighbours "
	    "written as one: 6");
	clear(NULL);
	build_many(501, 2);
	found(&lint.refused, 0,
	    "members: want at most 500 prefixes of IPv4, have 501: every "
	    "packet is compared with each; neighbours written as one: 501, or "
	    "declare what the member was allotted, not each subnet");
	assert_int_equal(rules.prefix_count, 502);
}

/* Neighbours that make no prefix, and one within another. */
static void
what_can_be_one(void **state)
{
	char text[8192];
	size_t used = (size_t)snprintf(text, sizeof(text),
	    "{ \"members\": { \"a\": { \"table\": 7, \"prefixes\": [");

	(void)state;
	/* 10.0.1.0/24 and 10.0.2.0/24 are no halves of anything. */
	for (unsigned int i = 1; i < 67; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "{ \"prefix\": \"10.0.%u.0/24\" },", i < 3 ? i : i + 100);
	snprintf(text + used, sizeof(text) - used,
	    "{ \"prefix\": \"10.0.104.7/32\" },"
	    "{ \"prefix\": \"2001:db8::/32\" } ] } }," INTERFACES " }");
	build(text);
	/* 1, 2, 103, 104-111, 112-127, 128-159, 160-163, 164-165, 166 */
	found(&lint.notes, 0,
	    "members: 67 prefixes of IPv4 slow every packet down; neighbours "
	    "written as one: 9");
}

#define TEST(f) cmocka_unit_test_teardown(f, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(longest_prefix_first_guard_last),
		cmocka_unit_test(ours_by_protocol_and_priority),
		TEST(an_interface_twice_is_once),
		TEST(an_interface_is_of_one_side),
		TEST(without_a_guard),
		TEST(a_host_wants_no_guard),
		TEST(tables_that_cannot_be),
		TEST(a_table_of_two_members),
		TEST(prefixes_of_two_members),
		TEST(every_source_must_be_meant),
		TEST(an_empty_declaration_must_be_meant),
		TEST(a_family_without_prefix),
		TEST(no_error_is_lost),
		TEST(many_prefixes),
		TEST(what_can_be_one),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
