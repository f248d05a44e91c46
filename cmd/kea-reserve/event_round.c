#include <stdlib.h>

#include "event_round.h"
#include "keatimes.h"
#include "lease.h"
#include "msg.h"
#include "now.h"
#include "show.h"

struct gather {
	struct event_round *round;
	size_t room;
	struct store_txn *t;
	const struct endpoint *ep;
	struct why *why;
};

static int
add(struct gather *g, const struct event *e)
{
	struct event_round *r = g->round;
	int given = event_given(g->t, e, g->ep, g->why);

	if (given == -1)
		return -1;

	if (r->count == g->room) {
		size_t room = g->room == 0 ? 16 : 2 * g->room;
		struct event_open *new =
		    reallocarray(r->list, room, sizeof(*new));

		if (!new)
			return why_errno(g->why, "events");
		r->list = new;
		g->room = room;
	}
	r->list[r->count++] = (struct event_open){ *e, given == 1 };
	return 0;
}

static int
gather_one(void *arg, const struct event *e)
{
	struct gather *g = arg;
	int r = 1;

	if (event_concerns(e, g->ep))
		r = event_reached(g->t, e, g->ep, g->why);
	return r == 0 ? add(g, e) : r == -1 ? -1 : 0;
}

int
event_round_begin(struct event_round *r, struct store *s,
    const struct endpoint *ep, struct why *why)
{
	struct gather g = { .round = r, .ep = ep, .why = why };
	int rc;

	*r = (struct event_round){ 0 };
	g.t = store_begin(s, false, why);
	rc = g.t ? event_each(g.t, gather_one, &g, why) : -1;
	store_abort(g.t);
	return rc;
}

/* Only what the endpoint has by now stays in the list. */
static int
keep_reached(struct event_round *r, struct store *s, const struct endpoint *ep,
    struct why *why)
{
	struct store_txn *t = store_begin(s, false, why);
	size_t n = 0;
	int rc = t ? 0 : -1;

	for (size_t i = 0; rc != -1 && i < r->count; i++) {
		rc = event_reached(t, &r->list[i].event, ep, why);
		if (rc == 1)
			r->list[n++] = r->list[i];
	}
	store_abort(t);
	r->count = n;
	return rc == -1 ? -1 : 0;
}

/*
 * When the old one's lease ends there, in seconds since 1970.  A Kea that does
 * not tell of one (*tells: it has not the hook, or hangs) is asked no more: there
 * may be thousands, and its lock is held.
 */
static int64_t
end_of_lease(const struct event_open *o, const struct endpoint *ep,
    const struct keadoc *doc, bool *tells)
{
	char name[HOST_STRLEN], old[IPNET_STRLEN], when[SHOW_TIME_MAX];
	const struct event *e = &o->event;
	int64_t now = now_seconds(), end = now;

	*tells = *tells && lease_end(ep, &e->old, &end) == 0;
	if (!*tells && o->given)
		end = now + keatimes_longest(doc, &e->old);
	if (end <= now)
		return now;
	msg_log("%s: %s of %s must stay routed until %s", ep->label,
	    ipnet_str(&e->old, old), host_str(&e->was, name),
	    show_time_str((uint64_t)end * 1000000, when));
	return end;
}

static int
put_off(const struct event_round *r, struct store *s, const int64_t *ends,
    struct why *why)
{
	struct store_txn *t = store_begin(s, true, why);

	if (!t)
		return -1;
	for (size_t i = 0; i < r->count; i++)
		if (event_put_off(t, &r->list[i].event,
			(uint64_t)ends[i] * 1000000, why) == -1) {
			store_abort(t);
			return -1;
		}
	return store_commit(t, why);
}

int
event_round_end(struct event_round *r, struct store *s,
    const struct endpoint *ep, const struct keadoc *doc, struct why *why)
{
	int64_t *ends = NULL;
	int rc = r->count > 0 ? keep_reached(r, s, ep, why) : 0;
	bool tells = true;

	if (rc == 0 && r->count > 0) {
		ends = calloc(r->count, sizeof(*ends));
		if (!ends)
			rc = why_errno(why, "events");
	}
	for (size_t i = 0; ends && i < r->count; i++)
		ends[i] = end_of_lease(&r->list[i], ep, doc, &tells);
	if (ends)
		rc = put_off(r, s, ends, why);
	free(ends);
	free(r->list);
	*r = (struct event_round){ 0 };
	return rc;
}
