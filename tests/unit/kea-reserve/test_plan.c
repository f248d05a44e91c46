#include "help.h"
#include "plan.h"

#define OURS(id, addr, version)                                      \
	"{'circuit-id': '" id "', 'ip-address': '" addr "',"         \
	" 'client-classes': ['ils01'], 'user-context': {'collecte':" \
	" {'version': " #version ", 'machine': 'a', 'member': 'ils'}}}"
#define BARE(id, addr)                                       \
	"{'circuit-id': '" id "', 'ip-address': '" addr "'," \
	" 'client-classes': ['ils01']}"

/* What one want comes to, and how many actions there are in all. */
struct row {
	const char *name;
	const char *hosts; /* in Kea */
	struct host want;
	enum plan_verb verb;
	const char *reason; /* part of it */
	size_t count;
};

static void
run_row(const struct row *r, struct keadoc *doc)
{
	struct plan_want w = { .host = r->want };
	struct plan *p = plan_make(&w, 1, doc);
	const struct plan_action *a;

	assert_non_null(p);
	a = &p->actions[0];
	if (a->verb != r->verb)
		fail_msg("%s: %s, want %s (%s)", r->name,
		    plan_verb_name(a->verb), plan_verb_name(r->verb),
		    a->reason ? a->reason : "");
	if (r->reason && (!a->reason || !strstr(a->reason, r->reason)))
		fail_msg("%s: %s, want %s", r->name,
		    a->reason ? a->reason : "no reason", r->reason);
	if (!r->reason && a->reason)
		fail_msg("%s: %s", r->name, a->reason);
	if (p->count != r->count)
		fail_msg("%s: %zu actions", r->name, p->count);
	plan_free(p);
	keadoc_free(doc);
}

static void
one_want_in_ipv4(void **state)
{
	struct host x = host4("a", "192.0.2.1", 5);
	struct host other_class = x, unknown_class = x, outside = x;

	(void)state;
	other_class.client_class.text = "ils02";
	unknown_class.client_class.text = "ils77";
	outside.addr = net_of("198.51.100.1", AF_INET);
	{
		const struct row rows[] = {
			{ "new", "", x, PLAN_ADD, NULL, 1 },
			{ "as wanted", OURS("61", "192.0.2.1", 5), x, PLAN_KEEP,
			    NULL, 1 },
			{ "older", OURS("61", "192.0.2.1", 4), x, PLAN_REPLACE,
			    NULL, 1 },
			{ "older, other address", OURS("61", "192.0.2.7", 4), x,
			    PLAN_REPLACE, NULL, 1 },
			{ "drifted", OURS("61", "192.0.2.7", 5), x,
			    PLAN_REPLACE, NULL, 1 },
			{ "newer there", OURS("61", "192.0.2.7", 6), x,
			    PLAN_REFUSE, "newer", 1 },
			{ "the old script's", BARE("61", "192.0.2.1"), x,
			    PLAN_REPLACE, NULL, 1 },
			{ "the old script's, elsewhere",
			    BARE("61", "192.0.2.9"), x, PLAN_REPLACE, NULL, 1 },
			{ "other class", OURS("61", "192.0.2.1", 5),
			    other_class, PLAN_REPLACE, NULL, 1 },
			{ "unknown class", "", unknown_class, PLAN_REFUSE,
			    "client class ils77 is not defined", 1 },
			{ "outside", "", outside, PLAN_REFUSE,
			    "no subnet holds 198.51.100.1", 1 },
			{ "held by a foreign one", BARE("62", "192.0.2.1"), x,
			    PLAN_REFUSE,
			    "192.0.2.1 is held by the foreign reservation "
			    "circuit-id 62",
			    1 },
			{ "a foreign one beside", BARE("62", "192.0.2.2"), x,
			    PLAN_ADD, NULL, 1 },
			{ "another of ours, older, has it",
			    OURS("62", "192.0.2.1", 4), x, PLAN_ADD, NULL, 2 },
			{ "another of ours, newer, has it",
			    OURS("62", "192.0.2.1", 6), x, PLAN_REFUSE,
			    "192.0.2.1 has gone to b", 1 },
		};

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			run_row(&rows[i], service4(rows[i].hosts));
	}
}

