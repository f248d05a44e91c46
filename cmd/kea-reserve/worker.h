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
 * After its last commit a worker looks once more, this and twice a commit's
 * time later: another machine that wrote at the same moment may have undone
 * it.  Long enough for a commit that had begun before ours, and for Kea's
 * clock of whole seconds (backend_same()).
 */
#define WORKER_SETTLE_US 2500000

/*
 * Start the endpoint's worker under `lock`, which endpoint_lock() gave the
 * caller and which is closed here; detached from the caller and its
 * descriptors.  No store may be open.  (Where the lock is held, a worker runs:
 * it will see what was committed to the state before the attempt.)  0, or -1
 * and why.
 */
int worker_start(const struct site *site, const struct endpoint *ep, int lock,
    struct why *why);

/*
 * Work as a child of the caller, and be waited for (--retry, --reconcile):
 * look at the endpoint in any case, and try the quarantined ones again: `all`
 * of them, or those whose time has come.
 * Waits `patience_ms` for a worker that runs.  No store may be open.
 * Returns the pid, or -1 and why; the child exits 0 when the endpoint was
 * reached and nothing is pending or refused there, 1 else.
 */
pid_t worker_fork(const struct site *site, const struct endpoint *ep, bool all,
    unsigned int patience_ms, struct why *why);

#endif
