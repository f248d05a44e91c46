#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "render.h"

#define MEMBERS(text) "{\"members\": {" text "}}"
#define NETS "\"prefixes\": [ { \"prefix\": \"192.0.2.0/24\" } ]"
#define NETS6 "\"prefixes\": [ { \"prefix\": \"2001:db8::/32\" } ]"
#define PEER(n) "\"bgp\": { \"as\": 1, \"neighbors4\": [ \"10.0.0." n "\" ] }"

static void
wants_what_it_needs(void **state)
{
	(void)state;
	refused(MEMBERS("\"a\": { \"table\": 9, " NETS " }"), "bird", NULL,
	    "members.a.bgp: want an AS and its routers, have none, needed by "
	    "member-conf bird");
	refused(MEMBERS("\"a\": { \"table\": 9, " NETS
			", \"bgp\": { \"as\": 1 } }"),
	    "bird", NULL,
	    "members.a.bgp.neighbors4: want at least one address, have none, "
	    "needed by member-conf bird");
	refused(MEMBERS("\"a\": { \"table\": 9, " NETS6 ", " PEER("1") " }"),
	    "bird", NULL,
	    "members.a.bgp.neighbors6: want at least one address, have none, "
	    "needed by member-conf bird");
	refused(MEMBERS("\"a\": { " NETS ", " PEER("1") " }"), "bird", NULL,
	    "members.a.table: want a routing table, have none, needed by "
	    "member-conf bird");
	refused(MEMBERS("\"a\": { \"table\": \"t\", " NETS ", " PEER("1") " }"),
	    "bird", NULL,
	    "members.a.table-number: want the number of the table, have none, "
	    "needed by member-conf bird");
}

/* What one member lacks is no matter while another is asked for. */
static void
leaves_others_out(void **state)
{
	static const char two[] = MEMBERS("\"a\": { " NETS " }, \"b\": { "
					  "\"table\": 2, " PEER("2") " }");

	(void)state;
	has(two, "bird", "b", "neighbor 10.0.0.2 as 1;");
	refused(two, "bird", "a",
	    "members.a.table: want a routing table, have none, needed by "
	    "member-conf bird");
	lacks(MEMBERS("\"a\": {}, \"b\": { \"table\": 2, " PEER("2") " }"),
	    "bird", NULL, "# a");
	refused(MEMBERS("\"a\": {}"), "bird", "a",
	    "members.a.table: want a routing table, have none, needed by "
	    "member-conf bird");
}

#define BOTH(a, b) MEMBERS("\"a\": { " NETS ", " a " }, \"b\": { " b " }")

static void
shares_nothing(void **state)
{
	(void)state;
	refused(BOTH("\"table\": 1, " PEER("1"), "\"table\": 2, " PEER("1")),
	    "bird", NULL,
	    "members.b.bgp.neighbors4[0]: want a router of one member, have "
	    "10.0.0.1 of a");
	refused(BOTH("\"table\": 1, " PEER("1"),
		    "\"table\": \"t\", \"table-number\": 1, " PEER("2")),
	    "bird", "a",
	    "members.b.table: want a table of its own, have 1 of a");
	refused(BOTH("\"table\": 255, " PEER("1"), ""), "bird", NULL,
	    "members.a.table: want a table of the member's own, have the "
	    "kernel's 255");
}

#define NAMED(n) MEMBERS("\"" n "\": { \"table\": 1, " PEER("1") " }")
#define TEN "0123456789"

static void
knows_names_of_bird(void **state)
{
	(void)state;
	refused(NAMED("ipv"), "bird", NULL,
	    "members.ipv: want a name that BIRD has no other use for, have "
	    "ipv");
	refused(NAMED("wholesale"), "bird", NULL,
	    "members.wholesale: want a name that BIRD has no other use for, "
	    "have wholesale");
	has(NAMED(TEN TEN TEN TEN TEN TEN), "bird", NULL, TEN "4t'");
	refused(NAMED(TEN TEN TEN TEN TEN TEN "x"), "bird", NULL,
	    "members." TEN TEN TEN TEN TEN TEN "x: want a name of at most 60 "
	    "characters for BIRD, have 61");
}

static void
has_a_second_router(void **state)
{
	static const char site[] =
	    MEMBERS("\"a\": { \"table\": 1, \"bgp\": { \"as\": 7, "
		    "\"neighbors6\": [ \"fd00::1\", \"fd00::2\" ] } }");

	(void)state;
	has(site, "bird", NULL,
	    "protocol bgp 'a6' from t_bgp {\n\tneighbor fd00::1 as 7;\n"
	    "\tipv6 {");
	has(site, "bird", NULL,
	    "protocol bgp 'a6_2' from t_bgp {\n\tneighbor fd00::2 as 7;\n"
	    "\tdefault bgp_local_pref 90;\n\tipv6 {");
	lacks(site, "bird", NULL, "ipv4");
	/* No prefixes: nobody's subscribers. */
	has(site, "bird", NULL, "export where proto = \"radius6\";");
}

