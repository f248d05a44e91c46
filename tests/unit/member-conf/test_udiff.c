#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "udiff.h"

/* What is printed, and the answer in *rc. */
static char *
diff(const char *a, size_t a_len, const char *b, size_t b_len, int *rc)
{
	struct udiff_text x = { "old", a, a_len }, y = { "new", b, b_len };
	char *text;
	size_t len;
	FILE *fp = open_memstream(&text, &len);

	assert_non_null(fp);
	*rc = udiff_print(fp, &x, &y);
	assert_int_equal(fclose(fp), 0);
	return text;
}

static void
shows(const char *a, const char *b, const char *want)
{
	int rc;
	char *text = diff(a, strlen(a), b, strlen(b), &rc);

	assert_string_equal(text, want);
	assert_int_equal(rc, want[0] != '\0');
	free(text);
}

#define HEAD "--- old\n+++ new\n"

/* As diff -u has it. */
static void
shows_as_diff_does(void **state)
{
	(void)state;
	shows("", "", "");
	shows("a\nb\n", "a\nb\n", "");
	shows("", "a\n", HEAD "@@ -0,0 +1 @@\n+a\n");
	shows("a\nb\n", "", HEAD "@@ -1,2 +0,0 @@\n-a\n-b\n");
	shows(
	    "a\nb\nc\n", "a\nx\nc\n", HEAD "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
	shows("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
	    HEAD "@@ -6,3 +6,4 @@\n 6\n 7\n 8\n+9\n");
	shows("a", "a\n",
	    HEAD "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
	shows("a\nb", "b",
	    HEAD "@@ -1,2 +1 @@\n-a\n b\n\\ No newline at end of file\n");
}

/* Six lines between two changes are context, seven are not. */
static void
joins_what_is_near(void **state)
{
	(void)state;
	shows("a\n1\n2\n3\n4\n5\n6\nb\n", "1\n2\n3\n4\n5\n6\n",
	    HEAD "@@ -1,8 +1,6 @@\n-a\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n");
	shows("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "1\n2\n3\n4\n5\n6\n7\n",
	    HEAD "@@ -1,4 +1,3 @@\n-a\n 1\n 2\n 3\n"
		 "@@ -6,4 +5,3 @@\n 5\n 6\n 7\n-b\n");
}

static void
hides_secrets(void **state)
{
	(void)state;
	shows("\tsecret = 'a'\n", "\tsecret = 'b'\n",
	    HEAD "@@ -1 +1 @@\n-\tsecret (not shown)\n"
		 "+\tsecret (not shown)\n");
	shows("x { Password \"a\"; }\n", "secrets\nno-secret a\nsecret\n",
	    HEAD "@@ -1 +1,3 @@\n-x { Password (not shown)\n+secrets\n"
		 "+no-secret a\n+secret\n");
}

static void
is_safe_to_look_at(void **state)
{
	(void)state;
	shows("a\tb\\c\x1b[2J\xc3\xa9\x80\r\n", "",
	    HEAD "@@ -1 +0,0 @@\n-a\tb\\c\\x1b[2J\xc3\xa9\\x80\\x0d\n");
}

static void
takes_what_is_too_different(void **state)
{
	enum {
		LINES = 5000
	};
	char *a = calloc(LINES, 8), *b = calloc(LINES, 8), *text;
	size_t n = 0, m = 0;
	int rc;

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	for (int i = 0; i < LINES; i++) {
		n += (size_t)snprintf(a + n, 8, "a%d\n", i);
		m += (size_t)snprintf(b + m, 8, "b%d\n", i);
	}
	text = diff(a, n, b, m, &rc);
	assert_int_equal(rc, 1);
	assert_non_null(strstr(text, "@@ -1,5000 +1,5000 @@\n-a0\n-a1\n"));
	free(text);
	free(a);
	free(b);
}

/* A text of few kinds of lines, so that much is alike. */
static size_t
random_text(char *p, size_t lines)
{
	size_t n = 0;

	for (size_t i = 0; i < lines; i++) {
		p[n++] = (char)('a' + rand() % 3);
		p[n++] = '\n';
	}
	return n;
}

/*
 * Make b of a and what is printed; lines have one character each.  Returns its
 * length, and the number of changes.
 */
static size_t
apply(const char *a, size_t a_len, const char *text, char *b, int *changes)
{
	size_t at = 0, n = 0, from = 0, count = 0, to = 0, added = 0;
	const char *p = strstr(text, "@@");

	*changes = 0;
	while (p && *p != '\0') {
		const char *end = strchr(p, '\n');

		assert_non_null(end);
		if (*p == '@') {
			char *q;

			from = strtoul(p + 4, &q, 10);
			count = *q == ',' ? strtoul(q + 1, &q, 10) : 1;
			to = strtoul(q + 2, &q, 10);
			added = *q == ',' ? strtoul(q + 1, &q, 10) : 1;
			from -= count > 0;
			to -= added > 0;
			assert_true(at / 2 <= from);
			memcpy(b + n, a + at, from * 2 - at);
			n += from * 2 - at;
			at = from * 2;
			assert_int_equal(n / 2, to);
		} else if (*p == '-' || *p == ' ') {
			assert_true(at < a_len);
			assert_int_equal(a[at], p[1]);
			at += 2;
		}
		if (*p == '+' || *p == ' ') {
			b[n++] = p[1];
			b[n++] = '\n';
		}
		*changes += *p == '+' || *p == '-';
		p = end + 1;
		if (*p == '@' || *p == '\0') {
			assert_int_equal(at / 2, from + count);
			assert_int_equal(n / 2, to + added);
		}
	}
	memcpy(b + n, a + at, a_len - at);
	return n + a_len - at;
}

/* The fewest changes there can be, by a table. */
static int
fewest(const char *a, size_t n, const char *b, size_t m)
{
	int len[31][31] = { { 0 } };

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++) {
			int up = len[i][j + 1], left = len[i + 1][j];

			len[i + 1][j + 1] = a[2 * i] == b[2 * j] ? len[i][j] + 1
			    : up > left                          ? up
								 : left;
		}
	return (int)(n + m) - 2 * len[n][m];
}

static void
is_a_patch_and_the_shortest(void **state)
{
	unsigned int seed = (unsigned int)time(NULL);

	(void)state;
	srand(seed);
	printf("# seed %u\n", seed);
	for (int round = 0; round < 5000; round++) {
		char a[64], b[64], c[128];
		size_t n = random_text(a, (size_t)rand() % 31);
		size_t m = random_text(b, (size_t)rand() % 31), len;
		int rc, changes;
		char *text = diff(a, n, b, m, &rc);

		len = apply(a, n, text, c, &changes);
		assert_int_equal(len, m);
		assert_memory_equal(b, c, m);
		assert_int_equal(rc, n != m || memcmp(a, b, n) != 0);
		assert_int_equal(changes, fewest(a, n / 2, b, m / 2));
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_as_diff_does),
		cmocka_unit_test(joins_what_is_near),
		cmocka_unit_test(hides_secrets),
		cmocka_unit_test(is_safe_to_look_at),
		cmocka_unit_test(takes_what_is_too_different),
		cmocka_unit_test(is_a_patch_and_the_shortest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
