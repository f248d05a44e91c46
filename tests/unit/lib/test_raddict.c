#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "raddict.h"
#include "radvalue.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char good[] = "# a comment\r\n"
			   "\n"
			   "ATTRIBUTE\tUser-Name 1\tstring # the user\n"
			   "ATTRIBUTE Service-Type 6 integer\n"
			   "ATTRIBUTE Framed-IP-Address 8 ipaddr\n"
			   "ATTRIBUTE Framed-IPv6-Prefix 97 ipv6prefix\n"
			   "VALUE Service-Type Outbound-User 5\n"
			   "VENDOR Nokia 6527\n"
			   "BEGIN-VENDOR nokia\n"
			   "ATTRIBUTE Alc-Ipv6-Address 99 ipv6addr\n"
			   "END-VENDOR Nokia\n"
			   "ATTRIBUTE Class 25 string";

static struct raddict *
load(void)
{
	struct raddict *d = raddict_parse(good, strlen(good), "d", NULL);

	assert_non_null(d);
	return d;
}

static void
reads_a_dictionary(void **state)
{
	struct raddict *d = load();
	const struct raddict_attr *a;
	size_t len;

	(void)state;
	a = raddict_find(d, 6527, 99);
	assert_string_equal(a->name, "Alc-Ipv6-Address");
	assert_int_equal(a->type, RADDICT_IPV6ADDR);
	assert_null(raddict_find(d, 0, 99));
	assert_null(raddict_find(d, 6527, 25));
	assert_int_equal(raddict_find(d, 0, 25)->type, RADDICT_STRING);
	assert_string_equal(raddict_vendor_name(d, 6527), "Nokia");
	a = raddict_by_name(d, "service-type");
	assert_string_equal(raddict_value_name(d, a, 5), "Outbound-User");
	assert_null(raddict_value_name(d, a, 6));
	assert_string_equal(raddict_text(d, &len), good);
	assert_int_equal(len, strlen(good));
	raddict_free(d);
	raddict_free(NULL);
}

static void
names_attributes(void **state)
{
	static const struct {
		struct radattr a;
		const char *want;
	} rows[] = {
		{ { 0, 1, NULL, 0 }, "User-Name" },
		{ { 0, 200, NULL, 0 }, "Attr-200" },
		{ { 6527, 99, NULL, 0 }, "Alc-Ipv6-Address" },
		{ { 6527, 1, NULL, 0 }, "Nokia-Attr-1" },
		{ { 4294967295, 255, NULL, 0 }, "Vendor-4294967295-Attr-255" },
	};
	struct raddict *d = load();
	char buf[RADDICT_LABEL_SIZE];

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(
		    raddict_label(d, &rows[i].a, buf), rows[i].want);
	raddict_free(d);
}

static void
refuses_what_libradcli_misreads(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} rows[] = {
		{ "ATTRIBUTE a 1 string\nfoo",
		    "f:2: want VENDOR NAME NUMBER, "
		    "BEGIN-VENDOR NAME, END-VENDOR NAME, ATTRIBUTE NAME NUMBER "
		    "TYPE or VALUE ATTRIBUTE NAME NUMBER, have foo" },
		{ "$INCLUDE /etc/passwd",
		    "f:1: want VENDOR NAME NUMBER, "
		    "BEGIN-VENDOR NAME, END-VENDOR NAME, ATTRIBUTE NAME NUMBER "
		    "TYPE or VALUE ATTRIBUTE NAME NUMBER, have $INCLUDE" },
		{ " ATTRIBUTE a 1 string",
		    "f:1: want VENDOR NAME NUMBER, "
		    "BEGIN-VENDOR NAME, END-VENDOR NAME, ATTRIBUTE NAME NUMBER "
		    "TYPE or VALUE ATTRIBUTE NAME NUMBER, have ATTRIBUTE" },
		{ "ATTRIBUTE a 1 string x",
		    "f:1: want VENDOR NAME NUMBER, "
		    "BEGIN-VENDOR NAME, END-VENDOR NAME, ATTRIBUTE NAME NUMBER "
		    "TYPE or VALUE ATTRIBUTE NAME NUMBER, have ATTRIBUTE" },
		{ "ATTRIBUTE a 0 string",
		    "f:1: want a number of at most 255, have 0" },
		{ "ATTRIBUTE a 256 string",
		    "f:1: want a number of at most 255, have 256" },
		{ "ATTRIBUTE a 0x1 string",
		    "f:1: want a number of at most 255, have 0x1" },
		{ "ATTRIBUTE a 1 octets",
		    "f:1: want the type string, integer, ipaddr, ipv6addr or "
		    "ipv6prefix, have octets" },
		{ "ATTRIBUTE a 1 string\nATTRIBUTE b 1 string",
		    "f:2: want each attribute once, have b again" },
		{ "ATTRIBUTE a 1 string\nATTRIBUTE A 2 string",
		    "f:2: want each attribute once, have A again" },
		{ "ATTRIBUTE 123456789012345678901234567890123 1 string",
		    "f:1: want a name of at most 32 letters, digits and -._/, "
		    "have 123456789012345678901234567890123" },
		{ "ATTRIBUTE a\33b 1 string",
		    "f:1: want a name of at most 32 letters, digits and -._/, "
		    "have a\33b" },
		{ "VENDOR a 32768",
		    "f:1: want a number of at most 32767, have 32768" },
		{ "VENDOR a 1\nVENDOR b 1",
		    "f:2: want each vendor once, have b again" },
		{ "BEGIN-VENDOR a", "f:1: want a VENDOR named before, have a" },
		{ "VENDOR a 1\nEND-VENDOR a",
		    "f:2: want the vendor of BEGIN-VENDOR, have a" },
		{ "VALUE a b 1",
		    "f:1: want an ATTRIBUTE named before, have "
		    "a" },
		{ "ATTRIBUTE a 1 integer\nVALUE a b 4294967296",
		    "f:2: want a number of at most 4294967295, have "
		    "4294967296" },
	};
	struct why why;

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		assert_null(raddict_parse(
		    rows[i].text, strlen(rows[i].text), "f", &why));
		assert_string_equal(why.text, rows[i].why);
	}
	assert_null(raddict_parse("#\0", 2, "f", &why));
	assert_string_equal(why.text, "f: want text, have a NUL");
}

