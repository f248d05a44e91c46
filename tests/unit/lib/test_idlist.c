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

#include "idlist.h"

static char folder[] = "/tmp/test_idlist.XXXXXX";
static char file[64];

static int
setup(void **state)
{
	(void)state;
	snprintf(file, sizeof(file), "%s/list",
	    mkdtemp(folder) ? folder : "/nonexistent");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(folder);
}

static void
write_list(const char *text, size_t len)
{
	FILE *fp = fopen(file, "w");

	assert_non_null(fp);
	assert_int_equal(fwrite(text, 1, len, fp), len);
	assert_int_equal(fclose(fp), 0);
}

static void
gives(const char *line, const char *id)
{
	uint8_t have[IDLIST_MAX_OCTETS];
	struct why why = { "" };
	size_t len;

	if (idlist_parse_line(line, strlen(line), have, &len, &why) != 1)
		fail_msg("%s: %s", line, why.text);
	assert_int_equal(len, strlen(id));
	assert_memory_equal(have, id, len);
}

static void
nothing(const char *line)
{
	uint8_t id[IDLIST_MAX_OCTETS];
	size_t len;

	assert_int_equal(
	    idlist_parse_line(line, strlen(line), id, &len, NULL), 0);
}

static void
trouble(const char *line, const char *want)
{
	uint8_t id[IDLIST_MAX_OCTETS];
	struct why why = { "" };
	size_t len;

	assert_int_equal(
	    idlist_parse_line(line, strlen(line), id, &len, &why), -1);
	assert_string_equal(why.text, want);
}

static void
test_spellings(void **state)
{
	(void)state;
	gives("0x6f6c742d31", "olt-1");
	gives("0X6F6C742D31", "olt-1");
	gives("6f6c742d31", "olt-1");
	gives("6F6C742d31", "olt-1");
	gives("  0x6f6c742d31\t", "olt-1");
	gives("olt-1", "olt-1");
	gives("\"olt-1 \"", "olt-1 ");
	gives("'olt # 1'", "olt # 1");
	gives("6f:6c:74:2d:31", "olt-1");
	gives("olt-bsn42-01 pon 1/1/01/01/4/1/1/",
	    "olt-bsn42-01 pon 1/1/01/01/4/1/1/");
	gives("axione#OLT#", "axione#OLT#");
	gives("deadbee", "deadbee");
	gives("\"deadbeef01\"", "deadbeef01");
}

static void
test_comments(void **state)
{
	(void)state;
	nothing("");
	nothing("   \t");
	nothing("# x");
	nothing("  #0x41");
	gives("0x6f6c742d31 # Dupont", "olt-1");
	gives("6f6c742d31\t#Dupont", "olt-1");
	gives("\"olt-1\" # say \"hello\"", "olt-1");
	gives("'olt-1' # x", "olt-1");
	trouble("olt-1 # Dupont",
	    "want a comment behind text on a line of its own, "
	    "or the text in quotes");
	trouble("0x6f6c7 # odd", "want hexadecimal digits, have ' '");
}

static void
test_trouble(void **state)
{
	char long_hex[2 + 2 * 126 + 1];

	(void)state;
	trouble("0x6f6",
	    "want two hexadecimal digits an octet, "
	    "have an odd number of digits (3)");
	trouble("0x", "want hexadecimal digits behind 0x, have nothing");
	trouble("deadbeef01",
	    "want hexadecimal with 0x, or text in quotes, "
	    "have digits that could be either");
	trouble("6f6c742d3",
	    "want hexadecimal with 0x, or text in quotes, "
	    "have digits that could be either");
	trouble("0x6g", "want hexadecimal digits, have 'g'");
	trouble("olt-1 ",
	    "want text without blanks at its ends, "
	    "or in quotes, have a blank at its end");
	trouble(" eth 0/4",
	    "want text without blanks at its ends, "
	    "or in quotes, have a blank at its beginning");
	trouble("\xef\xbb\xbf"
		"0x41",
	    "want printable ASCII text, hexadecimal with 0x, "
	    "or text in quotes, have other characters");
	trouble("a\x1b[m",
	    "want printable ASCII text, hexadecimal with 0x, "
	    "or text in quotes, have other characters");
	memset(long_hex, '4', sizeof(long_hex));
	memcpy(long_hex, "0x", 2);
	long_hex[2 + 2 * 126] = '\0';
	trouble(long_hex, "want at most 125 octets, have more");
	trouble(long_hex + 2, "want at most 125 octets, have more");
}

