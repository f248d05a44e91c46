#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "verdict.h"

static struct path path;
static struct facts facts;
static struct verdict verdict;

static struct ipnet
net(const char *text)
{
	struct ipnet n;

	if (strchr(text, '/'))
		assert_int_equal(
		    ipnet_parse_prefix(text, AF_UNSPEC, &n, NULL), 0);
	else
		assert_int_equal(
		    ipnet_parse_addr(text, AF_UNSPEC, &n, NULL), 0);
	return n;
}

/* A path that is well, and was probed. */
static int
setup(void **state)
{
	(void)state;
	path = (struct path){ .member = "ils",
		.family = AF_INET,
		.table = 1001,
		.table_name = "ils_table",
		.source = net("5.0.0.1"),
		.target_count = 3 };
	memset(&facts, 0, sizeof(facts));
	facts.table.exists = facts.table.has_default = true;
	facts.table.best = (struct rtroute){ .family = AF_INET,
		.table = 1001,
		.type = RTN_UNICAST,
		.gateway = net("172.16.1.2"),
		.oif = 3 };
	facts.link = (struct rtlook_link){ "ens1", true, true };
	facts.neighbour = RTLOOK_ANSWERS;
	facts.subscriber = (struct looked){ .look = LOOK_RIGHT,
		.prefix = net("5.0.0.0/24"),
		.source = net("5.0.0.9"),
		.iif = "ens19" };
	facts.lent.look = LOOK_RIGHT;
	facts.probed = true;
	facts.tally = (struct tally){ .rounds = 1,
		.sent = 3,
		.answers = 3,
		.targets = 3,
		.answered = 3,
		.rtt_sum = 3600 };
	return 0;
}

static void
is(enum weight weight, const char *word, bool dead, const char *text)
{
	verdict_judge(&path, &facts, &verdict);
	assert_string_equal(verdict.word, word);
	assert_string_equal(verdict.text, text);
	assert_int_equal(verdict.weight, weight);
	assert_int_equal(verdict.dead, dead);
}

static void
is_well(void **state)
{
	(void)state;
	is(WEIGHT_OK, "ok", false,
	    "leaves by table ils_table, 172.16.1.2 dev ens1; 3 of 3 targets "
	    "answer in 1.200 ms");
	facts.beside = true;
	is(WEIGHT_OK, "ok", false,
	    "leaves by table ils_table, 172.16.1.2 dev ens1; beside it 3 of 3 "
	    "targets answer in 1.200 ms");
	facts.probed = false;
	facts.table.best.gateway.family = AF_UNSPEC;
	is(WEIGHT_OK, "ok", false, "leaves by table ils_table, dev ens1");
}

static void
leaks_first(void **state)
{
	(void)state;
	facts.subscriber.look = LOOK_LEAK;
	facts.subscriber.route = facts.table.best;
	snprintf(facts.subscriber.oif, sizeof(facts.subscriber.oif), "ens18");
	snprintf(facts.subscriber.table_name,
	    sizeof(facts.subscriber.table_name), "main");
	facts.table.has_default = false;
	is(WEIGHT_CRITICAL, "leak", false,
	    "packets from 5.0.0.0/24 (5.0.0.9 on ens19) leave by table main, "
	    "172.16.1.2 dev ens18, not by ils_table: the table has no default, "
	    "and a rule between takes them before the guard; see ip rule");
	facts.subscriber.leaves_by = "rzn";
	is(WEIGHT_CRITICAL, "leak", false,
	    "packets from 5.0.0.0/24 (5.0.0.9 on ens19) leave by table main of "
	    "member rzn, 172.16.1.2 dev ens18, not by ils_table: the table has "
	    "no default, and they go on to the next rule; see ip rule");
	facts.table.has_default = true;
	is(WEIGHT_CRITICAL, "leak", false,
	    "packets from 5.0.0.0/24 (5.0.0.9 on ens19) leave by table main of "
	    "member rzn, 172.16.1.2 dev ens18, not by ils_table: a foreign "
	    "rule stands in front; see ip rule");
	facts.table.has_default = false;
	facts.guard_missing = true;
	facts.subscriber.leaves_by = "rzn";
	is(WEIGHT_CRITICAL, "leak", false,
	    "packets from 5.0.0.0/24 (5.0.0.9 on ens19) leave by table main of "
	    "member rzn, 172.16.1.2 dev ens18, not by ils_table: the table has "
	    "no default, and the guard is missing: run srcroute-sync --apply");
}

/* A host wants no guard: there an uplink without default leaks, and is dead. */
static void
leaks_where_no_guard_is_wanted(void **state)
{
	(void)state;
	facts.unguarded = true;
	facts.subscriber.look = LOOK_LEAK;
	facts.subscriber.iif[0] = '\0';
	snprintf(facts.subscriber.table_name,
	    sizeof(facts.subscriber.table_name), "main");
	facts.table.has_default = false;
	is(WEIGHT_CRITICAL, "no-default", true,
	    "table ils_table has no default: the BGP session is down, or the "
	    "member announces none; its packets leave by table main");
	facts.table.exists = false;
	is(WEIGHT_CRITICAL, "table-missing", true,
	    "the kernel has no table ils_table: is BIRD running?; its packets "
	    "leave by table main");
	/* With a rule missing it is that. */
	facts.rules_missing = 1;
	is(WEIGHT_CRITICAL, "leak", false,
	    "packets from 5.0.0.0/24 (5.0.0.9) leave by table main, dev , not "
	    "by ils_table: a rule is missing: run srcroute-sync --apply");
}

