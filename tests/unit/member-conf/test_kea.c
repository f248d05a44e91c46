#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "render.h"
#include "subnetid.h"

#define KEA                                                                  \
	"\"kea\": { \"network4\": { \"name\": \"n\", \"relays\": [ "         \
	"\"192.0.2.1\" ] }, \"network6\": { \"name\": \"m\", \"relays\": [ " \
	"\"2001:db8::1\" ] } }"
#define SITE(text) "{\"members\": {" text "}, " KEA "}"
#define A(text) SITE("\"a\": { \"prefixes\": [ " text " ] }")
#define AB(a, b)                                                               \
	SITE("\"a\": { \"prefixes\": [ " a " ] }, \"b\": { \"prefixes\": [ " b \
	     " ] }")
#define NET(net, gateway, more)                                \
	"{ \"prefix\": \"" net                                 \
	"\", \"client-class\": \"c\", \"gateway\": \"" gateway \
	"\", \"dns\": [ \"9.9.9.9\" ]" more " }"

static uint32_t
id_of(const char *text)
{
	struct ipnet net;
	struct why why;

	assert_int_equal(ipnet_parse_prefix(text, AF_UNSPEC, &net, &why), 0);
	return subnetid_of(&net);
}

/* Reckoned by another program; a change would orphan every lease there is. */
static void
ids_are_for_ever(void **state)
{
	(void)state;
	assert_int_equal(id_of("5.183.104.0/24"), 1363906409u);
	assert_int_equal(id_of("198.51.100.0/24"), 1925091755u);
	assert_int_equal(id_of("0.0.0.0/0"), 1115566791u);
	assert_int_equal(id_of("2a0e:c400::/40"), 1993899809u);
	assert_int_equal(id_of("2A0E:C400:0::/40"), 1993899809u);
	assert_int_equal(id_of("2001:db8:4200::/40"), 1748091776u);
	assert_int_equal(id_of("192.0.2.1/32"), 1464046433u);
	assert_int_equal(id_of("2001:db8::1/128"), 1878329050u);
}

static void
ids_keep_their_bounds(void **state)
{
	struct ipnet net = { .family = AF_INET, .len = 24, .addr = { 10 } };

	(void)state;
	for (unsigned int i = 0; i < 65536; i++) {
		uint32_t id;

		net.addr[1] = (uint8_t)(i >> 8);
		net.addr[2] = (uint8_t)i;
		id = subnetid_of(&net);
		assert_in_range(id, 1u << 30, (1u << 31) - 1);
	}
}

static void
wants_what_it_needs(void **state)
{
	(void)state;
	refused("{\"members\": {}}", "kea4", NULL,
	    "kea.network4: want a shared network, have none, needed by "
	    "member-conf kea4");
	refused("{\"members\": {}}", "kea6", NULL,
	    "kea.network6: want a shared network, have none, needed by "
	    "member-conf kea6");
	refused("{\"kea\": { \"network6\": { \"name\": \"x\", \"relays\": [] } "
		"}}",
	    "kea6", NULL,
	    "kea.network6.relays: want at least one address, have none, "
	    "needed by member-conf kea6");
	refused(A("{ \"prefix\": \"192.0.2.0/24\" }"), "kea4", NULL,
	    "members.a.prefixes[0].client-class: want a name, have none, "
	    "needed by member-conf kea4");
	refused(A("{ \"prefix\": \"192.0.2.0/24\", \"client-class\": \"c\" }"),
	    "kea4", NULL,
	    "members.a.prefixes[0].gateway: want an address, have none, "
	    "needed by member-conf kea4");
	refused(A("{ \"prefix\": \"192.0.2.0/24\", \"client-class\": \"c\", "
		  "\"gateway\": \"192.0.2.1\" }"),
	    "kea4", NULL,
	    "members.a.prefixes[0].dns: want at least one address, have none, "
	    "needed by member-conf kea4");
	refused(A("{ \"prefix\": \"2001:db8::/32\", \"client-class\": \"c\" }"),
	    "kea6", NULL,
	    "members.a.prefixes[0].dns: want at least one address, have none, "
	    "needed by member-conf kea6");
}

