#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "line.h"

struct source {
	FILE *fp;
	struct line_reader *r;
};

/* A reader of the octets given. */
static struct source
reader_of(const void *p, size_t len, size_t max)
{
	struct source s = { tmpfile(), NULL };

	assert_non_null(s.fp);
	assert_int_equal(write(fileno(s.fp), p, len), len);
	assert_int_equal(lseek(fileno(s.fp), 0, SEEK_SET), 0);
	s.r = line_new(fileno(s.fp), max);
	assert_non_null(s.r);
	return s;
}

#define READER(text, max) reader_of(text, sizeof(text) - 1, max)

static void
want(struct source *s, const char *p, unsigned long number, bool unterminated)
{
	struct line l;

	assert_int_equal(line_next(s->r, &l), 1);
	assert_string_equal(l.p, p);
	assert_int_equal(l.len, strlen(p));
	assert_int_equal(l.number, number);
	assert_int_equal(l.unterminated, unterminated);
	assert_false(l.too_long);
}

static void
want_cut(struct source *s, const char *p, unsigned long number)
{
	struct line l;

	assert_int_equal(line_next(s->r, &l), 1);
	assert_true(l.too_long);
	assert_string_equal(l.p, p);
	assert_int_equal(l.len, strlen(p));
	assert_int_equal(l.number, number);
}

static void
want_end(struct source *s)
{
	struct line l;

	assert_int_equal(line_next(s->r, &l), 0);
	assert_int_equal(line_next(s->r, &l), 0); /* and stays there */
	line_free(s->r);
	fclose(s->fp);
}

static void
reads_lines(void **state)
{
	struct source s = READER("one\n\ntwo\r\n\r\nx\r\r\ny\rz\n", 100);

	(void)state;
	want(&s, "one", 1, false);
	want(&s, "", 2, false);
	want(&s, "two", 3, false);
	want(&s, "", 4, false);
	want(&s, "x\r", 5, false);
	want(&s, "y\rz", 6, false);
	want_end(&s);
}

static void
tells_a_line_without_newline(void **state)
{
	struct source s = READER("one\ntwo\r", 100);

	(void)state;
	want(&s, "one", 1, false);
	want(&s, "two\r", 2, true);
	want_end(&s);
}

static void
reads_nothing_from_an_empty_file(void **state)
{
	struct source s = READER("", 100);

	(void)state;
	want_end(&s);
}

static void
keeps_nul(void **state)
{
	struct source s = READER("a\0b\n\0\n", 100);
	struct line l;

	(void)state;
	assert_int_equal(line_next(s.r, &l), 1);
	assert_int_equal(l.len, 3);
	assert_memory_equal(l.p, "a\0b\0", 4);
	assert_int_equal(line_next(s.r, &l), 1);
	assert_int_equal(l.len, 1);
	want_end(&s);
}

static void
cuts_long_lines_and_goes_on(void **state)
{
	struct source s =
	    READER("1234\n12345\n1234\r\n12345\r\nok\n1234\r1\n123456789", 4);

	(void)state;
	want(&s, "1234", 1, false);
	want_cut(&s, "1234", 2);
	want(&s, "1234", 3, false);
	want_cut(&s, "1234", 4);
	want(&s, "ok", 5, false);
	want_cut(&s, "1234", 6);
	want_cut(&s, "1234", 7);
	want_end(&s);
}

/* Longer than any buffer: the rest is dropped, the next line is whole. */
static void
drops_the_rest_of_a_huge_line(void **state)
{
	size_t len = 1000000;
	char *huge = malloc(len);
	struct source s;

	(void)state;
	assert_non_null(huge);
	memset(huge, 'x', len);
	memcpy(huge + len - 6, "\nnext\n", 6);
	s = reader_of(huge, len, 4);
	free(huge);
	want_cut(&s, "xxxx", 1);
	want(&s, "next", 2, false);
	want_end(&s);
}

