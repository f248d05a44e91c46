/*
 * --list: what is wanted, where it is applied, what is pending or refused and
 * why; what was renumbered; then the endpoints.  Reads the state alone: works
 * while Kea is down and while a worker runs.
 */
#ifndef LIST_H
#define LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "out.h"
#include "store.h"
#include "why.h"

struct list_options {
	bool json;
	bool unseen;   /* only reservations that were not seen lately, */
	uint32_t days; /* not since this many days ago or before */
};

/* The mode, an exit code: 0, or 2 after a message. */
int mode_list(struct run *r);

/*
 * The parts, inside a transaction (null: nothing was ever accepted).  0, or
 * -1 and why.
 */
int list_hosts(struct out *o, struct store_txn *t, const struct endpoints *eps,
    const struct list_options *options, struct why *why);
int list_events(struct out *o, struct store_txn *t, const struct endpoints *eps,
    struct why *why);
int list_endpoints(struct out *o, struct store_txn *t, const struct site *site,
    const struct endpoints *eps, struct why *why);

#endif
