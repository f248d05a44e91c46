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

static int
push_ours(const struct plan *p, json_t *list)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct plan_action *a = &p->actions[i];

		if ((a->verb == PLAN_ADD || a->verb == PLAN_REPLACE) &&
		    json_array_append_new(list,
			keadoc_host_json(&a->want->host,
			    a->have ? a->have->raw : NULL)) == -1)
			return -1;
	}
	return 0;
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

/* Those of the document that nothing is known against, then the wants'. */
static json_t *
tombstones(const struct plan *p, const struct keadoc *doc)
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

json_t *
plan_apply(const struct plan *p, const struct keadoc *doc)
{
	bool *gone = leaving(p, doc);
	json_t *list = json_array();
	int ok = gone && list;

	for (size_t i = 0; ok && i < doc->host_count; i++)
		if (doc->hosts[i].global && !gone[i])
			ok = json_array_append_new(
				 list, keadoc_shorten(doc->hosts[i].raw)) == 0;
	free(gone);
	if (!ok || push_ours(p, list) == -1) {
		json_decref(list);
		return NULL;
	}
	return keadoc_with(doc, list, tombstones(p, doc));
}
