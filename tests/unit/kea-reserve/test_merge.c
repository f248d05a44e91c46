/*
 * Machines with states of their own and clocks that disagree write to the
 * same Kea services, each with documents that may be old when they are set,
 * and services fall back to what they had on disk.  However that goes, once
 * each machine has looked at each service all want the same, every service
 * holds it, and it is what was asked for last.
 */
#include <time.h>

#include "place.h"
#include "plan.h"
#include "wanted.h"

#define MACHINES 3
#define TARGETS 2
#define LINES 6
#define NETS 5
#define STEPS 60
#define LOG_MAX STEPS

/* What must hold; SEED=N ROUNDS=1 plays the same world again. */
#define LAW(w, cond)                                                    \
	do {                                                            \
		if (!(cond))                                            \
			fail_msg("SEED=%u: want %s", (w)->seed, #cond); \
	} while (0)

struct machine {
	char name[2];
	int64_t skew;
	uint64_t seen; /* the largest stamp */
	struct store *store;
	struct store_txn *txn;
	json_t *pending[TARGETS]; /* to be set; null: none */
};

/* Everything that happens, and every wish that was accepted. */
struct world {
	unsigned int seed;
	int family;
	uint64_t now;
	struct machine machines[MACHINES];
	json_t *runs[TARGETS], *file[TARGETS];
	struct host log[LOG_MAX];
	size_t count;
};

static size_t
dice(size_t n)
{
	return (size_t)random() % n;
}

/* Few identifiers and addresses, so that they collide. */
static struct host
random_wish(int family)
{
	char mac[32], line[8], addr[32], prefix[32];
	size_t id = dice(LINES);

	snprintf(line, sizeof(line), "l%zu", id);
	snprintf(addr, sizeof(addr), "%s%zu",
	    family == AF_INET ? "192.0.2." : "2001:db8::", 1 + dice(NETS));
	if (family == AF_INET)
		return host4(line, addr, 0);
	/* Now and then a router is at another line. */
	snprintf(mac, sizeof(mac), "02:00:00:00:00:0%zu",
	    dice(4) == 0 ? dice(LINES) : id);
	snprintf(prefix, sizeof(prefix), "2001:db8:%zu::/56", 1 + dice(NETS));
	return host6(mac, line, dice(3) == 0 ? NULL : addr,
	    dice(3) == 0 ? NULL : prefix, 0);
}

static void
give_version(struct world *w, struct machine *m, struct host *h)
{
	uint64_t clock = (uint64_t)((int64_t)w->now + m->skew);

	h->version.stamp = clock > m->seen ? clock : m->seen + 1;
	assert_int_equal(
	    0, name_set(&h->version.machine, m->name, strlen(m->name)));
	m->seen = h->version.stamp;
}

static void
merge(struct machine *m, const struct host *h)
{
	struct why why = { "" };

	if (wanted_merge(m->txn, h, NULL, NULL, &why) == -1)
		fail_msg("%s", why.text);
	if (h->version.stamp > m->seen)
		m->seen = h->version.stamp;
}

/* An add, or a forget of what is known here. */
static void
ask(struct world *w, struct machine *m)
{
	struct host h = random_wish(w->family), had;
	bool known;

	if (h.addr.family == AF_UNSPEC && h.prefix.family == AF_UNSPEC)
		return;
	known = wanted_get(m->txn, &h.id, &had, NULL) == 1 && !had.gone;
	if (dice(4) == 0) {
		if (!known)
			return;
		h = gone(had);
	} else if (known && host_same_wish(&had, &h)) {
		return;
	}
	give_version(w, m, &h);
	merge(m, &h);
	w->log[w->count++] = h;
}

static enum host_id_type
kind(const struct world *w)
{
	return w->family == AF_INET ? HOST_CIRCUIT_ID : HOST_HW_ADDRESS;
}

static struct keadoc *
parsed(const struct world *w, json_t *root)
{
	struct why why = { "" };
	struct keadoc *doc = keadoc_parse(root, w->family, &why);

	if (!doc)
		fail_msg("%s", why.text);
	return doc;
}

static struct plan_want *
wants_of(struct world *w, struct machine *m, size_t *count)
{
	struct plan_want *wants;
	struct host *hosts;

	assert_int_equal(0, wanted_all(m->txn, kind(w), &hosts, count, NULL));
	wants = calloc(*count + 1, sizeof(*wants));
	assert_non_null(wants);
	for (size_t i = 0; i < *count; i++)
		wants[i].host = hosts[i];
	free(hosts);
	return wants;
}

/* What a commit does before it sets: look, learn, plan. */
static json_t *
look(struct world *w, struct machine *m, size_t target, size_t *changes)
{
	struct keadoc *doc = parsed(w, w->runs[target]);
	const struct host **news;
	struct plan_want *wants;
	struct plan *plan;
	json_t *root;
	size_t count, n;

	wants = wants_of(w, m, &count);
	assert_int_equal(0, plan_learn(wants, count, kind(w), doc, &news, &n));
	for (size_t i = 0; i < n; i++)
		merge(m, news[i]);
	free(news);
	free(wants);
	wants = wants_of(w, m, &count);
	plan = plan_make(wants, count, doc);
	assert_non_null(plan);
	*changes = plan->changes;
	root = posted(plan_apply(plan, doc));
	plan_free(plan);
	free(wants);
	keadoc_free(doc);
	return root;
}

static void
drop(json_t **slot, json_t *new)
{
	json_decref(*slot);
	*slot = new;
}

static void
begin_commit(struct world *w, struct machine *m, size_t target)
{
	size_t changes;
	json_t *root = look(w, m, target, &changes);

	drop(&m->pending[target], changes > 0 ? root : NULL);
	if (changes == 0)
		json_decref(root);
}

static void
end_commit(struct world *w, struct machine *m, size_t target)
{
	if (!m->pending[target])
		return;
	drop(&w->runs[target], m->pending[target]);
	m->pending[target] = NULL;
	if (dice(2) == 0)
		drop(&w->file[target], json_incref(w->runs[target]));
}

static void
step(struct world *w)
{
	struct machine *m = &w->machines[dice(MACHINES)];
	size_t target = dice(TARGETS);

	w->now += 1 + dice(10);
	switch (dice(8)) {
	case 0:
	case 1:
	case 2:
		ask(w, m);
		break;
	case 3:
	case 4:
		begin_commit(w, m, target);
		break;
	case 5:
		begin_commit(w, m, target);
		end_commit(w, m, target);
		break;
	case 6:
		end_commit(w, m, target);
		break;
	default: /* a restart */
		if (dice(4) == 0)
			drop(&w->runs[target], json_incref(w->file[target]));
	}
}

/* --reconcile: true when it changed a service or the state. */
static bool
reconcile(struct world *w, struct machine *m)
{
	bool changed = false;
	size_t changes;

	for (size_t t = 0; t < TARGETS; t++) {
		uint64_t before, after;

		wanted_changes(m->txn, &before, NULL);
		drop(&w->runs[t], look(w, m, t, &changes));
		wanted_changes(m->txn, &after, NULL);
		changed |= changes > 0 || before != after;
	}
	return changed;
}

static bool
share(const struct host *a, const struct host *b)
{
	return (a->addr.family != AF_UNSPEC &&
		   ipnet_equal(&a->addr, &b->addr)) ||
	    (a->prefix.family != AF_UNSPEC &&
		ipnet_equal(&a->prefix, &b->prefix)) ||
	    (a->family == AF_INET6 && host_id_equal(&a->line, &b->line));
}

/* Did a later wish of another identifier ask for any of it, ever? */
static bool
contested(const struct world *w, const struct host *h)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct host *o = &w->log[i];

		if (!o->gone && !host_id_equal(&o->id, &h->id) &&
		    host_version_cmp(&o->version, &h->version) > 0 &&
		    share(o, h))
			return true;
	}
	return false;
}

