/*
 * What the site file says of other daemons: for member-conf alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site_file.h"

#define MEMBER(text) "{\"members\": {\"a\": {" text "}}}"
#define NETWORK(n, text) \
	"{\"kea\": {\"network" n "\": {\"name\": \"ftth\", " text "}}}"

static void
check_addr(const struct ipnet *n, const char *want)
{
	char text[IPNET_STRLEN];

	assert_string_equal(ipnet_str(n, text), want);
}

static void
reads_radius(void **state)
{
	struct site *site =
	    good(MEMBER("\"radius\": { \"servers\": [ \"192.0.2.1\", "
			"\"2001:db8::1\" ], \"secret-file\": \"s\" }"));
	const struct site_radius *r = &site->members[0].radius;
	char want[128];

	(void)state;
	assert_int_equal(r->server_count, 2);
	check_addr(&r->servers[0], "192.0.2.1");
	check_addr(&r->servers[1], "2001:db8::1");
	assert_int_equal(r->port, 1812);
	snprintf(want, sizeof(want), "%s/s", folder);
	assert_string_equal(r->secret_file, want);
	site_free(site);
	site = good(MEMBER("\"radius\": { \"servers\": [], \"port\": 1645 }"));
	assert_int_equal(site->members[0].radius.port, 1645);
	assert_null(site->members[0].radius.secret_file);
	site_free(site);
}

static void
refuses_radius(void **state)
{
	(void)state;
	bad(MEMBER("\"radius\": {}"),
	    ": members.a.radius: want member servers, have none");
	bad(MEMBER("\"radius\": [ ]"),
	    ": members.a.radius: want an object, have a list");
	bad(MEMBER("\"radius\": { \"servers\": \"x\" }"),
	    ": members.a.radius.servers: want a list of addresses, have a "
	    "string");
	bad(MEMBER("\"radius\": { \"servers\": [ \"x\" ] }"),
	    ": members.a.radius.servers[0]: want an IP address, have x");
	bad(MEMBER("\"radius\": { \"servers\": [ \"::1\", \"::2\", \"0::1\" ] "
		   "}"),
	    ": members.a.radius.servers[2]: want each address once, have ::1 "
	    "in [0] already");
	bad(MEMBER("\"radius\": { \"servers\": [], \"port\": 0 }"),
	    ": members.a.radius.port: want 1..65535, have 0");
	bad(MEMBER("\"radius\": { \"servers\": [], \"port\": 65536 }"),
	    ": members.a.radius.port: want 1..65535, have 65536");
	bad(MEMBER("\"radius\": { \"servers\": [], \"port\": \"1812\" }"),
	    ": members.a.radius.port: want a whole number, have a string");
	bad(MEMBER("\"radius\": { \"servers\": [], \"port\": 1812.5 }"),
	    ": members.a.radius.port: want a whole number, have a number");
	bad(MEMBER("\"radius\": { \"servers\": [], \"secret\": \"x\" }"),
	    ": members.a.radius.secret: unknown member, want servers, port or "
	    "secret-file");
}

static void
reads_bgp(void **state)
{
	struct site *site =
	    good(MEMBER("\"bgp\": { \"as\": 64511, \"neighbors4\": [ "
			"\"10.0.0.1\", \"10.0.0.2\" ], \"neighbors6\": [ "
			"\"fd00::1\" ], \"password-file\": \"/p\" }, "
			"\"interface\": \"ens20\""));
	const struct site_bgp *b = &site->members[0].bgp;

	(void)state;
	assert_int_equal(b->as, 64511);
	assert_int_equal(b->peer_count[0], 2);
	check_addr(&b->peers[0][1], "10.0.0.2");
	assert_int_equal(b->peer_count[1], 1);
	check_addr(&b->peers[1][0], "fd00::1");
	assert_string_equal(b->password_file, "/p");
	assert_string_equal(site->members[0].interface, "ens20");
	site_free(site);
}

static void
refuses_bgp(void **state)
{
	(void)state;
	bad(MEMBER("\"bgp\": {}"),
	    ": members.a.bgp: want member as, have none");
	bad(MEMBER("\"bgp\": { \"as\": 0 }"),
	    ": members.a.bgp.as: want 1..4294967294, have 0");
	bad(MEMBER("\"bgp\": { \"as\": 4294967295 }"),
	    ": members.a.bgp.as: want 1..4294967294, have 4294967295");
	bad(MEMBER("\"bgp\": { \"as\": 1, \"neighbors4\": [ \"::1\" ] }"),
	    ": members.a.bgp.neighbors4[0]: want an IPv4 address, have ::1");
	bad(MEMBER("\"bgp\": { \"as\": 1, \"neighbors6\": [ \"fe80::1%lo\" ] "
		   "}"),
	    ": members.a.bgp.neighbors6[0]: want an IPv6 address, have "
	    "fe80::1%lo");
	bad(MEMBER("\"bgp\": { \"as\": 1, \"neighbors4\": [ \"10.0.0.1\", "
		   "\"10.0.0.1\" ] }"),
	    ": members.a.bgp.neighbors4[1]: want each address once, have "
	    "10.0.0.1 in [0] already");
	bad(MEMBER("\"bgp\": { \"as\": 1, \"neighbors6\": [ \"::1\", \"::1\" ] "
		   "}"),
	    ": members.a.bgp.neighbors6[1]: want each address once, have ::1 "
	    "in [0] already");
	bad(MEMBER("\"interface\": \"a b\""),
	    ": members.a.interface: want an interface name, have \"a b\"");
	bad(MEMBER("\"interface\": 3"),
	    ": members.a.interface: want a string, have a number");
}

static void
reads_table_number(void **state)
{
	struct site *site =
	    good(MEMBER("\"table-number\": 1001, \"table\": \"x\""));

	(void)state;
	assert_int_equal(site->members[0].table_number, 1001);
	site_free(site);
	bad(MEMBER("\"table\": \"x\", \"table-number\": 4294967296"),
	    ": members.a.table-number: want 1..4294967295, have 4294967296");
	bad(MEMBER("\"table\": 1001, \"table-number\": 1001"),
	    ": members.a.table-number: want a table that is a name with it, "
	    "have 1001");
	bad(MEMBER("\"table-number\": 1001"),
	    ": members.a.table-number: want a table that is a name with it, "
	    "have none");
}

#define PREFIX(id)                                                \
	MEMBER("\"prefixes\": [ { \"prefix\": \"192.0.2.0/24\", " \
	       "\"subnet-id\": " id " } ]")

static void
reads_subnet_id(void **state)
{
	struct site *site = good(PREFIX("4294967294"));

	(void)state;
	assert_int_equal(
	    site->members[0].prefixes[0].subnet_id, UINT32_MAX - 1);
	site_free(site);
	bad(PREFIX("0"),
	    ": members.a.prefixes[0].subnet-id: want 1..4294967294, have 0");
	bad(PREFIX("4294967295"),
	    ": members.a.prefixes[0].subnet-id: want 1..4294967294, have "
	    "4294967295");
	bad(PREFIX("\"1\""),
	    ": members.a.prefixes[0].subnet-id: want a whole number, have a "
	    "string");
}

static void
reads_networks(void **state)
{
	struct site *site = good(NETWORK("4",
	    "\"relays\": [ \"192.0.2.1\" ], "
	    "\"renew-timer\": 60, \"rebind-timer\": 90"));
	const struct site_network *n = &site->networks[0];

	(void)state;
	assert_string_equal(n->name, "ftth");
	assert_int_equal(n->relay_count, 1);
	check_addr(&n->relays[0], "192.0.2.1");
	assert_int_equal(n->renew, 60);
	assert_int_equal(n->rebind, 90);
	assert_int_equal(n->preferred, 0);
	assert_int_equal(n->valid, 7200);
	n = &site->networks[1];
	assert_null(n->name);
	assert_int_equal(n->renew, 3600);
	assert_int_equal(n->rebind, 5400);
	assert_int_equal(n->preferred, 7200);
	assert_int_equal(n->valid, 10800);
	site_free(site);
	site = good(NETWORK("6",
	    "\"relays\": [ ], \"preferred-lifetime\": "
	    "9000, \"valid-lifetime\": 9000"));
	assert_int_equal(site->networks[1].valid, 9000);
	site_free(site);
}

static void
refuses_networks(void **state)
{
	(void)state;
	bad("{\"kea\": {\"network4\": {\"relays\": []}}}",
	    ": kea.network4: want member name, have none");
	bad("{\"kea\": {\"network6\": {\"name\": \"x\"}}}",
	    ": kea.network6: want member relays, have none");
	bad("{\"kea\": {\"network4\": {\"name\": \"a\\\"b\"}}}",
	    ": kea.network4.name: want 1 to 63 letters, digits, '.', '_', "
	    "'-', a letter or digit first, have \"a\"b\"");
	bad(NETWORK("4", "\"relays\": [ \"::1\" ]"),
	    ": kea.network4.relays[0]: want an IPv4 address, have ::1");
	bad(NETWORK("6", "\"relays\": [ \"1.2.3.4\" ]"),
	    ": kea.network6.relays[0]: want an IPv6 address, have 1.2.3.4");
	bad(NETWORK("4", "\"relays\": [], \"preferred-lifetime\": 1"),
	    ": kea.network4.preferred-lifetime: unknown member, want name, "
	    "relays, renew-timer, rebind-timer or valid-lifetime");
	bad(NETWORK("4", "\"relays\": [], \"valid-lifetime\": 0"),
	    ": kea.network4.valid-lifetime: want 1..4294967294, have 0");
	bad(NETWORK("4", "\"relays\": [], \"renew-timer\": 6300"),
	    ": kea.network4.rebind-timer: want more than renew-timer, 6300, "
	    "have 6300");
	bad(NETWORK("4", "\"relays\": [], \"valid-lifetime\": 6300"),
	    ": kea.network4.valid-lifetime: want more than rebind-timer, "
	    "6300, have 6300");
	bad(NETWORK("6", "\"relays\": [], \"preferred-lifetime\": 5400"),
	    ": kea.network6.preferred-lifetime: want more than rebind-timer, "
	    "5400, have 5400");
	bad(NETWORK("6", "\"relays\": [], \"preferred-lifetime\": 10801"),
	    ": kea.network6.valid-lifetime: want at least preferred-lifetime, "
	    "10801, have 10800");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_radius),
		cmocka_unit_test(refuses_radius),
		cmocka_unit_test(reads_bgp),
		cmocka_unit_test(refuses_bgp),
		cmocka_unit_test(reads_table_number),
		cmocka_unit_test(reads_subnet_id),
		cmocka_unit_test(reads_networks),
		cmocka_unit_test(refuses_networks),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
