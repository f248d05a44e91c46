#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "opts.h"

static const struct opts_row rows[] = {
	{ 'a', "all", NULL, NULL, "take all" },
	{ 'f', "file", "FILE", "x y", "read a file" },
	{ OPTS_LONG, "a-very-long-option", "ARGUMENT", NULL, "far" },
	{ 0, NULL, NULL, NULL, NULL },
};

static void
serves_getopt(void **state)
{
	struct opts o;

	(void)state;
	opts_init(&o, rows);
	assert_string_equal(o.shorts, ":af:");
	assert_string_equal(o.longs[0].name, "all");
	assert_int_equal(o.longs[0].has_arg, no_argument);
	assert_int_equal(o.longs[0].val, 'a');
	assert_int_equal(o.longs[1].has_arg, required_argument);
	assert_int_equal(o.longs[2].val, OPTS_LONG);
	assert_null(o.longs[3].name);
}

static void
check_print(void (*print)(FILE *, const struct opts_row *), const char *want)
{
	char *text;
	size_t len;
	FILE *fp = open_memstream(&text, &len);

	assert_non_null(fp);
	print(fp, rows);
	fclose(fp);
	assert_string_equal(text, want);
	free(text);
}

static void
helps_people(void **state)
{
	(void)state;
	check_print(opts_help,
	    "  -a, --all                  take all\n"
	    "  -f, --file FILE            read a file\n"
	    "      --a-very-long-option ARGUMENT far\n");
}

static void
lists_for_programs(void **state)
{
	(void)state;
	check_print(opts_list,
	    "a\tall\t-\t-\ttake all\n"
	    "f\tfile\tFILE\tx y\tread a file\n"
	    "-\ta-very-long-option\tARGUMENT\t-\tfar\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serves_getopt),
		cmocka_unit_test(helps_people),
		cmocka_unit_test(lists_for_programs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