/* What an eye takes for something else, or an editor made something else of. */
static void
test_look_alikes(void **state)
{
	static const char *const others[] = {
		"olt-1\xc2\xa0pon",      /* a blank that does not break */
		"olt-1 pon\xe2\x80\x8b", /* none at all */
		"olt\xe2\x80\x93 pon",   /* a dash */
	};
	static const char *const quotes[] = { "\"olt-1 pon", "olt-1 pon\"",
		"'olt-1 pon", "\"olt-1\"# Dupont", "'" };
	static const char *const digits[] = { "6f6c 742d 3", "6f6c 742d 3 1",
		"6f:6c:742d:31", "6f:6c:74:2d:" };
	static const char *const escapes[] = { "olt\\x2d1", "olt\\\\1" };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		trouble(others[i],
		    "want printable ASCII text, hexadecimal with 0x, "
		    "or text in quotes, have other characters");
	for (size_t i = 0; i < 5; i++)
		trouble(quotes[i],
		    "want a quote at both ends or at none, have one");
	for (size_t i = 0; i < 4; i++)
		trouble(digits[i],
		    "want hexadecimal with 0x, or text in quotes, "
		    "have digits that could be either");
	for (size_t i = 0; i < 2; i++)
		trouble(escapes[i],
		    "want hexadecimal with 0x, or text in quotes, "
		    "have a backslash that could be an escape");
	gives("\"olt\xe2\x80\x93\"", "olt\xe2\x80\x93");
	gives("'olt\\x2d1'", "olt\\x2d1");
	gives("\"say \\\"x\"", "say \"x");
	gives("olt-1 o'clock \"x\" pon", "olt-1 o'clock \"x\" pon");
	gives("olt-1/2\\", "olt-1/2\\");
	gives("\\157lt\\\\1", "olt\\1");
	gives("10:20/30 a4", "10:20/30 a4");
	gives("1:2:3", "1:2:3");
}

static void
test_nul(void **state)
{
	uint8_t id[IDLIST_MAX_OCTETS];
	struct why why;
	size_t len;

	(void)state;
	assert_int_equal(idlist_parse_line("\"a\0b\"", 5, id, &len, &why), -1);
	assert_string_equal(why.text, "want text, have a NUL octet");
}

static void
test_longest(void **state)
{
	char line[2 + 2 * IDLIST_MAX_OCTETS + 1] = "0x";
	uint8_t id[IDLIST_MAX_OCTETS];
	size_t len;

	(void)state;
	memset(line + 2, '5', 2 * IDLIST_MAX_OCTETS);
	assert_int_equal(
	    idlist_parse_line(line, sizeof(line) - 1, id, &len, NULL), 1);
	assert_int_equal(len, IDLIST_MAX_OCTETS);
}

/* "LINE@OFFSET=id " or "LINE@OFFSET!reason " for each entry. */
static int
note(void *arg, const struct idlist_entry *e)
{
	char *all = arg;
	size_t at = strlen(all);

	snprintf(all + at, 1024 - at, "%lu@%llu%c%.*s ", e->line,
	    (unsigned long long)e->offset, e->id ? '=' : '!',
	    e->id ? (int)e->len : 9, e->id ? (const char *)e->id : e->trouble);
	return strcmp(all + at, "3@10=stop ") == 0 ? 7 : 0;
}

static void
list_gives(const char *text, size_t len, int rc, const char *want)
{
	struct why why = { "" };
	char all[1024] = "";
	struct stat st;
	int fd;

	write_list(text, len);
	fd = idlist_open(file, &st, &why);
	if (fd == -1)
		fail_msg("%s", why.text);
	assert_int_equal(idlist_each(fd, file, &st, note, all, &why), rc);
	assert_string_equal(all, want);
	/* From the beginning again, wherever the descriptor stands. */
	all[0] = '\0';
	assert_int_equal(idlist_each(fd, file, &st, note, all, &why), rc);
	assert_string_equal(all, want);
	close(fd);
}

static void
test_each(void **state)
{
	(void)state;
	list_gives("", 0, 0, "");
	list_gives("# x\n\n", 5, 0, "");
	list_gives("aa\r\n\n# c\n0x6262\n", 16, 0, "1@0=aa 4@9=bb ");
	list_gives("aa\n0x1\nbb\n", 10, 0, "1@0=aa 2@3!want two  3@7=bb ");
	list_gives(
	    "aaaa\nbbbb\nstop\nc\n", 17, 7, "1@0=aaaa 2@5=bbbb 3@10=stop ");
	list_gives("a\0\nb\n", 5, 0, "1@0!want text 2@3=b ");
}

