/*
 * -n: what a call would do at each endpoint, without doing it.
 */
#ifndef DRY_H
#define DRY_H

#include "options.h"
#include "state.h"

/*
 * Print one line for each action, as if the request (or the forgetting of
 * the line; both may be null) had been accepted.  Neither the state nor an
 * endpoint is changed.  Returns an exit code: EXIT_SOME when an endpoint
 * would refuse or does not answer; -1 and why.
 */
int dry_run(struct run *run, struct store *store, const struct request *request,
    const struct host_id *line, struct why *why);

#endif
