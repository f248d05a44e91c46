/*
 * All prefixes of a family with what Kea is to have for them: a subnet each,
 * and one client class for those that name the same.
 */
#ifndef SUBNETS_H
#define SUBNETS_H

#include "conf.h"

struct subnet {
	const struct site_member *member;
	const struct site_prefix *prefix;
	uint32_t id;
	bool wanted; /* its member is asked for */
	/*
	 * The first that has the same class, itself perhaps, is the one that
	 * knows what the class hands out; `shown` when a wanted one is in it.
	 * Null: no class.
	 */
	struct subnet *first;
	bool shown;
	const struct ipnet *gateway; /* null: none */
	const struct ipnet *dns;     /* null: none */
	size_t dns_count;
};

/* In the order of the site file. */
struct subnets {
	struct subnet *list;
	size_t count;
};

/*
 * 0 when nothing contradicts itself and all that is wanted is complete; -1 and
 * why otherwise.  Free with subnets_free() in either case.
 */
int subnets_make(struct conf *c, int family, struct subnets *out);
void subnets_free(struct subnets *s);

#endif
