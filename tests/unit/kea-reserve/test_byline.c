/*
 * DHCPv6 by the line instead of the MAC: what a Kea must have for it, what is
 * put there, and how a server goes over from one to the other.
 */
#include "place.h"
#include "plan.h"
#include "endpoint.h"
#include "lint.h"

#define MAC1 "02:00:00:00:00:01"
#define MAC2 "02:00:00:00:00:02"

/* A service with hook and identifiers as given. */
static struct keadoc *
service(const char *hook, const char *ids, const char *hosts)
{
	char text[8192];

	snprintf(text, sizeof(text),
	    "{'Dhcp6': {'reservations-global': true,"
	    " 'hooks-libraries': [{'library': '/l/libdhcp_lease_cmds.so'}%s],"
	    " 'host-reservation-identifiers': [%s],"
	    " 'client-classes': [{'name': 'ils01'}],"
	    " 'subnet6': [{'id': 1, 'subnet': '2001:db8::/32'}],"
	    " 'reservations': [%s]}}",
	    hook, ids, hosts);
	return doc_of(text, AF_INET6);
}

#define HOOK(expression)                                       \
	", {'library': '/l/libdhcp_flex_id.so', 'parameters':" \
	" {'identifier-expression': '" expression "'}}"
#define IDS "'flex-id', 'hw-address'"

static struct keadoc *
by_line(const char *hosts)
{
	return service(HOOK("relay6[0].option[18].hex"), IDS, hosts);
}

#define MARK(version, more)                                  \
	"'user-context': {'collecte': {'version': " #version \
	", 'machine': 'a', 'member': 'ils'" more "}}"
#define LINE6(id, addr, version)                              \
	"{'flex-id': '" id "', 'ip-addresses': ['" addr "']," \
	" 'client-classes': ['ils01']," MARK(                 \
	    version, ", 'mac': '" MAC1 "'") "}"
#define MAC6(mac, line, addr, version)                            \
	"{'hw-address': '" mac "', 'ip-addresses': ['" addr "']," \
	" 'client-classes': ['ils01']," MARK(                     \
	    version, ", 'circuit-id': '" line "'") "}"

static void
what_kea_needs(void **state)
{
	static const struct {
		const char *hook, *ids, *why; /* null: it goes by it */
	} t[] = {
		{ HOOK("relay6[0].option[18].hex"), IDS, NULL },
		{ HOOK(" relay6[-1] . option[ interface-id ].hex"), IDS, NULL },
		{ "", IDS,
		    "hooks-libraries: want libdhcp_flex_id (Kea 3.0) to go "
		    "by interface-id, have none" },
		{ ", {'library': 7}, {}", IDS,
		    "hooks-libraries: want libdhcp_flex_id (Kea 3.0) to go "
		    "by interface-id, have none" },
		{ ", {'library': 'libdhcp_flex_id.so'}", IDS,
		    "libdhcp_flex_id: want the identifier-expression "
		    "relay6[0].option[18].hex, have none" },
		{ HOOK("relay6[0].option[37].hex"), IDS,
		    "libdhcp_flex_id: want the identifier-expression "
		    "relay6[0].option[18].hex, have relay6[0].option[37].hex" },
		{ HOOK("substring(relay6[0].option[18].hex,0,4)"), IDS,
		    "libdhcp_flex_id: want the identifier-expression "
		    "relay6[0].option[18].hex, have "
		    "substring(relay6[0].option[18].hex,0,4)" },
		{ HOOK("relay6[0]"), IDS,
		    "libdhcp_flex_id: want the identifier-expression "
		    "relay6[0].option[18].hex, have relay6[0]" },
		{ HOOK("relay6[0].option[18].hex"), "'hw-address'",
		    "host-reservation-identifiers: want flex-id, have none" },
	};
	struct plan_want w = { .host = line6("a", NULL, "2001:db8::1", 5) };

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct keadoc *doc = service(t[i].hook, t[i].ids, "");
		struct plan *p = plan_make(&w, 1, doc);
		struct why why = { "" };

		assert_int_equal(keadoc_by_interface(doc, &why), !t[i].why);
		assert_string_equal(why.text, t[i].why ? t[i].why : "");
		assert_int_equal(
		    p->actions[0].verb, t[i].why ? PLAN_REFUSE : PLAN_ADD);
		if (t[i].why)
			assert_string_equal(p->actions[0].reason, t[i].why);
		plan_free(p);
		keadoc_free(doc);
	}
}

/* What --check says, of a target by line and of one by MAC. */
static size_t
checked(const struct keadoc *doc, bool line, const char *want)
{
	struct findings f;
	const struct lint_kea k = { .doc = doc, .f = &f, .by_line = line };
	char text[512] = "";
	FILE *fp = fmemopen(text, sizeof(text), "w");
	size_t n;

	assert_non_null(fp);
	finding_init(&f, "r");
	lint_identifiers(&k);
	n = f.count;
	finding_print(&f, NULL, fp);
	assert_int_equal(0, fclose(fp));
	if (want)
		assert_string_equal(text, want);
	finding_free(&f);
	return n;
}

