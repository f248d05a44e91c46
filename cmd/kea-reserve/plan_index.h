/*
 * The wants of a plan (plan.h) by identifier.
 */
#ifndef PLAN_INDEX_H
#define PLAN_INDEX_H

#include "plan.h"

/* Sorted; free() it.  Null when memory is short. */
const struct plan_want **plan_sort(const struct plan_want *wants, size_t count);

/* That of the same identifier as `h`, or null. */
const struct plan_want *plan_find(
    const struct plan_want **by_id, size_t count, const struct host *h);

#endif
