#include "help.h"

static void
identifiers_are_read_in_any_case(void **state)
{
	struct host_id a, b;
	char buf[3 * HOST_ID_MAX];

	(void)state;
	assert_int_equal(0, host_id_parse(HOST_CIRCUIT_ID, "6F6c", &a, NULL));
	assert_int_equal(0, host_id_parse(HOST_CIRCUIT_ID, "6f:6C", &b, NULL));
	assert_true(host_id_equal(&a, &b));
	assert_string_equal("6f6c", host_id_str(&a, buf));
	assert_int_equal(
	    0, host_id_parse(HOST_HW_ADDRESS, "000DB942AA60", &a, NULL));
	assert_string_equal("00:0d:b9:42:aa:60", host_id_str(&a, buf));
}

static void
what_is_no_identifier_is_refused(void **state)
{
	static const char *const bad[] = { "", "6", "6f6", "0x6f", "6f 6c",
		"6f:", ":6f", "zz", "6f::6c", "'abc'" };
	char huge[2 * HOST_ID_MAX + 3];
	struct host_id id = { .len = 7 };
	struct why why = { "" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (host_id_parse(HOST_CIRCUIT_ID, bad[i], &id, &why) != -1)
			fail_msg("%s was taken", bad[i]);
		assert_string_not_equal("", why.text);
		assert_int_equal(7, id.len);
	}
	memset(huge, '6', sizeof(huge));
	huge[2 * HOST_ID_MAX] = '\0';
	assert_int_equal(0, host_id_parse(HOST_CIRCUIT_ID, huge, &id, NULL));
	assert_int_equal(HOST_ID_MAX, id.len);
	huge[2 * HOST_ID_MAX] = '6';
	huge[2 * HOST_ID_MAX + 2] = '\0';
	assert_int_equal(-1, host_id_parse(HOST_CIRCUIT_ID, huge, &id, NULL));
}

static void
identifiers_have_an_order(void **state)
{
	struct host_id a = line_of("ab"), b = line_of("abc"), c = line_of("b"),
		       m = a;

	(void)state;
	m.type = HOST_HW_ADDRESS;
	assert_true(host_id_cmp(&a, &b) < 0 && host_id_cmp(&b, &a) > 0);
	assert_true(host_id_cmp(&b, &c) < 0);
	assert_true(host_id_cmp(&c, &m) < 0);
	assert_int_equal(0, host_id_cmp(&a, &a));
}

static void
types_have_kea_names(void **state)
{
	enum host_id_type t = HOST_DUID;

	(void)state;
	for (int i = HOST_CIRCUIT_ID; i <= HOST_FLEX_ID; i++) {
		assert_int_equal(0,
		    host_id_type_parse(
			host_id_type_name((enum host_id_type)i), &t));
		assert_int_equal(i, t);
	}
	assert_int_equal(-1, host_id_type_parse("remote-id", &t));
}

static void
versions_go_by_stamp_then_machine(void **state)
{
	struct host_version a = { 5, { "gabier" } }, b = { 5, { "rosette" } },
			    c = { 6, { "gabier" } };

	(void)state;
	assert_true(host_version_cmp(&a, &b) < 0);
	assert_true(host_version_cmp(&b, &c) < 0);
	assert_true(host_version_cmp(&c, &a) > 0);
	assert_int_equal(0, host_version_cmp(&b, &b));
}

static void
a_wish_differs_by_each_of_its_parts(void **state)
{
	struct host a = host6(
	    "00:0d:b9:42:aa:60", "olt-1", "2001:db8::1", "2001:db8:1::/56", 1);
	struct host b = a;

	(void)state;
	b.version.stamp = 9;
	b.day = 77;
	assert_true(host_same(&a, &b) && host_same_wish(&a, &b));
	b.line = line_of("olt-2");
	assert_true(host_same(&a, &b));
	assert_false(host_same_wish(&a, &b));
	b = gone(a);
	assert_false(host_same_wish(&a, &b));
	b = a;
	b.member.text = "rzn";
	assert_false(host_same_wish(&a, &b));
	b = a;
	b.addr.family = AF_UNSPEC;
	assert_false(host_same(&a, &b));
	b = a;
	b.prefix = net_of("2001:db8:1::/57", AF_INET6);
	assert_false(host_same(&a, &b));
	b = a;
	b.client_class.text = "x";
	assert_false(host_same(&a, &b));
	b = a;
	b.id.octets.here[4] ^= 1;
	assert_false(host_same(&a, &b));
}

