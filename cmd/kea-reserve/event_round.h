/*
 * Events (event.h) in a commit: how long each old address is still leased at
 * the endpoint that has just been given the change.
 */
#ifndef EVENT_ROUND_H
#define EVENT_ROUND_H

#include "event.h"
#include "keadoc.h"
#include "store.h"

/* One that the endpoint had not been given yet. */
struct event_open {
	struct event event;
	bool given; /* but it had the old one */
};

struct event_round {
	struct event_open *list; /* free() by event_round_end() */
	size_t count;
};

/* Before the commit is marked.  0, or -1 and why; end it in either case. */
int event_round_begin(struct event_round *r, struct store *s,
    const struct endpoint *ep, struct why *why);

/*
 * After it is, and before leases are cleared: asks Kea for the old lease,
 * and where it does not tell, goes by the longest lifetime of `doc`.  0, or
 * -1 and why.
 */
int event_round_end(struct event_round *r, struct store *s,
    const struct endpoint *ep, const struct keadoc *doc, struct why *why);

#endif
