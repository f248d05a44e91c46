/*
 * Kea serves a reserved address to nobody while another router's lease of it
 * lives, for hours, or in IPv6 the same router's by another DUID: a subscriber
 * who changed the router, its software or the address has no service.  With
 * Kea's hook lease_cmds that lease can be removed.
 */
#ifndef LEASE_H
#define LEASE_H

#include "backend.h"

/*
 * After a commit: of what it has put, remove the leases that keep out the
 * line's router (lease_whose.h), unless the target says "clear-leases": false
 * or Kea does not know the commands.  A failure is logged; the lease ends by
 * itself.
 */
void lease_clear(const struct endpoint *ep, const struct plan *plan,
    const struct backend_result *result);

/*
 * When the lease of an address or prefix ends, in seconds since 1970; one
 * that nobody has ends now.  -1 when Kea does not tell.
 */
int lease_end(const struct endpoint *ep, const struct ipnet *net, int64_t *out);

#endif
