/*
 * A DHCPv6 server knows a subscriber by MAC or by the line
 * ("v6-identifier"); the state keeps what is wanted for either, apart, as far
 * as the site has servers of that kind.  When it gets its first one, what is
 * wanted for the other kind is turned into what this one needs, at the same
 * versions: nobody waits for the next request.
 */
#ifndef CONVERT_H
#define CONVERT_H

#include "site.h"
#include "store.h"
#include "why.h"

/* Once the state is open and before anything else: mostly a look. 0, or -1
 * and why. */
int convert_state(struct store *s, const struct site *site, struct why *why);

/* The same inside the caller's transaction. */
int convert_in(struct store_txn *t, const struct site *site, struct why *why);

#endif
