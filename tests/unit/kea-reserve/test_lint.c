#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lint.h"
#include "linthelp.h"

static void
test_good(void **state)
{
	(void)state;
	lint(DOC4(""), "");
	lint(DOC6(""), "");
	lint(DOC4("{\"circuit-id\": \"6f6c742d31\", \"ip-address\": "
		  "\"5.183.104.10\", \"client-classes\": [\"ils01\"]}"),
	    "");
	lint(DOC6("{\"hw-address\": \"00:0d:b9:42:aa:60\", \"ip-addresses\": "
		  "[\"2a0e:c400::10\"], \"prefixes\": [\"2a0e:c400:0:a00::/56\""
		  "], \"client-classes\": [\"ils01\"]}"),
	    "");
}

static void
test_version(void **state)
{
	(void)state;
	assert_int_equal(lint_version("2.2.0"), 20200);
	assert_int_equal(lint_version("2.6.3-git"), 20603);
	assert_int_equal(lint_version("3.0.14"), 30014);
	assert_int_equal(lint_version(""), 0);
	assert_int_equal(lint_version("2.2"), 0);
	assert_int_equal(lint_version("2.2."), 0);
	assert_int_equal(lint_version("2.100.0"), 0);
	assert_int_equal(lint_version("kea 2.2.0"), 0);
}

static void
test_identifiers(void **state)
{
	(void)state;
	lint("{\"Dhcp4\": {\"host-reservation-identifiers\": [\"duid\"]," CLASS4
		 NET4 "}}",
	    "t: host-reservation-identifiers: want circuit-id, have none [identifiers]\n");
	lint("{\"Dhcp6\": {\"host-reservation-identifiers\": [\"duid\"]," CLASS6
		 NET6 "}}",
	    "t: host-reservation-identifiers: want hw-address, have none [identifiers]\n");
	/* Kea's own default has both. */
	lint("{\"Dhcp4\": {" CLASS4 NET4 "}}", "");
	lint("{\"Dhcp6\": {" CLASS6 NET6 "}}", "");
}

static void
test_mac_sources(void **state)
{
	(void)state;
	lint("{\"Dhcp6\": {\"mac-sources\": [\"any\"]," CLASS6 NET6 "}}", "");
	lint("{\"Dhcp6\": {\"mac-sources\": [\"docsis-cmts\", \"duid\"]," CLASS6
		 NET6 "}}",
	    "");
	lint("{\"Dhcp6\": {\"mac-sources\": [\"docsis-cmts\"]," CLASS6 NET6
	     "}}",
	    "t: mac-sources: want any, duid, ipv6-link-local or "
	    "client-link-addr-option, have none of them: no reservation by "
	    "hw-address is found [mac-sources]\n");
	/* A DHCPv4 service has none. */
	lint("{\"Dhcp4\": {\"mac-sources\": [\"docsis-cmts\"]," ID4 CLASS4 NET4
	     "}}",
	    "");
}

static void
test_class(void **state)
{
	(void)state;
	lint("{\"Dhcp4\": {" ID4 NET4 "}}",
	    "t: client-classes: want ils01 (members.ils.prefixes[0]), have "
	    "none of that name [class-missing]\n");
	lint("{\"Dhcp4\": {" ID4
	     "\"client-classes\": [{\"name\": \"ILS01\"}]," NET4 "}}",
	    "t: client-classes: want ils01 (members.ils.prefixes[0]), have "
	    "none of that name [class-missing]\n");
	lint("{\"Dhcp4\": {" ID4
	     "\"client-classes\": [{\"name\": \"ils01\", \"option-data\": ["
	     "{\"name\": \"routers\", \"data\": \"5.183.104.254\"},"
	     "{\"code\": 6, \"data\": \"89.234.140.2, 89.234.140.1\"}]}]," NET4
	     "}}",
	    "t: client-classes[ils01].option-data[routers]: want 5.183.104.1 "
	    "(members.ils.prefixes[0]), have 5.183.104.254 [class-option]\n"
	    "t: client-classes[ils01].option-data[domain-name-servers]: want "
	    "89.234.140.1, 89.234.140.2 (members.ils.prefixes[0]), have "
	    "89.234.140.2, 89.234.140.1 [class-option]\n");
	lint("{\"Dhcp6\": {" ID6
	     "\"client-classes\": [{\"name\": \"ils01\"}]," NET6 "}}",
	    "t: client-classes[ils01].option-data[dns-servers]: want "
	    "2a00:5881:4000::1 (members.ils.prefixes[1]), have none [class-option]\n");
}