/* The router counts where it is told. */
static void
a_wish_with_another_router(void **state)
{
	struct host a = host4("olt-1", "192.0.2.1", 1), b = a;

	(void)state;
	b.has_mac = true;
	b.mac.octet[5] = 7;
	assert_true(host_same(&a, &b));
	assert_false(host_same_wish(&a, &b)); /* news */
	assert_true(host_same_wish(&b, &a));  /* not told: no news */
	a = b;
	assert_true(host_same_wish(&a, &b));
	b.mac.octet[5] = 8;
	assert_false(host_same_wish(&a, &b));
}

static void
a_router_is_in_the_mark(void **state)
{
	struct host a = host4("olt-1", "192.0.2.1", 1), b = a;
	json_t *mark;

	(void)state;
	a.has_mac = true;
	memcpy(a.mac.octet, "\2\0\0\0\0\7", 6);
	mark = host_mark(&a);
	assert_string_equal("02:00:00:00:00:07",
	    json_string_value(json_object_get(mark, "mac")));
	assert_int_equal(0, host_unmark(mark, &b));
	assert_true(b.has_mac && host_same_wish(&b, &a));
	json_object_set_new(mark, "mac", json_string("zz"));
	assert_int_equal(-1, host_unmark(mark, &b));
	json_object_set_new(mark, "mac", json_integer(7));
	assert_int_equal(-1, host_unmark(mark, &b));
	json_decref(mark);
}

/* By line the identifier says it all. */
static void
a_mark_by_line(void **state)
{
	struct host a = line6("olt-1", "02:00:00:00:00:07", "2001:db8::1", 5);
	struct host b = { .family = AF_INET6, .id = a.id };
	json_t *mark = host_mark(&a);

	(void)state;
	assert_null(json_object_get(mark, "circuit-id"));
	assert_string_equal("02:00:00:00:00:07",
	    json_string_value(json_object_get(mark, "mac")));
	assert_int_equal(0, host_unmark(mark, &b));
	assert_true(host_id_equal(&a.line, &b.line));
	assert_true(b.has_mac);
	json_decref(mark);
}

static void
a_duid_in_the_mark(void **state)
{
	struct host a =
	    host6("02:00:00:00:00:07", "olt-1", "2001:db8::1", NULL, 5);
	struct host b = { .family = AF_INET6, .id = a.id }, c = a;
	json_t *mark;

	(void)state;
	a.duid = 0xfedcba9876543210;
	assert_false(host_same_wish(&c, &a)); /* news */
	assert_true(host_same_wish(&a, &c));  /* not told: no news */
	mark = host_mark(&a);
	assert_string_equal("fedcba9876543210",
	    json_string_value(json_object_get(mark, "duid-hash")));
	assert_int_equal(0, host_unmark(mark, &b));
	assert_true(a.duid == b.duid);
	json_object_set_new(mark, "duid-hash", json_string("fedc"));
	assert_int_equal(-1, host_unmark(mark, &b));
	json_object_set_new(mark, "duid-hash", json_integer(7));
	assert_int_equal(-1, host_unmark(mark, &b));
	json_decref(mark);
}

static void
from_one_identifier_to_the_other(void **state)
{
	const char *mac = "02:00:00:00:00:07";
	struct host a = host6(mac, "olt-1", "2001:db8::1", NULL, 5), b, c;
	struct host d = line6("olt-1", mac, "2001:db8::1", 5);

	(void)state;
	assert_true(host_turn(&a, HOST_FLEX_ID, &b));
	assert_true(host_same_wish(&b, &d) && b.version.stamp == 5);
	assert_true(host_turn(&b, HOST_HW_ADDRESS, &c));
	assert_true(host_same_wish(&c, &a) && !c.has_mac);
	assert_true(host_turn(&a, HOST_HW_ADDRESS, &c));
	assert_true(host_same_wish(&c, &a));
	a.line.len = 0; /* whose line? */
	assert_false(host_turn(&a, HOST_FLEX_ID, &b));
	d.has_mac = false; /* which router? */
	assert_false(host_turn(&d, HOST_HW_ADDRESS, &b));
	a = host4("olt-1", "192.0.2.1", 5);
	assert_false(host_turn(&a, HOST_FLEX_ID, &b));
	assert_false(host_turn(&a, HOST_HW_ADDRESS, &b));
	assert_true(host_turn(&a, HOST_CIRCUIT_ID, &b));
}

