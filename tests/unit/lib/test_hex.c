#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "hex.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

struct good {
	const char *spelling;
	enum hex_enc enc;
	enum hex_enc used;
	const char *octets;
	size_t len;
};

#define OCTETS(s) s, sizeof(s) - 1

static void
check_good(const struct good *g)
{
	size_t len = strlen(g->spelling), got = 999;
	enum hex_enc used = HEX_AUTO;
	struct why why = { "" };
	uint8_t out[256];

	/* `out` of `len` octets is promised to be enough. */
	if (hex_decode(g->spelling, len, g->enc, out, len, &got, &used, &why) ==
	    -1)
		fail_msg("%s: %s", g->spelling, why.text);
	if (used != g->used)
		fail_msg("%s: found %s, want %s", g->spelling,
		    hex_enc_name(used), hex_enc_name(g->used));
	if (got != g->len || memcmp(out, g->octets, got) != 0)
		fail_msg("%s: other octets (%zu)", g->spelling, got);
}

static void
detects_each_spelling(void **state)
{
	static const struct good good[] = {
		{ "0x6f6c74", HEX_AUTO, HEX_0X, OCTETS("olt") },
		{ "0X6F6C74", HEX_AUTO, HEX_0X, OCTETS("olt") },
		{ " 0x6f6c74\t ", HEX_AUTO, HEX_0X, OCTETS("olt") },
		{ "0x00", HEX_AUTO, HEX_0X, OCTETS("\0") },
		{ "6f:6c:74:31", HEX_AUTO, HEX_COLON, OCTETS("olt1") },
		{ "6F:6C:74:31", HEX_AUTO, HEX_COLON, OCTETS("olt1") },
		{ "0:4:0:64:0:1", HEX_AUTO, HEX_COLON,
		    OCTETS("\0\4\0\x64\0\1") },
		{ "\\000\\004\\000d\\000\\001", HEX_AUTO, HEX_OCTAL,
		    OCTETS("\0\4\0d\0\1") },
		{ "a\\\\b\\377", HEX_AUTO, HEX_OCTAL, OCTETS("a\\b\377") },
		{ "\"olt-1 \\\"x\\\"\"", HEX_AUTO, HEX_QUOTED,
		    OCTETS("olt-1 \"x\"") },
		{ "\"\\000\\004\\000d\\000\\001\"", HEX_AUTO, HEX_QUOTED,
		    OCTETS("\0\4\0d\0\1") },
		{ "\"0x6f6c\"", HEX_AUTO, HEX_QUOTED, OCTETS("0x6f6c") },
		{ "'olt-1'", HEX_AUTO, HEX_KEA, OCTETS("olt-1") },
		{ "'it's'", HEX_AUTO, HEX_KEA, OCTETS("it's") },
		{ "0106 0004 000f", HEX_AUTO, HEX_GROUPS,
		    OCTETS("\1\6\0\4\0\x0f") },
		{ "6f6c 742d 31", HEX_AUTO, HEX_GROUPS, OCTETS("olt-1") },
		{ "6f 6c 74 2d", HEX_AUTO, HEX_GROUPS, OCTETS("olt-") },
		{ "6f6c742d", HEX_AUTO, HEX_BARE, OCTETS("olt-") },
		{ "6F6C742D", HEX_AUTO, HEX_BARE, OCTETS("olt-") },
		{ " 6f6c742d ", HEX_AUTO, HEX_BARE, OCTETS("olt-") },
		{ "000400640001", HEX_AUTO, HEX_BARE,
		    OCTETS("\0\4\0\x64\0\1") },
		{ "0006f07d682c9300", HEX_AUTO, HEX_BARE,
		    OCTETS("\0\6\xf0\x7d\x68\x2c\x93\0") },
	};

	(void)state;
	for (size_t i = 0; i < LEN(good); i++)
		check_good(&good[i]);
}

static void
leaves_text_alone(void **state)
{
	static const char *const text[] = {
		"olt-bsn42-01 pon 1/1/01/01/4/1/1/",
		"deadbeef01",   /* a node: octets are no text */
		"000db942aa60", /* a serial: any six octets are a MAC */
		"000413112233", /* also these: no VLAN is 4881 */
		"6f6c74",       /* fewer than 8 digits */
		"6f6c742d3",    /* odd */
		"12:34",
		"12:34:56",
		"ab:cd 12:34",
		"ab:cd::12",
		"10 20 30 40",
		"1234 5678",
		"1234 5678 9",
		"DOMAIN\\user",
		"a\\12",
		"a\\400",
		"\"",
		"'",
		"it's",
		"'open",
		" olt ",
		" ",
		"0",
	};

	(void)state;
	for (size_t i = 0; i < LEN(text); i++)
		check_good(&(struct good){
		    text[i], HEX_AUTO, HEX_TEXT, text[i], strlen(text[i]) });
}

