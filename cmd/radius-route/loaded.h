/*
 * All lists in memory: for many questions at once, and to compare the lists
 * with each other.
 */
#ifndef LOADED_H
#define LOADED_H

#include "decide.h"
#include "idset.h"
#include "route.h"

struct loaded {
	struct idset *ids;       /* `list` is the index in route's */
	struct list_says *lists; /* unusable, first trouble */
};

/* Called for each line that is no identifier. */
typedef void loaded_trouble_fn(void *arg, const struct route_list *list,
    unsigned long line, const char *trouble);

/* A list that cannot be used is told in `lists`.  Null: out of memory.  fn
 * may be null. */
struct loaded *loaded_new(
    const struct route *r, loaded_trouble_fn *fn, void *arg);
void loaded_free(struct loaded *l); /* null is fine */

/* As evidence_gather(). */
void loaded_gather(const struct loaded *l, const struct route *r,
    const uint8_t *id, size_t len, struct evidence *e);

#endif
