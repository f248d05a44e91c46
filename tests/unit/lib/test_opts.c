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
	    "  -a, --all                    take all\n"
	    "  -f, --file FILE              read a file\n"
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

#define CODES(...) ((const int[]){ __VA_ARGS__ })

/* What opts_next() returns for the words of a line, and what is said last. */
static void
check_line(const char *line, const int *want, const char *said)
{
	char text[64], *argv[8] = { text }, *save = NULL;
	struct opts o;
	struct why why = { "" };
	int argc = 0, ch;

	snprintf(text, sizeof(text), "tool %s", line);
	for (char *w = strtok_r(text, " ", &save); w;
	     w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	argv[argc] = NULL;
	opts_init(&o, rows);
	optind = 0; /* begin anew, GNU's way */
	do {
		ch = opts_next(&o, argc, argv, &why);
		assert_int_equal(ch, *want++);
	} while (ch != OPTS_END && ch != OPTS_BAD);
	if (ch == OPTS_END)
		opts_done(argc, argv, &why);
	assert_string_equal(why.text, said);
}

static void
steps(void **state)
{
	(void)state;
	check_line("-af x", CODES('a', 'f', OPTS_END), "");
	check_line("--file=x y", CODES('f', OPTS_END),
	    "want no more arguments, have \"y\"");
	check_line("--a-v x", CODES(OPTS_LONG, OPTS_END), "");
}

static void
says_what_is_wrong(void **state)
{
	static const char x[] = "-x: no such option; see -h";

	(void)state;
	check_line("-x", CODES(OPTS_BAD), x);
	check_line("-axa", CODES('a', OPTS_BAD), x);
	check_line("--all -xa", CODES('a', OPTS_BAD), x);
	check_line(
	    "--bogus", CODES(OPTS_BAD), "--bogus: no such option; see -h");
	check_line("--bogus=a=b", CODES(OPTS_BAD),
	    "--bogus=a=b: no such option; see -h");
	check_line("-f", CODES(OPTS_BAD), "-f: want a value, have none");
	check_line("-af", CODES('a', OPTS_BAD), "-f: want a value, have none");
	check_line(
	    "--file", CODES(OPTS_BAD), "--file: want a value, have none");
	check_line(
	    "-a --a-v", CODES('a', OPTS_BAD), "--a-v: want a value, have none");
	check_line(
	    "--all=3", CODES(OPTS_BAD), "--all: want no value, have \"3\"");
	check_line("--al=", CODES(OPTS_BAD), "--al: want no value, have \"\"");
}

static void
say_usage(FILE *fp)
{
	fputs("usage: x\n\n", fp);
}

static void
check_tell(int code, const char *want)
{
	const struct opts_tool tool = { "x", rows, say_usage };
	char *text;
	size_t len;
	FILE *fp = open_memstream(&text, &len);

	assert_non_null(fp);
	opts_tell(fp, opts_about(code), &tool);
	assert_int_equal(fclose(fp), 0);
	assert_int_equal(strncmp(text, want, strlen(want)), 0);
	/* The table stands behind the usage, and whole where it is alone. */
	assert_int_equal(
	    !!strstr(text, "far\n"), code == 'h' || code == OPTS_OPTIONS);
	free(text);
}

static void
tells_about_the_tool(void **state)
{
	(void)state;
	check_tell('h', "usage: x\n\n  -a, --all");
	check_tell('V', "x " VERSION "\n");
	check_tell(OPTS_OPTIONS, "a\tall\t-\t-\ttake all\n");
	check_tell('a', "");
	assert_int_equal(opts_about('a'), OPTS_ABOUT_NOTHING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(serves_getopt),
		cmocka_unit_test(helps_people),
		cmocka_unit_test(lists_for_programs),
		cmocka_unit_test(tells_about_the_tool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
