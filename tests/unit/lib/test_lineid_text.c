#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lineid_show.h"

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
		"n eth0/4",
		"neth 0/4",
		"n eth",
		"n eth ",
		"n eth x/4",
		"n eth 4",
		"n eth 0/4x",
		"n eth 0/4/",
		"n pon 1/1/01/01/4/1/",
		"n pon 1/1/01/01/4/1/x",
		"n pon 1/1/01/01/4//1",
		"n pon 1/1/01/01/4/1/1x",
		"n pon 1/1/01/01/4/1/1.5",
		"n pon 1/1/01/01/4294967296/1/1", /* no 32 bits hold it */
		"n pon 1/1/01/01/99999999999999999999999/1/1",
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

static void
reads_longer_paths(void **state)
{
	static const struct row rows[] = {
		{ "n eth 3/2/17/1/4:100",
		    "tr156 node=<n> access_type=<eth> slot=3 port=2 onu_id=17 "
		    "onu_slot=1 onu_port=4 vlan=100" },
		{ "n eth 1/2/3/4/5/6:7",
		    "tr101-long node=<n> access_type=<eth> chassis=1 rack=2 "
		    "shelf=3 slot=4 subslot=5 port=6 vlan=7" },
		{ "n atm 1/2/3/4/5/6:8.35",
		    "tr101-long node=<n> access_type=<atm> chassis=1 rack=2 "
		    "shelf=3 slot=4 subslot=5 port=6 vpi=8 vci=35" },
		{ "n eth 0/4/5",
		    "path node=<n> access_type=<eth> path=0/4/5 vlan=-" },
		{ "n eth 1/2/3/4:9 x",
		    "path node=<n> access_type=<eth> path=1/2/3/4 vlan=9 "
		    "rest=< x>" },
		{ "n atm 1/2/3/4:8.35",
		    "path node=<n> access_type=<atm> path=1/2/3/4 vpi=8 "
		    "vci=35" },
		{ "n pon 1/2",
		    "path node=<n> access_type=<pon> path=1/2 vlan=-" },
		{ "n pon 1/1/01/01/4/1",
		    "path node=<n> access_type=<pon> path=1/1/01/01/4/1 "
		    "vlan=-" },
		{ "n atm 1/2/3/4/5/6/7/8",
		    "path node=<n> access_type=<atm> path=1/2/3/4/5/6/7/8 "
		    "vpi=- vci=-" },
		{ "n xpon 0/2",
		    "path node=<n> access_type=<xpon> path=0/2 vlan=-" },
		{ "n xpon 0/2/0/8/1",
		    "path node=<n> access_type=<xpon> path=0/2/0/8/1 vlan=-" },
		{ "n atm 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17",
		    "opaque-text" },
		{ "n eth 1/1/02/07/12/000000000000ABCD12345678",
		    "pon-serial node=<n> access_type=<eth> rack=1 shelf=1 "
		    "slot=2 port=7 onu_id=12 onu_serial=<ABCD12345678> "
		    "vlan=-" },
	};

	(void)state;
	check_rows(rows, LEN(rows));
}

#define CN_LINE "node=<dslam7> rack=0 shelf=1 slot=4 subslot=0 port=22 "