static void
what_check_says(void **state)
{
	struct keadoc *doc =
	    service(HOOK("relay6[0].option[18].hex"), "'flex-id'", "");

	(void)state;
	assert_int_equal(0, checked(doc, true, NULL));
	assert_int_equal(1, checked(doc, false, NULL));
	keadoc_free(doc);
	doc = service("", IDS, "");
	assert_int_equal(0, checked(doc, false, NULL));
	assert_int_equal(1,
	    checked(doc, true,
		"r: hooks-libraries: want libdhcp_flex_id (Kea 3.0) to go by "
		"interface-id, have none; set Kea 3 up as "
		"etc/kea/interface-id does, or let the target go by MAC "
		"[interface-id]\n"));
	keadoc_free(doc);
}

static void
as_it_is_put(void **state)
{
	struct plan_want w = { .host = line6("a", MAC2, "2001:db8::1", 7) };
	struct keadoc *doc = by_line(LINE6("61", "2001:db8::9", 5)), *after;
	struct plan *p = plan_make(&w, 1, doc);
	json_t *got, *want;

	(void)state;
	assert_true(doc->hosts[0].marked);
	assert_int_equal('a', doc->hosts[0].host.line.octets.here[0]);
	assert_int_equal(PLAN_REPLACE, p->actions[0].verb);
	after = reparsed(plan_apply(p, doc), AF_INET6);
	got = json_object_get(after->body, "reservations");
	want = json_of("[{'flex-id': '61', 'ip-addresses': ['2001:db8::1'],"
		       " 'client-classes': ['ils01'], 'user-context':"
		       " {'collecte': {'version': 7, 'machine': 'a',"
		       " 'member': 'ils', 'mac': '" MAC2 "'}}}]");
	assert_true(json_equal(got, want));
	json_decref(want);
	keadoc_free(after);
	plan_free(p);
	keadoc_free(doc);
}

static void
tombstones_tell_the_type(void **state)
{
	struct host a = gone(line6("abcdef", NULL, "2001:db8::1", 9));
	struct host b = gone(host6(MAC1, "x", "2001:db8::1", NULL, 8));
	json_t *forgotten = json_object(), *want;
	struct keadoc *doc;

	(void)state;
	assert_int_equal(0, keadoc_forget(forgotten, &a));
	assert_int_equal(0, keadoc_forget(forgotten, &b));
	want = json_of("{'flex-id:616263646566': [9, 'a'],"
		       " '" MAC1 "': [8, 'a']}");
	assert_true(json_equal(forgotten, want));
	json_decref(want);
	doc = doc_from(json_pack("{s:{s:{s:{s:o}}}}", "Dhcp6", "user-context",
			   HOST_MARK, "forgotten", forgotten),
	    AF_INET6);
	assert_int_equal(2, doc->gone_count);
	assert_int_equal(9, keadoc_gone(doc, &a.id)->version.stamp);
	assert_int_equal(8, keadoc_gone(doc, &b.id)->version.stamp);
	keadoc_free(doc);
	forgotten = json_of("{'flex-id:61': [1, 'a'], 'flex-id:': [1, 'a'],"
			    " 'flex-id:6': [1, 'a'], '6162': [1, 'a']}");
	doc = doc_from(json_pack("{s:{s:{s:{s:O}}}}", "Dhcp6", "user-context",
			   HOST_MARK, "forgotten", forgotten),
	    AF_INET6);
	assert_int_equal(1, doc->gone_count); /* the rest is damaged */
	keadoc_free(doc);
	a.id.len = 1;
	keadoc_unforget(forgotten, &a);
	assert_null(json_object_get(forgotten, "flex-id:61"));
	json_decref(forgotten);
}

/* The document after the plan of one want. */
static struct keadoc *
carried(struct host h, struct keadoc *doc, size_t changes, const char *reason)
{
	struct plan_want w = { .host = h };
	struct plan *p = plan_make(&w, 1, doc);
	struct keadoc *after;

	assert_int_equal(changes, p->changes);
	if (reason)
		assert_string_equal(p->actions[p->count - 1].reason, reason);
	after = reparsed(plan_apply(p, doc), AF_INET6);
	plan_free(p);
	keadoc_free(doc);
	return after;
}

