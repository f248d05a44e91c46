#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <linux/fib_rules.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "netlink_message.h"
#include "rule.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static struct fib_rule_hdr *
begin(int type, int family)
{
	struct fib_rule_hdr *h = message_begin(type, sizeof(*h));

	h->family = (uint8_t)family;
	h->action = FR_ACT_TO_TBL;
	return h;
}

static int
end(struct rule *out, struct why *why)
{
	m.n.nlmsg_len = (uint32_t)used;
	return rule_parse(&m, used, out, why);
}

static struct rule
good(void)
{
	struct why why = { "" };
	struct rule r;

	if (end(&r, &why) == -1)
		fail_msg("%s", why.text);
	return r;
}

static void
bad(const char *text)
{
	struct why why = { "" };
	struct rule r;

	assert_int_equal(end(&r, &why), -1);
	assert_string_equal(why.text, text);
}

/* A member's rule, as the kernel tells it. */
static struct fib_rule_hdr *
begin_member(void)
{
	struct fib_rule_hdr *h = begin(RTM_NEWRULE, AF_INET);

	h->src_len = 24;
	attr(FRA_SRC, "\x05\xb7\x68", 4);
	u32(FRA_PRIORITY, 10008);
	u32(FRA_TABLE, 1001);
	u32(FRA_SUPPRESS_PREFIXLEN, UINT32_MAX);
	attr(FRA_PROTOCOL, "\xad", 1);
	return h;
}

static void
prints(const struct rule *r, const char *table, const char *want)
{
	char buf[RULE_STRLEN];

	assert_string_equal(rule_str(r, table, buf), want);
}

static void
reads_a_members_rule(void **state)
{
	struct rule r;

	(void)state;
	begin_member();
	r = good();
	assert_int_equal(r.family, AF_INET);
	assert_int_equal(r.pref, 10008);
	assert_int_equal(r.protocol, 173);
	assert_int_equal(r.table, 1001);
	assert_true(rule_is_plain(&r));
	prints(&r, NULL,
	    "pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173");
	prints(&r, "ils_table",
	    "pref 10008 from 5.183.104.0/24 lookup ils_table protocol 173");
}

static void
reads_all_it_has_names_for(void **state)
{
	struct fib_rule_hdr *h = begin(RTM_DELRULE, AF_INET6);
	uint8_t net[16] = { 0x2a, 0x0e, 0xc4 };
	struct rule r;

	(void)state;
	h->src_len = 40;
	h->dst_len = 128;
	h->tos = 0x10;
	attr(FRA_SRC, net, 16);
	net[15] = 1;
	attr(FRA_DST, net, 16);
	u32(FRA_PRIORITY, 1);
	u32(FRA_FWMARK, 5);
	u32(FRA_FWMASK, 255);
	u32(FRA_TABLE, 4000000000u);
	attr(FRA_IIFNAME, "ens19", 6);
	attr(FRA_OIFNAME, "a$(b)'", 7);
	r = good();
	assert_true(rule_is_plain(&r));
	prints(&r, NULL,
	    "pref 1 from 2a0e:c400::/40 to 2a0e:c400::1 tos 0x10 "
	    "fwmark 0x5/0xff iif ens19 oif 'a$(b)'\\''' lookup 4000000000 "
	    "protocol 0");
}

