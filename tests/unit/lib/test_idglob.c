#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "idglob.h"

static struct idglob
compiled(const char *s)
{
	struct why why = { "" };
	struct idglob g;

	if (idglob_compile(s, &g, &why) == -1)
		fail_msg("%s: %s", s, why.text);
	return g;
}

static bool
match(const char *glob, const char *id)
{
	struct idglob g = compiled(glob);

	return idglob_match(&g, (const uint8_t *)id, strlen(id));
}

static void
test_anchored(void **state)
{
	(void)state;
	assert_true(match("olt-???42-*", "olt-bsn42-01 pon 1/1"));
	assert_false(match("olt-???42-*", "xolt-bsn42-01"));
	assert_false(match("olt-???42", "olt-bsn42-01"));
	assert_false(match("olt-???42-*", "olt-bsna42-01"));
	assert_false(match("olt-???42-*", "OLT-bsn42-01"));
	assert_true(match("1/1/1", "1/1/1"));
	assert_false(match("1/1/1", "1/1/10"));
}

static void
test_wildcards(void **state)
{
	(void)state;
	assert_true(match("*", ""));
	assert_true(match("*", "x"));
	assert_false(match("?", ""));
	assert_true(match("?", "x"));
	assert_false(match("?", "xy"));
	assert_true(match("a*b*c", "abc"));
	assert_true(match("a*b*c", "axxbxxbxc"));
	assert_false(match("a*b*c", "axxbxx"));
	assert_true(match("*aab", "aaaab"));
	/* A run begins where it stands, not before. */
	assert_true(match("ab*bx", "abbx"));
	assert_false(match("ab*bx", "abx"));
	assert_true(match("*?", "x"));
	assert_false(match("*?", ""));
	assert_true(match("**??**", "xy"));
	assert_false(match("**??**", "x"));
	assert_true(match("*ab*ab", "ababab"));
}

static void
test_bytes(void **state)
{
	struct idglob g = compiled("?\x04*");
	const uint8_t id[] = { 0x00, 0x04, 0xff, 0x00 };

	(void)state;
	assert_true(idglob_match(&g, id, sizeof(id)));
	assert_false(idglob_match(&g, id, 1));
	g = compiled("\xc3\xa9?");
	assert_true(idglob_match(&g, (const uint8_t *)"\xc3\xa9\xff", 3));
	assert_int_equal(g.literals, 2);
}

static void
test_escapes(void **state)
{
	(void)state;
	assert_true(match("a\\*b", "a*b"));
	assert_false(match("a\\*b", "axb"));
	assert_true(match("\\?", "?"));
	assert_false(match("\\?", "x"));
	assert_true(match("\\[x]", "[x]"));
	assert_true(match("\\\\", "\\"));
	assert_true(match("\\a", "a"));
	assert_true(match("a]b", "a]b"));
}

static void
test_literals(void **state)
{
	(void)state;
	assert_int_equal(compiled("olt-\?\?\?42-*").literals, 7);
	assert_int_equal(compiled("*").literals, 0);
	assert_int_equal(compiled("\\*\\[").literals, 2);
}

static void
test_refused(void **state)
{
	struct why why = { "" };
	struct idglob g;
	char text[IDGLOB_MAX + 2];

	(void)state;
	assert_int_equal(idglob_compile("", &g, &why), -1);
	assert_string_equal(why.text, "want a pattern, have an empty one");
	assert_int_equal(idglob_compile("a[bc]", &g, &why), -1);
	assert_string_equal(why.text,
	    "want ?, * and literal characters, have '[': there are no "
	    "character classes, put a backslash before a bracket");
	assert_int_equal(idglob_compile("ab\\", &g, &why), -1);
	assert_string_equal(
	    why.text, "want a character behind the backslash, have the end");
	memset(text, 'x', sizeof(text));
	text[IDGLOB_MAX + 1] = '\0';
	assert_int_equal(idglob_compile(text, &g, &why), -1);
	assert_string_equal(
	    why.text, "want a pattern of at most 255 characters, have more");
	text[IDGLOB_MAX] = '\0';
	assert_int_equal(idglob_compile(text, &g, &why), 0);
	assert_int_equal(g.len, IDGLOB_MAX);
}