/* One resolver too many, one too few, one cut: not the declared ones. */
static void
test_option_lists(void **state)
{
	static const char *const bad[] = { "89.234.140.1",
		"89.234.140.1, 89.234.140.2, 9.9.9.9", "89.234.140.1, x", "",
		"89.234.140.1, 89.234.140.222222222222222222222222222222222" };
	char doc[2048], want[512];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(doc, sizeof(doc),
		    "{\"Dhcp4\": {" ID4
		    "\"client-classes\": [{\"name\": \"ils01\","
		    "\"option-data\": [{\"name\": \"routers\", \"data\": "
		    "\"5.183.104.1\"}, {\"name\": \"domain-name-servers\","
		    "\"data\": \"%s\"}]}]," NET4 "}}",
		    bad[i]);
		snprintf(want, sizeof(want),
		    "t: client-classes[ils01].option-data[domain-name-servers]"
		    ": want 89.234.140.1, 89.234.140.2 "
		    "(members.ils.prefixes[0]), have %s [class-option]\n",
		    bad[i]);
		lint(doc, want);
	}
}

static void
test_option_hex(void **state)
{
	(void)state;
	lint("{\"Dhcp4\": {" ID4
	     "\"client-classes\": [{\"name\": \"ils01\", \"option-data\": ["
	     "{\"code\": 3, \"csv-format\": false, \"data\": \"05B76801\"},"
	     "{\"code\": 6, \"csv-format\": false,"
	     " \"data\": \"59ea8c0159ea8c02\"}]}]," NET4 "}}",
	    "");
	lint("{\"Dhcp4\": {" ID4
	     "\"client-classes\": [{\"name\": \"ils01\", \"option-data\": ["
	     "{\"code\": 3, \"csv-format\": false, \"data\": \"05B76802\"},"
	     "{\"code\": 6, \"csv-format\": false,"
	     " \"data\": \"59ea8c01\"}]}]," NET4 "}}",
	    "t: client-classes[ils01].option-data[routers]: want 5.183.104.1 "
	    "(members.ils.prefixes[0]), have 05B76802 [class-option]\n"
	    "t: client-classes[ils01].option-data[domain-name-servers]: want "
	    "89.234.140.1, 89.234.140.2 (members.ils.prefixes[0]), have "
	    "59ea8c01 [class-option]\n");
}

/* A subnet's option wins over the class's, and that over the global one. */
static void
test_option_scopes(void **state)
{
	const char *wrong =
	    "t: client-classes[ils01].option-data[routers]: want 5.183.104.1 "
	    "(members.ils.prefixes[0]), have 9.9.9.9 [class-option]\n";

	(void)state;
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"option-data\": [{\"code\": 3, \"data\": \"9.9.9.9\"}]," NET4
	     "}}",
	    "");
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"subnet4\": [{\"subnet\": \"5.183.104.0/24\","
	     "\"reservations-global\": true, \"option-data\": ["
	     "{\"code\": 3, \"data\": \"9.9.9.9\"}]}]}}",
	    wrong);
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"shared-networks\": [{\"name\": \"n\", \"option-data\": ["
	     "{\"code\": 3, \"data\": \"9.9.9.9\"}], \"subnet4\": ["
	     "{\"subnet\": \"5.183.104.0/24\","
	     "\"reservations-global\": true}]}]}}",
	    wrong);
	/* Another option space is another option. */
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"subnet4\": [{\"subnet\": \"5.183.104.0/24\","
	     "\"reservations-global\": true, \"option-data\": ["
	     "{\"code\": 3, \"space\": \"vendor-encapsulated\","
	     " \"data\": \"9.9.9.9\"}]}]}}",
	    "");
}