/* Our own rules are no fault of the member's: nothing to be cut for. */
static void
rules_are_no_reason_to_cut(void **state)
{
	(void)state;
	facts.rules_missing = 2;
	snprintf(facts.missing, sizeof(facts.missing), "pref 10008");
	is(WEIGHT_WARNING, "rule-missing", false,
	    "2 of the declared rules are missing: run srcroute-sync --apply; "
	    "the first: pref 10008");
	facts.subscriber.look = LOOK_GUARD;
	is(WEIGHT_CRITICAL, "rule-missing", false,
	    "the guard refuses subscribers: 2 of the declared rules are "
	    "missing: run srcroute-sync --apply; the first: pref 10008");
	facts.rules_missing = 0;
	is(WEIGHT_CRITICAL, "refused", false,
	    "packets from 5.0.0.0/24 (5.0.0.9 on ens19) are refused though "
	    "table ils_table has a default: a rule stands in front; see ip "
	    "rule");
	facts.subscriber.look = LOOK_FAULT;
	facts.subscriber.error = EXDEV;
	is(WEIGHT_CRITICAL, "lookup-refused", false,
	    "the kernel would drop packets from 5.0.0.0/24 (5.0.0.9 on ens19): "
	    "the reverse path filter (rp_filter)");
	facts.subscriber.error = ENOBUFS;
	is(WEIGHT_UNKNOWN, "unknown", false,
	    "want the kernel to say how packets from 5.0.0.0/24 (5.0.0.9 on "
	    "ens19) leave, have No buffer space available");
}

static void
tables_from_the_outside_in(void **state)
{
	(void)state;
	facts.neighbour = RTLOOK_FAILED;
	facts.tally = (struct tally){ .sent = 3, .targets = 3 };
	is(WEIGHT_CRITICAL, "neighbour-failed", true,
	    "the next hop 172.16.1.2 dev ens1 does not answer on its link");
	facts.link.carrier = false;
	is(WEIGHT_CRITICAL, "link-down", true,
	    "ens1, to which the default of table ils_table points, has no "
	    "carrier");
	facts.table.best.type = RTN_BLACKHOLE;
	is(WEIGHT_CRITICAL, "default-refuses", true,
	    "the default of table ils_table is blackhole: the member's own "
	    "route is gone");
	facts.table.has_default = false;
	facts.subscriber.look = LOOK_GUARD;
	is(WEIGHT_CRITICAL, "no-default", true,
	    "table ils_table has no default: the BGP session is down, or the "
	    "member announces none; subscribers are refused, none leaks");
	facts.table.exists = false;
	is(WEIGHT_CRITICAL, "table-missing", true,
	    "the kernel has no table ils_table: is BIRD running?; subscribers "
	    "are refused, none leaks");
}

static void
silence_has_kinds(void **state)
{
	(void)state;
	facts.tally = (struct tally){ .rounds = 3, .sent = 9, .targets = 3 };
	is(WEIGHT_CRITICAL, "black-hole", true,
	    "nothing comes back: 0 of 3 targets answered 9 probes by "
	    "172.16.1.2 dev ens1, which answers on its link: it, or what is "
	    "behind it, drops our packets, or nobody routes the lent address "
	    "back");
	facts.neighbour = RTLOOK_UNKNOWN;
	is(WEIGHT_CRITICAL, "black-hole", true,
	    "nothing comes back: 0 of 3 targets answered 9 probes by "
	    "172.16.1.2 dev ens1; whether that answers on its link is not "
	    "known now");
	facts.tally.expired = true;
	facts.tally.from = net("172.17.1.2");
	is(WEIGHT_CRITICAL, "loop", true,
	    "no target answers; 172.17.1.2 says that the hop limit ran out: "
	    "packets go in circles");
	facts.tally.unreachable = true;
	facts.tally.code = ICMP_PKT_FILTERED;
	is(WEIGHT_CRITICAL, "unreachable", true,
	    "no target answers; 172.17.1.2 says: prohibited by a filter");
	facts.tally.from = path.source;
	facts.tally.code = ICMP_HOST_UNREACH;
	is(WEIGHT_CRITICAL, "neighbour-failed", true,
	    "this machine itself says: host unreachable; the next hop does not "
	    "answer on its link");
	facts.tally = (struct tally){ .targets = 3, .send_error = ENETUNREACH };
	is(WEIGHT_CRITICAL, "send-refused", true,
	    "probes from 5.0.0.1 cannot be sent: Network is unreachable");
}

