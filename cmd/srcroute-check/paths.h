/*
 * From the site file to the paths that are checked: one a member and family
 * for which it declares prefixes and a table.
 */
#ifndef PATHS_H
#define PATHS_H

#include <stddef.h>

#include "facts.h"
#include "local.h"
#include "options.h"
#include "rttable.h"
#include "site.h"
#include "why.h"

struct paths {
	struct path *list;
	size_t count;
	size_t *member; /* of each path: its place in the site */
	/* What the paths point into. */
	struct ipnet *prefixes;
	struct target *targets; /* of the site file */
	size_t target_count;
};

/*
 * Targets are those of --probe, else the member's own.  Returns 0, or -1 and
 * why: nothing to check, an unknown table or member, a bad target.  Free with
 * paths_free() either way.
 */
int paths_build(struct paths *paths, const struct site *site,
    const struct rttable *tables, const struct local *local,
    const struct options *o, struct why *why);
void paths_free(struct paths *paths);

#endif
