#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "jsonc.h"

static void
blanks(const char *in, const char *want)
{
	char buf[128];
	size_t len = strlen(in);

	memcpy(buf, in, len + 1);
	jsonc_blank(buf, len);
	assert_string_equal(buf, want);
}

static void
test_comments(void **state)
{
	(void)state;
	blanks("", "");
	blanks("{} // x", "{}     ");
	blanks("{} # x\n1", "{}    \n1");
	blanks("#\n#\n", " \n \n");
	blanks("a / b", "a / b");
	blanks("/", "/");
	blanks("//", "  ");
	blanks("1/", "1/");
	blanks("[1, //\r\n2]", "[1,    \n2]");
}

static void
test_blocks(void **state)
{
	(void)state;
	blanks("1 /* x */ 2", "1         2");
	blanks("/*/ x */2", "        2");
	blanks("/**/2", "    2");
	blanks("/* a\n * b\n */2", "    \n    \n   2");
	blanks("1 /* open", "1        ");
	blanks("1 /*", "1   ");
	blanks("1 /*/", "1    ");
	blanks("\"/* x */\"", "\"/* x */\"");
	blanks("// /*\n2 */", "     \n2 */");
}

static void
test_strings(void **state)
{
	(void)state;
	blanks("\"http://x # y\"", "\"http://x # y\"");
	blanks("\"a\\\"//\" // c", "\"a\\\"//\"     ");
	blanks("\"a\\\\\" # c", "\"a\\\\\"    ");
	blanks("\"open", "\"open");
	blanks("\"open\\", "\"open\\");
	/* A string ends with its line at the latest: no run-away. */
	blanks("\"open\n# c", "\"open\n   ");
}

static void
test_nul(void **state)
{
	char buf[] = "1\0#x\n2";

	(void)state;
	jsonc_blank(buf, sizeof(buf) - 1);
	assert_memory_equal(buf, "1\0  \n2", sizeof(buf));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
