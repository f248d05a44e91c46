#include <stdlib.h>

#include "plan_index.h"

static bool
is_news(const struct plan_want **by_id, size_t count, const struct host *h)
{
	const struct plan_want *w = plan_find(by_id, count, h);

	return !w || host_age_cmp(&w->host, h) < 0;
}

static int
newest_first(const void *a, const void *b)
{
	const struct host *const *x = a, *const *y = b;
	int c = host_age_cmp(*y, *x);

	return c != 0 ? c : host_id_cmp(&(*x)->id, &(*y)->id);
}

int
plan_learn(const struct plan_want *wants, size_t count, enum host_id_type by,
    const struct keadoc *doc, const struct host ***out, size_t *out_count)
{
	const struct plan_want **by_id = plan_sort(wants, count);
	const struct host **list =
	    calloc(doc->host_count + doc->gone_count + 1, sizeof(*list));
	struct host turned;
	size_t n = 0;

	if (!by_id || !list) {
		free(by_id);
		free(list);
		return -1;
	}
	for (size_t i = 0; i < doc->host_count; i++)
		if (doc->hosts[i].marked &&
		    host_turn(&doc->hosts[i].host, by, &turned) &&
		    is_news(by_id, count, &turned))
			list[n++] = &doc->hosts[i].host;
	for (size_t i = 0; i < doc->gone_count; i++)
		if (doc->gone[i].id.type == by &&
		    is_news(by_id, count, &doc->gone[i]))
			list[n++] = &doc->gone[i];
	free(by_id);
	qsort(list, n, sizeof(*list), newest_first);
	*out = list;
	*out_count = n;
	return 0;
}
