#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lineid.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define RAW(s) s, sizeof(s) - 1

/* "LAYOUT key=value key=- ...": a dash for an absent field. */
static const char *
shown(const void *p, size_t len, bool mac_spelling)
{
	static char text[1024];
	struct lineid line;
	size_t n;

	memset(&line, 0xee, sizeof(line));
	lineid_parse(p, len, mac_spelling, &line);
	n = (size_t)snprintf(text, sizeof(text), "%s", line.layout->name);
	for (size_t i = 0; i < line.count; i++) {
		const struct lineid_field *f = &line.field[i];

		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    " %s=", lineid_key_name(f->key));
		if (f->type == LINEID_NUMBER)
			n += (size_t)snprintf(
			    text + n, sizeof(text) - n, "%u", f->number);
		else if (f->type == LINEID_SPAN)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "<%.*s>", (int)f->len, (const char *)f->p);
		else if (f->type == LINEID_OCTETS)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "%02x..%02x", f->p[0], f->p[5]);
		else
			n += (size_t)snprintf(text + n, sizeof(text) - n, "-");
	}
	return text;
}

struct row {
	const char *text;
	const char *want;
};

static void
check_rows(const struct row *row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(
		    shown(row[i].text, strlen(row[i].text), false),
		    row[i].want);
}

#define PON7(port) \
	"rack=1 shelf=1 slot=2 port=7 onu_id=12 onu_slot=1 onu_port=" #port

static void
reads_pon_7(void **state)
{
	static const struct row rows[] = {
		{ "olt-bsn42-01 pon 1/1/01/01/4/1/1/",
		    "pon-7 node=<olt-bsn42-01> access_type=<pon> rack=1 "
		    "shelf=1 slot=1 port=1 onu_id=4 onu_slot=1 onu_port=1 "
		    "vlan=- rest=</>" },
		{ "OLT-LAB eth 1/1/02/07/12/1/1:20",
		    "pon-7 node=<OLT-LAB> access_type=<eth> " PON7(
			1) " vlan=20" },
		{ "OLT-LAB GPON 1/1/02/07/12/1/1",
		    "pon-7 node=<OLT-LAB> access_type=<GPON> " PON7(
			1) " vlan=-" },
		{ "OLT-LAB gpon 1/1/02/07/12/1/9 x y",
		    "pon-7 node=<OLT-LAB> access_type=<gpon> " PON7(
			9) " vlan=- rest=< x y>" },
		{ "OLT-LAB pon 1/1/02/07/12/1/1:20 x",
		    "pon-7 node=<OLT-LAB> access_type=<pon> " PON7(
			1) " vlan=20 rest=< x>" },
		{ "OLT-LAB pon 1/1/02/07/12/1/1:1/2/20/2",
		    "pon-7 node=<OLT-LAB> access_type=<pon> " PON7(
			1) " vlan=- rest=<:1/2/20/2>" },
		{ "OLT-LAB pon 1/1/02/07/12/1/1/20",
		    "pon-7 node=<OLT-LAB> access_type=<pon> " PON7(
			1) " vlan=- rest=</20>" },
		{ "OLT-LAB pon 1/1/02/07/12/1/1:",
		    "pon-7 node=<OLT-LAB> access_type=<pon> " PON7(
			1) " vlan=- rest=<:>" },
	};

	(void)state;
	check_rows(rows, LEN(rows));
}

