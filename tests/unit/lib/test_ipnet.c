#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ipnet.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static struct ipnet
net(const char *s)
{
	struct why why = { "" };
	struct ipnet n;
	int rc = strchr(s, '/') ? ipnet_parse_prefix(s, AF_UNSPEC, &n, &why)
				: ipnet_parse_addr(s, AF_UNSPEC, &n, &why);

	if (rc == -1)
		fail_msg("%s", why.text);
	return n;
}

static void
prints_what_it_read(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} text[] = {
		{ "5.183.104.1", "5.183.104.1" },
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "2a0e:c400::1", "2a0e:c400::1" },
		{ "2A0E:C400:0:0::1", "2a0e:c400::1" },
		{ "::", "::" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "5.183.104.0/24", "5.183.104.0/24" },
		{ "0.0.0.0/0", "0.0.0.0/0" },
		{ "::/0", "::/0" },
		{ "2a0e:c400::/40", "2a0e:c400::/40" },
		{ "2a0e:c400:0:100::/56", "2a0e:c400:0:100::/56" },
		{ "fe00::/7", "fe00::/7" },
		{ "192.0.2.128/25", "192.0.2.128/25" },
		{ "192.0.2.1/32", "192.0.2.1" }, /* an address */
		{ "2001:db8::1/128", "2001:db8::1" },
	};
	char buf[IPNET_STRLEN];

	(void)state;
	for (size_t i = 0; i < LEN(text); i++) {
		struct ipnet n = net(text[i].in);

		assert_string_equal(ipnet_str(&n, buf), text[i].out);
	}
}

static void
has_room_for_the_longest(void **state)
{
	struct ipnet n = net("1111:2222:3333:4444:5555:6666:7777:8880/127");
	char buf[IPNET_STRLEN];

	(void)state;
	assert_string_equal(
	    ipnet_str(&n, buf), "1111:2222:3333:4444:5555:6666:7777:8880/127");
}

static void
sets_every_field(void **state)
{
	struct ipnet n;

	(void)state;
	memset(&n, 0xee, sizeof(n));
	assert_int_equal(ipnet_parse_addr("192.0.2.1", AF_INET, &n, NULL), 0);
	assert_int_equal(n.family, AF_INET);
	assert_int_equal(n.len, 32);
	assert_memory_equal(n.addr, "\xc0\0\2\1\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_int_equal(
	    ipnet_parse_prefix("2001:db8::/32", AF_INET6, &n, NULL), 0);
	assert_int_equal(n.family, AF_INET6);
	assert_int_equal(n.len, 32);
}

struct bad {
	const char *text;
	int family;
	const char *why;
};

static void
check_bad(int (*parse)(const char *, int, struct ipnet *, struct why *),
    const struct bad *bad, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct ipnet n = { .family = 99 };
		struct why why = { "" };

		if (parse(bad[i].text, bad[i].family, &n, &why) != -1)
			fail_msg("taken: %s", bad[i].text);
		assert_string_equal(why.text, bad[i].why);
		assert_int_equal(n.family, 99);
		assert_int_equal(
		    parse(bad[i].text, bad[i].family, &n, NULL), -1);
	}
}

static void
refuses_what_is_no_address(void **state)
{
	static const struct bad bad[] = {
		{ "", AF_UNSPEC, "want an IP address, have " },
		{ "192.0.2", AF_UNSPEC, "want an IP address, have 192.0.2" },
		{ "192.0.2.1.1", AF_UNSPEC,
		    "want an IP address, have 192.0.2.1.1" },
		{ "192.0.2.256", AF_INET,
		    "want an IPv4 address, have 192.0.2.256" },
		{ "192.0.2.01", AF_INET,
		    "want an IPv4 address, have 192.0.2.01" },
		{ " 192.0.2.1", AF_INET,
		    "want an IPv4 address, have  192.0.2.1" },
		{ "192.0.2.1\n", AF_INET,
		    "want an IPv4 address, have 192.0.2.1\n" },
		{ "0xc0000201", AF_INET,
		    "want an IPv4 address, have 0xc0000201" },
		{ "192.0.2.1/32", AF_INET,
		    "want an IPv4 address, have 192.0.2.1/32" },
		{ "192.0.2.1", AF_INET6,
		    "want an IPv6 address, have 192.0.2.1" },
		{ "2001:db8::1", AF_INET,
		    "want an IPv4 address, have 2001:db8::1" },
		{ "fe80::1%eth0", AF_UNSPEC,
		    "want an IP address, have fe80::1%eth0" },
		{ "1::2::3", AF_UNSPEC, "want an IP address, have 1::2::3" },
		{ "12345::", AF_UNSPEC, "want an IP address, have 12345::" },
		{ "localhost", AF_UNSPEC,
		    "want an IP address, have localhost" },
	};

	(void)state;
	check_bad(ipnet_parse_addr, bad, LEN(bad));
}

