/*
 * How long an add may wait for its commit, and for what.
 */
#ifndef WAIT_H
#define WAIT_H

#include <stdbool.h>
#include <stddef.h>

#include "accept.h"
#include "endpoint.h"
#include "why.h"

/* Processes that wait at once; the others return as soon as they are
 * durable: RADIUS has few threads and they must not all stand here. */
#define WAIT_PROCESSES 8

enum wait_verdict {
	WAIT_DONE,    /* every key is applied at every waited endpoint */
	WAIT_REFUSED, /* one is refused: why */
	WAIT_LATER    /* not yet; it will be done without us */
};

/*
 * Wait at most `ms` (0: only look) until all keys are applied or refused at
 * the waited endpoints, as long as a commit is near enough to be worth it.
 * Returns the verdict, or -1 and why.
 */
int wait_for(const char *state_dir, struct store *store,
    const struct endpoints *eps, const struct accept_keys *keys,
    unsigned int ms, struct why *why);

/*
 * Say what came of it, if that is worth a word: `verdict` is wait_for()'s, or
 * -1 and why where it did not come to that.  What is waited for is durable
 * whatever came of it.  True when it was refused.
 */
bool wait_tell(int verdict, struct why *why);

#endif