static void
reads_tr101(void **state)
{
	static const struct row rows[] = {
		{ "SYSNAME atm 0/10:0.33",
		    "tr101-atm node=<SYSNAME> access_type=<atm> slot=0 "
		    "port=10 vpi=0 vci=33" },
		{ "dslam7 atm 2/14",
		    "tr101-atm node=<dslam7> access_type=<atm> slot=2 "
		    "port=14 vpi=- vci=-" },
		{ "dslam7 atm 2/14:8",
		    "tr101-atm node=<dslam7> access_type=<atm> slot=2 "
		    "port=14 vpi=- vci=- rest=<:8>" },
		{ "[ISKRATEL:n 1] atm 2/14:8.35",
		    "tr101-atm node=<[ISKRATEL:n 1]> access_type=<atm> "
		    "slot=2 port=14 vpi=8 vci=35" },
		{ "abcd eth 01/003:0003",
		    "tr101-eth node=<abcd> access_type=<eth> slot=1 port=3 "
		    "vlan=3" },
		{ "Smer9 eth 0/4",
		    "tr101-eth node=<Smer9> access_type=<eth> slot=0 port=4 "
		    "vlan=-" },
		{ "n  eth   0/4",
		    "tr101-eth node=<n> access_type=<eth> slot=0 port=4 "
		    "vlan=-" },
		{ " eth 0/4", /* an empty node */
		    "tr101-eth node=<> access_type=<eth> slot=0 port=4 "
		    "vlan=-" },
		{ "my router eth 0/4:7",
		    "tr101-eth node=<my router> access_type=<eth> slot=0 "
		    "port=4 vlan=7" },
		{ "a eth 1/2 eth 3/4", /* the last one counts */
		    "tr101-eth node=<a eth 1/2> access_type=<eth> slot=3 "
		    "port=4 vlan=-" },
		{ "a eth 3/4 eth 5", "opaque-text" }, /* and it alone */
		{ "a eth 3/4 atm x",
		    "tr101-eth node=<a> access_type=<eth> slot=3 port=4 "
		    "vlan=- rest=< atm x>" },
		{ "n eth 4294967295/1",
		    "tr101-eth node=<n> access_type=<eth> slot=4294967295 "
		    "port=1 vlan=-" },
	};

	(void)state;
	check_rows(rows, LEN(rows));
}

static void
reads_xpon(void **state)
{
	static const struct row rows[] = {
		{ "F47960E73E46 xpon 0/2/0/8:38.1.1",
		    "xpon node=<F47960E73E46> access_type=<xpon> shelf=0 "
		    "slot=2 subslot=0 port=8 onu_id=38 gem_port=1 vlan=1" },
		{ "MA-LAB xpon 0/3/11:7.2.400",
		    "xpon node=<MA-LAB> access_type=<xpon> shelf=0 slot=3 "
		    "port=11 onu_id=7 gem_port=2 vlan=400" },
		{ "MA-LAB:9 xpon 0/3/11",
		    "xpon node=<MA-LAB:9> access_type=<xpon> shelf=0 slot=3 "
		    "port=11 onu_id=- gem_port=- vlan=-" },
		{ "MA-LAB xpon 0/3/11:7.2",
		    "xpon node=<MA-LAB> access_type=<xpon> shelf=0 slot=3 "
		    "port=11 onu_id=- gem_port=- vlan=- rest=<:7.2>" },
	};

	(void)state;
	check_rows(rows, LEN(rows));
}

static void
reads_interface_names(void **state)
{
	static const struct row rows[] = {
		{ "et-0/0/0.0",
		    "junos-if if_name=<et-0/0/0.0> fpc=0 pic=0 port=0 "
		    "unit=0" },
		{ "ge-1/2/3",
		    "junos-if if_name=<ge-1/2/3> fpc=1 pic=2 port=3" },
		{ "xe-1/0/2.9[:5-9]",
		    "junos-if if_name=<xe-1/0/2.9> fpc=1 pic=0 port=2 unit=9 "
		    "s_vlan=5 vlan=9" },
		{ "fe-1/0/2.9:5-9",
		    "junos-if if_name=<fe-1/0/2.9> fpc=1 pic=0 port=2 unit=9 "
		    "s_vlan=5 vlan=9" },
		{ "ae-1/0/2:77",
		    "junos-if if_name=<ae-1/0/2> fpc=1 pic=0 port=2 vlan=77" },
		{ "xe-1/0/2:", "opaque-text" },
		{ "xe-1/0/2.", "opaque-text" },
		{ "xe-1/0/2[:5", "opaque-text" },
		{ "xe-1/0/2[5]", "opaque-text" },
		{ "xe-1/0/2:5]", "opaque-text" },
		{ "xe-1/0/2:5-9-1", "opaque-text" },
		{ "xe-1/0/2:5-x", "opaque-text" },
		{ "xe-1/0", "opaque-text" },
		{ "xe-", "opaque-text" },
		{ "Xe-1/0/2", "opaque-text" },
		{ "xe-1/0/2 x", "opaque-text" },
	};

	(void)state;
	check_rows(rows, LEN(rows));
}

