/*
 * What each line said last: the newest version at which it asked for a
 * reservation of one kind (IPv4, IPv6 by MAC, IPv6 by line), or for none.  One
 * that it had at an older version is over, also when this machine hears of it
 * only afterwards: by MAC a tombstone of one router says nothing of another,
 * which the line may have had meanwhile on another machine.
 *
 * All functions work inside a transaction of the caller.
 */
#ifndef SAID_H
#define SAID_H

#include "host.h"
#include "state.h"
#include "why.h"

/* `line` asked for a reservation of this kind, or for none.  0, or -1 and
 * why. */
int said_note(struct store_txn *t, const struct host_id *line,
    enum host_id_type by, const struct host_version *v, struct why *why);

/* The same of a reservation, when its line is known. */
int said_note_host(struct store_txn *t, const struct host *h, struct why *why);

/* Has its line said something newer?  1, 0, or -1 and why. */
int said_newer(struct store_txn *t, const struct host *h, struct why *why);

#endif
