/*
 * Every mark that a look at one character after the other finds, and no
 * other: for marks.c as this machine has it and as any has it.
 */
#ifndef MARKSCHECK_H
#define MARKSCHECK_H

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <cmocka.h>

#include "marks.h"

static bool
is_run_char(const char *p, size_t len, size_t at)
{
	return at < len && (p[at] == ':' || isxdigit((unsigned char)p[at]));
}

static size_t
slow_end(const char *p, size_t len, size_t at)
{
	while (is_run_char(p, len, at))
		at++;
	return at;
}

/* "12:34:56" and what has its colons where that has. */
static bool
is_time(const char *p, size_t len)
{
	return len == 8 && p[2] == ':' && p[5] == ':';
}

static size_t
slow_pairs(const char *p, size_t len)
{
	if (len % 3 != 2 || len >= 64)
		return 0;
	for (size_t i = 0; i < len; i++)
		if ((i % 3 == 2) != (p[i] == ':'))
			return 0;
	return (len + 1) / 3;
}

/* As marks_next(), from `*at` on. */
static bool
slow_next(const char *p, size_t len, size_t *at, struct mark *out)
{
	for (; *at < len; ++*at) {
		out->begin = *at;
		out->name = len - *at >= 3 &&
		    (p[*at] == '-' || p[*at] == ' ') &&
		    strncasecmp(p + *at + 1, "id", 2) == 0;
		if (out->name) {
			++*at;
			return true;
		}
		if (*at > 0 && is_run_char(p, len, *at - 1))
			continue;
		out->end = slow_end(p, len, *at);
		out->pairs = slow_pairs(p + *at, out->end - *at);
		if (out->end - *at < MARKS_LEAST_RUN ||
		    is_time(p + *at, out->end - *at))
			continue;
		++*at;
		return true;
	}
	return false;
}

static void
check_marks(const char *text, size_t len)
{
	struct marks m;
	struct mark have, want;
	char *p = malloc(len ? len : 1); /* its end is watched by sanitizers */
	size_t at = 0;

	assert_non_null(p);
	memcpy(p, text, len);
	marks_init(&m, p, len);
	while (slow_next(p, len, &at, &want)) {
		assert_true(marks_next(&m, 0, &have));
		assert_int_equal(have.begin, want.begin);
		assert_int_equal(have.name, want.name);
		if (want.name)
			continue;
		assert_int_equal(have.end, want.end);
		assert_int_equal(have.pairs, want.pairs);
	}
	assert_false(marks_next(&m, 0, &have));
	assert_false(marks_next(&m, 0, &have));
	free(p);
}

/* Nothing that begins before where the caller has come. */
static void
test_from(void **state)
{
	static const char text[] = "0123456789 -Id 0123456789 -id abcdefab";
	struct marks m;
	struct mark have;

	(void)state;
	marks_init(&m, text, sizeof(text) - 1);
	assert_true(marks_next(&m, 1, &have));
	assert_int_equal(have.begin, 11);
	assert_true(have.name);
	assert_true(marks_next(&m, 26, &have));
	assert_int_equal(have.begin, 26);
	assert_true(marks_next(&m, 30, &have));
	assert_int_equal(have.begin, 30);
	assert_false(have.name);
	assert_int_equal(have.end, 38);
	assert_false(marks_next(&m, 0, &have));
}

static void
test_each_octet(void **state)
{
	char text[3 * 256];

	(void)state;
	/* Octets beside digits and letters, below, above and with the top bit. */
	for (int c = 0; c < 256; c++) {
		memset(text, c, sizeof(text));
		check_marks(text, 80);
		memset(text, 'a', 40);
		check_marks(text, 64);
		memcpy(text, "-Id-iD-ID-id", 12);
		text[1] = (char)c;
		text[5] = (char)c;
		check_marks(text, 13);
	}
}

static void
test_each_place(void **state)
{
	static const char *const what[] = { "-Id", " ID", "12345678", "1234567",
		"12:34:56", "12:34:56:78", "1:2:3:4:5", "00:0d:b9:42:aa:60",
		"::12:34::" };
	char text[3 * 64 + 40];

	(void)state;
	for (size_t k = 0; k < sizeof(what) / sizeof(what[0]); k++)
		for (size_t at = 0; at < 2 * 64 + 20; at++) {
			memset(text, 'x', sizeof(text));
			memcpy(text + at, what[k], strlen(what[k]));
			check_marks(text, sizeof(text));
			check_marks(text, at + strlen(what[k]));
		}
	for (size_t len = 0; len < sizeof(text); len++) {
		memset(text, 'x', sizeof(text));
		memset(text + 3, '7', len > 3 ? len - 3 : 0);
		check_marks(text, len);
		check_marks(text, sizeof(text));
	}
}

static void
test_random(void **state)
{
	static const char some[] = "0123abcdefAF::::-IidD gx\n";
	unsigned seed = (unsigned)time(NULL);
	char text[400];
	size_t len;

	(void)state;
	print_message("# seed %u\n", seed);
	srandom(seed);
	for (int i = 0; i < 20000; i++) {
		/* More and more of what makes runs. */
		size_t kinds = 15 + (size_t)i % (sizeof(some) - 16);

		len = (size_t)random() % sizeof(text);
		for (size_t k = 0; k < len; k++)
			text[k] = some[(size_t)random() % kinds];
		check_marks(text, len);
	}
}

static int
run_marks_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_each_octet),
		cmocka_unit_test(test_each_place),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
