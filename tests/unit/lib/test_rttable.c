#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "rttable.h"

#define ETC "/etc/iproute2/"
#define USR "/usr/share/iproute2/"

static char root[] = "/tmp/test_rttable.XXXXXX";
static struct remarks notes;

static const char *const folders[] = { "/etc", "/etc/iproute2",
	"/etc/iproute2/rt_tables.d", "/usr", "/usr/share",
	"/usr/share/iproute2", "/usr/share/iproute2/rt_tables.d" };
static const char *const files[] = { ETC "rt_tables", USR "rt_tables",
	ETC "rt_tables.d/a.conf", ETC "rt_tables.d/b.conf",
	ETC "rt_tables.d/b.conf~", ETC "rt_tables.d/.c.conf",
	USR "rt_tables.d/a.conf", USR "rt_tables.d/z.conf" };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char *
under(const char *path)
{
	static char buf[128];

	snprintf(buf, sizeof(buf), "%s%s", root, path);
	return buf;
}

static int
setup(void **state)
{
	(void)state;
	remark_init(&notes, "");
	if (!mkdtemp(root))
		return -1;
	for (size_t i = 0; i < LEN(folders); i++)
		if (mkdir(under(folders[i]), 0755) == -1)
			return -1;
	return 0;
}

static int
clear(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(files); i++)
		unlink(under(files[i]));
	remark_free(&notes);
	remark_init(&notes, "");
	return 0;
}

static int
teardown(void **state)
{
	clear(state);
	for (size_t i = LEN(folders); i > 0; i--)
		rmdir(under(folders[i - 1]));
	return rmdir(root);
}

static void
put(const char *path, const char *text)
{
	FILE *fp = fopen(under(path), "w");

	assert_non_null(fp);
	assert_true(fputs(text, fp) != EOF);
	assert_int_equal(fclose(fp), 0);
}

static struct rttable *
load(void)
{
	struct why why = { "" };
	struct rttable *t = rttable_load(root, &notes, &why);

	if (!t)
		fail_msg("%s", why.text);
	return t;
}

static void
finds(const struct rttable *t, const char *name, uint32_t want)
{
	struct why why = { "" };
	uint32_t id = 0;

	if (rttable_find(t, name, &id, &why) == -1)
		fail_msg("%s", why.text);
	assert_int_equal(id, want);
}

static void
lacks(const struct rttable *t, const char *name, const char *text)
{
	struct why why = { "" };
	uint32_t id = 12345;

	assert_int_equal(rttable_find(t, name, &id, &why), -1);
	assert_int_equal(id, 12345);
	assert_string_equal(why.text, text);
}

static void
knows_the_kernels_without_a_file(void **state)
{
	struct rttable *t = load();

	(void)state;
	finds(t, "main", 254);
	finds(t, "local", 255);
	finds(t, "default", 253);
	assert_string_equal(rttable_name(t, 254), "main");
	assert_null(rttable_name(t, 1001));
	lacks(t, "ils_table",
	    "want a number or a name of rt_tables, have \"ils_table\"");
	rttable_free(t);
	rttable_free(NULL);
}

static void
reads_etc(void **state)
{
	struct rttable *t;

	(void)state;
	put(ETC "rt_tables",
	    "# reserved\n255\tlocal\n254 main\n\n1001 ils_table\n"
	    "  0x3ea  rzn_table # comment\n#1003 none\n1004 a#b\n"
	    "4294967295 last");
	put(USR "rt_tables", "1005 hidden\n");
	t = load();
	assert_int_equal(notes.count, 0);
	finds(t, "ils_table", 1001);
	finds(t, "rzn_table", 1002);
	finds(t, "a#b", 1004);
	finds(t, "last", UINT32_MAX);
	assert_string_equal(rttable_name(t, 1002), "rzn_table");
	assert_string_equal(rttable_name(t, UINT32_MAX), "last");
	lacks(t, "none", "want a number or a name of rt_tables, have \"none\"");
	lacks(t, "hidden",
	    "want a number or a name of rt_tables, have \"hidden\"");
	rttable_free(t);
}

/* Debian 13 has them in /usr/share alone. */
static void
reads_the_vendors_copy(void **state)
{
	struct rttable *t;

	(void)state;
	put(USR "rt_tables", "254 main\n1001 ils_table\n");
	put(USR "rt_tables.d/a.conf", "1002 vendor_a\n");
	put(USR "rt_tables.d/z.conf", "1003 vendor_z\n");
	put(ETC "rt_tables.d/a.conf", "1004 site_a\n");
	put(ETC "rt_tables.d/b.conf", "1005 site_b\n");
	put(ETC "rt_tables.d/b.conf~", "1006 editor\n");
	put(ETC "rt_tables.d/.c.conf", "1007 dot\n");
	t = load();
	finds(t, "ils_table", 1001);
	finds(t, "vendor_z", 1003);
	finds(t, "site_a", 1004);
	finds(t, "site_b", 1005);
	assert_null(rttable_name(t, 1002));
	assert_null(rttable_name(t, 1006));
	assert_null(rttable_name(t, 1007));
	rttable_free(t);
}

