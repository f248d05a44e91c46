/*
 * Layers 1 to 3: what the kernel has, and what it would do.  Sends nothing.
 */
#ifndef LAYERS_H
#define LAYERS_H

#include "facts.h"
#include "local.h"
#include "options.h"
#include "paths.h"
#include "rtsock.h"
#include "rttable.h"
#include "site.h"
#include "srcrule.h"

struct layers {
	const struct site *site;
	const struct rttable *tables;
	const struct paths *paths;
	const struct options *options;
	struct rtsock *rt;
	struct local local;
	struct srcrules wanted;
	struct rules have;
};

/* Returns 0, or -1 and why.  Free with layers_free() either way. */
int layers_open(struct layers *l, const struct site *site,
    const struct rttable *tables, const struct paths *paths,
    const struct options *o, struct why *why);
void layers_free(struct layers *l);

/*
 * Read addresses and rules anew: what follows is of this moment.  Returns 0,
 * or -1 and why; then it is of the one before, whole.
 */
int layers_refresh(struct layers *l, struct why *why);

/*
 * What is to be known of path i, but for the probes: all of f is set.  `also`
 * is a table that the lent address may leave by besides the member's; 0: none.
 */
void layers_look(struct layers *l, size_t i, uint32_t also, struct facts *f);

/* How a probe of path i would leave, now; it has a source. */
enum look layers_lent(struct layers *l, size_t i, uint32_t also);

/*
 * On a host with uplinks, no subscribers: where each path leaves; the same
 * next hop for two of one family is one wire.
 */
void layers_compare(const struct layers *l, struct facts *facts);

#endif