static void
test_subnet(void **state)
{
	(void)state;
	lint("{\"Dhcp4\": {" ID4 CLASS4 "\"subnet4\": []}}",
	    "t: subnet4: want one that covers 5.183.104.0/24 "
	    "(members.ils.prefixes[0]), have none [subnet-missing]\n");
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"subnet4\": [{\"subnet\": \"5.183.104.0/25\","
	     "\"reservations-global\": true}]}}",
	    "t: subnet4: want one that covers 5.183.104.0/24 "
	    "(members.ils.prefixes[0]), have none [subnet-missing]\n");
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"subnet4\": [{\"subnet\": \"5.183.0.0/16\","
	     "\"reservations-global\": true}]}}",
	    "t: subnet4[5.183.0.0/16]: want a subnet 5.183.104.0/24 of its "
	    "own (members.ils.prefixes[0]), have this one: subscribers get "
	    "its mask [subnet-mask]\n");
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"subnet4\": [{\"subnet\": \"5.183.104.0/24\"}]}}",
	    "t: subnet4[5.183.104.0/24]: want \"reservations-global\": true, "
	    "have false: no reservation is found [not-global]\n");
	/* In IPv6 a mask is not handed out. */
	lint("{\"Dhcp6\": {" ID6 CLASS6
	     "\"subnet6\": [{\"subnet\": \"2a0e:c400::/32\","
	     "\"reservations-global\": true}]}}",
	    "");
}

/* A prefix that is only delegated from needs no subnet; one must be there. */
static void
test_delegated(void **state)
{
	const char *site =
	    "{\"members\": {\"ils\": {\"prefixes\": ["
	    "{\"prefix\": \"2a0e:c400::/40\", \"client-class\": \"ils01\"},"
	    "{\"prefix\": \"2a0e:c500::/40\", \"client-class\": \"ils01\"}]}},"
	    "\"kea\": {\"targets\": {\"t\": {\"dhcp6\": \"unix:/x\"}}}}";

	(void)state;
	lint_as(site, DOC6(""), 0, "");
	lint_as(site, "{\"Dhcp6\": {" ID6 CLASS6 "\"subnet6\": []}}", 0,
	    "t: subnet6: want one that covers 2a0e:c400::/40 "
	    "(members.ils.prefixes[0]), have none [subnet-missing]\n"
	    "t: subnet6: want one that covers 2a0e:c500::/40 "
	    "(members.ils.prefixes[1]), have none [subnet-missing]\n");
	lint_as(site,
	    "{\"Dhcp6\": {" ID6 CLASS6
	    "\"subnet6\": [{\"subnet\": \"2a0e:c400::/40\","
	    "\"reservations-global\": true},"
	    "{\"subnet\": \"2a0e:c500::/48\","
	    "\"reservations-global\": true}]}}",
	    0,
	    "t: subnet6: want one that covers 2a0e:c500::/40 "
	    "(members.ils.prefixes[1]), have none [subnet-missing]\n");
}

#define TWO_NETS(options)                                                         \
	"{\"Dhcp4\": {" ID4 CLASS4                                                \
	"\"shared-networks\": [{\"name\": \"ftth\", \"subnet4\": ["               \
	"{\"subnet\": \"5.183.104.0/24\", \"reservations-global\": true},"        \
	"{\"subnet\": \"5.183.106.0/23\", \"reservations-global\": false" options \
	"}]}]}}"

static void
test_networks(void **state)
{
	const char *mask =
	    "t: shared-networks[ftth].subnet4: want subnets of one length "
	    "before Kea 2.6, have several: all subscribers get the first "
	    "one's mask [network-mask]\n";
	const char *both =
	    "t: shared-networks[ftth].subnet4: want subnets of one length "
	    "before Kea 2.6, have several: all subscribers get the first "
	    "one's mask [network-mask]\n"
	    "t: shared-networks[ftth].subnet4: want options in client-classes "
	    "before Kea 2.6, have option-data: all subscribers get the first "
	    "subnet's [network-options]\n";

	(void)state;
	lint_as(SITE, TWO_NETS(""), 20200, mask);
	lint_as(SITE, TWO_NETS(""), 20503, mask);
	lint_as(SITE, TWO_NETS(""), 20600, "");
	lint_as(SITE, TWO_NETS(""), 0, "");
	lint_as(
	    SITE, TWO_NETS(",\"option-data\": [{\"code\": 3}]"), 20200, both);
}

