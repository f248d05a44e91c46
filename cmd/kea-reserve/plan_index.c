#include <stdlib.h>

#include "plan_index.h"

static int
want_cmp(const void *a, const void *b)
{
	const struct plan_want *const *x = a, *const *y = b;

	return host_id_cmp(&(*x)->host.id, &(*y)->host.id);
}

const struct plan_want **
plan_sort(const struct plan_want *wants, size_t count)
{
	const struct plan_want **list = calloc(count + 1, sizeof(*list));

	if (!list)
		return NULL;
	for (size_t i = 0; i < count; i++)
		list[i] = &wants[i];
	qsort(list, count, sizeof(*list), want_cmp);
	return list;
}

const struct plan_want *
plan_find(const struct plan_want **by_id, size_t count, const struct host *h)
{
	struct plan_want key = { .host.id = h->id };
	const struct plan_want *p = &key, **found;

	found = bsearch(&p, by_id, count, sizeof(*by_id), want_cmp);
	return found ? *found : NULL;
}
