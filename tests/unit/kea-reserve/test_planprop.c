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
random_id(char *buf, size_t size, enum host_id_type type)
{
	int n = (int)(random() % LINES);

	snprintf(buf, size,
	    type == HOST_HW_ADDRESS ? "02:00:00:00:00:0%d" : "6%d", n);
}

static int
family_of(enum host_id_type type)
{
	return type == HOST_CIRCUIT_ID ? AF_INET : AF_INET6;
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

/* A mark, in IPv6 with what the other type of identifier would be. */
static json_t *
random_mark(enum host_id_type type)
{
	json_t *mark =
	    json_pack("{s:i, s:s, s:s}", "version", (int)(1 + random() % 6),
		"machine", random() % 2 ? "a" : "b", "member", "ils");
	char other[32];

	random_id(other, sizeof(other),
	    type == HOST_FLEX_ID ? HOST_HW_ADDRESS : HOST_FLEX_ID);
	if (type != HOST_CIRCUIT_ID && random() % 4)
		json_object_set_new(mark,
		    type == HOST_FLEX_ID ? "mac" : "circuit-id",
		    json_string(other));
	return mark;
}

static json_t *
random_host(enum host_id_type type, const char *id)
{
	int family = family_of(type);
	char addr[64], prefix[64];
	json_t *h = json_object();

	random_nets(addr, prefix, family);
	json_object_set_new(h, host_id_type_name(type), json_string(id));
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
		    json_pack("{s:o}", HOST_MARK, random_mark(type)));
	return h;
}

