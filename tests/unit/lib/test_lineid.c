#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lineid_show.h"

struct raw_row {
	const char *p;
	size_t len;
	const char *want;
};

static void
reads_binary(void **state)
{
	static const struct raw_row rows[] = {
		{ RAW("\0\4\0\x64\0\1"),
		    "bin-vlan-mod-port vlan=100 module=0 port=1" },
		{ RAW("\0\4\xff\xff\1\x30"),
		    "bin-vlan-mod-port vlan=65535 module=1 port=48" },
		{ RAW("\0\6\xf0\x7d\x68\x2c\x93\0"),
		    "bin-mac mac=f0:7d:68:2c:93:00" },
		{ RAW("\1\5olt-1"), "bin-string string=<olt-1>" },
		{ RAW("\0\5olt-1"), "bin-string string=<olt-1>" },
		{ RAW("\0\4abcd"), "bin-string string=<abcd>" },
		{ RAW("\0\6abcdef"), "bin-string string=<abcdef>" },
		{ RAW("\0\x0d\xb9\x42\xaa\x60"),
		    "mac-bare mac=00:0d:b9:42:aa:60" },
		{ RAW("\0\0\0\0\0\0"), "mac-bare mac=00:00:00:00:00:00" },
		{ RAW("\0\6\0\x64\0\2\0\3\1\6\0\x0d\xb9\x42\xaa\x60"),
		    "bin-vlan-mac vlan=100 slot=2 port=3 "
		    "mac=00:0d:b9:42:aa:60" },
		{ RAW("\0\x64\2\3"), "bin-4 vlan=100 module=2 port=3" },
		{ RAW("\1\0\x64\3"), "bin-4 vlan=256 module=100 port=3" },
		{ RAW("\x0f\xfe\2\3"), "bin-4 vlan=4094 module=2 port=3" },
		{ RAW("\x0f\xff\2\3"), "opaque-bytes" },
		{ RAW("\0\0\2\3"), "opaque-bytes" },
		{ RAW("\xff\0\2\3"), "opaque-bytes" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(
		    shown(rows[i].p, rows[i].len, false), rows[i].want);
}

static void
reads_remote_ids(void **state)
{
	static const struct raw_row rows[] = {
		{ RAW("\0\6\xf0\x7d\x68\x2c\x93\0"),
		    "bin-mac mac=f0:7d:68:2c:93:00" },
		{ RAW("\0\4\xc0\0\2\7"), "bin-ipv4 ipv4=192.0.2.7" },
		{ RAW("\xc0\0\2\7"), "ipv4-bare ipv4=192.0.2.7" },
		{ RAW("\0\0\2\7"), "opaque-bytes" },
		{ RAW("\xe0\0\2\7"), "opaque-bytes" },
		{ RAW("\0\x0d\xb9\x42\xaa\x60\xc0\0\2\7"),
		    "mac-ipv4 mac=00:0d:b9:42:aa:60 ipv4=192.0.2.7" },
		{ RAW("abcd"), "opaque-text" },
		{ RAW("n eth 0/4"),
		    "tr101-eth node=<n> access_type=<eth> slot=0 port=4 "
		    "vlan=-" },
	};
	static const struct lineid_how how = { .remote_id = true };

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(
		    shown_as(rows[i].p, rows[i].len, &how), rows[i].want);
}

/* Octets of a field are those of its place in the value. */
static void
knows_where_each_field_stands(void **state)
{
	static const char text[] = "n eth 01/003:0007";
	struct lineid line;

	(void)state;
	lineid_parse(text, strlen(text), false, &line);
	assert_int_equal(line.count, 5);
	assert_ptr_equal(line.field[2].p, text + 6);
	assert_int_equal(line.field[2].len, 2);
	assert_ptr_equal(line.field[3].p, text + 9);
	assert_int_equal(line.field[3].len, 3);
	assert_ptr_equal(line.field[4].p, text + 13);
	assert_int_equal(line.field[4].len, 4);
	lineid_parse("\0\4\0\x64\0\1", 6, false, &line);
	assert_int_equal(line.field[0].len, 2);
	assert_int_equal(line.field[1].p - line.field[0].p, 2);
}

static void
knows_what_is_private(void **state)
{
	(void)state;
	assert_true(lineid_is_private(LINEID_NODE));
	assert_true(lineid_is_private(LINEID_ONU_ID));
	assert_true(lineid_is_private(LINEID_MAC));
	assert_false(lineid_is_private(LINEID_SLOT));
	assert_false(lineid_is_private(LINEID_NAS_PORT));
	for (int key = 0; key < LINEID_KEYS; key++)
		assert_non_null(lineid_key_name((enum lineid_key)key));
}

static void
leaves_other_bytes_opaque(void **state)
{
	static const struct raw_row rows[] = {
		{ RAW(""), "" },
		{ RAW("\0"), "" },
		{ RAW("\0\4"), "" },
		{ RAW("\0\0"), "" },
		{ RAW("\0\4\0\x64\0"), "" },
		{ RAW("\0\4\0\x64\0\1\2"), "" },
		{ RAW("\0\3\0\x64\0\1\2"), "" },
		{ RAW("\1\4\0\x64\0\1\2"), "" },
		{ RAW("\0\6\xf0\x7d\x68\x2c\x93"), "" },
		{ RAW("\1\7olt-\0"), "" },
		{ RAW("\2\5olt-1"), "" },
		{ RAW("\1\5olt-\n"), "" },
		{ RAW("n eth 0/4\n"), "" },
		{ RAW("n\teth\t0/4"), "" },
		{ RAW("n eth 0/4\0"), "" },
		{ RAW("n\xff eth 0/4"), "" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(
		    shown(rows[i].p, rows[i].len, true), "opaque-bytes");
	/* No card has a group address; this is the head of a longer option. */
	assert_string_equal(shown("\1\6\0\4\0\x0f", 6, false), "opaque-bytes");
	assert_string_equal(
	    shown("\1\6\0\4\0\x0f", 6, true), "mac-bare mac=01:06:00:04:00:0f");
}

static void
takes_six_printable_octets_as_spelled(void **state)
{
	(void)state;
	assert_string_equal(shown("Smer9x", 6, false), "opaque-text");
	assert_string_equal(
	    shown("Smer9x", 6, true), "mac-bare mac=53:6d:65:72:39:78");
	assert_string_equal(shown("\0\4\0\x64\0\1", 6, true),
	    "bin-vlan-mod-port vlan=100 module=0 port=1");
	assert_string_equal(shown("Smer9", 5, true), "opaque-text");
}

/* Makers of cards have 00:04:xx too. */
static void
takes_a_mac_for_one_that_begins_as_a_vlan_does(void **state)
{
	struct lineid line;

	(void)state;
	assert_string_equal(shown("\0\4\x13\x11\x22\x33", 6, true),
	    "mac-bare mac=00:04:13:11:22:33");
	assert_string_equal(shown("\0\4\x13\x11\x22\x33", 6, false),
	    "bin-vlan-mod-port vlan=4881 module=34 port=51");
	assert_false(lineid_is_binary("\0\4\x13\x11\x22\x33", 6));
	lineid_parse("\0\4\0\x64\0\1", 6, true, &line);
	assert_non_null(strstr(line.layout->note, "MAC"));
	lineid_parse("\0\4\0\x64\0\1", 6, false, &line);
	assert_null(strstr(line.layout->note, "MAC"));
}

/* 64:31:50:41:42:43 behind 00 06 is text and a switch of a known maker. */
static void
says_what_else_a_string_may_be(void **state)
{
	struct lineid_how how = { .remote_id = true };
	struct lineid line;

	(void)state;
	lineid_parse("\0\6d1PABC", 8, false, &line);
	assert_string_equal(
	    line.layout->note, "a MAC address where the switch sends one");
	lineid_parse("\1\6d1PABC", 8, false, &line);
	assert_null(line.layout->note);
	lineid_parse_as("\0\4d@<(", 6, &how, &line);
	assert_string_equal(
	    line.layout->note, "an IPv4 address where the switch sends one");
	lineid_parse("\0\4d@<(", 6, false, &line);
	assert_null(line.layout->note);
}

static void
proves_binary_by_header_and_length(void **state)
{
	(void)state;
	assert_true(lineid_is_binary("\0\4\0\x64\0\1", 6));
	assert_true(lineid_is_binary("\0\6\xf0\x7d\x68\x2c\x93\0", 8));
	assert_true(lineid_is_binary("\1\1x", 3));
	assert_false(lineid_is_binary("\1\0", 2));
	assert_false(lineid_is_binary("\0\4\0\x64\0", 5));
	assert_false(lineid_is_binary("\0\x0d\xb9\x42\xaa\x60", 6));
	assert_false(lineid_is_binary("olt-1", 5));
	assert_false(lineid_is_binary("", 0));
}

static void
flags_what_is_no_vlan(void **state)
{
	static const struct {
		const char *text;
		bool bad;
	} rows[] = {
		{ "n eth 0/4:4094", false },
		{ "n eth 0/4:0", false },
		{ "n eth 0/4:4095", true },
		{ "n eth 4095/4", false }, /* a slot, not a VLAN */
		{ "n eth 0/4", false },
		{ "xe-1/0/2:4096-1", true },
		{ "eth 1/0/3:4096.4096 n/0/0/0/0/0", false },
		{ "eth 1/0/3:100.4097 n/0/0/0/0/0", true },
	};
	struct lineid line;

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		bool bad = false;

		lineid_parse(rows[i].text, strlen(rows[i].text), false, &line);
		assert_false(lineid_is_opaque(&line));
		for (size_t f = 0; f < line.count; f++)
			bad |= lineid_bad_vlan(&line.field[f]);
		assert_int_equal(bad, rows[i].bad);
	}
}

static void
tells_how_sure_it_is(void **state)
{
	struct lineid line;

	(void)state;
	lineid_parse("n eth 0/4", 9, false, &line);
	assert_string_equal(line.layout->confidence, "documented");
	assert_null(line.layout->note);
	lineid_parse("\0\4\0\x64\0\1", 6, false, &line);
	assert_string_equal(line.layout->confidence, "common");
	assert_non_null(line.layout->note);
	lineid_parse("Smer9x", 6, true, &line);
	assert_string_equal(line.layout->confidence, "guess");
	lineid_parse("Smer9x", 6, false, &line);
	assert_null(line.layout->confidence);
	assert_true(lineid_is_opaque(&line));
}

/* 65535 octets are no reason to take long, whatever they are. */
static void
stays_linear(void **state)
{
	static char big[65535];
	struct lineid line;

	(void)state;
	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = " eth"[i % 4];
	lineid_parse(big, sizeof(big), false, &line);
	assert_string_equal(line.layout->name, "opaque-text");
	memset(big, ' ', sizeof(big));
	memcpy(big, "n eth", 5);
	lineid_parse(big, sizeof(big), false, &line);
	assert_string_equal(line.layout->name, "opaque-text");
	memcpy(big + sizeof(big) - 3, "0/4", 3);
	lineid_parse(big, sizeof(big), false, &line);
	assert_string_equal(line.layout->name, "tr101-eth");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_binary),
		cmocka_unit_test(reads_remote_ids),
		cmocka_unit_test(knows_where_each_field_stands),
		cmocka_unit_test(knows_what_is_private),
		cmocka_unit_test(leaves_other_bytes_opaque),
		cmocka_unit_test(takes_six_printable_octets_as_spelled),
		cmocka_unit_test(
		    takes_a_mac_for_one_that_begins_as_a_vlan_does),
		cmocka_unit_test(says_what_else_a_string_may_be),
		cmocka_unit_test(proves_binary_by_header_and_length),
		cmocka_unit_test(flags_what_is_no_vlan),
		cmocka_unit_test(tells_how_sure_it_is),
		cmocka_unit_test(stays_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
