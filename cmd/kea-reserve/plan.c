#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netset.h"
#include "plan.h"
#include "plan_index.h"
#include "plan_twin.h"

/* Everything that is at hand while a plan is made. */
struct draft {
	struct plan *plan;
	const struct keadoc *doc;
	const struct plan_want **by_id; /* the wants, sorted */
	struct netset *foreign;         /* owners: keadoc_host */
	struct netset *ours;            /* owners: claim */
	struct claim *claims;
	size_t claim_count;
	size_t *twins;     /* plan_twin.h; null: none */
	bool by_interface; /* Kea goes by interface-id; if not: */
	struct why unable;
	bool failed; /* memory was short */
};

/* Something of ours that stands or wants to stand in the document. */
struct claim {
	const struct host *host;
	struct plan_action *action;     /* of a want; null: */
	const struct keadoc_host *have; /* ... marked, but not in the wants */
	bool in;                        /* it has its place */
};

static void __attribute__((format(printf, 4, 5))) decide(struct draft *d,
    struct plan_action *a, enum plan_verb verb, const char *fmt, ...)
{
	va_list ap;

	a->verb = verb;
	if (!fmt)
		return;
	va_start(ap, fmt);
	if (vasprintf(&a->reason, fmt, ap) == -1) {
		a->reason = NULL;
		d->failed = true;
	}
	va_end(ap);
}

/* A tombstone's own reservation, come back without its mark. */
static bool
same_nets(const struct host *gone, const struct keadoc_host *h)
{
	return !h->extra && ipnet_equal(&gone->addr, &h->host.addr) &&
	    ipnet_equal(&gone->prefix, &h->host.prefix);
}

/* Ours: marked, or under an identifier that we want (the old script's). */
static bool
is_ours(const struct draft *d, const struct keadoc_host *h)
{
	const struct plan_want *w;

	if (h->marked)
		return true;
	if (!h->global || !h->has_id)
		return false;
	w = plan_find(d->by_id, d->plan->want_count, &h->host);
	return w && (!w->host.gone || same_nets(&w->host, h));
}

static void
add_nets(struct draft *d, struct netset *set, const struct ipnet *nets,
    size_t count, const void *owner)
{
	for (size_t i = 0; i < count; i++)
		if (nets[i].family != AF_UNSPEC &&
		    netset_add(set, &nets[i], (void *)owner) == -1)
			d->failed = true;
}

static void
gather_foreign(struct draft *d)
{
	for (size_t i = 0; i < d->doc->host_count; i++) {
		const struct keadoc_host *h = &d->doc->hosts[i];

		if (!is_ours(d, h))
			add_nets(d, d->foreign, h->nets, h->net_count, h);
	}
}

/* Does the document tell other machines of this tombstone? */
static bool
is_told(const struct draft *d, const struct plan_want *w)
{
	const struct host *g = keadoc_gone(d->doc, &w->host.id);

	return w->quiet || (g && host_age_cmp(g, &w->host) >= 0);
}

static void
decide_gone(struct draft *d, struct plan_action *a)
{
	const struct host *w = &a->want->host;

	if (a->have && !a->have->marked && !same_nets(w, a->have))
		a->have = NULL; /* foreign by now */
	if (a->have && a->have->marked && host_age_cmp(&a->have->host, w) > 0)
		decide(d, a, PLAN_REFUSE,
		    "a newer reservation is there, not learnt yet");
	else if (a->have || !is_told(d, a->want))
		decide(d, a, PLAN_REMOVE, NULL);
	else
		decide(d, a, PLAN_KEEP, NULL);
}

/* What this service would refuse or swallow, asked of the want alone. */
static void
check_service(struct draft *d, struct plan_action *a)
{
	const struct host *w = &a->want->host;
	const char *class = name_str(w->client_class);
	const struct keadoc_subnet *s;
	char buf[IPNET_STRLEN];

	if (w->id.type == HOST_FLEX_ID && !d->by_interface) {
		decide(d, a, PLAN_REFUSE, "%s", d->unable.text);
		return;
	}
	if (!d->doc->id_types[w->id.type]) {
		decide(d, a, PLAN_REFUSE,
		    "%s is not in host-reservation-identifiers",
		    host_id_type_name(w->id.type));
		return;
	}
	if (!keadoc_has_class(d->doc, class)) {
		decide(
		    d, a, PLAN_REFUSE, "client class %s is not defined", class);
		return;
	}
	if (w->addr.family == AF_UNSPEC)
		return;
	s = keadoc_subnet_of(d->doc, &w->addr);
	if (!s)
		decide(d, a, PLAN_REFUSE, "no subnet holds %s",
		    ipnet_str(&w->addr, buf));
	else if (!s->global)
		decide(d, a, PLAN_REFUSE,
		    "subnet %s does not use global reservations "
		    "(reservations-global)",
		    ipnet_str(&s->net, buf));
}

struct asking {
	struct draft *d;
	struct plan_action *action;
};