#define WANT "want an IP prefix (ADDRESS/LENGTH), have "

static void
refuses_what_is_no_prefix(void **state)
{
	static const struct bad bad[] = {
		{ "", AF_UNSPEC, WANT },
		{ "192.0.2.0", AF_UNSPEC, WANT "192.0.2.0" },
		{ "/24", AF_UNSPEC, WANT "/24" },
		{ "192.0.2/24", AF_UNSPEC, WANT "192.0.2/24" },
		{ "2001:db8::/32", AF_INET,
		    "want an IPv4 prefix (ADDRESS/LENGTH), have "
		    "2001:db8::/32" },
		{ "111111111111111111111111111111111111111111111111/1",
		    AF_UNSPEC,
		    WANT "111111111111111111111111111111111111111111111111/1" },
		{ "192.0.2.0/", AF_UNSPEC,
		    "want a prefix length of 0..32, have 192.0.2.0/" },
		{ "192.0.2.0/33", AF_UNSPEC,
		    "want a prefix length of 0..32, have 192.0.2.0/33" },
		{ "192.0.2.0/+24", AF_UNSPEC,
		    "want a prefix length of 0..32, have 192.0.2.0/+24" },
		{ "192.0.2.0/024", AF_UNSPEC,
		    "want a prefix length of 0..32, have 192.0.2.0/024" },
		{ "192.0.2.0/00", AF_UNSPEC,
		    "want a prefix length of 0..32, have 192.0.2.0/00" },
		{ "192.0.2.0/24/8", AF_UNSPEC,
		    "want a prefix length of 0..32, have 192.0.2.0/24/8" },
		{ "192.0.2.0/4294967304", AF_UNSPEC,
		    "want a prefix length of 0..32, "
		    "have 192.0.2.0/4294967304" },
		{ "2001:db8::/129", AF_UNSPEC,
		    "want a prefix length of 0..128, have 2001:db8::/129" },
		{ "192.0.2.1/24", AF_UNSPEC,
		    "want no bits set behind /24, have 192.0.2.1/24" },
		{ "192.0.2.64/25", AF_UNSPEC,
		    "want no bits set behind /25, have 192.0.2.64/25" },
		{ "192.0.2.0/0", AF_UNSPEC,
		    "want no bits set behind /0, have 192.0.2.0/0" },
		{ "2a0e:c400::1/40", AF_UNSPEC,
		    "want no bits set behind /40, have 2a0e:c400::1/40" },
	};

	(void)state;
	check_bad(ipnet_parse_prefix, bad, LEN(bad));
}

static bool
contains(const char *outer, const char *inner)
{
	struct ipnet o = net(outer), i = net(inner);

	return ipnet_contains(&o, &i);
}

