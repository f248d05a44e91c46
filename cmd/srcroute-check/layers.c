#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "layers.h"
#include "recover.h"

int
layers_open(struct layers *l, const struct site *site,
    const struct rttable *tables, const struct paths *paths,
    const struct options *o, struct why *why)
{
	struct srcrule_lint lint;
	int rc;

	*l = (struct layers){
		.site = site, .tables = tables, .paths = paths, .options = o
	};
	srcrule_lint_init(&lint, site);
	rc = srcrule_build(site, tables, &l->wanted, &lint);
	if (rc == -1)
		why_set(why, "out of memory");
	else if (lint.errors.count > 0)
		rc = why_set(why, "%s", lint.errors.list[0]);
	srcrule_lint_free(&lint);
	if (rc == -1)
		return -1;
	l->rt = rtsock_open(why);
	return l->rt ? 0 : -1;
}

void
layers_free(struct layers *l)
{
	rtsock_free(l->rt);
	local_free(&l->local);
	srcrules_free(&l->wanted);
	rules_free(&l->have);
}

int
layers_refresh(struct layers *l, struct why *why)
{
	struct local local;
	struct rules have = { NULL, 0, 0 };

	if (local_load(&local, why) == -1)
		return -1;
	if (rtsock_rules(l->rt, AF_INET, &have, why) != 0 ||
	    rtsock_rules(l->rt, AF_INET6, &have, why) != 0) {
		local_free(&local);
		rules_free(&have);
		return why_prefix(why, "the rules of the kernel");
	}
	local_free(&l->local);
	rules_free(&l->have);
	l->local = local;
	l->have = have;
	return 0;
}

static bool
has_rule(const struct rules *have, const struct rule *want)
{
	for (size_t i = 0; i < have->count; i++)
		if (rule_cmp(&have->list[i], want) == 0 &&
		    rule_is_plain(&have->list[i]))
			return true;
	return false;
}

static void
name_rule(const struct layers *l, const struct rule *r, char buf[RULE_STRLEN])
{
	rule_str(r, r->table ? rttable_name(l->tables, r->table) : NULL, buf);
}

/* 1 */
static void
look_rules(struct layers *l, size_t i, struct facts *f)
{
	const struct site_member *m = &l->site->members[l->paths->member[i]];
	int family = l->paths->list[i].family;

	for (size_t j = 0; j < l->wanted.count; j++) {
		const struct srcrule *w = &l->wanted.list[j];
		bool guard = !w->member && w->rule.action == FR_ACT_UNREACHABLE;

		if (w->rule.family != family || (w->member != m && !guard) ||
		    has_rule(&l->have, &w->rule))
			continue;
		if (guard) {
			f->guard_missing = true;
			name_rule(l, &w->rule, f->guard);
		} else if (f->rules_missing++ == 0) {
			name_rule(l, &w->rule, f->missing);
		}
	}
}

static void
fail(struct facts *f, const char *what, const struct why *why)
{
	if (!f->failed)
		f->why = *why;
	f->failed = true;
	why_prefix(&f->why, "%s", what);
}

/* 2 */
static void
look_table(struct layers *l, const struct path *p, struct facts *f)
{
	const struct rtroute *best = &f->table.best;
	struct why why;

	if (rtlook_table(l->rt, p->family, p->table, &f->table, &why) != 0) {
		fail(f, p->table_name, &why);
		return;
	}
	if (!f->table.has_default || best->type != RTN_UNICAST ||
	    best->oif == 0)
		return;
	if (rtlook_link(best->oif, &f->link, &why) != 0)
		fail(f, "the default's link", &why);
	else if (best->gateway.family != AF_UNSPEC &&
	    rtlook_neighbour(
		l->rt, &best->gateway, best->oif, &f->neighbour, &why) != 0)
		fail(f, "the default's neighbour", &why);
}

/* Of any member, also one that is not looked at. */
static const char *
owner_of_table(const struct layers *l, uint32_t table)
{
	for (size_t i = 0; i < l->site->member_count; i++) {
		const struct site_member *m = &l->site->members[i];
		uint32_t id;

		if (m->table &&
		    rttable_find(l->tables, m->table, &id, NULL) == 0 &&
		    id == table)
			return m->name;
	}
	return NULL;
}

static void
name_leaving(const struct layers *l, struct looked *k)
{
	const char *name = rttable_name(l->tables, k->route.table);
	struct rtlook_link link;

	if (name)
		snprintf(k->table_name, sizeof(k->table_name), "%s", name);
	else
		snprintf(
		    k->table_name, sizeof(k->table_name), "%u", k->route.table);
	k->leaves_by = owner_of_table(l, k->route.table);
	if (k->route.oif != 0 && rtlook_link(k->route.oif, &link, NULL) == 0)
		memcpy(k->oif, link.name, sizeof(k->oif));
}

