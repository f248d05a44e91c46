#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink_message.h"
#include "rtroute.h"

static struct rtmsg *
begin(int family, uint8_t dst_len)
{
	struct rtmsg *h = message_begin(RTM_NEWROUTE, sizeof(*h));

	h->rtm_family = (uint8_t)family;
	h->rtm_dst_len = dst_len;
	h->rtm_type = RTN_UNICAST;
	h->rtm_protocol = RTPROT_BIRD;
	h->rtm_table = RT_TABLE_COMPAT;
	return h;
}

static int
end(struct rtroute *out, struct why *why)
{
	m.n.nlmsg_len = (uint32_t)used;
	return rtroute_parse(&m, used, out, why);
}

static void
is_addr(const struct ipnet *have, const char *want)
{
	char text[IPNET_STRLEN];

	assert_string_equal(ipnet_str(have, text), want);
}

static void
bad(const char *want)
{
	struct rtroute r;
	struct why why = { "" };

	assert_int_equal(end(&r, &why), -1);
	assert_string_equal(why.text, want);
}

static void
reads_a_default(void **state)
{
	struct rtroute r;

	(void)state;
	begin(AF_INET, 0)->rtm_flags = RTNH_F_ONLINK;
	u32(RTA_TABLE, 1001);
	u32(RTA_PRIORITY, 32);
	u32(RTA_OIF, 7);
	attr(RTA_GATEWAY, "\xac\x10\x01\x02", 4);
	u32(RTA_MARK, 5); /* of no matter */
	assert_int_equal(end(&r, NULL), 0);
	assert_int_equal(r.family, AF_INET);
	assert_int_equal(r.table, 1001);
	assert_int_equal(r.dst.len, 0);
	assert_int_equal(r.metric, 32);
	assert_int_equal(r.oif, 7);
	assert_int_equal(r.protocol, RTPROT_BIRD);
	assert_int_equal(r.hops, 1);
	assert_true(r.onlink);
	is_addr(&r.gateway, "172.16.1.2");
	assert_string_equal(rtroute_type_name(r.type), "unicast");
}

static void
a_small_table_is_in_the_header(void **state)
{
	struct rtroute r;

	(void)state;
	begin(AF_INET6, 0)->rtm_table = 254;
	assert_int_equal(end(&r, NULL), 0);
	assert_int_equal(r.table, 254);
	assert_int_equal(r.gateway.family, AF_UNSPEC);
}

static void
reads_a_next_hop_of_the_other_family(void **state)
{
	static const char via[] =
	    "\x0a\0\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x01";
	struct rtroute r;

	(void)state;
	begin(AF_INET, 24);
	attr(RTA_DST, "\x05\0\0\0", 4);
	attr(RTA_VIA, via, sizeof(via) - 1);
	assert_int_equal(end(&r, NULL), 0);
	is_addr(&r.dst, "5.0.0.0/24");
	is_addr(&r.gateway, "fe80::1");
}

static void
keeps_the_first_of_several_next_hops(void **state)
{
	struct {
		struct rtnexthop hop;
		struct nlattr nla;
		uint8_t addr[4];
	} hops[2] = {
		{ { sizeof(hops[0]), RTNH_F_ONLINK, 0, 3 }, { 8, RTA_GATEWAY },
		    { 10, 0, 0, 1 } },
		{ { sizeof(hops[0]), 0, 0, 4 }, { 8, RTA_GATEWAY },
		    { 10, 0, 0, 2 } },
	};
	struct rtroute r;

	(void)state;
	begin(AF_INET, 0);
	attr(RTA_MULTIPATH, hops, sizeof(hops));
	assert_int_equal(end(&r, NULL), 0);
	assert_int_equal(r.hops, 2);
	assert_int_equal(r.oif, 3);
	assert_true(r.onlink);
	is_addr(&r.gateway, "10.0.0.1");

	hops[1].hop.rtnh_len = sizeof(hops[0]) + 1;
	begin(AF_INET, 0);
	attr(RTA_MULTIPATH, hops, sizeof(hops));
	bad("a next hop is cut");
	begin(AF_INET, 0);
	attr(RTA_MULTIPATH, hops, sizeof(hops[0]) + 3);
	bad("a next hop is cut");
}

static void
refuses_damage(void **state)
{
	struct rtroute r;
	struct why why;

	(void)state;
	begin(AF_INET, 33);
	bad("want a prefix length of 0..32, have 33");
	begin(AF_UNIX, 0);
	bad("want a route of IPv4 or IPv6, have 1");
	begin(AF_INET, 0);
	attr(RTA_TABLE, "\1\2", 2);
	bad("attribute 15: want 4 octets, have 2");
	begin(AF_INET6, 0);
	attr(RTA_GATEWAY, "\1\2\3\4", 4);
	bad("attribute 5: want 16 octets, have 4");
	begin(AF_INET, 0);
	attr(RTA_VIA, "\1", 1);
	bad("attribute 18: cut");
	begin(AF_INET, 0);
	attr(RTA_VIA, "\1\0\1\2", 4);
	bad("attribute 18: family 1");
	begin(AF_INET, 0);
	m.n.nlmsg_type = RTM_DELROUTE;
	bad("want a route, have message 25");
	begin(AF_INET, 0);
	m.n.nlmsg_len = (uint32_t)used;
	for (size_t len = 0; len < used; len++)
		assert_int_equal(rtroute_parse(&m, len, &r, &why), -1);
	u32(RTA_TABLE, 7);
	m.octets[NLMSG_LENGTH(sizeof(struct rtmsg))] = 200;
	bad("an attribute is cut");
	m.octets[NLMSG_LENGTH(sizeof(struct rtmsg))] = 3;
	bad("an attribute is cut");
}

static void
names_types(void **state)
{
	(void)state;
	assert_string_equal(rtroute_type_name(RTN_BLACKHOLE), "blackhole");
	assert_string_equal(rtroute_type_name(RTN_PROHIBIT), "prohibit");
	assert_string_equal(rtroute_type_name(RTN_UNSPEC), "unknown");
	assert_string_equal(rtroute_type_name(255), "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_default),
		cmocka_unit_test(a_small_table_is_in_the_header),
		cmocka_unit_test(reads_a_next_hop_of_the_other_family),
		cmocka_unit_test(keeps_the_first_of_several_next_hops),
		cmocka_unit_test(refuses_damage),
		cmocka_unit_test(names_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
