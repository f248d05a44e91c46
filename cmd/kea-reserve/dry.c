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
#include "wants.h"

/* What would be wanted, by type of identifier. */
struct wish {
	struct wants by[HOST_ANY_ID];
};

/* Of the types that the endpoints go by. */
static int
read_wish(struct store_txn *t, const struct endpoints *eps, struct wish *out,
    struct why *why)
{
	for (size_t i = 0; i < eps->count; i++) {
		enum host_id_type by = endpoint_by(&eps->list[i]);

		if (!out->by[by].list &&
		    wants_all(t, by, &out->by[by], why) == -1)
			return -1;
	}
	return 0;
}

static int
would_want(const struct run *run, struct store *s,
    const struct request *request, const struct host_id *line, struct wish *out,
    struct why *why)
{
	struct store_txn *t = store_begin(s, true, why);
	struct accept_keys keys = { 0 };
	int r;

	if (!t)
		return -1;
	r = convert_in(t, run->site, why);
	if (r == -1)
		;
	else if (request)
		r = accept_in(t, true, request, &keys, why);
	else if (line)
		r = accept_forget_in(t, true, line, &keys, why);
	if (r != -1)
		r = read_wish(t, &run->eps, out, why);
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
		printf(" class %s", name_str(h->client_class));
	if (a->reason) {
		char reason[VIS_SIZE(APPLIED_REASON_MAX)];

		vis_text(reason, sizeof(reason), a->reason, strlen(a->reason));
		printf(" (%s)", reason);
	}
	putchar('\n');
}

/* EXIT_OK, or EXIT_SOME when something is refused; -1 and why. */
static int
show_plan(const struct endpoint *ep, const struct wish *wish,
    const struct keadoc *doc, struct why *why)
{
	/* What is in quarantine is tried anew. */
	const struct wants *w = &wish->by[endpoint_by(ep)];
	struct plan *plan = plan_make(w->list, w->count, doc);
	int r = EXIT_OK;

	if (!plan)
		return why_set(why, "%s: out of memory", ep->label);
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

	if (would_want(run, store, request, line, &w, why) == -1)
		r = -1;
	for (size_t i = 0; r != -1 && i < run->eps.count; i++)
		if (show_endpoint(&run->eps.list[i], &w) == EXIT_SOME)
			r = EXIT_SOME;
	for (size_t i = 0; i < HOST_ANY_ID; i++)
		wants_free(&w.by[i]);
	return r;
}