static void
looks_at_gateways(void **state)
{
	(void)state;
	refused(A(NET("192.0.2.0/24", "192.0.3.1", "")), "kea4", NULL,
	    "members.a.prefixes[0].gateway: want an address in 192.0.2.0/24, "
	    "have 192.0.3.1");
	refused(A(NET("192.0.2.0/24", "192.0.2.1", "") ", " NET(
		    "192.0.3.0/24", "192.0.3.1", "")),
	    "kea4", NULL,
	    "members.a.prefixes[1].client-class: want a class of its own, "
	    "have c of 192.0.2.0/24, which has another gateway");
	refused(A(NET("192.0.2.0/24", "192.0.2.1",
		    "") ", { \"prefix\": \"192.0.3.0/24\", "
			"\"client-class\": \"c\" }"),
	    "kea4", NULL,
	    "members.a.prefixes[1].client-class: want a class of its own, "
	    "have c of 192.0.2.0/24, which has gateway 192.0.2.1, not in "
	    "192.0.3.0/24");
	refused(AB("{ \"prefix\": \"2001:db8::/32\", \"client-class\": \"c\", "
		   "\"dns\": [ \"2001:db8::1\" ] }",
		    "{ \"prefix\": \"2001:db9::/32\", \"client-class\": \"c\", "
		    "\"dns\": [ \"2001:db8::2\" ] }"),
	    "kea6", "a",
	    "members.b.prefixes[0].client-class: want a class of its own, "
	    "have c of 2001:db8::/32, which has other resolvers");
}

static void
shares_a_class(void **state)
{
	static const char site[] =
	    AB("{ \"prefix\": \"2001:db8::/32\", \"client-class\": \"c\", "
	       "\"dns\": [ \"2001:db8::1\", \"2001:db8::2\" ] }",
		"{ \"prefix\": \"2001:db9::/32\", \"client-class\": \"c\" }");
	struct rendered r = render_part(site, "kea6", NULL, PART_CLASSES);

	(void)state;
	assert_non_null(r.text);
	assert_string_equal(strchr(r.text, '\n'), "\n\
    { \"name\": \"c\",\n\
      \"option-data\": [\n\
        { \"name\": \"dns-servers\",\n\
          \"data\": \"2001:db8::1, 2001:db8::2\" } ] }\n");
	free(r.text);
	has(site, "kea6", "b", "\"data\": \"2001:db8::1, 2001:db8::2\"");
	lacks(site, "kea6", "b", "2001:db8::/32");
	has(AB(NET("192.0.2.0/24", "192.0.2.1", ""), ""), "kea4", "b",
	    "\"client-classes\": [\n  ],\n");
}

#define CLASS(name)                                                    \
	A("{ \"prefix\": \"2001:db8::/32\", \"client-class\": \"" name \
	  "\", \"dns\": [ \"2001:db8::1\" ] }")

static void
knows_names_of_kea(void **state)
{
	static const char *const own[] = { CLASS("DROP"), CLASS("KNOWN"),
		CLASS("HA_x"), CLASS("VENDOR_CLASS_x"), CLASS("AFTER_x") };

	(void)state;
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		struct rendered r = render(own[i], "kea6", NULL);

		assert_null(r.text);
		assert_non_null(strstr(r.why.text,
		    ": want a name that Kea has no other use for, have "));
	}
	has(CLASS("DROPS"), "kea6", NULL, "\"DROPS\"");
	refused(CLASS("a\\\"b"), "kea6", NULL,
	    "members.a.prefixes[0].client-class: want letters, digits, '.', "
	    "'_', '-', have \"a\"b\"");
	refused(CLASS("a\\nb"), "kea6", NULL,
	    "members.a.prefixes[0].client-class: want letters, digits, '.', "
	    "'_', '-', have \"a\nb\"");
}

