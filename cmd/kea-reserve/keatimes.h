/*
 * How long leases last, by Kea's configuration: what a subnet says, else its
 * shared network, else the service; a class's word comes before all.  In
 * seconds.
 */
#ifndef KEATIMES_H
#define KEATIMES_H

#include <stdint.h>

#include "keadoc.h"

struct keatimes {
	int64_t renew;  /* 0: not said, and not computed */
	int64_t rebind; /* the same */
	int64_t preferred;
	int64_t valid;
	int64_t longest_preferred; /* that a client may ask for */
	int64_t longest_valid;
};

void keatimes_of(const struct keadoc *doc, const struct keadoc_subnet *s,
    struct keatimes *out);

/*
 * The longest that a lease of `net` may be valid: by the subnet that holds
 * it, or any (a prefix may be delegated without one), or a class.
 */
int64_t keatimes_longest(const struct keadoc *doc, const struct ipnet *net);

#endif