static const struct host *
last_of(const struct world *w, const struct host_id *id)
{
	const struct host *best = NULL;

	for (size_t i = 0; i < w->count; i++)
		if (host_id_equal(&w->log[i].id, id) &&
		    (!best || host_age_cmp(&w->log[i], best) > 0))
			best = &w->log[i];
	return best;
}

/* What each identifier asked for last is what it has, or it gave way. */
static void
last_wish_holds(struct world *w, struct machine *m)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct host *last = last_of(w, &w->log[i].id);
		struct host h;

		LAW(w, wanted_get(m->txn, &last->id, &h, NULL) == 1);
		LAW(w, host_version_cmp(&last->version, &h.version) == 0);
		LAW(w, last->gone == h.gone || contested(w, last));
		LAW(w, h.gone || host_same_wish(&h, last));
	}
}

static void
states_are_equal(struct world *w)
{
	size_t count, n;
	struct plan_want *a = wants_of(w, &w->machines[0], &count);

	for (size_t m = 1; m < MACHINES; m++) {
		struct plan_want *b = wants_of(w, &w->machines[m], &n);
		size_t live = 0, there = 0;

		for (size_t i = 0; i < count; i++)
			live += !a[i].host.gone;
		for (size_t i = 0; i < n; i++) {
			struct host h;

			if (b[i].host.gone)
				continue;
			there++;
			LAW(w,
			    wanted_get(w->machines[0].txn, &b[i].host.id, &h,
				NULL) == 1);
			LAW(w, host_age_cmp(&b[i].host, &h) == 0);
		}
		LAW(w, live == there);
		free(b);
	}
	free(a);
}

