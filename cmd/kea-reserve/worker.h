/*
 * Workers: one process per endpoint that has work, holding its lock.  It
 * commits what is pending, all of it at once, pauses so that DHCP is deaf at
 * most a tenth of the time, and ends when nothing is left.
 */
#ifndef WORKER_H
#define WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "endpoint.h"
#include "site.h"
#include "why.h"

/* An unchanged subscriber asks nothing of a Kea looked at so lately. */
#define WORKER_FRESH_US 5000000
/* Longest pause between two commits. */
#define WORKER_PAUSE_MAX_US 5000000

/*
 * See that the endpoint has a worker: start one, detached from the caller
 * and its descriptors, unless one runs.  No store may be open.  Returns 1
 * started, 0 one runs already, -1 and why.
 */
int worker_start(
    const struct site *site, const struct endpoint *ep, struct why *why);

/*
 * Work as a child of the caller, and be waited for (--retry, --reconcile):
 * pending, quarantined and all.  Returns the pid, or -1 and why; its exit
 * code is 0 when nothing is left to do, 1 else.
 */
pid_t worker_fork(const struct site *site, const struct endpoint *ep,
    unsigned int patience_ms, struct why *why);

#endif