static int
refuse_foreign(void *arg, void *owner, const struct ipnet *net)
{
	struct asking *q = arg;
	const struct keadoc_host *h = owner;
	char name[KEADOC_NAME_MAX], buf[IPNET_STRLEN];

	/* The same subscriber's, in a subnet: nobody loses anything. */
	if (h->has_id && host_id_equal(&h->host.id, &q->action->want->host.id))
		return 0;
	decide(q->d, q->action, PLAN_REFUSE,
	    "%s is held by the foreign reservation %s", ipnet_str(net, buf),
	    keadoc_name(h, name));
	return 1;
}

static void
check_foreign(struct draft *d, struct plan_action *a)
{
	const struct host *w = &a->want->host;
	struct asking q = { d, a };

	if (w->addr.family != AF_UNSPEC &&
	    netset_overlaps(d->foreign, &w->addr, refuse_foreign, &q) != 0)
		return;
	if (w->prefix.family != AF_UNSPEC)
		netset_overlaps(d->foreign, &w->prefix, refuse_foreign, &q);
}

/* What an accepted want asks of Kea. */
static void
decide_live(struct draft *d, struct plan_action *a)
{
	const struct host *w = &a->want->host;
	const struct keadoc_host *h = a->have;

	if (a->want->held)
		decide(d, a, PLAN_REFUSE, NULL);
	else if (h && h->marked &&
	    host_version_cmp(&h->host.version, &w->version) > 0)
		decide(d, a, PLAN_REFUSE,
		    "a newer reservation is there, not learnt yet");
	else if (!h)
		decide(d, a, PLAN_ADD, NULL);
	else if (h->marked && !h->extra && host_same(&h->host, w) &&
	    host_version_cmp(&h->host.version, &w->version) == 0)
		decide(d, a, PLAN_KEEP, NULL);
	else
		decide(d, a, PLAN_REPLACE, NULL);
	if (a->verb != PLAN_REFUSE)
		check_service(d, a);
	if (a->verb != PLAN_REFUSE)
		check_foreign(d, a);
}

static void
decide_wants(struct draft *d)
{
	for (size_t i = 0; i < d->plan->want_count; i++) {
		struct plan_action *a = &d->plan->actions[i];

		a->want = &d->plan->wants[i];
		a->have = keadoc_find(d->doc, &a->want->host.id);
		if (a->want->host.gone)
			decide_gone(d, a);
		else
			decide_live(d, a);
	}
	d->plan->count = d->plan->want_count;
}

/* In d->twins, of one that is to be removed. */
#define LEAVING (PLAN_NO_TWIN - 1)

static bool
is_leaving(const struct draft *d, const struct keadoc_host *h)
{
	return d->twins && d->twins[h - d->doc->hosts] == LEAVING;
}

/*
 * One subscriber under two identifiers: what is wanted comes in the place of
 * the other.  Not where Kea goes by interface-id, at the same version: some
 * machine put it there that way, and the two would do so in turn for ever.
 */
static void
replace_twin(struct draft *d, size_t i)
{
	const struct keadoc_host *h = &d->doc->hosts[i];
	struct plan_action *a = &d->plan->actions[d->twins[i]], *b;
	const struct host *w = &a->want->host;
	int c = host_version_cmp(&h->host.version, &w->version);

	if (c > 0 || (a->verb == PLAN_REFUSE && !w->gone))
		return;
	if (c == 0 && !w->gone && h->host.id.type == HOST_FLEX_ID &&
	    d->by_interface) {
		decide(d, a, PLAN_REFUSE,
		    "it stands there by interface-id, by which Kea goes: want "
		    "the same v6-identifier in every machine's site file");
		return;
	}
	b = &d->plan->actions[d->plan->count++];
	b->have = h;
	decide(d, b, PLAN_REMOVE, "its line is known by %s here now",
	    w->id.type == HOST_FLEX_ID ? "interface-id" : "MAC");
	d->twins[i] = LEAVING;
}

static void
replace_twins(struct draft *d)
{
	for (size_t i = 0; d->twins && i < d->doc->host_count; i++)
		if (d->twins[i] != PLAN_NO_TWIN)
			replace_twin(d, i);
}

static void
add_claim(struct draft *d, const struct host *host, struct plan_action *action,
    const struct keadoc_host *have)
{
	struct claim *c = &d->claims[d->claim_count++];

	*c = (struct claim){ .host = host, .action = action, .have = have };
	add_nets(d, d->ours, &host->addr, 1, c);
	add_nets(d, d->ours, &host->prefix, 1, c);
}

/* Marked, and the state does not know it at this version. */
static bool
unlearnt(const struct draft *d, const struct keadoc_host *h)
{
	const struct plan_want *w;

	if (!h->marked || is_leaving(d, h))
		return false;
	w = plan_find(d->by_id, d->plan->want_count, &h->host);
	return !w || host_age_cmp(&h->host, &w->host) > 0;
}