static void
test_subnet_alone(void **state)
{
	(void)state;
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"subnet4\": [{\"subnet\": \"5.183.104.0/24\","
	     "\"reservations-global\": true},"
	     "{\"subnet\": \"192.0.2.0/24\","
	     "\"reservations-global\": true}]}}",
	    "t: subnet4[192.0.2.0/24]: want a member's prefix in it, have none "
	    "[subnet-alone]\n");
	/* One that does not look at global reservations is another's. */
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"subnet4\": [{\"subnet\": \"5.183.104.0/24\","
	     "\"reservations-global\": true},"
	     "{\"subnet\": \"192.0.2.0/24\"}]}}",
	    "");
}

/* Neither declared nor there. */
static void
test_class_empty(void **state)
{
	const char *site =
	    "{\"members\": {\"ils\": {\"prefixes\": ["
	    "{\"prefix\": \"5.183.104.0/24\", \"client-class\": \"ils01\"},"
	    "{\"prefix\": \"2a0e:c400::/40\", \"client-class\": \"ils01\"}]}},"
	    "\"kea\": {\"targets\": {\"t\": {\"dhcp4\": \"unix:/x\"}}}}";

	(void)state;
	lint_as(site, DOC4(""), 0, "");
	lint_as(site, DOC6(""), 0, "");
	lint_as(site,
	    "{\"Dhcp4\": {" ID4
	    "\"client-classes\": [{\"name\": \"ils01\"}]," NET4 "}}",
	    0,
	    "t: client-classes[ils01].option-data: want routers "
	    "(members.ils.prefixes[0]), have none: subscribers get none "
	    "[class-empty]\n"
	    "t: client-classes[ils01].option-data: want domain-name-servers "
	    "(members.ils.prefixes[0]), have none: subscribers get none "
	    "[class-empty]\n");
	lint_as(site,
	    "{\"Dhcp6\": {" ID6
	    "\"client-classes\": [{\"name\": \"ils01\"}]," NET6 "}}",
	    0,
	    "t: client-classes[ils01].option-data: want dns-servers "
	    "(members.ils.prefixes[1]), have none: subscribers get none "
	    "[class-empty]\n");
}

static void
test_host_classes(void **state)
{
	(void)state;
	lint(DOC4("{\"circuit-id\": \"6f6c742d31\", \"client-classes\": "
		  "[\"ils01\", \"ils02\", \"KNOWN\", \"VENDOR_CLASS_x\"]}"),
	    "t: reservations[circuit-id 6f6c742d31].client-classes: want a "
	    "class that is defined, have ils02: its options are not handed "
	    "out [host-class]\n");
}

static void
test_host_ids(void **state)
{
	(void)state;
	lint(DOC4("{\"ip-address\": \"5.183.104.9\"}"),
	    "t: reservations[without identifier]: want an identifier, have "
	    "none [host-identifier]\n");
	lint(DOC4("{\"circuit-id\": \"6f6c742d3\"}"),
	    "t: reservations[without identifier]: want an even number of "
	    "hexadecimal digits, have 6f6c742d3 [host-identifier]\n");
	lint(DOC4("{\"circuit-id\": \"0x6f6c742d31\"}"),
	    "t: reservations[without identifier]: want the identifier in bare "
	    "hexadecimal, have 0x6f6c742d31 [host-identifier]\n");
	lint(DOC4("{\"circuit-id\": \"'olt-1'\"}"),
	    "t: reservations[without identifier]: want the identifier in bare "
	    "hexadecimal, have 'olt-1' [host-identifier]\n");
}

/* As Kea gives back what was written wrongly. */
static void
test_host_ids_swallowed(void **state)
{
	(void)state;
	lint(DOC4("{\"circuit-id\": \"06F6C742D6\"}"),
	    "t: reservations[circuit-id 06f6c742d6]: want an even number of "
	    "digits, have one that was odd: Kea has put a 0 in front [host-identifier]\n");
	lint(DOC4("{\"circuit-id\": \"307836663663373432643632\"}"),
	    "t: reservations[circuit-id 307836663663373432643632]: want the "
	    "circuit-id's octets, have the text 0x6f6c742d62: taken for "
	    "octets once too often [host-identifier]\n");
	lint(DOC4("{\"circuit-id\": \"36663663373432643632373336653334\"}"),
	    "t: reservations[circuit-id 36663663373432643632373336653334]: "
	    "want the circuit-id's octets, have the text 6f6c742d62736e34: "
	    "taken for octets once too often [host-identifier]\n");
	/* Binary ones, a number of sixteen digits, ours: as they are. */
	lint(DOC4("{\"circuit-id\": \"0004012c0102\"}"), "");
	lint(
	    DOC4("{\"circuit-id\": \"30303030303030303132333435363738\"}"), "");
	lint(DOC4("{\"circuit-id\": \"307836663663373432643632\","
		  "\"ip-address\": \"5.183.104.9\", \"user-context\": "
		  "{\"collecte\": {\"version\": 1, \"machine\": \"m\","
		  "\"member\": \"ils\"}}}"),
	    "");
}

