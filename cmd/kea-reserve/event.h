/*
 * What was renumbered: an address or prefix that a subscriber had and has no
 * more, until the old lease has ended.  Until then routers and hosts behind
 * may use it (RFC 8978), so it must stay routed and belong to nobody else.
 *
 * An event begins with the change of what is wanted (wanted.h).  Each
 * endpoint may still lease the old one until it has the change; when it has,
 * the event's `until` is put off to the end of the lease there.
 *
 * All functions work inside a transaction of the caller.
 */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "host.h"
#include "state.h"
#include "why.h"

struct event {
	struct host was;  /* as the subscriber had it */
	struct ipnet old; /* its address or prefix that is meant */
	struct ipnet new; /* what came in its place; AF_UNSPEC: nothing */
	struct host_version version; /* that `was` turned into, ... */
	bool gone;                   /* ... and if that is its tombstone */
	uint64_t since; /* microseconds since 1970, of the change */
	uint64_t until; /* microseconds since 1970, of the endpoints that have
	                   the change; 0: none has it yet */
};

/* Most that are kept; beyond, changes are in the log alone. */
#define EVENT_MOST 65536

/* A change of what is wanted. */
struct event_step {
	const struct host *was;   /* null: there was none */
	const struct host *after; /* what it turns into, of its identifier */
	const struct host *now;   /* what its subscriber has from then on: the
	                           same, or the reservation of a new router */
	uint64_t since;
};

/*
 * Notes what is given up, and forgets what is in use again; both are logged.
 * 0, or -1 and why.
 */
int event_change(
    struct store_txn *t, const struct event_step *step, struct why *why);

/* Each of them, until fn returns something else than 0, which is returned;
 * -1 and why. */
typedef int event_fn(void *arg, const struct event *e);
int event_each(struct store_txn *t, event_fn *fn, void *arg, struct why *why);

/* Has the endpoint the change by now?  1; 0 it may lease the old one still;
 * -1 and why. */
int event_reached(struct store_txn *t, const struct event *e,
    const struct endpoint *ep, struct why *why);

/* Had the endpoint ever been given the old one, as far as is known?  1, 0,
 * or -1 and why; to be asked before it is reached. */
int event_given(struct store_txn *t, const struct event *e,
    const struct endpoint *ep, struct why *why);

/* Does it concern what the endpoint leases at all? */
bool event_concerns(const struct event *e, const struct endpoint *ep);

/* The old one is leased until then somewhere: put `until` off, if it is
 * sooner.  An event that is no more is left alone.  0, or -1 and why. */
int event_put_off(struct store_txn *t, const struct event *e, uint64_t until,
    struct why *why);

/* Is it over at `now`, with all of these endpoints?  1, 0, or -1 and why. */
int event_over(struct store_txn *t, const struct event *e,
    const struct endpoints *eps, uint64_t now, struct why *why);

/* Forget those that are over.  How many, or -1 and why. */
int event_sweep(struct store_txn *t, bool write, const struct endpoints *eps,
    uint64_t now, struct why *why);

#endif