static void
reads_what_a_bras_writes(void **state)
{
	static const struct row rows[] = {
		{ "eth 1/0/3:100.2001 dslam7/0/1/4/0/22",
		    "cn-telecom nas_type=<eth> nas_slot=1 nas_subslot=0 "
		    "nas_port=3 nas_s_vlan=100 nas_vlan=2001 " CN_LINE
		    "xpi=- xci=-" },
		{ "eth  1/0/3:100.2001 dslam7/0/1/4/0/22:8.35",
		    "cn-telecom nas_type=<eth> nas_slot=1 nas_subslot=0 "
		    "nas_port=3 nas_s_vlan=100 nas_vlan=2001 " CN_LINE
		    "xpi=8 xci=35" },
		{ "0 0/0/0:4096.2001 dslam7/0/1/4/0/22",
		    "cn-telecom nas_type=<0> nas_slot=0 nas_subslot=0 "
		    "nas_port=0 nas_s_vlan=- nas_vlan=2001 " CN_LINE
		    "xpi=- xci=-" },
		{ "atm 1/0/3:8.4096 dslam7/0/1/4/0/22",
		    "cn-telecom nas_type=<atm> nas_slot=1 nas_subslot=0 "
		    "nas_port=3 nas_vpi=8 nas_vci=4096 " CN_LINE
		    "xpi=- xci=-" },
		{ "GigabitEthernet0/0/1:50.0 SW1/0/0/0/0/0",
		    "cn-telecom nas_if_name=<GigabitEthernet0/0/1> "
		    "nas_s_vlan=50 nas_vlan=0 node=<SW1> rack=0 shelf=0 "
		    "slot=0 subslot=0 port=0 xpi=- xci=-" },
		{ "slot=2;subslot=0;port=3;vlanid=7;",
		    "cn-163 slot=2 subslot=0 port=3 vlan=7 s_vlan=-" },
		{ "slot=2;subslot=0;port=3;vlanid=7;vlanid2=9;",
		    "cn-163 slot=2 subslot=0 port=3 vlan=7 s_vlan=9" },
		{ "slot=2;subslot=0;port=3;vpi=8;vci=35;",
		    "cn-163 slot=2 subslot=0 port=3 vpi=8 vci=35" },
		{ "slot=2;subslot=0;port=3;vlanid=7", "opaque-text" },
		{ "atm 1/0/3:1.2#NODE eth 0/4",
		    "bas-prefixed+tr101-eth nas_type=<atm> nas_slot=1 "
		    "nas_subslot=0 nas_port=3 nas_vpi=1 nas_vci=2 "
		    "node=<NODE> access_type=<eth> slot=0 port=4 vlan=-" },
		{ "eth 1/3:5-7#xe-1/0/2",
		    "bas-prefixed+junos-if nas_type=<eth> nas_slot=1 "
		    "nas_subslot=- nas_port=3 nas_s_vlan=5 nas_vlan=7 "
		    "if_name=<xe-1/0/2> fpc=1 pic=0 port=2" },
		{ "eth 1/0/3:7 # anything",
		    "bas-prefixed nas_type=<eth> nas_slot=1 nas_subslot=0 "
		    "nas_port=3 nas_s_vlan=- nas_vlan=7 rest=<anything>" },
		{ "node-1|400|to-olt-3",
		    "sros-tuple node=<node-1> service_id=400 "
		    "if_name=<to-olt-3> rest=-" },
		{ "node-1|400|to-olt-3|5|x",
		    "sros-tuple node=<node-1> service_id=400 "
		    "if_name=<to-olt-3> rest=<5|x>" },
		{ "node-1|400|uplink",
		    "sros-tuple node=<node-1> service_id=400 "
		    "if_name=<uplink> rest=-" },
		{ "n|1|lag-1:100|",
		    "sros-tuple node=<n> service_id=1 if_name=<lag-1:100> "
		    "rest=<>" },
		{ "n|4294967296|a", "opaque-text" },
		{ "n||a", "opaque-text" },
		{ "|1|a", "opaque-text" },
		{ "n|1|", "opaque-text" },
		{ "n|1||x", "opaque-text" },
		{ "n|1", "opaque-text" },
		{ "node-1/400/to-olt-3", "opaque-text" },
		{ "3/7 vlan-id 100:200 pppoe 5512",
		    "redback slot=3 port=7 s_vlan=100 vlan=200 "
		    "access_type=<pppoe> session=<5512>" },
		{ "3/7 vlan-id 200 clips 9",
		    "redback slot=3 port=7 s_vlan=- vlan=200 "
		    "access_type=<clips> session=<9>" },
	};

	(void)state;
	check_rows(rows, LEN(rows));
}

