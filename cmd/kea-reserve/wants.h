/*
 * What is wanted, as a plan takes it (plan.h).
 */
#ifndef WANTS_H
#define WANTS_H

#include <stddef.h>

#include "endpoint.h"
#include "keadoc.h"
#include "plan.h"
#include "store.h"
#include "why.h"

struct wants {
	struct plan_want *list;
	size_t count;
};

/* All by this type of identifier, none of them held or quiet.  0, or -1 and
 * why; wants_free() in either case. */
int wants_all(struct store_txn *t, enum host_id_type by, struct wants *out,
    struct why *why);

/*
 * What is wanted at an endpoint that holds `doc`: those in quarantine are
 * held, and tombstones that every machine has seen quiet.  Inside a
 * transaction that may write: who puts a forgotten reservation there again
 * has not heard of it, and then it is as if it was buried today.  0, or -1
 * and why, with nothing to free.
 */
int wants_read(const struct endpoint *ep, struct store_txn *t,
    const struct keadoc *doc, struct wants *out, struct why *why);

void wants_free(struct wants *w);

#endif
