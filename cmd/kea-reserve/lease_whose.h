/*
 * Whose lease is it, and does it keep out the router that a line has?  Pure.
 */
#ifndef LEASE_WHOSE_H
#define LEASE_WHOSE_H

#include <jansson.h>
#include <stdbool.h>

#include "host.h"

/* Who has it, for messages: "02:00:00:00:00:07", "DUID 00:03:...". */
#define LEASE_WHO_MAX 512

/*
 * `lease` is what lease4-get or lease6-get gives, of an address or prefix of
 * `h`.  True when another router than the line's has it, as far as its MAC
 * tells (of hw-address, else of the DUID); or, in IPv6, when the line's own
 * router has it by another DUID than the one that was told last.  False when
 * it cannot be known whose it is, when Kea has noted that another line has it,
 * when it was declined or is over, and when it belongs to the line itself
 * (flex_id's replace-client-id): then it keeps nobody out.
 */
bool lease_blocks(
    const json_t *lease, const struct host *h, char who[LEASE_WHO_MAX]);

#endif