static void
by_line_comes_for_by_mac(void **state)
{
	struct host h = line6("a", MAC1, "2001:db8::1", 5);
	struct keadoc *doc = carried(h,
	    by_line(MAC6(MAC1, "61", "2001:db8::1", 5) "," MAC6(
		MAC2, "62", "2001:db8::2", 5)),
	    2, "its line is known by interface-id here now");

	(void)state;
	assert_int_equal(2, doc->host_count); /* the other's is not ours yet */
	assert_non_null(keadoc_find(doc, &h.id));
	keadoc_free(doc);

	/* Where Kea does not go by it, nothing is taken away. */
	doc = carried(
	    h, service("", IDS, MAC6(MAC1, "61", "2001:db8::1", 5)), 0, NULL);
	assert_int_equal(1, doc->host_count);
	keadoc_free(doc);

	/* A newer one has to be learnt first. */
	doc = carried(h, by_line(MAC6(MAC1, "61", "2001:db8::1", 6)), 0, NULL);
	assert_int_equal(1, doc->host_count);
	keadoc_free(doc);

	/* Forgotten: it goes. */
	doc = carried(
	    gone(h), by_line(MAC6(MAC1, "61", "2001:db8::1", 5)), 2, NULL);
	assert_int_equal(0, doc->host_count);
	keadoc_free(doc);
}

/* Back: only where Kea does not go by interface-id, or for what is newer. */
static void
by_mac_comes_for_by_line(void **state)
{
	struct host h = host6(MAC1, "a", "2001:db8::1", NULL, 5);
	struct keadoc *doc =
	    carried(h, by_line(LINE6("61", "2001:db8::1", 5)), 0,
		"it stands there by interface-id, by which Kea goes: want the "
		"same v6-identifier in every machine's site file");

	(void)state;
	assert_int_equal(1, doc->host_count);
	keadoc_free(doc);
	doc = carried(h,
	    service("", "'hw-address'", LINE6("61", "2001:db8::1", 5)), 2,
	    "its line is known by MAC here now");
	assert_int_equal(1, doc->host_count);
	assert_non_null(keadoc_find(doc, &h.id));
	keadoc_free(doc);
	h.version.stamp = 6;
	doc = carried(h, by_line(LINE6("61", "2001:db8::1", 5)), 2, NULL);
	assert_int_equal(1, doc->host_count);
	assert_non_null(keadoc_find(doc, &h.id));
	keadoc_free(doc);
}

/* A machine that knows nothing yet: what stands there by MAC is not lost. */
static void
what_stands_by_mac_is_learnt(void **state)
{
	struct keadoc *doc = by_line(MAC6(
	    MAC1, "61", "2001:db8::1", 5) "," LINE6("62", "2001:db8::2", 6));
	struct plan_want w = { .host = line6("a", MAC1, "2001:db8::1", 5) };
	const struct host **news;
	size_t n;

	(void)state;
	assert_int_equal(0, plan_learn(NULL, 0, HOST_FLEX_ID, doc, &news, &n));
	assert_int_equal(2, n);
	free(news);
	assert_int_equal(0, plan_learn(&w, 1, HOST_FLEX_ID, doc, &news, &n));
	assert_int_equal(1, n);
	assert_int_equal('b', news[0]->line.octets.here[0]);
	free(news);
	assert_int_equal(
	    0, plan_learn(NULL, 0, HOST_HW_ADDRESS, doc, &news, &n));
	assert_int_equal(2, n);
	free(news);
	keadoc_free(doc);
}

static void
which_a_server_takes(void **state)
{
	struct site_target mac = { .dhcp6 = TEXT("x") };
	struct site_target line = { .dhcp6 = TEXT("x"), .by_line = true };
	struct endpoint ep = { .target = &line, .family = AF_INET6 };
	struct host a = host6(MAC1, "a", "2001:db8::1", NULL, 1);
	struct host b = line6("a", MAC1, "2001:db8::1", 1);
	struct host c = host4("a", "192.0.2.1", 1);

	(void)state;
	assert_int_equal(HOST_FLEX_ID, endpoint_by(&ep));
	assert_true(endpoint_takes(&ep, &b));
	assert_false(endpoint_takes(&ep, &a) || endpoint_takes(&ep, &c));
	ep.target = &mac;
	assert_int_equal(HOST_HW_ADDRESS, endpoint_by(&ep));
	assert_true(endpoint_takes(&ep, &a));
	assert_false(endpoint_takes(&ep, &b) || endpoint_takes(&ep, &c));
	ep.target = &line;
	ep.family = AF_INET;
	assert_int_equal(HOST_CIRCUIT_ID, endpoint_by(&ep));
	assert_true(endpoint_takes(&ep, &c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_kea_needs),
		cmocka_unit_test(what_check_says),
		cmocka_unit_test(as_it_is_put),
		cmocka_unit_test(tombstones_tell_the_type),
		cmocka_unit_test(by_line_comes_for_by_mac),
		cmocka_unit_test(by_mac_comes_for_by_line),
		cmocka_unit_test(what_stands_by_mac_is_learnt),
		cmocka_unit_test(which_a_server_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