static bool
overlap(const char *a, const char *b)
{
	struct idglob x = compiled(a), y = compiled(b);
	bool there = idglob_overlap(&x, &y);

	assert_int_equal(there, idglob_overlap(&y, &x));
	return there;
}

static void
test_overlap(void **state)
{
	(void)state;
	assert_true(overlap("a*", "*b"));
	assert_true(overlap("a?c", "?b?"));
	assert_false(overlap("a*", "b*"));
	assert_false(overlap("*a", "*b"));
	assert_false(overlap("??", "???"));
	assert_true(overlap("??*", "???"));
	assert_false(overlap("????*", "???"));
	assert_true(overlap("*", "*"));
	assert_true(overlap("*x*", "*y*"));
	assert_true(overlap("abc", "abc"));
	assert_false(overlap("abc", "abd"));
	assert_true(overlap("olt-\?\?\?42-*", "olt-bsn*"));
	assert_false(overlap("olt-\?\?\?42-*", "olt-\?\?\?43-*"));
	assert_false(overlap("a", "*b"));
	assert_true(overlap("ab", "*b"));
}

static bool
covers(const char *outer, const char *inner)
{
	struct idglob x = compiled(outer), y = compiled(inner);

	return idglob_covers(&x, &y);
}

static void
test_covers(void **state)
{
	(void)state;
	assert_true(covers("olt-*", "olt-bsn42-*"));
	assert_false(covers("olt-bsn42-*", "olt-*"));
	assert_true(covers("*", "?"));
	assert_false(covers("?", "*"));
	assert_true(covers("?*", "*?"));
	assert_true(covers("*?", "?*"));
	assert_false(covers("?*", "*"));
	assert_true(covers("a*c", "a*b*c"));
	assert_false(covers("a*b*c", "a*c"));
	assert_true(covers("a?c", "abc"));
	assert_true(covers("abc", "abc"));
	assert_false(covers("abc", "ab?"));
	assert_false(covers("*a*", "*"));
}

static void
random_glob(char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		s[i] = "ab?*"[random() % 4];
	s[len] = '\0';
}

/* All texts over {a, b, c} up to six octets against both patterns. */
static void
check_pair(
    const struct idglob *x, const struct idglob *y, bool *both, bool *only_y)
{
	*both = *only_y = false;
	for (unsigned int n = 0, end = 1; n <= 6; n++, end *= 3) {
		for (unsigned int k = 0; k < end; k++) {
			uint8_t id[6];
			unsigned int rest = k;
			bool in_x, in_y;

			for (unsigned int i = 0; i < n; i++, rest /= 3)
				id[i] = (uint8_t)('a' + rest % 3);
			in_x = idglob_match(x, id, n);
			in_y = idglob_match(y, id, n);
			*both |= in_x && in_y;
			*only_y |= !in_x && in_y;
		}
	}
}

/* c is in no pattern: it is the octet foreign to both. */
static void
test_against_all_texts(void **state)
{
	unsigned int covered = 0, apart = 0;
	char a[4], b[4];

	(void)state;
	srandom(1);
	for (int i = 0; i < 2000; i++) {
		struct idglob x, y;
		bool both, only_y;

		random_glob(a, 1 + (size_t)random() % 3);
		random_glob(b, 1 + (size_t)random() % 3);
		x = compiled(a);
		y = compiled(b);
		check_pair(&x, &y, &both, &only_y);
		if (idglob_overlap(&x, &y) != both)
			fail_msg("overlap %s %s: not %d", a, b, !both);
		if (idglob_covers(&x, &y) && only_y)
			fail_msg("%s does not cover %s", a, b);
		covered += idglob_covers(&x, &y);
		apart += !both;
	}
	assert_true(covered > 100);
	assert_true(apart > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anchored),
		cmocka_unit_test(test_wildcards),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_covers),
		cmocka_unit_test(test_against_all_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
