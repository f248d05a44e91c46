#include <stdlib.h>

#include "paths.h"

static const int families[] = { AF_INET, AF_INET6 };

/* Everything once, before pointers are taken. */
static int
make_room(struct paths *p, const struct site *site, struct why *why)
{
	size_t prefixes = 0, targets = 0;

	for (size_t i = 0; i < site->member_count; i++) {
		prefixes += site->members[i].prefix_count;
		targets += site->members[i].probe_target_count;
	}
	p->list = calloc(2 * site->member_count + 1, sizeof(*p->list));
	p->member = calloc(2 * site->member_count + 1, sizeof(*p->member));
	p->prefixes = calloc(prefixes + 1, sizeof(*p->prefixes));
	p->targets = calloc(2 * targets + 1, sizeof(*p->targets));
	if (p->list && p->member && p->prefixes && p->targets)
		return 0;
	return why_set(why, "out of memory");
}

/* The member's targets of one family, behind those that are there. */
static int
read_targets(struct paths *p, const struct site *site,
    const struct site_member *m, struct path *path, struct why *why)
{
	path->targets = p->targets + p->target_count;
	for (size_t i = 0; i < m->probe_target_count; i++) {
		struct target *t = &p->targets[p->target_count];

		if (target_parse(m->probe_targets[i], t, why) == -1)
			return why_prefix(why,
			    "%s: members.%s.probe-targets[%zu]", site->path,
			    m->name, i);
		if (t->addr.family != path->family) {
			target_clear(t);
			continue;
		}
		p->target_count++;
		path->target_count++;
	}
	if (path->target_count <= OPTIONS_TARGETS)
		return 0;
	return why_set(why,
	    "%s: members.%s.probe-targets: want at most %d a family",
	    site->path, m->name, OPTIONS_TARGETS);
}

/* Those of --probe stand together by family. */
static int
set_targets(struct paths *p, const struct site *site,
    const struct site_member *m, const struct options *o, struct path *path,
    struct why *why)
{
	if (o->no_probe)
		return 0;
	if (o->target_count == 0)
		return read_targets(p, site, m, path, why);
	for (size_t i = 0; i < o->target_count; i++) {
		if (o->targets[i].addr.family != path->family)
			continue;
		if (path->target_count++ == 0)
			path->targets = &o->targets[i];
	}
	return 0;
}

static int
add_path(struct paths *p, const struct site *site, size_t member, int family,
    uint32_t table, const struct local *local, const struct options *o,
    struct why *why)
{
	const struct site_member *m = &site->members[member];
	struct path *path = &p->list[p->count];
	struct ipnet *room = p->prefixes;

	if (p->count > 0)
		room = (struct ipnet *)(uintptr_t)(path[-1].prefixes +
		    path[-1].prefix_count);
	*path = (struct path){ .member = m->name,
		.family = family,
		.table = table,
		.table_name = m->table,
		.prefixes = room };
	for (size_t i = 0; i < m->prefix_count; i++)
		if (m->prefixes[i].net.family == family)
			room[path->prefix_count++] = m->prefixes[i].net;
	if (path->prefix_count == 0)
		return 0;
	local_source(local, m, family, &path->source);
	p->member[p->count++] = member;
	return set_targets(p, site, m, o, path, why);
}

static int
add_member(struct paths *p, const struct site *site, size_t member,
    const struct rttable *tables, const struct local *local,
    const struct options *o, struct why *why)
{
	const struct site_member *m = &site->members[member];
	uint32_t table;

	if (!m->table || m->prefix_count == 0)
		return 0;
	if (rttable_find(tables, m->table, &table, why) == -1)
		return why_prefix(
		    why, "%s: members.%s.table", site->path, m->name);
	for (size_t i = 0; i < 2; i++)
		if (add_path(p, site, member, families[i], table, local, o,
			why) == -1)
			return -1;
	return 0;
}

int
paths_build(struct paths *p, const struct site *site,
    const struct rttable *tables, const struct local *local,
    const struct options *o, struct why *why)
{
	const struct site_member *only = NULL;

	*p = (struct paths){ .list = NULL };
	if (make_room(p, site, why) == -1)
		return -1;
	if (o->member) {
		only = site_member(site, o->member);
		if (!only)
			return why_set(why,
			    "%s: want a member or its realm, have \"%s\"",
			    site->path, o->member);
	}
	for (size_t i = 0; i < site->member_count; i++)
		if ((!only || only == &site->members[i]) &&
		    add_member(p, site, i, tables, local, o, why) == -1)
			return -1;
	if (p->count > 0)
		return 0;
	return why_set(why,
	    "%s: want a member with table and prefixes, "
	    "have none",
	    site->path);
}

void
paths_free(struct paths *p)
{
	for (size_t i = 0; p->targets && i < p->target_count; i++)
		target_clear(&p->targets[i]);
	free(p->targets);
	free(p->prefixes);
	free(p->member);
	free(p->list);
	*p = (struct paths){ .list = NULL };
}
