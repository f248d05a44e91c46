/*
 * All endpoints asked at once, one thread each: the slowest decides how long
 * it takes, not their number.
 */
#ifndef GATHER_H
#define GATHER_H

#include <stddef.h>

#include "endpoint.h"
#include "why.h"

/*
 * Called once for each endpoint of the list, from a thread of its own, with
 * its place in the list; `arg` is shared.  It opens no store and prints
 * nothing.
 */
typedef void gather_fn(void *arg, const struct endpoint *ep, size_t i);

/* Returns when all are back: 0, or -1 and why when one could not start. */
int gather(
    const struct endpoints *eps, gather_fn *fn, void *arg, struct why *why);

#endif