/* What this machine itself refuses says nothing of the member. */
static void
filters_of_ours_are_no_silence(void **state)
{
	(void)state;
	facts.tally = (struct tally){ .targets = 3, .send_error = EPERM };
	is(WEIGHT_CRITICAL, "send-refused", false,
	    "probes from 5.0.0.1 cannot be sent: Operation not permitted");
	facts.tally.send_error = ENOBUFS;
	is(WEIGHT_CRITICAL, "send-refused", false,
	    "probes from 5.0.0.1 cannot be sent: No buffer space available");
	/* But one target that cannot be asked hides no silence of others. */
	facts.tally.sent = 6;
	is(WEIGHT_CRITICAL, "black-hole", true,
	    "nothing comes back: 0 of 3 targets answered 6 probes by "
	    "172.16.1.2 dev ens1, which answers on its link: it, or what is "
	    "behind it, drops our packets, or nobody routes the lent address "
	    "back");
}

static void
some_answers_are_life(void **state)
{
	(void)state;
	facts.neighbour = RTLOOK_FAILED;
	facts.tally.answers = facts.tally.answered = 1;
	is(WEIGHT_WARNING, "degraded", false,
	    "1 of 3 targets answer: the path is well, the others are not");
}

static void
cannot_be_probed(void **state)
{
	(void)state;
	facts.no_source = true;
	path.source.family = AF_UNSPEC;
	is(WEIGHT_WARNING, "no-source", false,
	    "not probed: none of the member's probe-addresses is on this "
	    "machine");
	/* It was there when the watch began. */
	path.source = net("5.0.0.1");
	is(WEIGHT_WARNING, "no-source", false,
	    "not probed: 5.0.0.1 is on this machine no more");
	facts.no_source = false;
	facts.lent = (struct looked){ .look = LOOK_LEAK,
		.prefix = net("5.0.0.1/32"),
		.source = net("5.0.0.1"),
		.table_name = "main" };
	is(WEIGHT_CRITICAL, "probe-astray", false,
	    "probes from 5.0.0.1 (5.0.0.1) would leave by table main, not by "
	    "ils_table");
	facts.lent_beside = true;
	is(WEIGHT_CRITICAL, "probe-astray", false,
	    "probes from 5.0.0.1 (5.0.0.1) would leave by table main, not by "
	    "ils_table: a watch has cut this member, and probes it by that");
	facts.lent.look = LOOK_GUARD;
	facts.probed = false;
	is(WEIGHT_CRITICAL, "refused", false,
	    "probes from 5.0.0.1 (5.0.0.1) are refused though table ils_table "
	    "has a default: a rule stands in front; see ip rule");
	facts.lent.look = LOOK_FAULT;
	facts.lent.error = ENOMEM;
	is(WEIGHT_UNKNOWN, "unknown", false,
	    "not probed: want the kernel to say how packets from 5.0.0.1 "
	    "(5.0.0.1) leave, have Cannot allocate memory");
	path.target_count = 0;
	is(WEIGHT_OK, "ok", false,
	    "leaves by table ils_table, 172.16.1.2 dev ens1");
}

static void
worth_a_look(void **state)
{
	(void)state;
	facts.same_wire = "rzn";
	is(WEIGHT_WARNING, "one-wire", false,
	    "leaves by 172.16.1.2 dev ens1, as rzn does: two uplinks, one "
	    "wire");
	facts.guard_missing = true;
	snprintf(facts.guard, sizeof(facts.guard), "pref 10500");
	is(WEIGHT_WARNING, "guard-missing", false,
	    "without it subscribers leave by the main table when the default "
	    "goes: run srcroute-sync --apply; pref 10500");
}

static void
what_cannot_be_asked_is_unknown(void **state)
{
	(void)state;
	facts.failed = true;
	snprintf(facts.why.text, sizeof(facts.why.text), "out of memory");
	facts.subscriber.look = LOOK_LEAK;
	is(WEIGHT_UNKNOWN, "unknown", false, "out of memory");
}

static void
weighs(void **state)
{
	(void)state;
	assert_int_equal(verdict_worse(WEIGHT_OK, WEIGHT_WARNING), 1);
	assert_int_equal(
	    verdict_worse(WEIGHT_UNKNOWN, WEIGHT_WARNING), WEIGHT_UNKNOWN);
	assert_int_equal(
	    verdict_worse(WEIGHT_UNKNOWN, WEIGHT_CRITICAL), WEIGHT_CRITICAL);
	assert_string_equal(verdict_weight_name(WEIGHT_UNKNOWN), "UNKNOWN");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(is_well, setup),
		cmocka_unit_test_setup(leaks_first, setup),
		cmocka_unit_test_setup(leaks_where_no_guard_is_wanted, setup),
		cmocka_unit_test_setup(rules_are_no_reason_to_cut, setup),
		cmocka_unit_test_setup(tables_from_the_outside_in, setup),
		cmocka_unit_test_setup(silence_has_kinds, setup),
		cmocka_unit_test_setup(filters_of_ours_are_no_silence, setup),
		cmocka_unit_test_setup(some_answers_are_life, setup),
		cmocka_unit_test_setup(cannot_be_probed, setup),
		cmocka_unit_test_setup(worth_a_look, setup),
		cmocka_unit_test_setup(what_cannot_be_asked_is_unknown, setup),
		cmocka_unit_test(weighs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