/* No reservation more than those that are wanted, each as it is wanted. */
static void
services_hold_it(struct world *w)
{
	size_t count, live = 0;
	struct plan_want *a = wants_of(w, &w->machines[0], &count);

	for (size_t i = 0; i < count; i++)
		live += !a[i].host.gone;
	for (size_t t = 0; t < TARGETS; t++) {
		struct keadoc *doc = parsed(w, w->runs[t]);

		LAW(w, live == doc->host_count);
		for (size_t i = 0; i < count; i++) {
			const struct keadoc_host *h =
			    keadoc_find(doc, &a[i].host.id);

			if (a[i].host.gone)
				continue;
			LAW(w, h && host_same(&h->host, &a[i].host));
		}
		keadoc_free(doc);
	}
	free(a);
}

static json_t *
empty_service(int family)
{
	return json_of(family == AF_INET
		? "{'Dhcp4': {'reservations-global': true, 'client-classes':"
		  " [{'name': 'ils01'}], 'host-reservation-identifiers':"
		  " ['circuit-id'], 'subnet4': [{'subnet': '192.0.2.0/24'}]}}"
		: "{'Dhcp6': {'reservations-global': true, 'client-classes':"
		  " [{'name': 'ils01'}], 'subnet6':"
		  " [{'subnet': '2001:db8::/32'}]}}");
}

static void
begin_world(
    struct world *w, unsigned int seed, int family, struct store **stores)
{
	*w = (struct world){ .seed = seed, .family = family, .now = 1000 };
	srandom(seed);
	for (size_t t = 0; t < TARGETS; t++) {
		w->runs[t] = empty_service(family);
		w->file[t] = json_incref(w->runs[t]);
	}
	for (size_t i = 0; i < MACHINES; i++) {
		struct machine *m = &w->machines[i];

		m->name[0] = (char)('a' + i);
		m->skew = dice(2) ? (int64_t)dice(400) - 200 : 0;
		m->txn = store_begin(stores[i], true, NULL);
		assert_non_null(m->txn);
	}
}

static void
end_world(struct world *w)
{
	for (size_t t = 0; t < TARGETS; t++) {
		json_decref(w->runs[t]);
		json_decref(w->file[t]);
	}
	for (size_t i = 0; i < MACHINES; i++) {
		store_abort(w->machines[i].txn);
		for (size_t t = 0; t < TARGETS; t++)
			json_decref(w->machines[i].pending[t]);
	}
}

static void
one_world(unsigned int seed, int family, struct store **stores)
{
	struct world w;

	begin_world(&w, seed, family, stores);
	for (int i = 0; i < STEPS; i++)
		step(&w);
	/* The last one to look knows all that stands anywhere; the others look
	 * once more, and find what they alone know is over (said.h); then the
	 * others hear of that. */
	for (size_t i = 0; i < 3 * MACHINES - 1; i++)
		reconcile(&w, &w.machines[i % MACHINES]);
	for (size_t i = 0; i < MACHINES; i++)
		last_wish_holds(&w, &w.machines[i]);
	states_are_equal(&w);
	services_hold_it(&w);
	for (size_t i = 0; i < MACHINES; i++)
		LAW(&w, !reconcile(&w, &w.machines[i]));
	end_world(&w);
}

static void
worlds(const struct place *p, int family)
{
	const char *given = getenv("SEED"), *rounds = getenv("ROUNDS");
	unsigned int seed = given ? (unsigned int)strtoul(given, NULL, 10)
				  : (unsigned int)time(NULL);
	unsigned long n = rounds ? strtoul(rounds, NULL, 10) : 300;
	struct store *stores[MACHINES];

	print_message("seed %u\n", seed);

	for (int i = 0; i < MACHINES; i++) {
		char dir[96];
		struct why why = { "" };

		snprintf(dir, sizeof(dir), "%s/%d", p->dir, i);
		stores[i] = state_open(dir, &why);
		if (!stores[i])
			fail_msg("%s", why.text);
	}
	for (unsigned int i = 0; i < n; i++)
		one_world(seed + i, family, stores);
	for (int i = 0; i < MACHINES; i++)
		store_close(stores[i]);
}

static void
any_ipv4_history(void **state)
{
	worlds(*state, AF_INET);
}

static void
any_ipv6_history(void **state)
{
	worlds(*state, AF_INET6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_place(any_ipv4_history),
		in_place(any_ipv6_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