/* libradcli reads 255 octets of a line, and takes the rest for another. */
static void
refuses_long_lines(void **state)
{
	char line[260];
	struct why why;
	struct raddict *d;

	(void)state;
	memset(line, '#', sizeof(line));
	d = raddict_parse(line, 250, "f", &why);
	assert_non_null(d);
	raddict_free(d);
	assert_null(raddict_parse(line, 251, "f", &why));
	assert_string_equal(why.text, "f:1: want at most 250 octets, have 251");
}

static void
refuses_files(void **state)
{
	char path[] = "/tmp/test_raddict.XXXXXX";
	int fd = mkstemp(path);
	struct why why;
	FILE *fp;

	(void)state;
	assert_int_not_equal(fd, -1);
	fp = fdopen(fd, "w");
	for (int i = 0; i < RADDICT_MAX_OCTETS + 1; i++)
		putc('\n', fp);
	fclose(fp);
	assert_null(raddict_load(path, &why));
	assert_non_null(strstr(why.text, "want at most 65536 octets"));
	unlink(path);
	assert_null(raddict_load(path, &why));
	assert_non_null(strstr(why.text, "No such file"));
	assert_null(raddict_load("/", &why));
	assert_non_null(strstr(why.text, "Is a directory"));
}

static void
shows_values(void **state)
{
	static const struct {
		struct radattr a;
		bool fits;
		const char *text;
		const char *freeradius;
	} rows[] = {
#define A(vendor, type, s) { vendor, type, (const uint8_t *)(s), sizeof(s) - 1 }
		{ A(0, 1, "joe"), true, "joe", "joe" },
		{ A(0, 1, ""), true, "", "" },
		{ A(0, 1, "a\\b\"c'"), true, "a\\\\b\"c'", "a\\\\b\\\"c'" },
		{ A(0, 1, "red\33[1m\n\r\t\177"), true,
		    "red\\x1b[1m\\x0a\\x0d\\x09\\x7f",
		    "red\\033[1m\\n\\r\\t\\177" },
		{ A(0, 1, "\0\1\2x"), true, "0x00010278", "\\000\\001\\002x" },
		{ A(0, 1, "abc\xff"), true, "0x616263ff", "abc\\377" },
		{ A(0, 1, "abc\0"), true, "0x61626300", "abc\\000" },
		{ A(0, 1, "a\1\2\3"), true, "0x61010203", "a\\001\\002\\003" },
		{ A(0, 1, "\xc3\xa9"), true, "\xc3\xa9", "\xc3\xa9" },
		{ A(0, 99, "x y"), true, "x y", "x y" },
		{ A(0, 6, "\0\0\0\5"), true, "Outbound-User", "Outbound-User" },
		{ A(0, 6, "\377\377\377\377"), true, "4294967295",
		    "4294967295" },
		{ A(0, 6, "\0\0\5"), false, "0x000005", "" },
		{ A(0, 8, "\5\267\150\12"), true, "5.183.104.10",
		    "5.183.104.10" },
		{ A(0, 8, "\5\267\150\12\1"), false, "0x05b7680a01", "" },
		{ A(6527, 99, "\40\1\15\270\0\0\0\0\0\0\0\0\0\0\0\1"), true,
		    "2001:db8::1", "2001:db8::1" },
		{ A(6527, 99, ""), false, "0x", "" },
		{ A(0, 97, "\0\70\40\1\15\270"), true, "2001:db8::/56",
		    "2001:db8::/56" },
		{ A(0, 97, "\0\201"), false, "0x0081", "" },
		{ A(0, 97, "\0"), false, "0x00", "" },
#undef A
	};
	struct raddict *d = load();
	char buf[RADVALUE_SIZE];

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		assert_int_equal(
		    radvalue_text(d, &rows[i].a, buf), rows[i].fits);
		assert_string_equal(buf, rows[i].text);
		radvalue_freeradius(d, &rows[i].a, buf);
		assert_string_equal(buf, rows[i].freeradius);
	}
	raddict_free(d);
}

static void
cuts_between_escapes(void **state)
{
	char buf[6];

	(void)state;
	radvalue_escape(buf, sizeof(buf), "a\1\1", 3);
	assert_string_equal(buf, "a\\001");
	radvalue_escape(buf, 5, "a\1", 2);
	assert_string_equal(buf, "a");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_dictionary),
		cmocka_unit_test(names_attributes),
		cmocka_unit_test(refuses_what_libradcli_misreads),
		cmocka_unit_test(refuses_long_lines),
		cmocka_unit_test(refuses_files),
		cmocka_unit_test(shows_values),
		cmocka_unit_test(cuts_between_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