/* Ask for source and iif of `k`, and fill in the rest. */
static void
ask(struct layers *l, const struct path *p, uint32_t also, struct looked *k)
{
	const struct ipnet *anchor =
	    p->family == AF_INET ? &l->options->anchor4 : &l->options->anchor6;
	struct why why;

	k->error =
	    rtlook_route(l->rt, &k->source, anchor, k->iif, &k->route, &why);
	switch (k->error) {
	case 0:
		k->look = k->route.table == p->table ||
			(also != 0 && k->route.table == also)
		    ? LOOK_RIGHT
		    : LOOK_LEAK;
		name_leaving(l, k);
		break;
	case ENETUNREACH:
	case EACCES:
		k->look = LOOK_GUARD;
		break;
	default:
		k->look = LOOK_FAULT;
	}
}

/*
 * As a probe leaves, of the lent address; not asked (LOOK_NONE) when that is
 * not here any more: IPv6 sends from it all the same, and hears nothing.
 */
static void
ask_lent(
    struct layers *l, const struct path *p, uint32_t also, struct looked *k)
{
	struct why why;
	bool here;

	*k = (struct looked){ .prefix = p->source, .source = p->source };
	k->error = rtlook_is_local(l->rt, &p->source, &here, &why);
	if (k->error != 0)
		k->look = LOOK_FAULT;
	else if (here)
		ask(l, p, also, k);
}

/* Keep the worst; of equals the first. */
static void
keep_worst(struct facts *f, const struct looked *k)
{
	if (k->look > f->subscriber.look)
		f->subscriber = *k;
}

/* 3, for one prefix as its subscribers' packets come in. */
static void
look_prefix(struct layers *l, const struct path *p, const struct ipnet *prefix,
    struct facts *f)
{
	const struct site *site = l->site;
	struct looked k = { .prefix = *prefix };

	if (!local_subscriber(&l->local, site, prefix, &k.source))
		return;
	for (size_t i = 0; i < site->subscriber_interface_count; i++) {
		snprintf(
		    k.iif, sizeof(k.iif), "%s", site->subscriber_interfaces[i]);
		ask(l, p, 0, &k);
		keep_worst(f, &k);
	}
}

/* 3, as our own packets leave: all there is on a host with uplinks. */
static void
look_own(struct layers *l, const struct path *p, uint32_t also, struct facts *f)
{
	bool host = l->site->subscriber_interface_count == 0;

	for (size_t i = 0; i < p->prefix_count; i++) {
		struct looked k = { .prefix = p->prefixes[i] };
		const struct ipnet *own = local_in(&l->local, &k.prefix, NULL);

		if (!host || !own)
			continue;
		k.source = *own;
		ask(l, p, also, &k);
		keep_worst(f, &k);
	}
	if (p->source.family == AF_UNSPEC)
		return;
	ask_lent(l, p, also, &f->lent);
	f->lent_beside = f->lent.route.table != 0 &&
	    f->lent.route.table == recover_table(p->table);
}

void
layers_look(struct layers *l, size_t i, uint32_t also, struct facts *f)
{
	const struct path *p = &l->paths->list[i];

	memset(f, 0, sizeof(*f));
	f->unguarded = l->site->subscriber_interface_count == 0;
	look_rules(l, i, f);
	look_table(l, p, f);
	for (size_t j = 0; j < p->prefix_count; j++)
		look_prefix(l, p, &p->prefixes[j], f);
	look_own(l, p, also, f);
	f->no_source = p->target_count > 0 && f->lent.look == LOOK_NONE;
}

enum look
layers_lent(struct layers *l, size_t i, uint32_t also)
{
	struct looked k;

	ask_lent(l, &l->paths->list[i], also, &k);
	return k.look;
}

static bool
is_unicast(const struct facts *f)
{
	return f->table.has_default && f->table.best.type == RTN_UNICAST;
}

static bool
same_hop(const struct rtroute *a, const struct rtroute *b)
{
	return a->oif == b->oif && ipnet_equal(&a->gateway, &b->gateway);
}

void
layers_compare(const struct layers *l, struct facts *facts)
{
	const struct paths *p = l->paths;

	/* Members of an ISP may well share a next hop: a route server's. */
	if (l->site->subscriber_interface_count > 0)
		return;
	for (size_t i = 0; i < p->count; i++)
		for (size_t j = 0; j < p->count; j++)
			if (p->member[i] != p->member[j] &&
			    p->list[i].family == p->list[j].family &&
			    is_unicast(&facts[i]) && is_unicast(&facts[j]) &&
			    same_hop(
				&facts[i].table.best, &facts[j].table.best))
				facts[i].same_wire = p->list[j].member;
}
