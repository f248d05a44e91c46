#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "route.h"

static void
add_lists(struct route *r, const struct site_member *m)
{
	for (size_t i = 0; i < m->list_count; i++)
		r->lists[r->list_count++] =
		    (struct route_list){ m, m->lists[i] };
}

static int
add_rules(struct route *r, const struct site_member *m, struct why *why)
{
	for (size_t i = 0; i < m->glob_count; i++) {
		struct route_rule *rule = &r->rules[r->rule_count++];

		rule->member = m;
		rule->text = m->globs[i];
		rule->index = i;
		if (idglob_compile(rule->text, &rule->glob, why) == -1)
			return why_prefix(why,
			    "%s: members.%s.circuit-id-globs[%zu]",
			    r->site->path, m->name, i);
	}
	return 0;
}

static int
fill(struct route *r, struct why *why)
{
	const struct site *site = r->site;
	size_t lists = 0, rules = 0;

	if (site->member_count == 0)
		return why_set(why, "%s: members: want at least one, have none",
		    site->path);
	for (size_t i = 0; i < site->member_count; i++) {
		lists += site->members[i].list_count;
		rules += site->members[i].glob_count;
	}
	r->lists = calloc(lists + 1, sizeof(*r->lists));
	r->rules = calloc(rules + 1, sizeof(*r->rules));
	if (!r->lists || !r->rules)
		return why_set(why, "out of memory");
	for (size_t i = 0; i < site->member_count; i++) {
		add_lists(r, &site->members[i]);
		if (add_rules(r, &site->members[i], why) == -1)
			return -1;
	}
	return 0;
}

struct route *
route_load(const char *path, struct why *why)
{
	struct route *r = calloc(1, sizeof(*r));

	if (!r) {
		why_set(why, "out of memory");
		return NULL;
	}
	r->site = site_load(path, why);
	if (r->site && fill(r, why) == 0)
		return r;
	route_free(r);
	return NULL;
}

void
route_free(struct route *r)
{
	if (!r)
		return;
	site_free(r->site);
	free(r->lists);
	free(r->rules);
	free(r);
}

bool
route_takes_user(const struct route *r, const char *user_name, struct why *why)
{
	const char *want = r->site->request_realm;
	const char *at = user_name ? strrchr(user_name, '@') : NULL;

	if (!want || (at && strcasecmp(at + 1, want) == 0))
		return true;
	if (!user_name || user_name[0] == '\0')
		why_set(why, "want a User-Name ...@%s, have none", want);
	else
		why_set(why, "want a User-Name ...@%s, have \"%s\"", want,
		    user_name);
	return false;
}