static void
obeys_a_forced_spelling(void **state)
{
	static const struct good good[] = {
		{ "0x6f", HEX_TEXT, HEX_TEXT, OCTETS("0x6f") },
		{ "6f", HEX_BARE, HEX_BARE, OCTETS("o") },
		{ "deadbeef01", HEX_BARE, HEX_BARE,
		    OCTETS("\xde\xad\xbe\xef\1") },
		{ "6f", HEX_COLON, HEX_COLON, OCTETS("o") },
		{ "1:2", HEX_COLON, HEX_COLON, OCTETS("\1\2") },
		{ "10 20  30 4050", HEX_GROUPS, HEX_GROUPS,
		    OCTETS("\x10\x20\x30\x40\x50") },
		{ "olt", HEX_OCTAL, HEX_OCTAL, OCTETS("olt") },
		{ "\\n\\r\\t\\\\\\\"\\'", HEX_OCTAL, HEX_OCTAL,
		    OCTETS("\n\r\t\\\"'") },
		{ " 'a\\000' ", HEX_KEA, HEX_KEA, OCTETS("a\\000") },
		{ "\"\"", HEX_TEXT, HEX_TEXT, OCTETS("\"\"") },
		{ "\"a", HEX_TEXT, HEX_TEXT, OCTETS("\"a") },
	};

	(void)state;
	for (size_t i = 0; i < LEN(good); i++)
		check_good(&good[i]);
}

struct bad {
	const char *spelling;
	enum hex_enc enc;
	const char *why;
};

#define ESCAPE \
	"want a backslash and 000 to 377, n, r, t, a backslash or a quote"

static void
says_what_is_wrong(void **state)
{
	static const struct bad bad[] = {
		{ "", HEX_AUTO, "want a value, have an empty one" },
		{ "", HEX_TEXT, "want a value, have an empty one" },
		{ " ", HEX_BARE, "want a value, have an empty one" },
		{ " ", HEX_GROUPS, "want a value, have an empty one" },
		{ "\"\"", HEX_AUTO, "want a value, have an empty one" },
		{ "''", HEX_AUTO, "want a value, have an empty one" },
		{ "0x", HEX_AUTO,
		    "want hexadecimal digits behind 0x, have nothing" },
		{ "0x6f6", HEX_AUTO,
		    "want two hexadecimal digits an octet, "
		    "have an odd number of digits (3)" },
		{ "0x6f:6c", HEX_AUTO, "want hexadecimal digits, have ':'" },
		{ "0x6f 6c", HEX_AUTO, "want hexadecimal digits, have ' '" },
		{ "0x\033[31m", HEX_AUTO,
		    "want hexadecimal digits, have '\\x1b'" },
		{ "6f6c", HEX_0X, "want 0x and hexadecimal digits, have 6f6c" },
		{ "6f6c7", HEX_BARE,
		    "want two hexadecimal digits an octet, "
		    "have an odd number of digits (5)" },
		{ "6f:6c", HEX_BARE, "want hexadecimal digits, have ':'" },
		{ "6f:6c-74", HEX_COLON, "want ':' between octets, have '-'" },
		{ "6f:6c 74", HEX_COLON, "want ':' between octets, have ' '" },
		{ "6f::6c", HEX_COLON,
		    "want one or two hexadecimal digits an octet, have 0" },
		{ "6f:6c:", HEX_COLON,
		    "want one or two hexadecimal digits an octet, have 0" },
		{ "6f:6c7", HEX_COLON,
		    "want one or two hexadecimal digits an octet, have 3" },
		{ "6f6 c", HEX_GROUPS,
		    "want two hexadecimal digits an octet, "
		    "have an odd number of digits (3)" },
		{ "6f xx", HEX_GROUPS, "want hexadecimal digits, have 'x'" },
		{ "a\\000\\q", HEX_AUTO, ESCAPE ", have \\q" },
		{ "a\\400", HEX_OCTAL, ESCAPE ", have \\400" },
		{ "a\\", HEX_OCTAL, ESCAPE ", have \\" },
		{ "\"a\"b\"", HEX_AUTO,
		    "want a backslash before a quote within quotes, "
		    "have none" },
		{ "\"a\\\"", HEX_AUTO, ESCAPE ", have \\" },
		{ "\"a", HEX_QUOTED, "want \" at both ends, have \"a" },
		{ "\"", HEX_QUOTED, "want \" at both ends, have \"" },
		{ "a'", HEX_KEA, "want ' at both ends, have a'" },
	};
	uint8_t out[64];

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct why why = { "" };
		size_t got = 999;

		assert_int_equal(
		    hex_decode(bad[i].spelling, strlen(bad[i].spelling),
			bad[i].enc, out, sizeof(out), &got, NULL, &why),
		    -1);
		assert_string_equal(why.text, bad[i].why);
		assert_int_equal(got, 999);
	}
}

