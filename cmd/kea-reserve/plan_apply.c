#include <stdlib.h>

#include "plan.h"

const char *
plan_verb_name(enum plan_verb verb)
{
	static const char *const names[] = { "keep", "add", "replace", "remove",
		"refuse" };

	return names[verb];
}

void
plan_free(struct plan *p)
{
	if (!p)
		return;
	for (size_t i = 0; p->actions && i < p->count; i++)
		free(p->actions[i].reason);
	free(p->actions);
	free(p);
}

/* Which reservations of the document go, by index. */
static bool *
leaving(const struct plan *p, const struct keadoc *doc)
{
	bool *gone = calloc(doc->host_count + 1, sizeof(*gone));

	for (size_t i = 0; gone && i < p->count; i++) {
		const struct plan_action *a = &p->actions[i];

		if (a->have &&
		    (a->verb == PLAN_REPLACE || a->verb == PLAN_REMOVE))
			gone[a->have - doc->hosts] = true;
	}
	return gone;
}

json_t *
plan_json(const struct plan_action *a)
{
	json_t *old = a->have ? keadoc_raw(a->have) : NULL, *new = NULL;

	if (old || !a->have)
		new = keadoc_host_json(&a->want->host, old);
	json_decref(old);
	return new;
}

static int
add_ours(const struct plan *p, struct keadoc_post *post)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct plan_action *a = &p->actions[i];

		if ((a->verb == PLAN_ADD || a->verb == PLAN_REPLACE) &&
		    keadoc_post_add(post, plan_json(a)) == -1)
			return -1;
	}
	return 0;
}

/* Those of the document that stay. */
static int
add_others(
    const struct plan *p, const struct keadoc *doc, struct keadoc_post *post)
{
	bool *gone = leaving(p, doc);
	int r = gone ? 0 : -1;

	for (size_t i = 0; r == 0 && i < doc->host_count; i++) {
		json_t *raw;

		if (!doc->hosts[i].global || gone[i])
			continue;
		raw = keadoc_raw(&doc->hosts[i]);
		r = raw ? keadoc_post_add(post, keadoc_shorten(raw)) : -1;
		json_decref(raw);
	}
	free(gone);
	return r;
}

int
plan_tell(const struct plan *p, json_t *forgotten)
{
	for (size_t i = 0; i < p->want_count; i++) {
		const struct plan_want *w = &p->wants[i];

		if (!w->host.gone || w->quiet)
			keadoc_unforget(forgotten, &w->host);
		else if (keadoc_forget(forgotten, &w->host) == -1)
			return -1;
	}
	return 0;
}

json_t *
plan_tombstones(const struct plan *p, const struct keadoc *doc)
{
	json_t *list = json_object();
	bool ok = list;

	for (size_t i = 0; ok && i < doc->gone_count; i++)
		ok = keadoc_forget(list, &doc->gone[i]) == 0;
	if (ok && plan_tell(p, list) == 0)
		return list;
	json_decref(list);
	return NULL;
}

struct keadoc_post *
plan_apply(const struct plan *p, const struct keadoc *doc)
{
	struct keadoc_post *post =
	    keadoc_post_begin(doc, plan_tombstones(p, doc));

	if (post &&
	    (add_others(p, doc, post) == -1 || add_ours(p, post) == -1 ||
		keadoc_post_end(post) == -1)) {
		keadoc_post_free(post);
		return NULL;
	}
	return post;
}
