#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "why.h"

static void
tells_why(void **state)
{
	struct why why = { "old" };

	(void)state;
	assert_int_equal(why_set(&why, "want %d, have %s", 1, "x"), -1);
	assert_string_equal(why.text, "want 1, have x");
}

static void
adds_errno_and_keeps_it(void **state)
{
	struct why why = { "" };

	(void)state;
	errno = ENOENT;
	assert_int_equal(why_errno(&why, "%s", "a/b"), -1);
	assert_string_equal(why.text, "a/b: No such file or directory");
	assert_int_equal(errno, ENOENT);
}

static void
puts_a_prefix_in_front(void **state)
{
	struct why why = { "want a MAC" };

	(void)state;
	assert_int_equal(why_prefix(&why, "line %d", 7), -1);
	assert_int_equal(why_prefix(&why, "%s", "file"), -1);
	assert_string_equal(why.text, "file: line 7: want a MAC");
}

static void
cuts_what_is_too_long(void **state)
{
	struct why why;
	char big[5000];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	assert_int_equal(why_set(&why, "%s", big), -1);
	assert_int_equal(strlen(why.text), sizeof(why.text) - 1);
	assert_int_equal(why_prefix(&why, "p"), -1);
	assert_int_equal(strlen(why.text), sizeof(why.text) - 1);
	assert_memory_equal(why.text, "p: xxx", 6);
	assert_int_equal(why_prefix(&why, "%s", big), -1);
	assert_int_equal(strlen(why.text), sizeof(why.text) - 1);
	assert_int_equal(why_errno(&why, "%s", big), -1);
	assert_int_equal(strlen(why.text), sizeof(why.text) - 1);
}

static void
may_be_nobodys_care(void **state)
{
	(void)state;
	assert_int_equal(why_set(NULL, "x"), -1);
	assert_int_equal(why_errno(NULL, "x"), -1);
	assert_int_equal(why_prefix(NULL, "x"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_why),
		cmocka_unit_test(adds_errno_and_keeps_it),
		cmocka_unit_test(puts_a_prefix_in_front),
		cmocka_unit_test(cuts_what_is_too_long),
		cmocka_unit_test(may_be_nobodys_care),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