static void
has_one_subnet_for_an_id(void **state)
{
	(void)state;
	refused(AB(NET("192.0.2.0/24", "192.0.2.1", ", \"subnet-id\": 1"),
		    NET("192.0.2.0/24", "192.0.2.1", ", \"subnet-id\": 2")),
	    "kea4", NULL,
	    "members.b.prefixes[0].prefix: want a prefix of one member, have "
	    "192.0.2.0/24 of a");
	refused(AB(NET("192.0.2.0/24", "192.0.2.1", ", \"subnet-id\": 5"),
		    NET("192.0.3.0/24", "192.0.3.1", ", \"subnet-id\": 5")),
	    "kea4", "a",
	    "members.b.prefixes[0].subnet-id: want one that differs from that "
	    "of 192.0.2.0/24 of a, have 5 for 192.0.3.0/24");
	/* By bad luck: 198.51.100.0/24 has this one. */
	refused(
	    AB(NET("192.0.2.0/24", "192.0.2.1", ", \"subnet-id\": 1925091755"),
		NET("198.51.100.0/24", "198.51.100.1", "")),
	    "kea4", NULL,
	    "members.b.prefixes[0].subnet-id: want one that differs from that "
	    "of 192.0.2.0/24 of a, have 1925091755 for 198.51.100.0/24; "
	    "declare one for the prefix that is new");
	/* One id in each family. */
	has(A(NET("192.0.2.0/24", "192.0.2.1",
		", \"subnet-id\": 1") ", "
				      "{ \"prefix\": \"2001:db8::/32\", \"client-class\": \"c\", "
				      "\"dns\": [ \"2001:db8::1\" ], \"subnet-id\": 1 }"),
	    "kea6", NULL, "\"id\": 1,");
}

/* Whatever stands around a prefix, and in whatever order. */
static void
ids_do_not_move(void **state)
{
	static const char x[] = "\"id\": 1925091755,\n          \"subnet\": "
				"\"198.51.100.0/24\",";
#define X NET("198.51.100.0/24", "198.51.100.1", "")
#define Y                                                           \
	"{ \"prefix\": \"192.0.2.0/24\", \"client-class\": \"d\", " \
	"\"gateway\": \"192.0.2.1\", \"dns\": [ \"9.9.9.9\" ] }"

	(void)state;
	has(A(X), "kea4", NULL, x);
	has(A(X ", " Y), "kea4", NULL, x);
	has(A(Y ", " X), "kea4", NULL, x);
	has(AB(X, Y), "kea4", NULL, x);
	has(AB(Y, X), "kea4", NULL, x);
	has(AB("", X), "kea4", "b", x);
}

static void
tells_of_lengths(void **state)
{
	struct rendered r =
	    render(A(NET("192.0.2.0/24", "192.0.2.1",
		       "") ", { \"prefix\": \"10.0.0.0/22\", "
			   "\"client-class\": \"d\", \"gateway\": "
			   "\"10.0.0.1\", \"dns\": [ \"9.9.9.9\" ] }"),
		"kea4", NULL);

	(void)state;
	assert_non_null(r.text);
	assert_string_equal(r.note,
	    "members.a.prefixes[1].prefix: want a /24 as the first one, have a "
	    "/22: before Kea 2.6 its subscribers get the mask of the first");
	free(r.text);
	r = render(A(NET("192.0.2.0/24", "192.0.2.1", "")), "kea4", NULL);
	assert_non_null(r.text);
	assert_string_equal(r.note, "");
	free(r.text);
}

static void
has_parts(void **state)
{
	static const char bare[] =
	    "{\"members\": {\"a\": { \"prefixes\": [ " NET(
		"192.0.2.0/24", "192.0.2.1", ", \"subnet-id\": 3") " ] }}}";
	struct rendered r = render_part(bare, "kea4", NULL, PART_SUBNETS);

	(void)state;
	assert_non_null(r.text);
	assert_string_equal(strchr(r.text, '\n'), "\n\
        // a\n\
        { \"id\": 3,\n\
          \"subnet\": \"192.0.2.0/24\",\n\
          \"reservations-global\": true,\n\
          \"reservations-in-subnet\": false,\n\
          \"reservations-out-of-pool\": false,\n\
          \"renew-timer\": 3600,\n\
          \"rebind-timer\": 6300,\n\
          \"valid-lifetime\": 7200 }\n");
	free(r.text);
	r = render_part(bare, "kea4", NULL, PART_CLASSES);
	assert_non_null(r.text);
	assert_null(strstr(r.text, "subnet"));
	assert_non_null(strstr(r.text, "\"routers\", \"data\": \"192.0.2.1\""));
	free(r.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_for_ever),
		cmocka_unit_test(ids_keep_their_bounds),
		cmocka_unit_test(wants_what_it_needs),
		cmocka_unit_test(looks_at_gateways),
		cmocka_unit_test(shares_a_class),
		cmocka_unit_test(knows_names_of_kea),
		cmocka_unit_test(has_one_subnet_for_an_id),
		cmocka_unit_test(ids_do_not_move),
		cmocka_unit_test(tells_of_lengths),
		cmocka_unit_test(has_parts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