static void
knows_its_servers(void **state)
{
	static const char site[] = MEMBERS("\"a\": { \"table\": 1, " PEER(
	    "1") ", \"radius\": { "
		 "\"servers\": [ \"192.0.2.7\", \"2001:db8::7\", "
		 "\"192.0.2.8\" ] } }");

	(void)state;
	has(site, "bird", NULL,
	    "import where net = 0.0.0.0/0 || net ~ [ 192.0.2.7/32, "
	    "192.0.2.8/32 ];");
	has(site, "bird", NULL,
	    "export where net ~ [ 192.0.2.7/32, 192.0.2.8/32 ];");
	lacks(site, "bird", NULL, "2001:db8::7");
}

static void
names_tables(void **state)
{
	(void)state;
	has(MEMBERS("\"a\": { \"table\": \"x\", \"table-number\": 7 }, "
		    "\"b\": { \"table\": 9 }, \"c\": {}"),
	    "rt_tables", NULL, "8).\n7\tx\n");
	lacks(MEMBERS("\"b\": { \"table\": 9 }"), "rt_tables", "b", "9\t");
	refused(MEMBERS("\"a\": { \"table\": \"x\" }"), "rt_tables", NULL,
	    "members.a.table-number: want the number of the table, have none, "
	    "needed by member-conf rt_tables");
	refused(MEMBERS("\"a\": { }"), "rt_tables", "a",
	    "members.a.table: want a routing table, have none, needed by "
	    "member-conf rt_tables");
	refused(MEMBERS("\"a\": { \"table\": \"main\", \"table-number\": 7 }"),
	    "rt_tables", NULL,
	    "members.a.table: want a table of the member's own, have the "
	    "kernel's main");
	refused(MEMBERS("\"a\": { \"table\": \"x\", \"table-number\": 254 }"),
	    "rt_tables", NULL,
	    "members.a.table-number: want a table of the member's own, have "
	    "the kernel's 254");
}

#define TABLES(a, na, b, nb)                                                  \
	MEMBERS("\"a\": { \"table\": \"" a "\", \"table-number\": " na " }, " \
		"\"b\": { \"table\": \"" b "\", \"table-number\": " nb " }")

static void
has_one_number_for_a_name(void **state)
{
	struct rendered r =
	    render(TABLES("x", "7", "x", "7"), "rt_tables", NULL);

	(void)state;
	assert_non_null(r.text);
	assert_string_equal(strchr(r.text, '\n'), "\n7\tx\n");
	free(r.text);
	has(TABLES("x", "7", "x", "7"), "rt_tables", "b", "\n7\tx\n");
	refused(TABLES("x", "7", "x", "8"), "rt_tables", NULL,
	    "members.b.table-number: want one number for a name, have 8 for "
	    "x, and 7 for x of a");
	refused(TABLES("x", "7", "y", "7"), "rt_tables", NULL,
	    "members.b.table-number: want one number for a name, have 7 for "
	    "y, and 7 for x of a");
}

#define SUBSCRIBERS(name)                                             \
	"{\"routing\": {\"subscriber-interfaces\": [\"" name "\"]}, " \
	"\"members\": {"

static void
names_interfaces(void **state)
{
	static const char site[] = SUBSCRIBERS(
	    "e-19.4") "\"a\": {\"interface\": \"ens20\"}, \"b\": {}}}";

	(void)state;
	has(site, "interfaces", NULL,
	    "iface e-19.4 inet manual\n\tpre-up srcroute-sync --apply\n");
	has(site, "interfaces", NULL,
	    "iface ens20 inet manual\n\tup ip link set dev ens20 alias "
	    "'cust: a'\n");
	lacks(site, "interfaces", "a", "pre-up");
	refused(site, "interfaces", "b",
	    "members.b.interface: want the one towards the member, have none, "
	    "needed by member-conf interfaces");
	refused(MEMBERS(""), "interfaces", NULL,
	    "routing.subscriber-interfaces: want at least one interface, have "
	    "none, needed by member-conf interfaces");
	refused(SUBSCRIBERS("a;b") "}}", "interfaces", NULL,
	    "routing.subscriber-interfaces[0]: want letters, digits, '.', "
	    "'_', ':', '@', '-' for ifupdown, have \"a;b\"");
	refused(SUBSCRIBERS("-a") "}}", "interfaces", NULL,
	    "routing.subscriber-interfaces[0]: want letters, digits, '.', "
	    "'_', ':', '@', '-' for ifupdown, have \"-a\"");
	refused(SUBSCRIBERS("e") "\"a\": {\"interface\": \"$(id)\"}}}",
	    "interfaces", NULL,
	    "members.a.interface: want letters, digits, '.', '_', ':', '@', "
	    "'-' for ifupdown, have \"$(id)\"");
	refused(SUBSCRIBERS("e") "\"a\": {\"interface\": \"x\"}, "
				 "\"b\": {\"interface\": \"x\"}}}",
	    "interfaces", "a",
	    "members.b.interface: want an interface of one member, have x of "
	    "a");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wants_what_it_needs),
		cmocka_unit_test(leaves_others_out),
		cmocka_unit_test(shares_nothing),
		cmocka_unit_test(knows_names_of_bird),
		cmocka_unit_test(has_a_second_router),
		cmocka_unit_test(knows_its_servers),
		cmocka_unit_test(names_tables),
		cmocka_unit_test(has_one_number_for_a_name),
		cmocka_unit_test(names_interfaces),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
