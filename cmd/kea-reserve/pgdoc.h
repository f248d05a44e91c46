/*
 * A Kea's configuration with the reservations of its database, as one
 * document for the plan.
 */
#ifndef PGDOC_H
#define PGDOC_H

#include "endpoint.h"
#include "keadoc.h"
#include "pghosts.h"
#include "why.h"

/*
 * A document whose global reservations are the database's.  Those of the
 * configuration, `in_config`, and of subnets in the database, which are not
 * ours to touch but in the way, stand in two subnets without a prefix at the
 * end.  Null and why.
 */
struct keadoc *pgdoc_make(const struct endpoint *ep, const struct keadoc *runs,
    json_t *in_config, const struct pghosts *p, struct why *why);

/* The configuration's own reservations in such a document; borrowed. */
json_t *pgdoc_in_config(const struct keadoc *doc);

/* The same document with what the database holds by now.  Null and why. */
struct keadoc *pgdoc_again(const struct endpoint *ep, const struct keadoc *doc,
    const struct pghosts *p, struct why *why);

#endif