static void
drops_the_rest_of_a_huge_last_line(void **state)
{
	size_t len = 500000;
	char *huge = malloc(len);
	struct source s;

	(void)state;
	assert_non_null(huge);
	memset(huge, 'x', len);
	s = reader_of(huge, len, 4);
	free(huge);
	want_cut(&s, "xxxx", 1);
	want_end(&s);
}

/* Every alignment of lines against the chunks that are read. */
static void
joins_what_reads_cut(void **state)
{
	enum {
		LINES = 3000
	};
	char *text = NULL, line[128];
	size_t len = 0;
	struct source s;
	FILE *fp = open_memstream(&text, &len);

	(void)state;
	for (int i = 1; i <= LINES; i++)
		fprintf(fp, "%d%.*s\n", i, i % 90,
		    "..............................................."
		    "...............................................");
	fclose(fp);
	s = reader_of(text, len, 100);
	free(text);
	for (int i = 1; i <= LINES; i++) {
		snprintf(line, sizeof(line), "%d%.*s", i, i % 90,
		    "..............................................."
		    "...............................................");
		want(&s, line, (unsigned long)i, false);
	}
	want_end(&s);
}

/* A pipe gives what it has; a line may come in pieces. */
static void
waits_for_the_rest_of_a_line(void **state)
{
	struct line_reader *r;
	struct line l;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	r = line_new(fd[0], 100);
	assert_false(line_ready(r));
	assert_int_equal(write(fd[1], "a\nA\nb", 5), 5);
	assert_int_equal(line_next(r, &l), 1);
	assert_string_equal(l.p, "a");
	assert_true(line_ready(r));
	assert_int_equal(line_next(r, &l), 1);
	assert_string_equal(l.p, "A");
	assert_false(line_ready(r));
	assert_int_equal(write(fd[1], "c\r\n", 3), 3);
	assert_int_equal(line_next(r, &l), 1);
	assert_string_equal(l.p, "bc");
	close(fd[1]);
	assert_int_equal(line_next(r, &l), 0);
	assert_true(line_ready(r)); /* the end needs no waiting either */
	line_free(r);
	close(fd[0]);
}

static void
tells_a_read_error(void **state)
{
	struct line_reader *r = line_new(-1, 100);
	struct line l;

	(void)state;
	errno = 0;
	assert_int_equal(line_next(r, &l), -1);
	assert_int_equal(errno, EBADF);
	line_free(r);
	line_free(NULL);
}

static void
refuses_a_limit_that_wraps(void **state)
{
	(void)state;
	assert_null(line_new(0, SIZE_MAX));
}

/* Where each line begins, past more than one filling of the buffer. */
static void
tells_offsets(void **state)
{
	size_t len = 300000, at = 0;
	char *text = malloc(len);
	struct source s;
	struct line l;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = i % 7 == 6 || i % 100 == 99 ? '\n' : 'x';
	s = reader_of(text, len, 3); /* most are too long */
	while (line_next(s.r, &l) == 1) {
		assert_int_equal(l.offset, at);
		at =
		    (size_t)((char *)memchr(text + at, '\n', len - at) - text) +
		    1;
		if (at >= len - 10)
			break;
	}
	assert_true(at >= len - 10);
	line_free(s.r);
	fclose(s.fp);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_lines),
		cmocka_unit_test(tells_a_line_without_newline),
		cmocka_unit_test(reads_nothing_from_an_empty_file),
		cmocka_unit_test(keeps_nul),
		cmocka_unit_test(cuts_long_lines_and_goes_on),
		cmocka_unit_test(drops_the_rest_of_a_huge_line),
		cmocka_unit_test(drops_the_rest_of_a_huge_last_line),
		cmocka_unit_test(joins_what_reads_cut),
		cmocka_unit_test(waits_for_the_rest_of_a_line),
		cmocka_unit_test(tells_a_read_error),
		cmocka_unit_test(refuses_a_limit_that_wraps),
		cmocka_unit_test(tells_offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
