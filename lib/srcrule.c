#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "srcrule.h"

static const int families[] = { AF_INET, AF_INET6 };

void
srcrule_lint_init(struct srcrule_lint *lint, const struct site *site)
{
	remark_init(&lint->errors, site->path);
	remark_init(&lint->refused, site->path);
	remark_init(&lint->notes, site->path);
}

void
srcrule_lint_free(struct srcrule_lint *lint)
{
	remark_free(&lint->errors);
	remark_free(&lint->refused);
	remark_free(&lint->notes);
}

void
srcrules_free(struct srcrules *rules)
{
	free(rules->list);
	*rules = (struct srcrules){ NULL, 0, 0 };
}

bool
srcrule_is_ours(const struct rule *rule)
{
	return rule->protocol == SRCRULE_PROTOCOL &&
	    rule->pref >= SRCRULE_BASE - 1 &&
	    rule->pref <= SRCRULE_BASE + SRCRULE_GUARD;
}

static struct rule
base_rule(int family, uint32_t pref, uint8_t action, uint32_t table)
{
	return (struct rule){ .family = family,
		.pref = pref,
		.protocol = SRCRULE_PROTOCOL,
		.action = action,
		.table = table };
}

/* Room is there: see count_all(). */
static void
add(struct srcrules *out, const struct rule *rule, const struct site_member *m,
    size_t index)
{
	out->list[out->count++] = (struct srcrule){ *rule, m, index };
}

static void
add_interface(struct srcrules *out, struct rule rule, const char *name)
{
	snprintf(rule.iif, sizeof(rule.iif), "%s", name);
	add(out, &rule, NULL, 0);
}

static bool
has_name(char *const *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static void
add_interfaces(
    const struct site *site, struct srcrules *out, struct srcrule_lint *lint)
{
	char path[64];

	for (size_t i = 0; i < site->core_interface_count; i++) {
		const char *name = site->core_interfaces[i];
		bool both = has_name(site->subscriber_interfaces,
		    site->subscriber_interface_count, name);

		snprintf(path, sizeof(path), "routing.core-interfaces[%zu]", i);
		if (both)
			remark_add(&lint->errors, path,
			    "want no subscriber interface, have %s: its "
			    "packets would leave by the main table",
			    name);
		if (both || has_name(site->core_interfaces, i, name))
			continue;
		for (size_t f = 0; f < 2; f++)
			add_interface(out,
			    base_rule(families[f], SRCRULE_BASE - 1,
				FR_ACT_TO_TBL, RT_TABLE_MAIN),
			    name);
	}
	for (size_t i = 0; i < site->subscriber_interface_count; i++) {
		const char *name = site->subscriber_interfaces[i];

		if (has_name(site->subscriber_interfaces, i, name))
			continue;
		for (size_t f = 0; f < 2; f++)
			add_interface(out,
			    base_rule(families[f], SRCRULE_BASE + SRCRULE_GUARD,
				FR_ACT_UNREACHABLE, 0),
			    name);
	}
}

/* The member's table, or 0 after a remark. */
static uint32_t
table_of(const struct site_member *m, const struct rttable *tables,
    struct srcrule_lint *lint)
{
	char path[256];
	struct why why;
	uint32_t id;

	snprintf(path, sizeof(path), "members.%s%s", m->name,
	    m->table ? ".table" : "");
	if (!m->table) {
		remark_add(&lint->errors, path, "want a table, have none");
	} else if (rttable_find(tables, m->table, &id, &why) == -1) {
		remark_add(&lint->errors, path, "%s", why.text);
	} else if (rttable_is_reserved(id)) {
		remark_add(&lint->errors, path,
		    "want a table of the member's own, have \"%s\" (%u): it is "
		    "the kernel's",
		    m->table, id);
	} else {
		return id;
	}
	return 0;
}

static void
add_member(const struct site_member *m, uint32_t table, struct srcrules *out)
{
	for (size_t i = 0; i < m->prefix_count; i++) {
		const struct ipnet *net = &m->prefixes[i].net;
		uint32_t pref = SRCRULE_BASE +
		    (uint32_t)(ipnet_maxlen(net->family) - net->len);
		struct rule rule =
		    base_rule(net->family, pref, FR_ACT_TO_TBL, table);

		/* "any" is the absence of a source. */
		if (net->len > 0)
			rule.src = *net;
		add(out, &rule, m, i);
		out->prefix_count++;
	}
}

static size_t
count_all(const struct site *site)
{
	size_t count =
	    2 * (site->core_interface_count + site->subscriber_interface_count);

	for (size_t i = 0; i < site->member_count; i++)
		count += site->members[i].prefix_count;
	return count;
}

static void
lint_shared_table(const struct site *site, const uint32_t *tables, size_t i,
    struct srcrule_lint *lint)
{
	char path[256];

	for (size_t j = 0; tables[i] != 0 && j < i; j++) {
		if (tables[j] != tables[i])
			continue;
		snprintf(path, sizeof(path), "members.%s.table",
		    site->members[i].name);
		remark_add(&lint->notes, path,
		    "want a table of its own, have %u of members.%s too",
		    tables[i], site->members[j].name);
		return;
	}
}

static int
by_rule(const void *a, const void *b)
{
	const struct srcrule *x = a, *y = b;

	return rule_cmp(&x->rule, &y->rule);
}

/* Errors that could not be kept would pass for none. */
static bool
is_whole(const struct srcrule_lint *lint)
{
	return !lint->errors.failed && !lint->refused.failed &&
	    !lint->notes.failed;
}

int
srcrule_build(const struct site *site, const struct rttable *tables,
    struct srcrules *out, struct srcrule_lint *lint)
{
	uint32_t *ids = calloc(site->member_count + 1, sizeof(*ids));
	int rc = -1;

	*out = (struct srcrules){ NULL, 0, 0 };
	out->list = calloc(count_all(site) + 1, sizeof(*out->list));
	if (!ids || !out->list || srcrule_lint_prefixes(site, lint) == -1)
		goto out;
	add_interfaces(site, out, lint);
	for (size_t i = 0; i < site->member_count; i++) {
		const struct site_member *m = &site->members[i];

		if (m->prefix_count == 0)
			continue;
		ids[i] = table_of(m, tables, lint);
		lint_shared_table(site, ids, i, lint);
		if (ids[i] != 0)
			add_member(m, ids[i], out);
	}
	qsort(out->list, out->count, sizeof(*out->list), by_rule);
	rc = is_whole(lint) ? 0 : -1;
out:
	free(ids);
	if (rc == -1)
		srcrules_free(out);
	return rc;
}
