/*
 * A line's reservation that stands in a document by the other type of
 * identifier than the wants (plan.h) are by.
 */
#ifndef PLAN_TWIN_H
#define PLAN_TWIN_H

#include "plan.h"

/* In the list below: none. */
#define PLAN_NO_TWIN SIZE_MAX

/*
 * For each reservation of the document, by index, the want of its line when
 * it is such a one and marked: the live one, else the newest tombstone.
 * *out: null when there is none; free() it.  -1 when memory is short.
 */
int plan_twins(const struct plan_want *wants, size_t count,
    const struct keadoc *doc, size_t **out);

#endif
