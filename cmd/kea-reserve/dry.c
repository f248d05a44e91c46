#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "applied.h"
#include "backend.h"
#include "convert.h"
#include "dry.h"
#include "msg.h"
#include "plan.h"
#include "vis.h"
#include "wanted.h"

/* What would be wanted, both families. */
struct wish {
	struct host *list;
	size_t count;
};

static int
would_want(const struct site *site, struct store *s,
    const struct request *request, const struct host_id *line, struct wish *out,
    struct why *why)
{
	struct store_txn *t = store_begin(s, true, why);
	struct accept_keys keys = { 0 };
	int r;

	if (!t)
		return -1;
	r = convert_in(t, site, why);
	if (r == -1)
		;
	else if (request)
		r = accept_in(t, true, request, &keys, why);
	else if (line)
		r = accept_forget_in(t, true, line, &keys, why);
	if (r != -1)
		r = wanted_all(t, HOST_ANY_ID, &out->list, &out->count, why);
	store_abort(t);
	free(keys.list);
	return r == -1 ? -1 : 0;
}

static void
print_action(const struct endpoint *ep, const struct plan_action *a)
{
	char
	    name[HOST_STRLEN > KEADOC_NAME_MAX ? HOST_STRLEN : KEADOC_NAME_MAX];
	char nets[2][IPNET_STRLEN] = { "", "" };
	char text[VIS_SIZE(sizeof(name))];
	const struct host *h = a->want ? &a->want->host : &a->have->host;

	if (a->want)
		host_str(h, name);
	else
		keadoc_name(a->have, name);
	vis_text(text, sizeof(text), name, strlen(name));
	if (h->addr.family != AF_UNSPEC)
		ipnet_str(&h->addr, nets[0]);
	if (h->prefix.family != AF_UNSPEC)
		ipnet_str(&h->prefix, nets[1]);
	printf("%s: %s %s: %s%s%s", ep->label, plan_verb_name(a->verb), text,
	    nets[0], *nets[0] && *nets[1] ? ", " : "", nets[1]);
	if (a->verb == PLAN_ADD || a->verb == PLAN_REPLACE)
		printf(" class %s", h->client_class);
	if (a->reason) {
		char reason[VIS_SIZE(APPLIED_REASON_MAX)];

		vis_text(reason, sizeof(reason), a->reason, strlen(a->reason));
		printf(" (%s)", reason);
	}
	putchar('\n');
}

/* The endpoint's wants; what it has in quarantine is tried anew. */
static struct plan_want *
wants_of(const struct wish *w, const struct endpoint *ep, size_t *count)
{
	struct plan_want *list = calloc(w->count + 1, sizeof(*list));

	*count = 0;
	for (size_t i = 0; list && i < w->count; i++)
		if (endpoint_takes(ep, &w->list[i]))
			list[(*count)++].host = w->list[i];
	return list;
}

/* EXIT_OK, or EXIT_SOME when something is refused; -1 and why. */
static int
show_plan(const struct endpoint *ep, const struct wish *w,
    const struct keadoc *doc, struct why *why)
{
	size_t count;
	struct plan_want *wants = wants_of(w, ep, &count);
	struct plan *plan = wants ? plan_make(wants, count, doc) : NULL;
	int r = EXIT_OK;

	if (!plan) {
		free(wants);
		return why_set(why, "%s: out of memory", ep->label);
	}
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->actions[i].verb == PLAN_REFUSE)
			r = EXIT_SOME;
		/* A tombstone alone changes no reservation. */
		if (plan->actions[i].verb != PLAN_KEEP &&
		    (plan->actions[i].verb != PLAN_REMOVE ||
			plan->actions[i].have))
			print_action(ep, &plan->actions[i]);
	}
	plan_free(plan);
	free(wants);
	return r;
}

static int
show_endpoint(const struct endpoint *ep, const struct wish *w)
{
	struct why why;
	struct keadoc *doc = backend_snapshot(ep, &why);
	int r = doc ? show_plan(ep, w, doc, &why) : -1;

	keadoc_free(doc);
	if (r == -1) {
		msg_warn("%s", why.text);
		r = EXIT_SOME;
	}
	return r;
}

int
dry_run(struct run *run, struct store *store, const struct request *request,
    const struct host_id *line, struct why *why)
{
	struct wish w = { 0 };
	int r = EXIT_OK;

	if (would_want(run->site, store, request, line, &w, why) == -1)
		return -1;
	for (size_t i = 0; i < run->eps.count; i++)
		if (show_endpoint(&run->eps.list[i], &w) == EXIT_SOME)
			r = EXIT_SOME;
	free(w.list);
	return r;
}