static void
knows_what_lies_in_what(void **state)
{
	(void)state;
	assert_true(contains("5.183.104.0/24", "5.183.104.255"));
	assert_false(contains("5.183.104.0/24", "5.183.105.0"));
	assert_true(contains("5.183.104.0/24", "5.183.104.0/24"));
	assert_true(contains("5.183.104.0/24", "5.183.104.128/25"));
	assert_false(contains("5.183.104.128/25", "5.183.104.0/24"));
	assert_true(contains("0.0.0.0/0", "255.0.0.1"));
	assert_false(contains("0.0.0.0/0", "::"));
	assert_false(contains("::/0", "0.0.0.0"));
	assert_true(contains("2a0e:c400::/40", "2a0e:c400:ff:ff00::/56"));
	assert_false(contains("2a0e:c400::/40", "2a0e:c401::/56"));
	assert_true(contains("10.0.0.0/15", "10.1.0.0/16"));
	assert_false(contains("10.0.0.0/15", "10.2.0.0/16"));
	assert_true(contains("192.0.2.1", "192.0.2.1"));
	assert_false(contains("192.0.2.1", "192.0.2.2"));
}

static void
knows_overlap_both_ways(void **state)
{
	struct ipnet wide = net("10.0.0.0/8"), narrow = net("10.9.0.0/16"),
		     other = net("11.0.0.0/8"), six = net("::/0"), none = { 0 };

	(void)state;
	assert_true(ipnet_overlap(&wide, &narrow));
	assert_true(ipnet_overlap(&narrow, &wide));
	assert_false(ipnet_overlap(&wide, &other));
	assert_false(ipnet_overlap(&wide, &six));
	assert_false(ipnet_overlap(&none, &none));
	assert_false(ipnet_contains(&none, &wide));
}

static int
by_order(const void *a, const void *b)
{
	return ipnet_cmp(a, b);
}

static void
sorts_by_family_address_length(void **state)
{
	static const char *const want[] = { "9.0.0.0/8", "10.0.0.0/8",
		"10.0.0.0/16", "200.0.0.0/8", "1::/16", "2001:db8::/32",
		"2001:db8::/48", "fe80::1" };
	static const unsigned char shuffle[] = { 5, 2, 7, 0, 3, 6, 1, 4 };
	struct ipnet n[LEN(want)];
	char buf[IPNET_STRLEN];

	(void)state;
	for (size_t i = 0; i < LEN(want); i++)
		n[i] = net(want[shuffle[i]]);
	qsort(n, LEN(n), sizeof(n[0]), by_order);
	for (size_t i = 0; i < LEN(want); i++)
		assert_string_equal(ipnet_str(&n[i], buf), want[i]);
	assert_true(ipnet_equal(&n[0], &n[0]));
	assert_false(ipnet_equal(&n[1], &n[2]));
	assert_int_equal(ipnet_cmp(&n[3], &n[3]), 0);
}

static void
knows_addresses(void **state)
{
	struct ipnet a = net("192.0.2.1"), p = net("192.0.2.0/31"),
		     six = net("::1"), none = { 0 };
	char buf[IPNET_STRLEN];

	(void)state;
	assert_true(ipnet_is_addr(&a));
	assert_false(ipnet_is_addr(&p));
	assert_true(ipnet_is_addr(&six));
	assert_int_equal(ipnet_maxlen(AF_INET), 32);
	assert_int_equal(ipnet_maxlen(AF_INET6), 128);
	assert_string_equal(ipnet_str(&none, buf), "none");
}

static void
writes_prefixes(void **state)
{
	static const char *const texts[] = { "10.0.0.0/8", "192.0.2.1/32",
		"0.0.0.0/0", "2001:db8::/32", "2001:db8::1/128", "::/0" };
	char buf[IPNET_STRLEN];
	struct ipnet n;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(
		    ipnet_parse_prefix(texts[i], AF_UNSPEC, &n, &why), 0);
		assert_string_equal(ipnet_prefix_str(&n, buf), texts[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_prefixes),
		cmocka_unit_test(prints_what_it_read),
		cmocka_unit_test(has_room_for_the_longest),
		cmocka_unit_test(sets_every_field),
		cmocka_unit_test(refuses_what_is_no_address),
		cmocka_unit_test(refuses_what_is_no_prefix),
		cmocka_unit_test(knows_what_lies_in_what),
		cmocka_unit_test(knows_overlap_both_ways),
		cmocka_unit_test(sorts_by_family_address_length),
		cmocka_unit_test(knows_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
