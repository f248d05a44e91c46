#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "idindex.h"
#include "lint.h"
#include "pairs.h"
#include "proxyconf.h"
#include "vis.h"

struct lint {
	const struct route *route;
	lint_fn *fn;
	void *arg;
};

static void report(const struct lint *l, enum lint_weight weight,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void
report(const struct lint *l, enum lint_weight weight, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	l->fn(l->arg, weight, text);
}

static void
report_trouble(void *arg, const struct route_list *list, unsigned long line,
    const char *trouble)
{
	report(arg, LINT_BLOCKS, "%s:%lu: %s", list->path, line, trouble);
}

static void
lint_unusable(const struct lint *l, const struct loaded *loaded)
{
	for (size_t i = 0; i < l->route->list_count; i++)
		if (loaded->lists[i].unusable)
			report(
			    l, LINT_BLOCKS, "%s", loaded->lists[i].reason.text);
}

/* Entry i against the first entry of the same identifier. */
static void
lint_repeated(const struct lint *l, const struct idset *ids, size_t i)
{
	struct idset_entry e = idset_at(ids, i);
	struct idset_entry first = idset_at(ids, idset_find(ids, e.id, e.len));
	const struct route_list *here = &l->route->lists[e.list];
	const struct route_list *there = &l->route->lists[first.list];

	if (first.list == e.list && first.line == e.line)
		return;
	if (here->member == there->member)
		report(l, LINT_NOTE, "%s:%lu: the same as %s:%lu", here->path,
		    e.line, there->path, first.line);
	else
		report(l, LINT_BLOCKS, "%s:%lu (%s): the same as %s:%lu (%s)",
		    here->path, e.line, here->member->name, there->path,
		    first.line, there->member->name);
}

static void
lint_index(const struct lint *l, const struct route_list *list)
{
	unsigned long line;
	struct why why;
	struct stat st;
	int fd = idlist_open(list->path, &st, &why);

	if (fd == -1)
		return; /* told already */
	if (idindex_find(
		list->path, fd, &st, (const uint8_t *)"", 0, &line, &why) == -1)
		report(l, LINT_NOTE, "%s", why.text);
	close(fd);
}

static void
lint_lists(const struct lint *l, const struct loaded *loaded)
{
	lint_unusable(l, loaded);
	for (size_t i = 0; i < idset_count(loaded->ids); i++)
		lint_repeated(l, loaded->ids, i);
	for (size_t i = 0; i < l->route->list_count; i++)
		lint_index(l, &l->route->lists[i]);
}

/*
 * `wide` has all lines of `narrow`; but some of them would be another member's
 * without it.
 */
static bool
keeps_others_out(const struct lint *l, const struct route_rule *wide,
    const struct route_rule *narrow)
{
	const struct route *r = l->route;

	for (size_t i = 0; i < r->rule_count; i++) {
		const struct route_rule *o = &r->rules[i];

		if (o->member != narrow->member &&
		    o->glob.literals >= wide->glob.literals &&
		    o->glob.literals <= narrow->glob.literals &&
		    idglob_overlap(&o->glob, &narrow->glob))
			return true;
	}
	return false;
}

/* True: told, that `narrow` changes nothing where there is `wide`. */
static bool
lint_shadowed(const struct lint *l, const struct route_rule *wide,
    const struct route_rule *narrow)
{
	if (!idglob_covers(&wide->glob, &narrow->glob) ||
	    keeps_others_out(l, wide, narrow))
		return false;
	report(l, LINT_NOTE,
	    "%s: members.%s.circuit-id-globs[%zu]: \"%s\" is shadowed by "
	    "[%zu] \"%s\"",
	    l->route->site->path, narrow->member->name, narrow->index,
	    narrow->text, wide->index, wide->text);
	return true;
}

static void
lint_rule_pair(const struct lint *l, const struct route_rule *a,
    const struct route_rule *b)
{
	const char *path = l->route->site->path;

	if (a->member == b->member) {
		if (!lint_shadowed(l, a, b))
			lint_shadowed(l, b, a);
	} else if (a->glob.literals == b->glob.literals &&
	    idglob_overlap(&a->glob, &b->glob)) {
		report(l, LINT_BLOCKS,
		    "%s: members.%s.circuit-id-globs[%zu]: \"%s\" can match "
		    "the same line as members.%s.circuit-id-globs[%zu] \"%s\", "
		    "with as many literal characters",
		    path, b->member->name, b->index, b->text, a->member->name,
		    a->index, a->text);
	}
}

/* The dash or the blank of a web page looks like one of ours. */
static void
lint_rule_text(const struct lint *l, const struct route_rule *rule)
{
	size_t len = strlen(rule->text);

	if (vis_plain_len((const unsigned char *)rule->text, len) < len)
		report(l, LINT_NOTE,
		    "%s: members.%s.circuit-id-globs[%zu]: want printable "
		    "ASCII characters, have others in \"%s\"",
		    l->route->site->path, rule->member->name, rule->index,
		    rule->text);
}

static void
lint_rules(const struct lint *l)
{
	const struct route *r = l->route;

	for (size_t i = 0; i < r->rule_count; i++)
		lint_rule_text(l, &r->rules[i]);
	for (size_t i = 0; i < r->rule_count; i++)
		for (size_t j = i + 1; j < r->rule_count; j++)
			lint_rule_pair(l, &r->rules[i], &r->rules[j]);
}

static void
lint_member(const struct lint *l, const struct site_member *m)
{
	const char *path = l->route->site->path;
	char secret[PAIRS_MAX_SECRET + 1];
	struct why why;

	if (!m->realm && m->list_count + m->glob_count > 0)
		report(l, LINT_BLOCKS,
		    "%s: members.%s: want a realm, have none", path, m->name);
	if (m->realm && proxyconf_is_own(m->realm))
		report(l, LINT_BLOCKS,
		    "%s: members.%s.realm: want a realm that FreeRADIUS has no "
		    "other use for, have %s",
		    path, m->name, m->realm);
	if (m->password_file &&
	    site_secret(m->password_file, secret, sizeof(secret), &why) == -1)
		report(l, LINT_BLOCKS, "%s: members.%s.password-file: %s", path,
		    m->name, why.text);
	explicit_bzero(secret, sizeof(secret));
}

static void
lint_gateways(const struct lint *l, const struct site_member *m)
{
	char net[IPNET_STRLEN], gateway[IPNET_STRLEN];

	for (size_t i = 0; i < m->prefix_count; i++) {
		const struct site_prefix *p = &m->prefixes[i];

		if (p->gateway.family == AF_UNSPEC ||
		    ipnet_contains(&p->net, &p->gateway))
			continue;
		report(l, LINT_NOTE,
		    "%s: members.%s.prefixes[%zu].gateway: "
		    "want an address in %s, have %s",
		    l->route->site->path, m->name, i, ipnet_str(&p->net, net),
		    ipnet_str(&p->gateway, gateway));
	}
}

static void
lint_prefix_pair(const struct lint *l, const struct site_member *a,
    const struct site_member *b)
{
	char x[IPNET_STRLEN], y[IPNET_STRLEN];

	for (size_t i = 0; i < a->prefix_count; i++) {
		for (size_t j = 0; j < b->prefix_count; j++) {
			const struct ipnet *p = &a->prefixes[i].net;
			const struct ipnet *q = &b->prefixes[j].net;

			if (!ipnet_overlap(p, q))
				continue;
			report(l, LINT_NOTE,
			    "%s: members.%s.prefixes[%zu].prefix: %s overlaps "
			    "%s of members.%s.prefixes[%zu]",
			    l->route->site->path, b->name, j, ipnet_str(q, y),
			    ipnet_str(p, x), a->name, i);
		}
	}
}

static void
lint_members(const struct lint *l)
{
	const struct site *site = l->route->site;

	for (size_t i = 0; i < site->member_count; i++) {
		lint_member(l, &site->members[i]);
		lint_gateways(l, &site->members[i]);
		for (size_t j = i + 1; j < site->member_count; j++)
			lint_prefix_pair(
			    l, &site->members[i], &site->members[j]);
	}
}

int
lint_run(const struct route *r, struct loaded **loaded, lint_fn *fn, void *arg)
{
	struct lint l = { r, fn, arg };

	*loaded = loaded_new(r, report_trouble, &l);
	if (!*loaded)
		return -1;
	lint_lists(&l, *loaded);
	lint_rules(&l);
	lint_members(&l);
	return 0;
}
