/*
 * Whatever is wanted and whatever Kea holds: after the plan a second one has
 * nothing to do, no foreign reservation was touched, and nothing stands
 * twice in the document.
 */
#include <time.h>

#include "help.h"
#include "plan.h"

#define LINES 8
#define ADDRS 8
#define WANTS 6
#define MOST (WANTS + LINES + 1) /* with what is learnt */

/* Few values, so that they collide. */
static void
random_id(char *buf, size_t size, int family)
{
	int n = (int)(random() % LINES);

	snprintf(
	    buf, size, family == AF_INET ? "6%d" : "02:00:00:00:00:0%d", n);
}

static void
random_nets(char *addr, char *prefix, int family)
{
	int a = 1 + (int)(random() % ADDRS), p = (int)(random() % ADDRS);

	*prefix = '\0';
	if (family == AF_INET) {
		snprintf(addr, 64, "192.0.2.%d", a);
		return;
	}
	snprintf(addr, 64, "2001:db8::%d", a);
	snprintf(prefix, 64, "2001:db8:%d:%d00::/%d", 1 + p, (int)random() % 2,
	    random() % 4 == 0 ? 48 + 8 : 64);
	if (random() % 3 == 0)
		*addr = '\0';
}

static json_t *
random_host(int family, const char *id)
{
	char addr[64], prefix[64];
	json_t *h = json_object();

	random_nets(addr, prefix, family);
	json_object_set_new(h, family == AF_INET ? "circuit-id" : "hw-address",
	    json_string(id));
	if (family == AF_INET)
		json_object_set_new(h, "ip-address", json_string(addr));
	if (family == AF_INET6 && *addr)
		json_object_set_new(h, "ip-addresses", json_pack("[s]", addr));
	if (*prefix)
		json_object_set_new(h, "prefixes", json_pack("[s]", prefix));
	json_object_set_new(h, "client-classes", json_pack("[s]", "ils01"));
	if (random() % 5 == 0)
		json_object_set_new(h, "hostname", json_string("hand-made"));
	if (random() % 2)
		json_object_set_new(h, "user-context",
		    json_pack("{s:{s:i, s:s, s:s}}", HOST_MARK, "version",
			(int)(1 + random() % 6), "machine",
			random() % 2 ? "a" : "b", "member", "ils"));
	return h;
}

/* A value Kea would have accepted: no two of them alike. */
static bool
is_taken(const json_t *list, const json_t *new, int family)
{
	static const char *const keys[] = { "circuit-id", "hw-address",
		"ip-address", "ip-addresses", "prefixes" };
	const json_t *h;
	size_t i;

	(void)family;
	json_array_foreach(list, i, h)
	{
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			if (json_object_get(new, keys[k]) &&
			    json_equal(json_object_get(new, keys[k]),
				json_object_get(h, keys[k])))
				return true;
	}
	return false;
}

static struct keadoc *
random_doc(int family)
{
	json_t *list = json_array(), *root;
	struct why why = { "" };
	struct keadoc *doc;

	for (int i = 0; i < LINES; i++) {
		char id[32];
		json_t *h;

		random_id(id, sizeof(id), family);
		h = random_host(family, id);
		if (is_taken(list, h, family))
			json_decref(h);
		else
			json_array_append_new(list, h);
	}
	root = json_pack("{s:{s:b, s:[{s:s}, {s:s}], s:[{s:s}], s:o,"
			 " s:{s:i, s:{s:{s:[i, s]}}}}}",
	    family == AF_INET ? "Dhcp4" : "Dhcp6", "reservations-global", 1,
	    "client-classes", "name", "ils01", "name", "x",
	    family == AF_INET ? "subnet4" : "subnet6", "subnet",
	    family == AF_INET ? "192.0.2.0/24" : "2001:db8::/32",
	    "reservations", list, "user-context", "note", 1, HOST_MARK,
	    "forgotten", family == AF_INET ? "63" : "02:00:00:00:00:03",
	    (int)(1 + random() % 6), "b");
	assert_non_null(root);
	doc = keadoc_parse(root, family, &why);
	json_decref(root);
	assert_non_null(doc);
	return doc;
}

static bool
wanted_already(const struct plan_want *w, size_t n, const struct host_id *id)
{
	for (size_t i = 0; i < n; i++)
		if (host_id_equal(&w[i].host.id, id))
			return true;
	return false;
}

