/*
 * The addresses of this machine, as they were when asked for.
 */
#ifndef LOCAL_H
#define LOCAL_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "ipnet.h"
#include "site.h"
#include "why.h"

struct local_addr {
	struct ipnet addr;
	char interface[IFNAMSIZ];
};

struct local {
	struct local_addr *list;
	size_t count;
};

/* Returns 0, or -1 and why.  Free with local_free(). */
int local_load(struct local *l, struct why *why);
void local_free(struct local *l);

bool local_has(const struct local *l, const struct ipnet *addr);

/* The first of ours in that prefix that is not `but` (may be null), or null. */
const struct ipnet *local_in(
    const struct local *l, const struct ipnet *prefix, const struct ipnet *but);

/*
 * The address from which the member is probed: the first of its
 * probe-addresses that is ours; when it declares none, the first of ours in
 * its prefixes that is no gateway.  False: there is none.
 */
bool local_source(const struct local *l, const struct site_member *m,
    int family, struct ipnet *out);

/*
 * An address that a subscriber in `prefix` may have: in no longer prefix of
 * the site, none of ours, not the first or last.  The same each time.  False:
 * there is none.
 */
bool local_subscriber(const struct local *l, const struct site *site,
    const struct ipnet *prefix, struct ipnet *out);

#endif
