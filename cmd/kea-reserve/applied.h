/*
 * What each endpoint holds, as far as we know: per reservation the version
 * that was read back from it, or the refusal; per endpoint the Kea process
 * that was last seen and what is wrong with it.
 *
 * All functions work inside a transaction of the caller.
 */
#ifndef APPLIED_H
#define APPLIED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "host.h"
#include "state.h"
#include "why.h"

enum applied_state {
	APPLIED_NOT,        /* pending: nothing known at the wanted version */
	APPLIED_DONE,       /* read back from the endpoint */
	APPLIED_REFUSED,    /* this side refused it (plan.h): asked anew at each
	                    commit */
	APPLIED_QUARANTINED /* Kea refused it: left out until --retry */
};

#define APPLIED_REASON_MAX 256

struct applied {
	struct host_version version;
	bool gone; /* the tombstone of that version */
	enum applied_state state;
	uint64_t since;                  /* microseconds since 1970 */
	uint32_t refusals;               /* how often Kea refused it */
	char reason[APPLIED_REASON_MAX]; /* of a refusal; "" else */
};

/* 1 and *out, 0 none, -1 and why. */
int applied_get(struct store_txn *t, const struct endpoint *ep,
    const struct host *h, struct applied *out, struct why *why);
int applied_put(struct store_txn *t, const struct endpoint *ep,
    const struct host *h, enum applied_state state, const char *reason,
    struct why *why);

/*
 * Where `h` stands at the endpoint at its present version; APPLIED_NOT when
 * only another version is known.  *out may be null.  -1 and why.
 */
int applied_state(struct store_txn *t, const struct endpoint *ep,
    const struct host *h, struct applied *out, struct why *why);

/* Is anything APPLIED_NOT there: 1, 0, or -1 and why. */
int applied_pending(
    struct store_txn *t, const struct endpoint *ep, struct why *why);
/* How many are in each state, by enum applied_state; 0, or -1 and why. */
int applied_count(struct store_txn *t, const struct endpoint *ep,
    size_t counts[APPLIED_QUARANTINED + 1], struct why *why);

/*
 * Quarantined ones become pending again: all, or those whose time has come.
 * The first refusal counts for nothing, after the second it is a minute, and
 * twice as long after each further one, a day at most: each costs Kea tests
 * in which DHCP stands still.  0, or -1 and why.
 */
int applied_release(
    struct store_txn *t, const struct endpoint *ep, bool all, struct why *why);
#define APPLIED_PAUSE_US (60 * UINT64_C(1000000))
#define APPLIED_PAUSE_MAX_US (24 * 60 * APPLIED_PAUSE_US)

struct endpoint_record {
	int64_t pid;        /* of the Kea process after our last look */
	int64_t configured; /* when it was last configured, seconds since
	                       1970; 0: never looked */
	bool intent;    /* a config-set was begun and not seen to end well */
	bool unwritten; /* what we set is in Kea's memory alone */
	bool unsettled; /* what we set was not looked at again since: another
	                   machine, writing at the same moment, may have
	                   undone it */
	uint64_t error_since; /* microseconds since 1970; 0: answers */
	char error[APPLIED_REASON_MAX];       /* why it cannot be asked */
	char not_durable[APPLIED_REASON_MAX]; /* why config-write fails;
	                                         "" when it works */
};

/* All zeros when there is none yet.  0, or -1 and why. */
int endpoint_record_get(struct store_txn *t, const struct endpoint *ep,
    struct endpoint_record *out, struct why *why);
int endpoint_record_put(struct store_txn *t, const struct endpoint *ep,
    const struct endpoint_record *r, struct why *why);

#endif
