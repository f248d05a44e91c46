#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "idindex.h"
#include "idindex_format.h"
#include "idlist.h"

#define MANY 2000

static char folder[] = "/tmp/test_idindex.XXXXXX";
static char list[64], idx[64];

static int
setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(list, sizeof(list), "%s/list", folder);
	snprintf(idx, sizeof(idx), "%s/list.idx", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(list);
	unlink(idx);
	return rmdir(folder); /* fails when a temporary file was left */
}

/* A file system that keeps whole seconds, as ext3 does, when this is set. */
static bool whole_seconds;

int
fstat(int fd, struct stat *st)
{
	int rc = fstatat(fd, "", st, AT_EMPTY_PATH);

	if (rc == 0 && whole_seconds)
		st->st_mtim.tv_nsec = st->st_ctim.tv_nsec = 0;
	return rc;
}

static void
write_list(const char *text)
{
	FILE *fp = fopen(list, "w");

	assert_non_null(fp);
	assert_true(fputs(text, fp) >= 0);
	assert_int_equal(fclose(fp), 0);
}

static void
write_many(void)
{
	FILE *fp = fopen(list, "w");

	assert_non_null(fp);
	for (int i = 0; i < MANY; i++)
		fprintf(fp, "olt-%d pon\n", i);
	assert_int_equal(fclose(fp), 0);
}

static void
build(size_t want)
{
	struct why why = { "" };
	size_t count = 0;

	if (idindex_build(list, &count, &why) == -1)
		fail_msg("%s", why.text);
	assert_int_equal(count, want);
}

static int
find(const char *id, unsigned long *line, struct why *why)
{
	struct stat st;
	int fd = idlist_open(list, &st, why), rc;

	assert_int_not_equal(fd, -1);
	rc = idindex_find(
	    list, fd, &st, (const uint8_t *)id, strlen(id), line, why);
	close(fd);
	return rc;
}

static void
finds(const char *id, unsigned long want)
{
	struct why why = { "" };
	unsigned long line = 99;

	if (find(id, &line, &why) != 1)
		fail_msg("%s", why.text);
	assert_int_equal(line, want);
}

/* The index is refused; IDX and `want` say why. */
static void
refuses(const char *id, const char *want)
{
	struct why why = { "" };
	unsigned long line;

	assert_int_equal(find(id, &line, &why), -1);
	assert_memory_equal(why.text, idx, strlen(idx));
	assert_string_equal(why.text + strlen(idx), want);
}

static void
test_finds(void **state)
{
	char id[32];

	(void)state;
	write_many();
	build(MANY);
	for (int i = 0; i < MANY; i++) {
		snprintf(id, sizeof(id), "olt-%d pon", i);
		finds(id, (unsigned long)i + 1);
	}
	finds("olt-2000 pon", 0);
	finds("olt-1 po", 0);
	finds("olt-1", 0);
	finds("", 0);
}

static void
test_spellings(void **state)
{
	(void)state;
	write_list("# c\r\n0x6f6c742d31 # x\r\n\n6f6c742d32\n\"olt-3\"\nb\nb\n"
		   "olt-4\r\n");
	build(6);
	finds("olt-1", 2);
	finds("olt-2", 4);
	finds("olt-3", 5);
	finds("b", 6); /* the first of two */
	finds("olt-4", 8);
}

static void
test_empty(void **state)
{
	(void)state;
	write_list("# nothing\n");
	build(0);
	finds("x", 0);
	write_list("");
	build(0);
	finds("x", 0);
}

static void
test_no_index(void **state)
{
	unsigned long line;
	struct why why;

	(void)state;
	write_list("a\n");
	unlink(idx);
	assert_int_equal(find("a", &line, &why), 0);
}

static void
test_stale(void **state)
{
	struct timespec times[2];
	struct stat st;
	char other[80];

	(void)state;
	write_list("a\n");
	build(1);
	finds("a", 1);
	write_list("b\n"); /* the same size */
	refuses("a", ": older than its list: run --index");
	build(1);
	finds("b", 1);
	/* Neither an old date nor another file of the same look helps. */
	assert_int_equal(stat(list, &st), 0);
	write_list("c\n");
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	assert_int_equal(utimensat(AT_FDCWD, list, times, 0), 0);
	refuses("c", ": older than its list: run --index");
	build(1);
	snprintf(other, sizeof(other), "%s.new", list);
	assert_int_equal(rename(list, other), 0);
	write_list("d\n");
	refuses("d", ": older than its list: run --index");
	unlink(other);
}

/* Changed again within the second: where only seconds are kept, too. */
static void
test_stale_in_a_second(void **state)
{
	(void)state;
	whole_seconds = true;
	write_list("a\n");
	build(1);
	finds("a", 1);
	write_list("b\n");
	refuses("a", ": older than its list: run --index");
	whole_seconds = false;
}

/* A list of one line, and its index. */
static int
open_indexed(struct stat *st)
{
	struct why why = { "" };
	int fd;

	write_list("a\n");
	build(1);
	fd = idlist_open(list, st, &why);
	if (fd == -1)
		fail_msg("%s", why.text);
	return fd;
}

/* Between the look at the list and the question to its index. */
static void
test_changed_meanwhile(void **state)
{
	struct why why = { "" };
	unsigned long line = 99;
	struct stat st;
	int fd;

	(void)state;
	fd = open_indexed(&st);
	assert_int_equal(truncate(list, 0), 0); /* to be written anew */
	assert_int_equal(
	    idindex_find(list, fd, &st, (const uint8_t *)"a", 1, &line, &why),
	    -1);
	assert_string_equal(why.text + strlen(idx),
	    ": its list was changed while it was asked");
	close(fd);
}