static void
names_nothing_it_cannot_prove(void **state)
{
	static const char *const opaque[] = {
		"x",
		"olt-1",
		"deadbeef01",
		"eth 0/4", /* a BRAS's own port, no node */
		"eth 1/0/3:100.2001 dslam7/0/1/4/0/22",
		"atm 1/0/3:1.2#NODE eth 0/4",
		"n eth0/4",
		"neth 0/4",
		"n eth",
		"n eth ",
		"n eth x/4",
		"n eth 4",
		"n eth 0/4x",
		"n eth 0/4/",
		"n eth 0/4/5",
		"n eth 1/2/3/4",
		"n atm 1/2/3/4:8.35",
		"n pon 1/2",
		"n pon 1/1/01/01/4/1",
		"n pon 1/1/01/01/4/1/",
		"n pon 1/1/01/01/4/1/x",
		"n pon 1/1/01/01/4//1",
		"n pon 1/1/01/01/4/1/1x",
		"n pon 1/1/01/01/4/1/1.5",
		"n pon 1/1/01/01/4294967296/1/1", /* no 32 bits hold it */
		"n pon 1/1/01/01/99999999999999999999999/1/1",
		"n eth 1/1/02/07/12/000000000000ABCD12345678",
		"n xpon 0/2",
		"n xpon 0/2/0/8/1",
		"n xpon 0/2/0/8.1",
		"n foo 0/4",
		"n eth -1/4",
		"n eth +1/4",
	};

	(void)state;
	for (size_t i = 0; i < LEN(opaque); i++)
		assert_string_equal(
		    shown(opaque[i], strlen(opaque[i]), false), "opaque-text");
}

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
		{ RAW("\0\6\xf0\x7d\x68\x2c\x93\0"), "bin-mac mac=f0..00" },
		{ RAW("\1\5olt-1"), "bin-string string=<olt-1>" },
		{ RAW("\0\5olt-1"), "bin-string string=<olt-1>" },
		{ RAW("\0\4abcd"), "bin-string string=<abcd>" },
		{ RAW("\0\6abcdef"), "bin-string string=<abcdef>" },
		{ RAW("\0\x0d\xb9\x42\xaa\x60"), "mac-bare mac=00..60" },
		{ RAW("\0\0\0\0\0\0"), "mac-bare mac=00..00" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(
		    shown(rows[i].p, rows[i].len, false), rows[i].want);
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
	    shown("\1\6\0\4\0\x0f", 6, true), "mac-bare mac=01..0f");
}

static void
takes_six_printable_octets_as_spelled(void **state)
{
	(void)state;
	assert_string_equal(shown("Smer9x", 6, false), "opaque-text");
	assert_string_equal(shown("Smer9x", 6, true), "mac-bare mac=53..78");
	assert_string_equal(shown("\0\4\0\x64\0\1", 6, true),
	    "bin-vlan-mod-port vlan=100 module=0 port=1");
	assert_string_equal(shown("Smer9", 5, true), "opaque-text");
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
		cmocka_unit_test(reads_pon_7),
		cmocka_unit_test(reads_tr101),
		cmocka_unit_test(reads_xpon),
		cmocka_unit_test(reads_interface_names),
		cmocka_unit_test(names_nothing_it_cannot_prove),
		cmocka_unit_test(reads_binary),
		cmocka_unit_test(leaves_other_bytes_opaque),
		cmocka_unit_test(takes_six_printable_octets_as_spelled),
		cmocka_unit_test(proves_binary_by_header_and_length),
		cmocka_unit_test(flags_what_is_no_vlan),
		cmocka_unit_test(tells_how_sure_it_is),
		cmocka_unit_test(stays_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