static void
tombstones(void **state)
{
	struct host x = gone(host4("a", "192.0.2.1", 5));
	const struct row rows[] = {
		{ "nothing there: told to the others", "", x, PLAN_REMOVE, NULL,
		    1 },
		{ "older there", OURS("61", "192.0.2.7", 4), x, PLAN_REMOVE,
		    NULL, 1 },
		{ "the same version there", OURS("61", "192.0.2.7", 5), x,
		    PLAN_REMOVE, NULL, 1 },
		{ "newer there", OURS("61", "192.0.2.1", 6), x, PLAN_REFUSE,
		    "newer", 1 },
		{ "back without mark", BARE("61", "192.0.2.1"), x, PLAN_REMOVE,
		    NULL, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run_row(&rows[i], service4(rows[i].hosts));
}

/* A hand-made one for the line after it was forgotten is not ours. */
static void
a_tombstone_leaves_what_came_later(void **state)
{
	struct plan_want w = { .host = gone(host4("a", "192.0.2.1", 5)),
		.quiet = true };
	struct keadoc *doc = service4(BARE("61", "192.0.2.9"));
	struct plan *p = plan_make(&w, 1, doc);

	(void)state;
	assert_int_equal(PLAN_KEEP, p->actions[0].verb);
	assert_null(p->actions[0].have);
	plan_free(p);
	w.quiet = false;
	p = plan_make(&w, 1, doc);
	assert_int_equal(PLAN_REMOVE, p->actions[0].verb);
	assert_null(p->actions[0].have); /* the tombstone alone is put */
	plan_free(p);
	keadoc_free(doc);
}

static void
a_told_tombstone_needs_nothing(void **state)
{
	struct plan_want w = { .host = gone(host4("a", "192.0.2.1", 5)) };
	struct keadoc *before = service4(OURS("61", "192.0.2.1", 4)), *after;
	struct plan *p = plan_make(&w, 1, before);

	(void)state;
	assert_int_equal(1, p->changes);
	after = reparsed(plan_apply(p, before), AF_INET);
	plan_free(p);
	keadoc_free(before);
	assert_int_equal(0, after->host_count);
	assert_int_equal(1, after->gone_count);
	p = plan_make(&w, 1, after);
	assert_int_equal(PLAN_KEEP, p->actions[0].verb);
	assert_int_equal(0, p->changes);
	plan_free(p);
	keadoc_free(after);
}

static void
tombstones_of_others_stay(void **state)
{
	struct plan_want w = { .host = host4("a", "192.0.2.1", 9) };
	struct keadoc *before =
	    doc_of("{'Dhcp4': {'client-classes': [{'name': 'ils01'}],"
		   " 'reservations-global': true,"
		   " 'subnet4': [{'subnet': '192.0.2.0/24'}],"
		   " 'user-context': {'collecte': {'forgotten':"
		   " {'61': [5, 'r'], '62': [6, 'r']}}}}}",
		AF_INET);
	struct plan *p = plan_make(&w, 1, before);
	struct keadoc *after = reparsed(plan_apply(p, before), AF_INET);

	(void)state;
	assert_int_equal(1, after->host_count);
	assert_int_equal(1, after->gone_count); /* not a's: it lives */
	assert_int_equal('b', after->gone[0].id.octets.here[0]);
	plan_free(p);
	keadoc_free(before);
	keadoc_free(after);
}

static void
an_old_tombstone_is_dropped(void **state)
{
	struct plan_want w[2] = {
		{ .host = gone(host4("a", "192.0.2.1", 5)), .quiet = true },
		{ .host = host4("b", "192.0.2.2", 9) },
	};
	struct keadoc *before =
	    doc_of("{'Dhcp4': {'user-context': {'collecte': {'forgotten':"
		   " {'61': [5, 'a']}}}}}",
		AF_INET);
	struct plan *p = plan_make(w, 2, before);
	struct keadoc *after;

	(void)state;
	assert_int_equal(PLAN_KEEP, p->actions[0].verb);
	after = reparsed(plan_apply(p, before), AF_INET);
	assert_int_equal(0, after->gone_count);
	plan_free(p);
	keadoc_free(before);
	keadoc_free(after);
}

static void
one_want_in_ipv6(void **state)
{
	struct host x = host6(
	    "02:00:00:00:00:01", "a", "2001:db8::1", "2001:db8:1::/56", 5);
	struct host prefix_only = x, outside = x;

	(void)state;
	prefix_only.addr.family = AF_UNSPEC;
	outside.addr = net_of("3fff::1", AF_INET6);
	{
		const struct row rows[] = {
			{ "new", "", x, PLAN_ADD, NULL, 1 },
			{ "a prefix alone", "", prefix_only, PLAN_ADD, NULL,
			    1 },
			{ "outside", "", outside, PLAN_REFUSE,
			    "no subnet holds 3fff::1", 1 },
			{ "a foreign one has the prefix",
			    "{'hw-address': '02:00:00:00:00:02',"
			    " 'prefixes': ['2001:db8:1::/56']}",
			    x, PLAN_REFUSE,
			    "2001:db8:1::/56 is held by the foreign "
			    "reservation hw-address 02:00:00:00:00:02",
			    1 },
			{ "a foreign one has a part of it",
			    "{'duid': 'aabb', 'prefixes':"
			    " ['2001:db8:1:7::/64']}",
			    x, PLAN_REFUSE, "duid aabb", 1 },
			{ "a foreign one has more than it",
			    "{'duid': 'aabb', 'prefixes':"
			    " ['2001:db8::/47']}",
			    x, PLAN_REFUSE, "2001:db8::/47 is held", 1 },
			{ "an address in it is foreign",
			    "{'duid': 'aabb', 'ip-addresses':"
			    " ['2001:db8:1::7']}",
			    x, PLAN_REFUSE, "2001:db8:1::7 is held", 1 },
		};

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			run_row(&rows[i], service6(rows[i].hosts));
	}
}

static enum plan_verb
verb_of(const struct host *h, const char *text, int family, const char *part)
{
	struct plan_want w = { .host = *h };
	struct keadoc *doc = doc_of(text, family);
	struct plan *p = plan_make(&w, 1, doc);
	enum plan_verb verb = p->actions[0].verb;

	if (part && !strstr(p->actions[0].reason, part))
		fail_msg("want %s: %s", part, p->actions[0].reason);
	plan_free(p);
	keadoc_free(doc);
	return verb;
}

static void
what_kea_would_swallow_is_refused(void **state)
{
	struct host x = host4("a", "192.0.2.1", 5);

	(void)state;
	assert_int_equal(PLAN_REFUSE,
	    verb_of(&x,
		"{'Dhcp4': {'host-reservation-identifiers': ['flex-id'],"
		" 'client-classes': [{'name': 'ils01'}]}}",
		AF_INET, "circuit-id is not in host-reservation-identifiers"));
	assert_int_equal(PLAN_REFUSE,
	    verb_of(&x,
		"{'Dhcp4': {'client-classes': [{'name': 'ils01'}],"
		" 'subnet4': [{'subnet': '192.0.2.0/24'}]}}",
		AF_INET,
		"subnet 192.0.2.0/24 does not use global reservations"));
	/* The same subscriber's own, in a subnet. */
	assert_int_equal(PLAN_ADD,
	    verb_of(&x,
		"{'Dhcp4': {'client-classes': [{'name': 'ils01'}],"
		" 'subnet4': [{'subnet': '192.0.2.0/24',"
		" 'reservations-global': true, 'reservations':"
		" [" BARE("61", "192.0.2.1") "]}]}}",
		AF_INET, NULL));
	assert_int_equal(PLAN_REFUSE,
	    verb_of(&x,
		"{'Dhcp4': {'client-classes': [{'name': 'ils01'}],"
		" 'subnet4': [{'subnet': '192.0.2.0/24',"
		" 'reservations-global': true, 'reservations':"
		" [" BARE("62", "192.0.2.1") "]}]}}",
		AF_INET, "circuit-id 62"));
}

/* The document after the plan, and a second plan must find it good. */
static struct keadoc *
carried_out(const struct plan_want *w, size_t n, struct keadoc *before)
{
	struct plan *p = plan_make(w, n, before);
	struct keadoc *after;

	assert_non_null(p);
	after = reparsed(plan_apply(p, before), before->family);
	plan_free(p);
	keadoc_free(before);
	p = plan_make(w, n, after);
	assert_int_equal(0, p->changes);
	plan_free(p);
	return after;
}

static void
has(const struct keadoc *doc, const struct host *want)
{
	const struct keadoc_host *h = keadoc_find(doc, &want->id);

	assert_non_null(h);
	assert_true(h->marked && host_same(&h->host, want));
	assert_int_equal(0, host_version_cmp(&h->host.version, &want->version));
}

static void
two_swap_their_addresses(void **state)
{
	struct plan_want w[2] = { { .host = host4("a", "192.0.2.2", 5) },
		{ .host = host4("b", "192.0.2.1", 6) } };
	struct keadoc *doc = carried_out(w, 2,
	    service4(OURS("61", "192.0.2.1", 3) "," OURS(
		"62", "192.0.2.2", 4) "," BARE("63", "192.0.2.3")));

	(void)state;
	assert_int_equal(3, doc->host_count);
	has(doc, &w[0].host);
	has(doc, &w[1].host);
	keadoc_free(doc);
}

static void
the_newer_of_two_wins(void **state)
{
	struct plan_want w[3] = { { .host = host4("a", "192.0.2.1", 5) },
		{ .host = host4("b", "192.0.2.1", 7) },
		{ .host = host4("c", "192.0.2.1", 6) } };
	struct keadoc *doc =
	    carried_out(w, 3, service4(OURS("61", "192.0.2.1", 5)));

	(void)state;
	assert_int_equal(1, doc->host_count);
	has(doc, &w[1].host);
	keadoc_free(doc);
}

/* a cannot have what it wants; what it had, b wants by now. */
static void
a_refused_one_gives_way(void **state)
{
	struct plan_want w[2] = { { .host = host4("a", "192.0.2.3", 5) },
		{ .host = host4("b", "192.0.2.1", 6) } };
	struct keadoc *doc = carried_out(w, 2,
	    service4(OURS("61", "192.0.2.1", 3) "," BARE("63", "192.0.2.3")));

	(void)state;
	assert_int_equal(2, doc->host_count);
	has(doc, &w[1].host);
	keadoc_free(doc);
}

static void
a_held_one_stays_as_it_is(void **state)
{
	struct plan_want w[2] = {
		{ .host = host4("a", "192.0.2.2", 5), .held = true },
		{ .host = host4("b", "192.0.2.9", 6), .held = true },
	};
	struct keadoc *doc = service4(OURS("61", "192.0.2.1", 3));
	struct plan *p = plan_make(w, 2, doc);

	(void)state;
	assert_int_equal(0, p->changes);
	assert_int_equal(PLAN_REFUSE, p->actions[0].verb);
	assert_null(p->actions[0].reason);
	assert_int_equal(PLAN_REFUSE, p->actions[1].verb);
	plan_free(p);
	keadoc_free(doc);
}

/* A file edited by hand may have one identifier twice. */
static void
each_of_two_gives_way_itself(void **state)
{
	struct keadoc *doc = service4(
	    OURS("6f", "192.0.2.1", 2) ", " OURS("6f", "192.0.2.2", 1));
	struct plan_want w[2] = { { .host = host4("a", "192.0.2.1", 5) },
		{ .host = host4("b", "192.0.2.2", 6) } };
	struct plan *p = plan_make(w, 2, doc);

	(void)state;
	assert_non_null(p);
	assert_int_equal(p->count, 4);
	assert_int_equal(p->actions[2].verb, PLAN_REMOVE);
	assert_int_equal(p->actions[3].verb, PLAN_REMOVE);
	assert_ptr_not_equal(p->actions[2].have, p->actions[3].have);
	plan_free(p);
	keadoc_free(doc);
}

/* One half of a swap held: the other must not meet a duplicate. */
static void
a_held_half_of_a_swap(void **state)
{
	struct plan_want w[2] = {
		{ .host = host4("a", "192.0.2.2", 5), .held = true },
		{ .host = host4("b", "192.0.2.1", 6) },
	};
	struct keadoc *doc = carried_out(w, 2,
	    service4(
		OURS("61", "192.0.2.1", 3) "," OURS("62", "192.0.2.2", 4)));

	(void)state;
	assert_int_equal(1, doc->host_count);
	has(doc, &w[1].host);
	keadoc_free(doc);
}

static void
foreign_ones_come_through_as_they_are(void **state)
{
	static const char foreign[] =
	    "{'circuit-id': '63', 'ip-address': '192.0.2.3',"
	    " 'hostname': 'x', 'client-classes': ['q', 'r'],"
	    " 'option-data': [{'code': 1, 'data': '7'}],"
	    " 'user-context': {'n': 1}},"
	    "{'client-id': '01', 'ip-address': '192.0.2.4'}";
	struct plan_want w = { .host = host4("a", "192.0.2.1", 5) };
	struct keadoc *doc = carried_out(&w, 1, service4(foreign));
	json_t *list = json_object_get(doc->body, "reservations");
	json_t *want;

	(void)state;
	want = json_of("{'circuit-id': '63', 'ip-address': '192.0.2.3',"
		       " 'hostname': 'x', 'client-classes': ['q', 'r'],"
		       " 'option-data': [{'code': 1, 'data': '7'}],"
		       " 'user-context': {'n': 1}}");
	assert_int_equal(3, json_array_size(list));
	assert_true(json_equal(want, json_array_get(list, 0)));
	json_decref(want);
	want = json_of("{'client-id': '01', 'ip-address': '192.0.2.4'}");
	assert_true(json_equal(want, json_array_get(list, 1)));
	json_decref(want);
	keadoc_free(doc);
}

static void
what_is_learnt(void **state)
{
	struct plan_want w[3] = { { .host = host4("a", "192.0.2.1", 5) },
		{ .host = host4("b", "192.0.2.2", 5) },
		{ .host = gone(host4("d", "192.0.2.4", 5)) } };
	struct keadoc *doc = service4(OURS("61", "192.0.2.7", 6) "," OURS(
	    "62", "192.0.2.2", 5) "," OURS("63", "192.0.2.3", 1) "," OURS("64",
	    "192.0.2.4", 4) "," BARE("65", "192.0.2.5"));
	const struct host **list;
	size_t n;

	(void)state;
	assert_int_equal(0, plan_learn(w, 3, HOST_CIRCUIT_ID, doc, &list, &n));
	assert_int_equal(2, n);
	assert_int_equal('a', list[0]->id.octets.here[0]);
	assert_int_equal('c', list[1]->id.octets.here[0]);
	free(list);
	keadoc_free(doc);

	doc = doc_of("{'Dhcp4': {'user-context': {'collecte': {'forgotten':"
		     " {'61': [6, 'r'], '62': [4, 'r'], '71': [1, 'r']}}}}}",
	    AF_INET);
	assert_int_equal(0, plan_learn(w, 3, HOST_CIRCUIT_ID, doc, &list, &n));
	assert_int_equal(2, n);
	assert_true(list[0]->gone && list[1]->gone);
	free(list);
	keadoc_free(doc);
}

/* A reservation of another machine that we have not learnt is left alone. */
static void
unlearnt_ones_stay(void **state)
{
	struct plan_want w = { .host = host4("a", "192.0.2.1", 5) };
	struct keadoc *doc =
	    carried_out(&w, 1, service4(OURS("62", "192.0.2.2", 3)));

	(void)state;
	assert_int_equal(2, doc->host_count);
	keadoc_free(doc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_want_in_ipv4),
		cmocka_unit_test(tombstones),
		cmocka_unit_test(a_tombstone_leaves_what_came_later),
		cmocka_unit_test(a_told_tombstone_needs_nothing),
		cmocka_unit_test(tombstones_of_others_stay),
		cmocka_unit_test(an_old_tombstone_is_dropped),
		cmocka_unit_test(one_want_in_ipv6),
		cmocka_unit_test(what_kea_would_swallow_is_refused),
		cmocka_unit_test(two_swap_their_addresses),
		cmocka_unit_test(the_newer_of_two_wins),
		cmocka_unit_test(a_refused_one_gives_way),
		cmocka_unit_test(a_held_one_stays_as_it_is),
		cmocka_unit_test(a_held_half_of_a_swap),
		cmocka_unit_test(foreign_ones_come_through_as_they_are),
		cmocka_unit_test(what_is_learnt),
		cmocka_unit_test(unlearnt_ones_stay),
		cmocka_unit_test(each_of_two_gives_way_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
