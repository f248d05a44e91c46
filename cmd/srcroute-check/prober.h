/*
 * Layer 4: ask targets for an answer, each path from its lent address.  One
 * round of a path is in the air at a time.
 */
#ifndef PROBER_H
#define PROBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "facts.h"
#include "why.h"

struct prober;

/* Sockets for paths that have targets and a source.  Null and why. */
struct prober *prober_new(
    const struct path *paths, size_t count, struct why *why);
void prober_free(struct prober *p); /* null is fine */

/* Whether path i can be probed. */
bool prober_has(const struct prober *p, size_t i);

/* Send one probe to each target of path i: its next round. */
void prober_send(struct prober *p, size_t i);

/*
 * Take in what comes until `deadline` (prober_now()), or until every target
 * of every round has been heard of, or a signal.
 */
void prober_wait(struct prober *p, uint64_t deadline);

/* End path i's round: add what became of it to `t`.  Whether it was heard. */
bool prober_end(struct prober *p, size_t i, struct tally *t);

/* Forget which targets have answered, as a new tally does. */
void prober_forget(struct prober *p, size_t i);

/* Milliseconds of a clock that only goes forward. */
uint64_t prober_now(void);

#endif
