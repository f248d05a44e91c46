#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "decide.h"

/* ils: lists A and B, two patterns; rzn: list C, two patterns; bare: none. */
static struct site_member members[] = {
	{ .name = (char *)"ils", .realm = (char *)"ils-ftth" },
	{ .name = (char *)"rzn", .realm = (char *)"rzn-ftth" },
	{ .name = (char *)"bare" },
};
static struct site site = {
	.path = (char *)"S", .members = members, .member_count = 3
};
static struct route_list lists[] = {
	{ &members[0], "A" },
	{ &members[0], "B" },
	{ &members[1], "C" },
	{ &members[2], "D" },
};
static struct route_rule rules[] = {
	{ &members[0], "ab*", 0, { .literals = 2 } },
	{ &members[0], "*b", 1, { .literals = 1 } },
	{ &members[1], "a*", 0, { .literals = 1 } },
	{ &members[1], "*bc", 1, { .literals = 2 } },
};
static struct route route = { &site, lists, 4, rules, 4 };

static struct list_says says[4];
static bool matches[4];
static struct evidence evidence = { says, matches };
static struct decision d;

static int
setup(void **state)
{
	(void)state;
	memset(says, 0, sizeof(says));
	memset(matches, 0, sizeof(matches));
	return 0;
}

static void
unsure(const char *want)
{
	judge(&route, &evidence, &d);
	assert_int_equal(d.verdict, VERDICT_UNSURE);
	assert_null(d.member);
	assert_string_equal(d.why.text, want);
}

static void
decides(size_t member, const struct route_list *list, unsigned long line,
    const struct route_rule *rule)
{
	judge(&route, &evidence, &d);
	assert_int_equal(d.verdict, VERDICT_MEMBER);
	assert_ptr_equal(d.member, &members[member]);
	assert_ptr_equal(d.list, list);
	assert_int_equal(d.line, line);
	assert_ptr_equal(d.rule, rule);
}

static void
unusable(size_t i, const char *reason)
{
	says[i].unusable = true;
	why_set(&says[i].reason, "%s", reason);
}

static void
trouble(size_t i, unsigned long line, const char *reason)
{
	says[i].trouble_line = line;
	why_set(&says[i].reason, "%s", reason);
}

static void
test_nothing(void **state)
{
	(void)state;
	judge(&route, &evidence, &d);
	assert_int_equal(d.verdict, VERDICT_NONE);
	assert_null(d.member);
	assert_string_equal(d.why.text, "in no list, and no pattern matches");
}

static void
test_list(void **state)
{
	(void)state;
	says[2].line = 7;
	decides(1, &lists[2], 7, NULL);
}

static void
test_list_before_patterns(void **state)
{
	(void)state;
	says[2].line = 7;
	matches[0] = matches[1] = true;
	decides(1, &lists[2], 7, NULL);
}

static void
test_two_lists_of_one(void **state)
{
	(void)state;
	says[0].line = 3;
	says[1].line = 4;
	decides(0, &lists[0], 3, NULL);
}

static void
test_two_members(void **state)
{
	(void)state;
	says[1].line = 3;
	says[2].line = 4;
	unsure("B:3 (ils) and C:4 (rzn) both have it");
}

/* Whatever else was found. */
static void
test_unusable(void **state)
{
	(void)state;
	unusable(2, "C: gone");
	unsure("C: gone");
	matches[0] = true;
	unsure("C: gone");
	says[0].line = 3;
	unsure("C: gone");
	unusable(0, "A: gone");
	unsure("A: gone");
}

static void
test_trouble(void **state)
{
	(void)state;
	trouble(1, 9, "odd");
	unsure("B:9: odd");
	matches[0] = true;
	unsure("B:9: odd");
	says[2].line = 4; /* certain nevertheless */
	decides(1, &lists[2], 4, NULL);
	says[1].line = 8; /* but not against another member */
	unsure("B:8 (ils) and C:4 (rzn) both have it");
}

static void
test_patterns(void **state)
{
	(void)state;
	matches[1] = true;
	decides(0, NULL, 0, &rules[1]);
	matches[3] = true; /* more literals */
	decides(1, NULL, 0, &rules[3]);
	matches[0] = true; /* as many, another member */
	unsure("\"ab*\" (ils) and \"*bc\" (rzn) match with as many literal "
	       "characters");
}

/* A tie below the winner is none; nor is one within a member. */
static void
test_ties_that_are_none(void **state)
{
	(void)state;
	matches[0] = matches[1] = matches[2] = true;
	decides(0, NULL, 0, &rules[0]);
	rules[1].glob.literals = 2;
	decides(0, NULL, 0, &rules[0]);
	rules[1].glob.literals = 1;
}

/* A better pattern behind two equal ones ends the tie. */
static void
test_tie_is_beaten(void **state)
{
	(void)state;
	matches[1] = matches[2] = matches[3] = true;
	decides(1, NULL, 0, &rules[3]);
}

static void
test_no_realm(void **state)
{
	(void)state;
	says[3].line = 1;
	unsure("S: members.bare: want a realm, have none");
}

static void
takes(const char *user, const char *want)
{
	struct why why = { "" };
	bool ours = route_takes_user(&route, user, &why);

	assert_int_equal(ours, want == NULL);
	if (want)
		assert_string_equal(why.text, want);
}

static void
test_user(void **state)
{
	(void)state;
	takes(NULL, NULL);
	takes("x", NULL);
	site.request_realm = (char *)"gnd.axione";
	takes("m@gnd.axione", NULL);
	takes("m@GND.Axione", NULL);
	takes("a@b@gnd.axione", NULL);
	takes("gnd.axione@b",
	    "want a User-Name ...@gnd.axione, have \"gnd.axione@b\"");
	takes("m@gnd.axione.",
	    "want a User-Name ...@gnd.axione, have "
	    "\"m@gnd.axione.\"");
	takes("gnd.axione",
	    "want a User-Name ...@gnd.axione, have "
	    "\"gnd.axione\"");
	takes("", "want a User-Name ...@gnd.axione, have none");
	takes(NULL, "want a User-Name ...@gnd.axione, have none");
	site.request_realm = NULL;
}

static void
test_new(void **state)
{
	struct evidence *e = evidence_new(&route);

	(void)state;
	assert_non_null(e);
	assert_int_equal(e->lists[3].line, 0);
	assert_false(e->rules[3]);
	evidence_free(e);
	evidence_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_nothing, setup),
		cmocka_unit_test_setup(test_list, setup),
		cmocka_unit_test_setup(test_list_before_patterns, setup),
		cmocka_unit_test_setup(test_two_lists_of_one, setup),
		cmocka_unit_test_setup(test_two_members, setup),
		cmocka_unit_test_setup(test_unusable, setup),
		cmocka_unit_test_setup(test_trouble, setup),
		cmocka_unit_test_setup(test_patterns, setup),
		cmocka_unit_test_setup(test_ties_that_are_none, setup),
		cmocka_unit_test_setup(test_tie_is_beaten, setup),
		cmocka_unit_test_setup(test_no_realm, setup),
		cmocka_unit_test_setup(test_user, setup),
		cmocka_unit_test_setup(test_new, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