static void
never_writes_past_the_end(void **state)
{
	static const struct {
		const char *spelling;
		enum hex_enc enc;
	} four[] = {
		{ "0x6f6c742d", HEX_AUTO },
		{ "6f6c742d", HEX_AUTO },
		{ "6f6c742d", HEX_BARE },
		{ "6f:6c:74:2d", HEX_AUTO },
		{ "6f6c 742d", HEX_GROUPS },
		{ "\\157\\154\\164\\055", HEX_AUTO },
		{ "\"olt-\"", HEX_AUTO },
		{ "'olt-'", HEX_AUTO },
		{ "olt-", HEX_AUTO },
	};

	(void)state;
	for (size_t i = 0; i < LEN(four); i++) {
		size_t len = strlen(four[i].spelling), got;
		uint8_t out[5] = { 0, 0, 0, 0, 0xee };
		struct why why = { "" };

		assert_int_equal(hex_decode(four[i].spelling, len, four[i].enc,
				     out, 4, &got, NULL, &why),
		    0);
		assert_memory_equal(out, "olt-\xee", 5);
		out[3] = 0xee;
		assert_int_equal(hex_decode(four[i].spelling, len, four[i].enc,
				     out, 3, &got, NULL, &why),
		    -1);
		assert_string_equal(
		    why.text, "want at most 3 octets, have more");
		assert_int_equal(out[3], 0xee);
		assert_int_equal(hex_decode(four[i].spelling, len, four[i].enc,
				     out, 0, &got, NULL, NULL),
		    -1);
	}
}

static void
keeps_octets_of_text(void **state)
{
	static const char raw[] = { 'a', '\0', '\x80', '\n', '\x1b' };
	uint8_t out[sizeof(raw)];
	enum hex_enc used;
	size_t got;

	(void)state;
	assert_int_equal(hex_decode(raw, sizeof(raw), HEX_AUTO, out,
			     sizeof(out), &got, &used, NULL),
	    0);
	assert_int_equal(used, HEX_TEXT);
	assert_int_equal(got, sizeof(raw));
	assert_memory_equal(out, raw, got);
}

static void
encodes(void **state)
{
	char dst[8];

	(void)state;
	assert_int_equal(hex_encode(dst, sizeof(dst), "\0\xff\x1f", 3), 6);
	assert_string_equal(dst, "00ff1f");
	assert_int_equal(hex_encode(dst, sizeof(dst), "abcd", 4), 6);
	assert_string_equal(dst, "616263"); /* cut at an octet */
	assert_int_equal(hex_encode(dst, 4, "abcd", 4), 2);
	assert_string_equal(dst, "61");
	assert_int_equal(hex_encode(dst, 2, "abcd", 4), 0);
	assert_string_equal(dst, "");
	assert_int_equal(hex_encode(dst, 0, "abcd", 4), 0);
}

static void
names_each_spelling(void **state)
{
	enum hex_enc enc;

	(void)state;
	for (enum hex_enc e = HEX_AUTO; e <= HEX_TEXT; e++) {
		assert_int_equal(hex_enc_parse(hex_enc_name(e), &enc), 0);
		assert_int_equal(enc, e);
	}
	assert_string_equal(hex_enc_name(HEX_BARE), "hex");
	assert_int_equal(hex_enc_parse("base64", &enc), -1);
	assert_int_equal(hex_enc_parse("", &enc), -1);
}

static void
knows_digits(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		int want = c >= '0' && c <= '9' ? c - '0'
		    : c >= 'a' && c <= 'f'      ? c - 'a' + 10
		    : c >= 'A' && c <= 'F'      ? c - 'A' + 10
						: -1;

		assert_int_equal(hex_digit((char)c), want);
	}
}

/* Digits are read sixteen together: any character, at any place, any length. */
static void
reads_digits_in_any_number(void **state)
{
	static const char both[] = "0123456789abcdefABCDEF";
	char text[2 * 21 + 1];
	uint8_t out[21];
	size_t len;

	(void)state;
	for (size_t n = 1; n <= sizeof(out); n++)
		for (size_t at = 0; at < 2 * n; at++)
			for (unsigned c = 0; c < 256; c++) {
				const char *hit =
				    c ? strchr(both, (int)c) : NULL;
				int value;

				memset(text, '5', sizeof(text));
				text[at] = (char)c;
				if (hex_decode(text, 2 * n, HEX_BARE, out,
					sizeof(out), &len, NULL, NULL) == -1) {
					assert_null(hit);
					continue;
				}
				if (c == ' ' || c == '\t')
					continue; /* at an end: trimmed */
				assert_non_null(hit);
				assert_int_equal(len, n);
				value = (int)(hit - both);
				if (value > 15)
					value -= 6;
				assert_int_equal(out[at / 2],
				    at % 2 ? 0x50 | value : value << 4 | 5);
				if (n > 1)
					assert_int_equal(
					    out[at / 2 ? 0 : n - 1], 0x55);
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(detects_each_spelling),
		cmocka_unit_test(leaves_text_alone),
		cmocka_unit_test(obeys_a_forced_spelling),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(never_writes_past_the_end),
		cmocka_unit_test(keeps_octets_of_text),
		cmocka_unit_test(encodes),
		cmocka_unit_test(names_each_spelling),
		cmocka_unit_test(knows_digits),
		cmocka_unit_test(reads_digits_in_any_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