static void
test_host_places(void **state)
{
	(void)state;
	lint(DOC4("{\"circuit-id\": \"6f6c742d31\", \"ip-address\": "
		  "\"192.0.2.1\"}"),
	    "t: reservations[circuit-id 6f6c742d31]: want an address in a "
	    "subnet, have 192.0.2.1 [host-outside]\n");
	lint(DOC6("{\"hw-address\": \"00:0d:b9:42:aa:60\", \"prefixes\": "
		  "[\"2a0e:c400:0:a01::/56\", \"2001:db8:1::/48\"]}"),
	    "t: reservations[hw-address 00:0d:b9:42:aa:60].prefixes: want no "
	    "bits set behind /56, have 2a0e:c400:0:a01::/56 [host-bits]\n");
}

static void
test_twins(void **state)
{
	(void)state;
	lint(DOC4("{\"circuit-id\": \"6f6c742d31\","
		  "\"ip-address\": \"5.183.104.9\"},"
		  "{\"circuit-id\": \"6f6c742d32\","
		  "\"ip-address\": \"5.183.104.9\"}"),
	    "t: reservations[circuit-id 6f6c742d32]: want what no other has, "
	    "have 5.183.104.9 of circuit-id 6f6c742d31 [host-twin]\n");
	lint(DOC4("{\"circuit-id\": \"6F6C742D31\"},"
		  "{\"circuit-id\": \"6f6c742d31\"}"),
	    "t: reservations[circuit-id 6f6c742d31]: want each identifier "
	    "once, have it again [host-twin]\n");
	lint(DOC6("{\"hw-address\": \"00:0d:b9:42:aa:60\","
		  "\"prefixes\": [\"2a0e:c400:0:a00::/56\"]},"
		  "{\"hw-address\": \"00:0d:b9:42:aa:61\","
		  "\"prefixes\": [\"2a0e:c400::/48\"]}"),
	    "t: reservations[hw-address 00:0d:b9:42:aa:61]: want what no "
	    "other has, have 2a0e:c400:0:a00::/56 of hw-address "
	    "00:0d:b9:42:aa:60 [host-twin]\n");
}

/* A subnet's own list: named so; the same subscriber in both is no twin. */
static void
test_in_subnet(void **state)
{
	(void)state;
	lint("{\"Dhcp4\": {" ID4 CLASS4
	     "\"reservations\": [{\"circuit-id\": \"6f6c742d31\","
	     "\"ip-address\": \"5.183.104.9\"}],"
	     "\"subnet4\": [{\"subnet\": \"5.183.104.0/24\","
	     "\"reservations-global\": true, \"reservations\": ["
	     "{\"circuit-id\": \"6f6c742d31\","
	     "\"ip-address\": \"5.183.104.9\","
	     "\"client-classes\": [\"x\"]}]}]}}",
	    "t: subnet's reservations[circuit-id 6f6c742d31].client-classes: "
	    "want a class that is defined, have x: its options are not handed "
	    "out [host-class]\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_identifiers),
		cmocka_unit_test(test_mac_sources),
		cmocka_unit_test(test_class),
		cmocka_unit_test(test_option_lists),
		cmocka_unit_test(test_option_hex),
		cmocka_unit_test(test_option_scopes),
		cmocka_unit_test(test_subnet),
		cmocka_unit_test(test_delegated),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_subnet_alone),
		cmocka_unit_test(test_class_empty),
		cmocka_unit_test(test_host_classes),
		cmocka_unit_test(test_host_ids),
		cmocka_unit_test(test_host_ids_swallowed),
		cmocka_unit_test(test_host_places),
		cmocka_unit_test(test_twins),
		cmocka_unit_test(test_in_subnet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