static void
test_long_lines(void **state)
{
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[3000] = '\n';
	memcpy(text + 3001, "aa\n", 3);
	list_gives(text, 3004, 0, "1@0!want a li 2@3001=aa ");
	text[0] = '#';
	list_gives(text, 3004, 0, "2@3001=aa ");
}

/* Offsets stay right behind the reader's first buffer. */
static int
check_offset(void *arg, const struct idlist_entry *e)
{
	unsigned long *lines = arg;

	assert_int_equal(e->offset, 8 * (e->line - 1));
	assert_int_equal(e->len, 7);
	*lines = e->line;
	return 0;
}

static void
test_offsets(void **state)
{
	char *text = malloc(80000 * 8);
	unsigned long lines = 0;
	struct stat st;
	int fd;

	(void)state;
	assert_non_null(text);
	for (int i = 0; i < 80000; i++) {
		char line[32];

		snprintf(line, sizeof(line), "o%06d\n", i);
		memcpy(text + 8 * i, line, 8);
	}
	write_list(text, 80000 * 8);
	free(text);
	fd = idlist_open(file, &st, NULL);
	assert_int_not_equal(fd, -1);
	assert_int_equal(
	    idlist_each(fd, file, &st, check_offset, &lines, NULL), 0);
	assert_int_equal(lines, 80000);
	close(fd);
}

/* Opening is refused: FILE and then `want`. */
static void
refused(const char *path, const char *want)
{
	struct why why = { "" };
	struct stat st;

	assert_int_equal(idlist_open(path, &st, &why), -1);
	assert_memory_equal(why.text, path, strlen(path));
	assert_string_equal(why.text + strlen(path), want);
}

static void
test_open(void **state)
{
	char fifo[80];

	(void)state;
	refused("/nonexistent/x", ": No such file or directory");
	refused(folder, ": want a file, have a folder");
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	refused(fifo, ": want a file, have a special file");
	unlink(fifo);
	write_list("aa\nbb", 5);
	refused(file, ": want a newline at the end, have none: half written?");
}

/* A list that grows while it is read is neither the old nor the new one. */
static int
grow(void *arg, const struct idlist_entry *e)
{
	FILE *fp = fopen(file, "a");

	(void)arg;
	assert_non_null(fp);
	if (e->line == 1)
		fputs("cc\n", fp);
	fclose(fp);
	return 0;
}

/* What each() of a list of two lines comes to, when fn sees it. */
static int
each_of_two(idlist_fn *fn, void *arg, struct why *why)
{
	struct stat st;
	int fd, rc;

	write_list("aa\nbb\n", 6);
	fd = idlist_open(file, &st, why);
	assert_int_not_equal(fd, -1);
	rc = idlist_each(fd, file, &st, fn, arg, why);
	close(fd);
	return rc;
}

static void
test_changed(void **state)
{
	struct why why = { "" };

	(void)state;
	assert_int_equal(each_of_two(grow, NULL, &why), -1);
	assert_non_null(strstr(why.text,
	    ": want a file at rest, have one that was changed while it was "
	    "read"));
}

/* One that another is renamed over is as it was. */
static int
replace(void *arg, const struct idlist_entry *e)
{
	size_t *lines = arg;
	char other[80];
	FILE *fp;

	if (e->line == 1) {
		snprintf(other, sizeof(other), "%s.new", file);
		fp = fopen(other, "w");
		assert_non_null(fp);
		fputs("cc\n", fp);
		fclose(fp);
		assert_int_equal(rename(other, file), 0);
	}
	(*lines)++;
	return 0;
}

static void
test_replaced(void **state)
{
	struct why why = { "" };
	size_t lines = 0;

	(void)state;
	if (each_of_two(replace, &lines, &why) != 0)
		fail_msg("%s", why.text);
	assert_int_equal(lines, 2);
}

static int
never(void *arg, const struct idlist_entry *e)
{
	(void)arg;
	(void)e;
	fail();
	return 0;
}

static void
test_read_error(void **state)
{
	struct stat st = { .st_size = 0 };
	struct why why;

	(void)state;
	assert_int_equal(idlist_each(-1, "x", &st, never, NULL, &why), -1);
	assert_string_equal(why.text, "x: Bad file descriptor");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_trouble),
		cmocka_unit_test(test_look_alikes),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_read_error),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