/* A complete file renamed over it leaves the one that is open as it was. */
static void
test_replaced_meanwhile(void **state)
{
	struct why why = { "" };
	unsigned long line = 99;
	char other[80];
	struct stat st;
	int fd;

	(void)state;
	fd = open_indexed(&st);
	snprintf(other, sizeof(other), "%s.old", list);
	assert_int_equal(rename(list, other), 0);
	write_list("b\n");
	assert_int_equal(unlink(other), 0);
	if (idindex_find(list, fd, &st, (const uint8_t *)"a", 1, &line, &why) !=
	    1)
		fail_msg("%s", why.text);
	assert_int_equal(line, 1);
	close(fd);
}

static void
edit(off_t at, int flip)
{
	int fd = open(idx, O_RDWR);
	uint8_t octet;

	assert_int_not_equal(fd, -1);
	assert_int_equal(pread(fd, &octet, 1, at), 1);
	octet ^= (uint8_t)flip;
	assert_int_equal(pwrite(fd, &octet, 1, at), 1);
	close(fd);
}

/* Whatever bit is wrong: refused, or not read and the answer is right. */
static void
test_every_octet(void **state)
{
	struct stat st;

	(void)state;
	write_list("a\nb\nc\n");
	build(3);
	assert_int_equal(stat(idx, &st), 0);
	assert_int_equal(st.st_size, IDINDEX_HEAD + 8 + IDINDEX_BLOCK);
	for (off_t at = 0; at < st.st_size; at++) {
		unsigned long line = 0;
		struct why why;

		edit(at, 0x10);
		assert_int_equal(find("c", &line, &why), -1);
		edit(at, 0x10);
	}
	finds("c", 3);
}

static void
test_damage_is_named(void **state)
{
	(void)state;
	write_many();
	build(MANY);
	edit(7, 1);
	refuses("x", ": not an index of this version");
	edit(7, 1);
	edit(IDINDEX_HEAD_SUM - 1, 1);
	refuses("x", ": damaged: more entries than lines");
	edit(IDINDEX_HEAD_SUM - 1, 1);
	edit(IDINDEX_HEAD, 1);
	refuses("x", ": damaged: wrong checksum of the head");
}

static void
test_torn(void **state)
{
	struct stat st;

	(void)state;
	write_many();
	build(MANY);
	assert_int_equal(stat(idx, &st), 0);
	assert_int_equal(truncate(idx, st.st_size - 1), 0);
	refuses("x", ": torn: its size is wrong");
	assert_int_equal(truncate(idx, st.st_size), 0); /* zeros at the end */
	assert_int_equal(truncate(idx, IDINDEX_HEAD - 1), 0);
	refuses("x", ": torn: want more octets");
	assert_int_equal(truncate(idx, 0), 0);
	refuses("x", ": torn: want more octets");
	unlink(idx);
	assert_int_equal(mkdir(idx, 0755), 0);
	refuses("x", ": cannot be read: Is a directory");
	rmdir(idx);
}

static void
test_build_refuses(void **state)
{
	struct why why = { "" };
	size_t count;
	FILE *fp;

	(void)state;
	write_list("a\n");
	build(1);
	write_list("a\n0x1\nb\n0x2\n");
	assert_int_equal(idindex_build(list, &count, &why), -1);
	assert_non_null(strstr(why.text,
	    "list:2: want two hexadecimal digits an octet, have an odd "
	    "number of digits (1) (2 such lines)"));
	fp = fopen(list, "w");
	assert_non_null(fp);
	fputs("a\nb", fp);
	fclose(fp);
	assert_int_equal(idindex_build(list, &count, &why), -1);
	assert_non_null(strstr(why.text, "list: want a newline at the end"));
	unlink(list);
	assert_int_equal(idindex_build(list, &count, &why), -1);
	assert_non_null(strstr(why.text, "list: No such file or directory"));
}

static void
test_build_fails_clean(void **state)
{
	struct why why = { "" };
	size_t count;

	(void)state;
	write_list("a\n");
	unlink(idx);
	assert_int_equal(mkdir(idx, 0755), 0);
	assert_int_equal(idindex_build(list, &count, &why), -1);
	assert_non_null(strstr(why.text, "list.idx: "));
	rmdir(idx);
	/* teardown's rmdir proves that nothing else was left. */
}

static void
test_mode(void **state)
{
	struct stat st;

	(void)state;
	write_list("a\n");
	assert_int_equal(chmod(list, 0640), 0);
	build(1);
	assert_int_equal(stat(idx, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void
test_relative(void **state)
{
	struct why why = { "" };
	size_t count;

	(void)state;
	write_list("a\n");
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(idindex_build("list", &count, &why), 0);
	assert_int_equal(chdir("/"), 0);
	finds("a", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_no_index),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_stale_in_a_second),
		cmocka_unit_test(test_changed_meanwhile),
		cmocka_unit_test(test_replaced_meanwhile),
		cmocka_unit_test(test_every_octet),
		cmocka_unit_test(test_damage_is_named),
		cmocka_unit_test(test_torn),
		cmocka_unit_test(test_build_refuses),
		cmocka_unit_test(test_build_fails_clean),
		cmocka_unit_test(test_mode),
		cmocka_unit_test(test_relative),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