/* A value Kea would have accepted: no two of them alike. */
static bool
is_taken(const json_t *list, const json_t *new, int family)
{
	static const char *const keys[] = { "circuit-id", "hw-address",
		"flex-id", "ip-address", "ip-addresses", "prefixes" };
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

static json_t *
random_list(enum host_id_type by)
{
	json_t *list = json_array();

	for (int i = 0; i < LINES; i++) {
		enum host_id_type type = by;
		char id[32];
		json_t *h;

		if (by != HOST_CIRCUIT_ID && random() % 3 == 0)
			type = random() % 2 ? HOST_FLEX_ID : HOST_HW_ADDRESS;
		random_id(id, sizeof(id), type);
		h = random_host(type, id);
		if (is_taken(list, h, family_of(type)))
			json_decref(h);
		else
			json_array_append_new(list, h);
	}
	return list;
}

static const char *
forgotten_key(enum host_id_type by)
{
	switch (by) {
	case HOST_CIRCUIT_ID:
		return "63";
	case HOST_FLEX_ID:
		return "flex-id:63";
	default:
		return "02:00:00:00:00:03";
	}
}

/* `by`: what most are by.  Each second one goes by interface-id. */
static struct keadoc *
random_doc(enum host_id_type by)
{
	int family = family_of(by);
	struct why why = { "" };
	struct keadoc *doc;
	json_t *root;

	root = json_pack("{s:{s:b, s:[s, s], s:[{s:s, s:{s:s}}], s:[{s:s}, "
			 "{s:s}], s:[{s:s}], s:o, s:{s:i, s:{s:{s:[i, s]}}}}}",
	    family == AF_INET ? "Dhcp4" : "Dhcp6", "reservations-global", 1,
	    "host-reservation-identifiers",
	    family == AF_INET ? "circuit-id" : "hw-address",
	    random() % 2 ? "flex-id" : "duid", "hooks-libraries", "library",
	    "libdhcp_flex_id.so", "parameters", "identifier-expression",
	    "relay6[0].option[18].hex", "client-classes", "name", "ils01",
	    "name", "x", family == AF_INET ? "subnet4" : "subnet6", "subnet",
	    family == AF_INET ? "192.0.2.0/24" : "2001:db8::/32",
	    "reservations", random_list(by), "user-context", "note", 1,
	    HOST_MARK, "forgotten", forgotten_key(by), (int)(1 + random() % 6),
	    "b");
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

/* The line, which by MAC is not always known. */
static void
random_line(struct host *h)
{
	char line[32];

	h->line = h->id;
	h->line.type = HOST_CIRCUIT_ID;
	if (h->id.type != HOST_HW_ADDRESS)
		return;
	random_id(line, sizeof(line), HOST_CIRCUIT_ID);
	assert_int_equal(
	    0, host_id_parse(HOST_CIRCUIT_ID, line, &h->line, NULL));
	if (random() % 4 == 0)
		h->line.len = 0;
}

static size_t
random_wants(struct plan_want *w, enum host_id_type type)
{
	int family = family_of(type);
	size_t n = 0;

	for (int i = 0; i < WANTS; i++) {
		char id[32], addr[64], prefix[64];
		struct host h = { .family = family, .member = { "ils" } };

		random_id(id, sizeof(id), type);
		random_nets(addr, prefix, family);
		assert_int_equal(0, host_id_parse(type, id, &h.id, NULL));
		if (wanted_already(w, n, &h.id))
			continue;
		random_line(&h);
		h.addr = net_of(*addr ? addr : NULL, family);
		h.prefix = net_of(*prefix ? prefix : NULL, family);
		h.client_class.text = random() % 8 ? "ils01" : "unknown";
		h.version.stamp = (uint64_t)(1 + random() % 6);
		h.version.machine.text = random() % 2 ? "a" : "b";
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
		json_t *was, *is;

		if (h->marked || wanted_already(w, n, &h->host.id))
			continue;
		now = keadoc_find(after, &h->host.id);
		assert_non_null(now);
		was = keadoc_raw(h);
		is = keadoc_raw(now);
		assert_true(json_equal(was, is));
		json_decref(was);
		json_decref(is);
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
learn(struct plan_want *w, size_t n, enum host_id_type by,
    const struct keadoc *doc)
{
	const struct host **news;
	size_t count;

	assert_int_equal(0, plan_learn(w, n, by, doc, &news, &count));
	for (size_t k = 0; k < count; k++) {
		struct host h;
		size_t i = 0;

		assert_true(host_turn(news[k], by, &h));
		while (i < n && !host_id_equal(&w[i].host.id, &h.id))
			i++;
		if (i == n)
			w[n++] = (struct plan_want){ .host = h };
		else if (host_age_cmp(&w[i].host, &h) < 0)
			w[i] = (struct plan_want){ .host = h };
	}
	free(news);
	assert_int_equal(0, plan_learn(w, n, by, doc, &news, &count));
	free(news);
	assert_int_equal(0, count);
	return n;
}

/* One want of the line was refused: then the other may stay. */
static bool
refused(const struct plan *p, const struct host_id *line)
{
	for (size_t i = 0; i < p->want_count; i++)
		if (p->actions[i].verb == PLAN_REFUSE &&
		    host_id_equal(&p->wants[i].host.line, line))
			return true;
	return false;
}

/* A want was refused for the same line's reservation by interface-id. */
static bool
gave_way(const struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->actions[i].verb == PLAN_REFUSE && p->actions[i].reason &&
		    strstr(p->actions[i].reason, "by interface-id"))
			return true;
	return false;
}

/* No line stands under the other type of identifier beside its want, but one
 * that is newer and could not be learnt. */
static void
no_twins(const struct plan *p, const struct keadoc *after)
{
	for (size_t i = 0; i < p->want_count; i++) {
		const struct host *w = &p->wants[i].host;

		if (w->gone || w->line.len == 0 || refused(p, &w->line))
			continue;
		for (size_t j = 0; j < after->host_count; j++) {
			const struct host *h = &after->hosts[j].host;

			assert_false(after->hosts[j].marked &&
			    h->id.type != w->id.type &&
			    host_id_equal(&h->line, &w->line) &&
			    host_version_cmp(&h->version, &w->version) <= 0);
		}
	}
}

static void
one_round(enum host_id_type by)
{
	struct plan_want w[MOST];
	int family = family_of(by);
	struct keadoc *before = random_doc(by), *after;
	size_t n = learn(w, random_wants(w, by), by, before);
	struct plan *p = plan_make(w, n, before), *again;

	assert_non_null(p);
	after = reparsed(plan_apply(p, before), family);
	nothing_stands_twice(after);
	foreign_ones_are_there(before, after, w, n);
	wishes_are_met(p, after);
	no_twins(p, after);
	again = plan_make(w, n, after);
	/* Its own place may have gone to a newer one: then it is free. */
	assert_true(again->changes == 0 || gave_way(p));
	plan_free(again);
	plan_free(p);
	keadoc_free(after);
	keadoc_free(before);
}

static void
rounds(enum host_id_type by)
{
	const char *given = getenv("SEED");
	unsigned int seed = given ? (unsigned int)strtoul(given, NULL, 10)
				  : (unsigned int)time(NULL);

	print_message("seed %u\n", seed);
	srandom(seed);
	for (int i = 0; i < 3000; i++)
		one_round(by);
}

static void
any_ipv4_service(void **state)
{
	(void)state;
	rounds(HOST_CIRCUIT_ID);
}

static void
any_ipv6_service(void **state)
{
	(void)state;
	rounds(HOST_HW_ADDRESS);
}

static void
any_ipv6_service_by_line(void **state)
{
	(void)state;
	rounds(HOST_FLEX_ID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_ipv4_service),
		cmocka_unit_test(any_ipv6_service),
		cmocka_unit_test(any_ipv6_service_by_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