static size_t
random_wants(struct plan_want *w, int family)
{
	size_t n = 0;

	for (int i = 0; i < WANTS; i++) {
		char id[32], addr[64], prefix[64];
		struct host h = { .family = family, .member = "ils" };
		enum host_id_type type =
		    family == AF_INET ? HOST_CIRCUIT_ID : HOST_HW_ADDRESS;

		random_id(id, sizeof(id), family);
		random_nets(addr, prefix, family);
		assert_int_equal(0, host_id_parse(type, id, &h.id, NULL));
		if (wanted_already(w, n, &h.id))
			continue;
		h.addr = net_of(*addr ? addr : NULL, family);
		h.prefix = net_of(*prefix ? prefix : NULL, family);
		snprintf(h.client_class, HOST_NAME_MAX, "%s",
		    random() % 8 ? "ils01" : "unknown");
		h.version.stamp = (uint64_t)(1 + random() % 6);
		snprintf(h.version.machine, HOST_NAME_MAX, "%c",
		    random() % 2 ? 'a' : 'b');
		h.gone = random() % 4 == 0;
		w[n++] = (struct plan_want){ h, random() % 6 == 0,
			h.gone && random() % 2 };
	}
	return n;
}

static void
nothing_stands_twice(const struct keadoc *doc)
{
	const json_t *list = json_object_get(doc->body, "reservations");
	size_t n = json_array_size(list);

	for (size_t i = 0; i < n; i++) {
		json_t *rest = json_copy((json_t *)(uintptr_t)list);
		json_t *h = json_incref(json_array_get(list, i));

		json_array_remove(rest, i);
		assert_false(is_taken(rest, h, doc->family));
		json_decref(h);
		json_decref(rest);
	}
}

/* Foreign: no mark, and no identifier that we want. */
static void
foreign_ones_are_there(const struct keadoc *before, const struct keadoc *after,
    const struct plan_want *w, size_t n)
{
	for (size_t i = 0; i < before->host_count; i++) {
		const struct keadoc_host *h = &before->hosts[i], *now;

		if (h->marked || wanted_already(w, n, &h->host.id))
			continue;
		now = keadoc_find(after, &h->host.id);
		assert_non_null(now);
		assert_true(json_equal(h->raw, now->raw));
	}
}

/* Who is not refused has what it wants. */
static void
wishes_are_met(const struct plan *p, const struct keadoc *after)
{
	for (size_t i = 0; i < p->want_count; i++) {
		const struct host *w = &p->wants[i].host;
		const struct keadoc_host *h = keadoc_find(after, &w->id);

		if (p->actions[i].verb == PLAN_REFUSE || w->gone)
			continue;
		assert_non_null(h);
		assert_true(h->marked && host_same(&h->host, w));
	}
}

/* As a commit does first; afterwards the document holds no news. */
static size_t
learn(struct plan_want *w, size_t n, const struct keadoc *doc)
{
	const struct host **news;
	size_t count;

	assert_int_equal(0, plan_learn(w, n, doc, &news, &count));
	for (size_t k = 0; k < count; k++) {
		size_t i = 0;

		while (i < n && !host_id_equal(&w[i].host.id, &news[k]->id))
			i++;
		if (i == n)
			w[n++] = (struct plan_want){ .host = *news[k] };
		else if (host_age_cmp(&w[i].host, news[k]) < 0)
			w[i] = (struct plan_want){ .host = *news[k] };
	}
	free(news);
	assert_int_equal(0, plan_learn(w, n, doc, &news, &count));
	free(news);
	assert_int_equal(0, count);
	return n;
}

static void
one_round(int family)
{
	struct plan_want w[MOST];
	struct keadoc *before = random_doc(family), *after;
	size_t n = learn(w, random_wants(w, family), before);
	struct plan *p = plan_make(w, n, before), *again;

	assert_non_null(p);
	after = reparsed(plan_apply(p, before), family);
	nothing_stands_twice(after);
	foreign_ones_are_there(before, after, w, n);
	wishes_are_met(p, after);
	again = plan_make(w, n, after);
	assert_int_equal(0, again->changes);
	plan_free(again);
	plan_free(p);
	keadoc_free(after);
	keadoc_free(before);
}

static void
rounds(int family)
{
	const char *given = getenv("SEED");
	unsigned int seed = given ? (unsigned int)strtoul(given, NULL, 10)
				  : (unsigned int)time(NULL);

	print_message("seed %u\n", seed);
	srandom(seed);
	for (int i = 0; i < 3000; i++)
		one_round(family);
}

static void
any_ipv4_service(void **state)
{
	(void)state;
	rounds(AF_INET);
}

static void
any_ipv6_service(void **state)
{
	(void)state;
	rounds(AF_INET6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_ipv4_service),
		cmocka_unit_test(any_ipv6_service),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