static void
numbers_need_no_name(void **state)
{
	struct rttable *t = load();

	(void)state;
	finds(t, "1", 1);
	finds(t, "1001", 1001);
	finds(t, "4294967295", UINT32_MAX);
	lacks(t, "0", "want a table of 1..4294967295, have 0");
	lacks(
	    t, "4294967296", "want a table of 1..4294967295, have 4294967296");
	/* ip(8) takes this for 64. */
	lacks(t, "0100", "want a table of 1..4294967295, have 0100");
	lacks(t, "-1", "want a number or a name of rt_tables, have \"-1\"");
	lacks(t, "0x10", "want a number or a name of rt_tables, have \"0x10\"");
	lacks(t, "", "want a number or a name of rt_tables, have \"\"");
	rttable_free(t);
}

/* A library may take the last one, without a word. */
static void
a_name_of_two_tables_is_none(void **state)
{
	struct rttable *t;
	char want[512];

	(void)state;
	put(ETC "rt_tables", "1001 ils_table\n1001 ils_table\n1002 main\n");
	put(ETC "rt_tables.d/a.conf", "\n1003 ils_table\n1001 other\n");
	t = load();
	snprintf(want, sizeof(want),
	    "want a name of one table, have \"ils_table\" for 1001 "
	    "(%s" ETC "rt_tables:1) and for 1003 (%s" ETC
	    "rt_tables.d/a.conf:2)",
	    root, root);
	lacks(t, "ils_table", want);
	snprintf(want, sizeof(want),
	    "want a name of one table, have \"main\" for 254 (the kernel's) "
	    "and for 1002 (%s" ETC "rt_tables:3)",
	    root);
	lacks(t, "main", want);
	finds(t, "other", 1001);
	assert_string_equal(rttable_name(t, 1001), "other");
	rttable_free(t);
}

static void
tells_lines_that_are_none(void **state)
{
	static const char *const lines[] = { "ils_table 1001", "1001", "-5 x",
		"4294967296 x", "0x x", "0x1ffffffff x", "0xg x", "10 a b",
		"08x y" };
	struct rttable *t;
	char want[512];

	(void)state;
	for (size_t i = 0; i < LEN(lines); i++) {
		char text[128];

		clear(NULL);
		snprintf(text, sizeof(text), "\n%s\n7 seven\n", lines[i]);
		put(ETC "rt_tables", text);
		t = load();
		snprintf(want, sizeof(want),
		    "%s" ETC "rt_tables:2: want NUMBER NAME, have \"%s\"", root,
		    lines[i]);
		assert_int_equal(notes.count, 1);
		assert_string_equal(notes.list[0], want);
		finds(t, "seven", 7);
		rttable_free(t);
	}
}

static void
tells_a_file_that_cannot_be_read(void **state)
{
	struct why why = { "" };
	char want[256];

	(void)state;
	rmdir(under(ETC "rt_tables.d"));
	put(ETC "rt_tables.d", "no folder");
	rttable_free(load());
	unlink(under(ETC "rt_tables.d"));
	assert_int_equal(mkdir(under(ETC "rt_tables.d"), 0755), 0);
	assert_int_equal(mkdir(under(ETC "rt_tables"), 0755), 0);
	assert_null(rttable_load(root, NULL, &why));
	snprintf(
	    want, sizeof(want), "%s" ETC "rt_tables: Is a directory", root);
	assert_string_equal(why.text, want);
	assert_int_equal(rmdir(under(ETC "rt_tables")), 0);
}

static void
a_long_line_is_no_line(void **state)
{
	char text[3000];
	struct rttable *t;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "1001 ", 5);
	text[sizeof(text) - 1] = '\0';
	put(ETC "rt_tables", text);
	t = load();
	assert_int_equal(notes.count, 1);
	assert_null(rttable_name(t, 1001));
	rttable_free(t);
}

/* Trap: table 0 is any free one, or refused. */
static void
knows_the_reserved(void **state)
{
	(void)state;
	assert_true(rttable_is_reserved(0));
	assert_true(rttable_is_reserved(253));
	assert_true(rttable_is_reserved(254));
	assert_true(rttable_is_reserved(255));
	assert_false(rttable_is_reserved(252));
	assert_false(rttable_is_reserved(256));
	assert_false(rttable_is_reserved(1));
}

#define TEST(f) cmocka_unit_test_setup(f, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(knows_the_kernels_without_a_file),
		TEST(reads_etc),
		TEST(reads_the_vendors_copy),
		TEST(numbers_need_no_name),
		TEST(a_name_of_two_tables_is_none),
		TEST(tells_lines_that_are_none),
		TEST(tells_a_file_that_cannot_be_read),
		TEST(a_long_line_is_no_line),
		TEST(knows_the_reserved),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