static void
the_mark_comes_back(void **state)
{
	struct host a = host6("00:0d:b9:42:aa:60", "olt-1", "2001:db8::1", NULL,
	    1795335558569004);
	struct host b = { .family = AF_INET6, .id = a.id };
	json_t *mark = host_mark(&a);

	(void)state;
	assert_int_equal(0, host_unmark(mark, &b));
	assert_int_equal(0, host_version_cmp(&a.version, &b.version));
	assert_string_equal("ils", name_str(b.member));
	assert_true(host_id_equal(&a.line, &b.line));
	json_decref(mark);

	a = host4("olt-1", "192.0.2.1", 5);
	mark = host_mark(&a);
	assert_null(json_object_get(mark, "circuit-id"));
	b = (struct host){ .family = AF_INET, .id = a.id };
	assert_int_equal(0, host_unmark(mark, &b));
	assert_true(host_id_equal(&a.line, &b.line));
	json_decref(mark);
}

static void
a_damaged_mark_is_none(void **state)
{
	static const char *const bad[] = {
		"null",
		"{}",
		"'text'",
		"{'version': 1}",
		"{'version': 1, 'machine': 'a'}",
		"{'version': 0, 'machine': 'a', 'member': 'm'}",
		"{'version': -4, 'machine': 'a', 'member': 'm'}",
		"{'version': 1.5, 'machine': 'a', 'member': 'm'}",
		"{'version': '1', 'machine': 'a', 'member': 'm'}",
		"{'version': 9000000000000000000, 'machine': 'a',"
		" 'member': 'm'}",
		"{'version': 1, 'machine': 7, 'member': 'm'}",
		"{'version': 1, 'machine': 'a', 'member': 'm',"
		" 'circuit-id': 'xyz'}",
		"{'version': 1, 'machine': 'a', 'member': 'm',"
		" 'circuit-id': 7}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct host h = { .family = AF_INET6,
			.id.type = HOST_HW_ADDRESS,
			.member = { "old" } };
		json_t *mark = json_of(bad[i]);

		if (host_unmark(mark, &h) != -1)
			fail_msg("%s was taken", bad[i]);
		assert_string_equal("old", name_str(h.member));
		assert_int_equal(0, h.version.stamp);
		json_decref(mark);
	}
}

static void
a_name_too_long_for_us_is_no_mark(void **state)
{
	char name[HOST_TEXT_MAX + 1];
	struct host h = { .family = AF_INET };
	json_t *mark;

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[HOST_TEXT_MAX] = '\0';
	mark = json_pack(
	    "{s:i, s:s, s:s}", "version", 1, "machine", "a", "member", name);
	assert_int_equal(-1, host_unmark(mark, &h));
	json_decref(mark);
}

static void
names_in_messages(void **state)
{
	struct host a = host4("olt-1 pon 1/1", "192.0.2.1", 1);
	struct host b = host6("00:0d:b9:42:aa:60", "olt-1", NULL, NULL, 1);
	char buf[HOST_STRLEN];

	(void)state;
	assert_string_equal("olt-1 pon 1/1 (IPv4)", host_str(&a, buf));
	assert_string_equal(
	    "olt-1 (IPv6, 00:0d:b9:42:aa:60)", host_str(&b, buf));
	b.line.len = 0;
	assert_string_equal("00:0d:b9:42:aa:60 (IPv6)", host_str(&b, buf));
	b = line6("olt-1", NULL, NULL, 1);
	assert_string_equal("olt-1 (IPv6)", host_str(&b, buf));
	a.id.octets.here[3] = '\0';
	assert_string_equal(
	    "6f6c74003120706f6e20312f31 (IPv4)", host_str(&a, buf));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identifiers_are_read_in_any_case),
		cmocka_unit_test(what_is_no_identifier_is_refused),
		cmocka_unit_test(identifiers_have_an_order),
		cmocka_unit_test(types_have_kea_names),
		cmocka_unit_test(versions_go_by_stamp_then_machine),
		cmocka_unit_test(a_wish_differs_by_each_of_its_parts),
		cmocka_unit_test(a_wish_with_another_router),
		cmocka_unit_test(a_router_is_in_the_mark),
		cmocka_unit_test(a_mark_by_line),
		cmocka_unit_test(a_duid_in_the_mark),
		cmocka_unit_test(from_one_identifier_to_the_other),
		cmocka_unit_test(the_mark_comes_back),
		cmocka_unit_test(a_damaged_mark_is_none),
		cmocka_unit_test(a_name_too_long_for_us_is_no_mark),
		cmocka_unit_test(names_in_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
