#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "vis.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

struct pair {
	const char *raw;
	size_t len;
	const char *shown;
};

#define RAW(s) s, sizeof(s) - 1

static const struct pair escaped[] = {
	{ RAW("\\"), "\\\\" },
	{ RAW("\033[31m"), "\\x1b[31m" },
	{ RAW("\a\b\t\n\r"), "\\x07\\x08\\x09\\x0a\\x0d" },
	{ RAW("a\0b"), "a\\x00b" },
	{ RAW("\x7f"), "\\x7f" },
	{ RAW("\x80\x9b\x9f"), "\\x80\\x9b\\x9f" },
	{ RAW("\xc2\x80\xc2\x9b"), "\\xc2\\x80\\xc2\\x9b" }, /* C1 */
	{ RAW("\xe2\x80\xa8\xe2\x80\xa9"), "\\xe2\\x80\\xa8\\xe2\\x80\\xa9" },
	{ RAW("\xe2\x80\xaa"), "\\xe2\\x80\\xaa" }, /* U+202A */
	{ RAW("\xe2\x80\xae"), "\\xe2\\x80\\xae" }, /* U+202E */
	{ RAW("\xe2\x81\xa6\xe2\x81\xa9"), "\\xe2\\x81\\xa6\\xe2\\x81\\xa9" },
	{ RAW("\xe2\x80\x8b\xe2\x80\x8f"), "\\xe2\\x80\\x8b\\xe2\\x80\\x8f" },
	{ RAW("\xef\xbb\xbf"), "\\xef\\xbb\\xbf" }, /* U+FEFF */
	{ RAW("\xd8\x9c"), "\\xd8\\x9c" },          /* U+061C, direction */
	{ RAW("\xe2\x81\xa0"), "\\xe2\\x81\\xa0" }, /* U+2060, no width */
	{ RAW("\xe2\x81\xaf"), "\\xe2\\x81\\xaf" },
	{ RAW("\xef\xbf\xb9"), "\\xef\\xbf\\xb9" },          /* U+FFF9 */
	{ RAW("\xf3\xa0\x81\xa1"), "\\xf3\\xa0\\x81\\xa1" }, /* a tag */
	{ RAW("\xff\xfe"), "\\xff\\xfe" },
	{ RAW("\xc3"), "\\xc3" }, /* cut */
	{ RAW("\xc3("), "\\xc3(" },
	{ RAW("\xe2\x82"), "\\xe2\\x82" },
	{ RAW("\xc0\xaf"), "\\xc0\\xaf" }, /* overlong */
	{ RAW("\xe0\x80\xaf"), "\\xe0\\x80\\xaf" },
	{ RAW("\xf0\x80\x80\xaf"), "\\xf0\\x80\\x80\\xaf" },
	{ RAW("\xed\xa0\x80"), "\\xed\\xa0\\x80" },          /* surrogate */
	{ RAW("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80" }, /* > 10FFFF */
	{ RAW("\xf8\x88\x80\x80\x80"), "\\xf8\\x88\\x80\\x80\\x80" },
};

static const char *const kept[] = {
	"",
	"olt-bsn42-01 pon 1/1/01/01/4/1/1/",
	" !\"#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~",
	"\xc3\xa9t\xc3\xa9", /* two octets */
	"\xe2\x82\xac",      /* three */
	"\xf0\x9f\x98\x80",  /* four */
	"\xc2\xa0",          /* U+00A0, the first behind C1 */
	"\xe2\x80\x90",      /* U+2010, behind the marks */
	"\xe2\x80\xa7",      /* U+2027 */
	"\xe2\x80\xaf",      /* U+202F */
	"\xe2\x81\x9f",      /* U+205F */
	"\xe2\x81\xb0",      /* U+2070 */
	"\xef\xbf\xbc",      /* U+FFFC */
	"\xf3\xa1\x80\x80",  /* U+E1000, behind the tags */
	"\xed\x9f\xbf\xee\x80\x80",
};

static void
check_both_ways(const char *raw, size_t len, const char *shown)
{
	char dst[256], *written = NULL;
	size_t size = 0;
	FILE *fp = open_memstream(&written, &size);

	assert_int_equal(vis_text(dst, sizeof(dst), raw, len), strlen(shown));
	assert_string_equal(dst, shown);
	vis_write(fp, raw, len);
	fclose(fp);
	assert_int_equal(size, strlen(shown));
	assert_string_equal(written, shown);
	free(written);
}

static void
escapes_what_is_no_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(escaped); i++)
		check_both_ways(
		    escaped[i].raw, escaped[i].len, escaped[i].shown);
}

