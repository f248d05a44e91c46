#include <stdlib.h>
#include <string.h>

#include "emit.h"
#include "hex.h"
#include "pairs.h"
#include "proxyconf.h"

static const char files_head[] =
    "# Made by radius-route --emit files: do not edit.\n"
    "#\n"
    "# For rlm_files with key = \"%{Tmp-String-8}\", where the caller has set\n"
    "#	&request:Tmp-String-8 := \"%{ADSL-Agent-Circuit-Id}\"\n"
    "# The pairs arrive in the control list: Proxy-To-Realm is effective\n"
    "# there, the caller copies User-Name and User-Password to the request.\n";

static const char proxy_head[] =
    "# Made by radius-route --emit proxy: do not edit.\n"
    "#\n"
    "# For proxy.conf; each auth_pool is a home_server_pool of that name.\n";

/* The pairs of each member, but for an exact User-Name. */
struct texts {
	char (*by_member)[PAIRS_SIZE];
	size_t count;
};

static void
texts_clear(struct texts *t)
{
	if (t->by_member)
		explicit_bzero(t->by_member, t->count * PAIRS_SIZE);
	free(t->by_member);
}

static int
texts_fill(struct texts *t, const struct site *site, struct why *why)
{
	t->count = site->member_count;
	t->by_member = calloc(t->count, PAIRS_SIZE);
	if (!t->by_member)
		return why_set(why, "out of memory");
	for (size_t i = 0; i < t->count; i++)
		if (site->members[i].realm &&
		    pairs_for_member(t->by_member[i], &site->members[i],
			"\"%{Tmp-String-8}\"", why) == -1)
			return -1;
	return 0;
}

/* Twice the same is one entry. */
static bool
is_first(const struct idset *ids, size_t i)
{
	struct idset_entry e = idset_at(ids, i);

	return idset_find(ids, e.id, e.len) == i;
}

static void
emit_ids(FILE *fp, const struct route *r, const struct idset *ids,
    const struct texts *t)
{
	char hex[2 * IDLIST_MAX_OCTETS + 1];

	for (size_t i = 0; i < idset_count(ids); i++) {
		struct idset_entry e = idset_at(ids, i);
		const struct site_member *m = r->lists[e.list].member;

		if (!is_first(ids, i))
			continue;
		hex_encode(hex, sizeof(hex), e.id, e.len);
		fprintf(fp, "\"0x%s\" %s\n", hex,
		    t->by_member[m - r->site->members]);
	}
}

/*
 * Two digits an octet, so that nothing matches across one.  A run at the end
 * is no $ at all: that is much faster.
 */
static void
emit_regex(FILE *fp, const struct idglob *g)
{
	bool open = g->len > 0 && g->sym[g->len - 1] == IDGLOB_RUN;
	size_t len = open ? g->len - 1 : g->len;

	fputs("'^0x", fp);
	for (size_t i = 0; i < len; i++) {
		if (g->sym[i] == IDGLOB_ONE)
			fputs("..", fp);
		else if (g->sym[i] == IDGLOB_RUN)
			fputs("(..)*", fp);
		else
			fprintf(fp, "%02x", (unsigned int)g->sym[i]);
	}
	fputs(open ? "'" : "$'", fp);
}

static int
by_literals(const void *a, const void *b)
{
	const struct route_rule *const *x = a, *const *y = b;

	if ((*x)->glob.literals != (*y)->glob.literals)
		return (*x)->glob.literals > (*y)->glob.literals ? -1 : 1;
	return *x < *y ? -1 : 1; /* as in the site file */
}

static int
emit_rules(
    FILE *fp, const struct route *r, const struct texts *t, struct why *why)
{
	const struct route_rule **order =
	    calloc(r->rule_count + 1, sizeof(*order));

	if (!order)
		return why_set(why, "out of memory");
	for (size_t i = 0; i < r->rule_count; i++)
		order[i] = &r->rules[i];
	qsort(order, r->rule_count, sizeof(*order), by_literals);
	/* Nobody's: what no User-Name can carry goes to none of them. */
	if (r->rule_count > 0)
		fprintf(fp, "DEFAULT Tmp-String-8 =~ '^.{%d}'\n",
		    2 + 2 * IDLIST_MAX_OCTETS + 1);
	for (size_t i = 0; i < r->rule_count; i++) {
		fputs("DEFAULT Tmp-String-8 =~ ", fp);
		emit_regex(fp, &order[i]->glob);
		fprintf(fp, ", %s\n",
		    t->by_member[order[i]->member - r->site->members]);
	}
	free(order);
	return 0;
}

int
emit_files(
    FILE *fp, const struct route *r, const struct loaded *l, struct why *why)
{
	struct texts t = { NULL, 0 };
	int rc = texts_fill(&t, r->site, why);

	if (rc == 0) {
		fputs(files_head, fp);
		emit_ids(fp, r, l->ids, &t);
		rc = emit_rules(fp, r, &t, why);
	}
	texts_clear(&t);
	return rc;
}

void
emit_proxy(FILE *fp, const struct route *r)
{
	fputs(proxy_head, fp);
	for (size_t i = 0; i < r->site->member_count; i++) {
		const char *realm = r->site->members[i].realm;

		if (realm)
			proxyconf_realm(fp, realm);
	}
}