static void
gather_claims(struct draft *d)
{
	for (size_t i = 0; i < d->plan->want_count; i++) {
		struct plan_action *a = &d->plan->actions[i];

		if (!a->want->host.gone && a->verb != PLAN_REFUSE)
			add_claim(d, &a->want->host, a, NULL);
	}
	for (size_t i = 0; i < d->doc->host_count; i++) {
		const struct keadoc_host *h = &d->doc->hosts[i];

		if (unlearnt(d, h))
			add_claim(d, &h->host, NULL, h);
	}
}

/* Newest first; the identifier only so that the order is the same always. */
static int
claim_cmp(const void *a, const void *b)
{
	const struct claim *const *x = a, *const *y = b;
	int c = host_version_cmp(&(*y)->host->version, &(*x)->host->version);

	return c != 0 ? c : host_id_cmp(&(*x)->host->id, &(*y)->host->id);
}

struct contest {
	const struct claim *claim; /* null: what stands in Kea, stale */
	const struct claim *winner;
	struct ipnet net;
};

static int
find_winner(void *arg, void *owner, const struct ipnet *net)
{
	struct contest *q = arg;
	const struct claim *c = owner;

	if (!c->in || c == q->claim)
		return 0;
	q->winner = c;
	q->net = *net;
	return 1;
}

/* Does one that is in already overlap any of these? */
static bool
beaten(struct draft *d, struct contest *q, const struct ipnet *nets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (nets[i].family != AF_UNSPEC &&
		    netset_overlaps(d->ours, &nets[i], find_winner, q) != 0)
			return true;
	return false;
}

/* Remove what stands in Kea in the way of a newer one. */
static void
evict(struct draft *d, const struct keadoc_host *h, const struct contest *q)
{
	struct plan_action *a = &d->plan->actions[d->plan->count++];
	char buf[IPNET_STRLEN], name[HOST_STRLEN];

	a->have = h;
	decide(d, a, PLAN_REMOVE, "%s has gone to %s", ipnet_str(&q->net, buf),
	    host_str(q->winner->host, name));
}

static void
settle(struct draft *d, struct claim *c)
{
	struct contest q = { .claim = c };
	char buf[IPNET_STRLEN], name[HOST_STRLEN];

	c->in = !beaten(d, &q, &c->host->addr, 1) &&
	    !beaten(d, &q, &c->host->prefix, 1);
	if (c->in)
		return;
	if (c->action)
		decide(d, c->action, PLAN_REFUSE, "%s has gone to %s",
		    ipnet_str(&q.net, buf), host_str(q.winner->host, name));
	else
		evict(d, c->have, &q);
}

/* Of ours that want the same, the newest has it. */
static void
settle_claims(struct draft *d)
{
	struct claim **order = calloc(d->claim_count + 1, sizeof(*order));

	if (!order) {
		d->failed = true;
		return;
	}
	for (size_t i = 0; i < d->claim_count; i++)
		order[i] = &d->claims[i];
	qsort(order, d->claim_count, sizeof(struct claim *), claim_cmp);
	for (size_t i = 0; i < d->claim_count; i++)
		settle(d, order[i]);
	free(order);
}

/* What a refused one still holds in Kea must not stop a newer one. */
static void
clear_stale(struct draft *d)
{
	for (size_t i = 0; i < d->plan->want_count; i++) {
		struct plan_action *a = &d->plan->actions[i];
		struct contest q = { 0 };

		if (a->verb == PLAN_REFUSE && a->have && is_ours(d, a->have) &&
		    !unlearnt(d, a->have) &&
		    beaten(d, &q, a->have->nets, a->have->net_count))
			evict(d, a->have, &q);
	}
}

static void
count_changes(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->actions[i].verb != PLAN_KEEP &&
		    p->actions[i].verb != PLAN_REFUSE)
			p->changes++;
}

static void
draft_plan(struct draft *d)
{
	struct plan *p = d->plan;
	size_t most = p->want_count + d->doc->host_count + 1;

	d->by_id = plan_sort(p->wants, p->want_count);
	d->foreign = netset_new();
	d->ours = netset_new();
	d->claims = calloc(most, sizeof(*d->claims));
	p->actions = calloc(p->want_count + most, sizeof(*p->actions));
	if (plan_twins(p->wants, p->want_count, d->doc, &d->twins) == -1 ||
	    !d->by_id || !d->foreign || !d->ours || !d->claims || !p->actions) {
		d->failed = true;
		return;
	}
	d->by_interface = keadoc_by_interface(d->doc, &d->unable);
	gather_foreign(d);
	decide_wants(d);
	replace_twins(d);
	gather_claims(d);
	settle_claims(d);
	clear_stale(d);
	count_changes(p);
}

struct plan *
plan_make(const struct plan_want *wants, size_t count, const struct keadoc *doc)
{
	struct draft d = { .doc = doc };

	d.plan = calloc(1, sizeof(*d.plan));
	if (!d.plan)
		return NULL;
	d.plan->wants = wants;
	d.plan->want_count = count;
	draft_plan(&d);
	free(d.by_id);
	netset_free(d.foreign);
	netset_free(d.ours);
	free(d.claims);
	free(d.twins);
	if (d.failed) {
		plan_free(d.plan);
		return NULL;
	}
	return d.plan;
}