static void
keeps_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(kept); i++) {
		check_both_ways(kept[i], strlen(kept[i]), kept[i]);
		assert_true(vis_is_text(kept[i], strlen(kept[i])));
	}
}

static void
tells_text(void **state)
{
	(void)state;
	assert_true(vis_is_text("a\\b", 3));
	for (size_t i = 1; i < LEN(escaped); i++)
		assert_false(vis_is_text(escaped[i].raw, escaped[i].len));
	assert_false(vis_is_text("abc\n", 4));
}

/* Eight octets are looked at together: each value, at each place. */
static void
sees_an_octet_anywhere(void **state)
{
	unsigned char text[19];

	(void)state;
	for (unsigned c = 0; c < 256; c++)
		for (size_t at = 0; at < sizeof(text); at++) {
			bool plain = c >= 0x20 && c < 0x7f;

			memset(text, at % 2 ? ' ' : '~', sizeof(text));
			text[at] = (unsigned char)c;
			assert_int_equal(vis_plain_len(text, sizeof(text)),
			    plain ? sizeof(text) : at);
			assert_int_equal(vis_plain_len(text, at), at);
			assert_int_equal(
			    vis_is_text(text, sizeof(text)), plain);
		}
}

static void
cuts_between_characters(void **state)
{
	char dst[8];

	(void)state;
	memset(dst, 'x', sizeof(dst));
	assert_int_equal(vis_text(dst, 4, "ab\n", 3), 2);
	assert_string_equal(dst, "ab");
	assert_int_equal(vis_text(dst, 3, "a\xc3\xa9", 3), 1);
	assert_string_equal(dst, "a");
	assert_int_equal(vis_text(dst, 4, "a\xc3\xa9", 3), 3);
	assert_int_equal(vis_text(dst, 4, "abc", 3), 3);
	assert_int_equal(vis_text(dst, 3, "abc", 3), 2);
	assert_int_equal(vis_text(dst, 1, "abc", 3), 0);
	assert_string_equal(dst, "");
	dst[0] = 'x';
	assert_int_equal(vis_text(dst, 0, "abc", 3), 0);
	assert_int_equal(dst[0], 'x');
}

/* Every octet escaped: the room that VIS_SIZE promises is just enough. */
static void
promises_enough_room(void **state)
{
	char dst[VIS_SIZE(3)];

	(void)state;
	assert_int_equal(vis_text(dst, sizeof(dst), "\1\2\3", 3), 12);
	assert_string_equal(dst, "\\x01\\x02\\x03");
}

static void
decodes_utf8(void **state)
{
	uint32_t c = 0;

	(void)state;
	assert_int_equal(vis_utf8((const unsigned char *)"\n", 1, &c), 1);
	assert_int_equal(c, '\n');
	assert_int_equal(
	    vis_utf8((const unsigned char *)"\xe2\x80\xae", 3, &c), 3);
	assert_int_equal(c, 0x202e);
	assert_int_equal(
	    vis_utf8((const unsigned char *)"\xf4\x8f\xbf\xbf", 4, &c), 4);
	assert_int_equal(c, 0x10ffff);
	assert_int_equal(
	    vis_utf8((const unsigned char *)"\xe2\x80\xae", 2, &c), 0);
	assert_int_equal(vis_utf8((const unsigned char *)"", 0, &c), 0);
	assert_int_equal(vis_char((const unsigned char *)"a", 0), 0);
	assert_int_equal(vis_char((const unsigned char *)"\n", 1), 0);
	assert_int_equal(
	    vis_char((const unsigned char *)"\xe2\x82\xac.", 4), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_what_is_no_text),
		cmocka_unit_test(keeps_text),
		cmocka_unit_test(tells_text),
		cmocka_unit_test(sees_an_octet_anywhere),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(promises_enough_room),
		cmocka_unit_test(decodes_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