static void
reads_names_alone(void **state)
{
	static const struct row rows[] = {
		{ "Vlan7+Ethernet1/0/2",
		    "if-vlan vlan=7 if_name=<Ethernet1/0/2>" },
		{ "vlan7-ethernet1/1/2",
		    "if-vlan vlan=7 if_name=<ethernet1/1/2>" },
		{ "Gi1/2:7", "if-vlan if_name=<Gi1/2> vlan=7" },
		{ "Ethernet2:Vlan7", "if-vlan if_name=<Ethernet2> vlan=7" },
		{ "Ethernet:7", "opaque-text" }, /* no number in it */
		{ "1/2:7", "opaque-text" },
		{ "ZTEG0012abCD", "onu-serial onu_serial=<ZTEG0012abCD>" },
		{ "zteg0012abcd", "opaque-text" },
		{ "ZTEG0012abc", "opaque-text" },
		{ "ZTEG0012abcg", "opaque-text" },
		{ "ABCD0012abcd", "opaque-text" }, /* a MAC as well */
		{ "AVC000012345678", "opaque-text" },
		{ "0a:1b:c:2:53:b3", "mac-text mac=0a:1b:0c:02:53:b3" },
		{ "000d.b942.aa60", "mac-text mac=00:0d:b9:42:aa:60" },
		{ "000db942aa60", "opaque-text" },
	};

	(void)state;
	check_rows(rows, LEN(rows));
}

static void
names_more_when_it_knows_who(void **state)
{
	static const struct {
		enum lineid_profile profile;
		const char *text, *want;
	} rows[] = {
		{ LINEID_NOKIA, "n eth 1/2/3/4:9",
		    "nokia-path node=<n> access_type=<eth> rack=1 shelf=2 "
		    "slot=3 port=4 vlan=9" },
		{ LINEID_NOKIA, "n atm 1/2/3/4:8.35",
		    "nokia-path node=<n> access_type=<atm> rack=1 shelf=2 "
		    "slot=3 port=4 vpi=8 vci=35" },
		{ LINEID_NOKIA, "n eth 1/2/3",
		    "path node=<n> access_type=<eth> path=1/2/3 vlan=-" },
		{ LINEID_NOKIA, "node-1/400/to-olt-3",
		    "sros-tuple node=<node-1> service_id=400 "
		    "if_name=<to-olt-3>" },
		{ LINEID_HUAWEI, "n eth 1/2/3/4",
		    "huawei-path node=<n> access_type=<eth> shelf=1 slot=2 "
		    "subslot=3 port=4 vlan=-" },
		{ LINEID_HUAWEI, "n atm 1/2/3/4:8.35",
		    "huawei-path node=<n> access_type=<atm> shelf=1 slot=2 "
		    "subslot=3 port=4 vpi=8 vci=35" },
		{ LINEID_HUAWEI, "n atm 1/2/3:8.35",
		    "huawei-path node=<n> access_type=<atm> shelf=1 slot=2 "
		    "port=3 vpi=8 vci=35" },
		{ LINEID_HUAWEI, "n eth 1/2/3:8",
		    "huawei-path node=<n> access_type=<eth> shelf=1 slot=2 "
		    "port=3 vlan=8" },
		{ LINEID_HUAWEI, "n eth 1/2",
		    "tr101-eth node=<n> access_type=<eth> slot=1 port=2 "
		    "vlan=-" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		struct lineid_how how = { .profile = rows[i].profile };

		assert_string_equal(
		    shown_as(rows[i].text, strlen(rows[i].text), &how),
		    rows[i].want);
	}
}

static void
knows_its_profiles(void **state)
{
	enum lineid_profile p = LINEID_ANY_PROFILE;

	(void)state;
	assert_int_equal(lineid_profile_parse("nokia", &p), 0);
	assert_int_equal(p, LINEID_NOKIA);
	assert_int_equal(lineid_profile_parse("huawei", &p), 0);
	assert_int_equal(p, LINEID_HUAWEI);
	assert_int_equal(lineid_profile_parse("Nokia", &p), -1);
	assert_int_equal(p, LINEID_HUAWEI);
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
		cmocka_unit_test(reads_longer_paths),
		cmocka_unit_test(reads_what_a_bras_writes),
		cmocka_unit_test(reads_names_alone),
		cmocka_unit_test(names_more_when_it_knows_who),
		cmocka_unit_test(knows_its_profiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
