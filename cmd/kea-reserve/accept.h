/*
 * One request into the state: durable when it returns.
 */
#ifndef ACCEPT_H
#define ACCEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"
#include "state.h"
#include "why.h"

/*
 * Wanted entries that the call touched or found: the line's own ones, and
 * those it pushed out; what a caller may wait for.
 */
struct accept_keys {
	struct host *list; /* with their versions; free() */
	size_t count;
};

enum accept_verdict {
	ACCEPT_SAME,   /* everything is as it was: nothing was written, or
	                  only the day of last sight */
	ACCEPT_CHANGED /* durable now */
};

/*
 * The line has what `r` says and nothing else: a family that it no longer
 * names is forgotten, and so is the reservation of a MAC the line had
 * before.  Pushes out the older holder of an address or prefix, and another
 * line's claim on the MAC; each is logged.  Refused (-1): an address or
 * prefix that overlaps another line's without being the same.
 * Returns the verdict, or -1 and why.
 */
int accept_request(struct store *s, const struct request *r,
    struct accept_keys *keys, struct why *why);

/*
 * Forget a line, both families.  ACCEPT_SAME: nothing is known of it.
 */
int accept_forget(struct store *s, const struct host_id *line,
    struct accept_keys *keys, struct why *why);

/*
 * The same two inside the caller's transaction, which it commits, or aborts
 * to see what would be.  A read-only one tells the verdict alone, without
 * the refusal; keys are then as they stand.
 */
int accept_in(struct store_txn *t, bool write, const struct request *r,
    struct accept_keys *keys, struct why *why);
int accept_forget_in(struct store_txn *t, bool write,
    const struct host_id *line, struct accept_keys *keys, struct why *why);

#endif