static void
knows_actions(void **state)
{
	static const struct {
		uint8_t action;
		const char *text;
	} want[] = {
		{ FR_ACT_GOTO, "pref 7 goto 10500 protocol 0" },
		{ FR_ACT_NOP, "pref 7 nop protocol 0" },
		{ FR_ACT_BLACKHOLE, "pref 7 blackhole protocol 0" },
		{ FR_ACT_UNREACHABLE, "pref 7 unreachable protocol 0" },
		{ FR_ACT_PROHIBIT, "pref 7 prohibit protocol 0" },
		/* Trap: no action is accepted by the kernel. */
		{ FR_ACT_UNSPEC, "pref 7 [action 0] protocol 0" },
		{ 200, "pref 7 [action 200] protocol 0" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(want); i++) {
		struct rule r;

		begin(RTM_NEWRULE, AF_INET)->action = want[i].action;
		u32(FRA_PRIORITY, 7);
		u32(FRA_GOTO, 10500);
		u32(FRA_TABLE, 3);
		r = good();
		assert_int_equal(r.table, 0);
		prints(&r, NULL, want[i].text);
	}
}

/* Trap: "not", suppressors and uid ranges look like plain rules. */
static void
tells_what_it_has_no_name_for(void **state)
{
	struct rule plain, r;

	(void)state;
	begin_member();
	plain = good();
	begin_member()->flags = FIB_RULE_INVERT;
	r = good();
	assert_false(rule_is_plain(&r));
	assert_int_not_equal(rule_cmp(&plain, &r), 0);
	prints(&r, NULL,
	    "not pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173");

	begin_member();
	u32(FRA_SUPPRESS_PREFIXLEN, 0);
	r = good();
	assert_false(rule_is_plain(&r));
	prints(&r, NULL,
	    "pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173 "
	    "[other 14]");

	begin_member();
	attr(FRA_UID_RANGE, "\0\0\0\0\1\0\0\0", 8);
	attr(FRA_IP_PROTO, "\x11", 1);
	attr(300, "", 0);
	r = good();
	assert_false(rule_is_plain(&r));
	assert_int_not_equal(rule_cmp(&plain, &r), 0);
	prints(&r, NULL,
	    "pref 10008 from 5.183.104.0/24 lookup 1001 protocol 173 "
	    "[other 20,22,63]");

	begin_member()->flags = 0x40;
	r = good();
	assert_false(rule_is_plain(&r));
}

static void
states_are_no_difference(void **state)
{
	struct rule plain, r;

	(void)state;
	begin_member();
	plain = good();
	begin_member()->flags = FIB_RULE_IIF_DETACHED | FIB_RULE_OIF_DETACHED |
	    FIB_RULE_UNRESOLVED | FIB_RULE_PERMANENT;
	attr(FRA_PAD, "", 0);
	u32(FRA_SUPPRESS_IFGROUP, UINT32_MAX);
	r = good();
	assert_true(rule_is_plain(&r));
	assert_int_equal(rule_cmp(&plain, &r), 0);
}

/* Trap: host bits make another rule of it. */
static void
keeps_host_bits(void **state)
{
	struct rule r;

	(void)state;
	begin(RTM_NEWRULE, AF_INET)->src_len = 24;
	attr(FRA_SRC, "\x0a\x09\x09\x05", 4);
	r = good();
	prints(&r, NULL, "pref 0 from 10.9.9.5/24 lookup 0 protocol 0");
}

static void
refuses_damage(void **state)
{
	struct rule r;
	struct why why;
	char name[IFNAMSIZ];

	(void)state;
	begin_member();
	m.n.nlmsg_len = (uint32_t)used;
	assert_int_equal(rule_parse(&m, used - 1, &r, &why), -1);
	assert_string_equal(why.text, "a message is cut");
	assert_int_equal(rule_parse(&m, 15, &r, &why), -1);
	used = NLMSG_HDRLEN + 11;
	bad("a message is cut");
	begin(RTM_NEWROUTE, AF_INET);
	bad("want a rule, have message 24");
	begin(RTM_NEWRULE, 128);
	bad("want a rule of IPv4 or IPv6, have 128");
	begin(RTM_NEWRULE, AF_INET)->src_len = 33;
	bad("want a prefix length of 1..32, have 33");
	begin(RTM_NEWRULE, AF_INET6)->dst_len = 129;
	bad("want a prefix length of 1..128, have 129");
	begin(RTM_NEWRULE, AF_INET6)->src_len = 32;
	attr(FRA_SRC, "\1\2\3\4", 4);
	bad("attribute 2: want an address and its length, have 4 octets, /32");
	begin(RTM_NEWRULE, AF_INET);
	attr(FRA_DST, "\1\2\3\4", 4);
	bad("attribute 1: want an address and its length, have 4 octets, /0");
	begin(RTM_NEWRULE, AF_INET);
	attr(FRA_PRIORITY, "\1\2\3", 3);
	bad("attribute 6: want 4 octets, have 3");
	begin(RTM_NEWRULE, AF_INET);
	attr(FRA_PROTOCOL, "\1\2", 2);
	bad("attribute 21: want 1 octet, have 2");
	begin(RTM_NEWRULE, AF_INET);
	memset(name, 'x', sizeof(name));
	attr(FRA_IIFNAME, name, sizeof(name));
	bad("attribute 3: want an interface name");
	begin(RTM_NEWRULE, AF_INET);
	attr(FRA_OIFNAME, "", 1);
	bad("attribute 17: want an interface name");
	begin(RTM_NEWRULE, AF_INET);
	u32(FRA_PRIORITY, 1);
	m.octets[NLMSG_LENGTH(12)] = 3;
	bad("an attribute is cut");
	m.octets[NLMSG_LENGTH(12)] = 9;
	bad("an attribute is cut");
	used -= 5;
	bad("an attribute is cut");
}

static void
every_field_makes_a_difference(void **state)
{
	struct rule a, b;

	(void)state;
	begin_member();
	a = good();
#define DIFFERS(change)                            \
	do {                                       \
		b = a;                             \
		b.change;                          \
		assert_true(rule_cmp(&a, &b) < 0); \
		assert_true(rule_cmp(&b, &a) > 0); \
	} while (0)
	DIFFERS(family = AF_INET6);
	DIFFERS(pref++);
	DIFFERS(src.addr[3]++);
	DIFFERS(src.len++);
	DIFFERS(dst.family = AF_INET);
	DIFFERS(iif[0] = 'x');
	DIFFERS(oif[0] = 'x');
	DIFFERS(table++);
	DIFFERS(action++);
	DIFFERS(protocol++);
	DIFFERS(mark++);
	DIFFERS(mask++);
	DIFFERS(tos++);
	DIFFERS(goto_target++);
	DIFFERS(invert = true);
	DIFFERS(other = 2);
#undef DIFFERS
}

/* Trap: in a request to delete, what is absent is any. */
static void
deletes_as_the_kernel(void **state)
{
	struct rule r, have;

	(void)state;
	begin_member();
	r = have = good();
	assert_true(rule_deletes(&r, &have));
	have.invert = true;
	have.other = 1 << FRA_SUPPRESS_PREFIXLEN;
	snprintf(have.iif, sizeof(have.iif), "lo");
	have.mark = have.mask = 1;
	have.tos = 4;
	assert_true(rule_deletes(&r, &have));
	assert_false(rule_deletes(&have, &r));
	have = r;
	have.protocol = 4;
	assert_false(rule_deletes(&r, &have));
	have = r;
	have.pref++;
	assert_false(rule_deletes(&r, &have));
	have = r;
	have.table++;
	assert_false(rule_deletes(&r, &have));
	have = r;
	have.src.len++;
	assert_false(rule_deletes(&r, &have));
	have = r;
	have.family = AF_INET6;
	assert_false(rule_deletes(&r, &have));
}

/* The longest text there can be is cut, not torn. */
static void
has_room_for_the_longest(void **state)
{
	struct rule r = { .family = AF_INET6,
		.pref = UINT32_MAX,
		.protocol = 255,
		.action = FR_ACT_TO_TBL,
		.tos = 255,
		.invert = true,
		.mark = UINT32_MAX,
		.mask = UINT32_MAX,
		.other = UINT64_MAX };
	char buf[RULE_STRLEN], table[1024];

	(void)state;
	r.src = (struct ipnet){ AF_INET6, 127, { 0 } };
	memset(r.src.addr, 0xff, 16);
	r.dst = r.src;
	memset(r.iif, '\'', IFNAMSIZ - 1);
	memset(r.oif, '\'', IFNAMSIZ - 1);
	assert_true(strlen(rule_str(&r, NULL, buf)) < RULE_STRLEN);
	memset(table, 't', sizeof(table) - 1);
	table[sizeof(table) - 1] = '\0';
	assert_int_equal(strlen(rule_str(&r, table, buf)), RULE_STRLEN - 1);
}

static void
lists_grow(void **state)
{
	struct rules list = { NULL, 0, 0 };
	struct rule r;

	(void)state;
	begin_member();
	r = good();
	for (r.pref = 0; r.pref < 1000; r.pref++)
		assert_int_equal(rules_push(&list, &r), 0);
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(list.list[i].pref, i);
	rules_free(&list);
	assert_int_equal(list.count, 0);
	rules_free(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_members_rule),
		cmocka_unit_test(reads_all_it_has_names_for),
		cmocka_unit_test(knows_actions),
		cmocka_unit_test(tells_what_it_has_no_name_for),
		cmocka_unit_test(states_are_no_difference),
		cmocka_unit_test(keeps_host_bits),
		cmocka_unit_test(refuses_damage),
		cmocka_unit_test(every_field_makes_a_difference),
		cmocka_unit_test(deletes_as_the_kernel),
		cmocka_unit_test(has_room_for_the_longest),
		cmocka_unit_test(lists_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
