#include <stdio.h>
#include <string.h>

#include "applied.h"
#include "list.h"
#include "show.h"
#include "wanted.h"

/* How much is in which state at one endpoint, and the youngest commit. */
struct tally {
	struct store_txn *t;
	const struct endpoint *ep;
	struct why *why;
	size_t counts[APPLIED_QUARANTINED + 1];
	uint64_t last;
};

static int
tally_host(void *arg, const struct host *h)
{
	struct tally *y = arg;
	struct applied a;
	int state = applied_state(y->t, y->ep, h, &a, y->why);

	if (state == -1)
		return -1;
	if (state == APPLIED_DONE && a.since > y->last)
		y->last = a.since;
	if (!h->gone || state != APPLIED_DONE)
		y->counts[state]++;
	return 0;
}

static const char *
reach(const struct endpoint_record *r)
{
	if (r->error_since != 0)
		return "unreachable";
	return r->configured != 0 ? "answers" : "never asked";
}

/* The line names the endpoint already. */
static const char *
without_label(const struct endpoint *ep, const char *text)
{
	size_t len = strlen(ep->label);

	if (strncmp(text, ep->label, len) == 0 &&
	    strncmp(text + len, ": ", 2) == 0)
		return text + len + 2;
	return text;
}

static void
show_endpoint(struct out *o, const struct site *site, const struct tally *y,
    const struct endpoint_record *r)
{
	struct endpoint_status st;

	endpoint_status_read(site->state_dir, y->ep, &st);
	out_begin(o);
	out_str(o, "type", "endpoint");
	out_str(o, "target", y->ep->target->name);
	out_str(o, "family", show_family(y->ep->family));
	out_str(o, "url", y->ep->kea.url);
	out_str(o, "state", reach(r));
	show_time(o, "error-since", r->error_since);
	if (r->error_since != 0)
		out_str(o, "why", without_label(y->ep, r->error));
	show_time(o, "last-commit", y->last);
	out_uint(o, "applied", y->counts[APPLIED_DONE]);
	out_uint(o, "pending", y->counts[APPLIED_NOT]);
	out_uint(o, "refused", y->counts[APPLIED_REFUSED]);
	out_uint(o, "quarantined", y->counts[APPLIED_QUARANTINED]);
	if (st.busy != 0)
		out_bool(o, "committing", true);
	if (r->intent)
		out_bool(o, "interrupted", true);
	out_end(o);
}

/* Once per target: its services stand or fall together. */
static void
show_target(struct out *o, const struct endpoint *ep, const char *reason)
{
	out_begin(o);
	out_str(o, "type", "target");
	out_str(o, "target", ep->target->name);
	out_str(o, "not-durable", reason);
	out_end(o);
}

static int
list_endpoint(struct out *o, struct store_txn *t, const struct site *site,
    const struct endpoint *ep, struct why *why)
{
	struct tally y = { .t = t, .ep = ep, .why = why };
	struct endpoint_record r = { 0 };

	if (t &&
	    (endpoint_record_get(t, ep, &r, why) == -1 ||
		wanted_each(t, endpoint_by(ep), tally_host, &y, why) == -1))
		return -1;
	show_endpoint(o, site, &y, &r);
	return 0;
}

static int
list_target(struct out *o, struct store_txn *t, const struct endpoints *eps,
    const struct site_target *target, struct why *why)
{
	for (size_t i = 0; i < eps->count; i++) {
		struct endpoint_record r;

		if (eps->list[i].target != target)
			continue;
		if (endpoint_record_get(t, &eps->list[i], &r, why) == -1)
			return -1;
		if (r.not_durable[0] == '\0')
			continue;
		show_target(o, &eps->list[i],
		    without_label(&eps->list[i], r.not_durable));
		return 0;
	}
	return 0;
}

int
list_endpoints(struct out *o, struct store_txn *t, const struct site *site,
    const struct endpoints *eps, struct why *why)
{
	for (size_t i = 0; i < eps->count; i++)
		if (list_endpoint(o, t, site, &eps->list[i], why) == -1)
			return -1;
	for (size_t i = 0; t && i < site->target_count; i++)
		if (list_target(o, t, eps, &site->targets[i], why) == -1)
			return -1;
	return 0;
}
