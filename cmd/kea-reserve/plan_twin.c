#include <stdlib.h>

#include "plan_twin.h"

/* By line; of one line a live one first, then the newest. */
static int
by_line(const void *a, const void *b)
{
	const struct plan_want *const *x = a, *const *y = b;
	const struct host *p = &(*x)->host, *q = &(*y)->host;
	int c = host_id_cmp(&p->line, &q->line);

	if (c == 0)
		c = (int)p->gone - (int)q->gone;
	return c != 0 ? c : host_version_cmp(&q->version, &p->version);
}

static bool
is_other(const struct keadoc_host *h, enum host_id_type by)
{
	return h->marked && h->host.id.type != by && h->host.line.len > 0;
}

static bool
has_other(const struct keadoc *doc, enum host_id_type by)
{
	for (size_t i = 0; i < doc->host_count; i++)
		if (is_other(&doc->hosts[i], by))
			return true;
	return false;
}

/* The first of the line, as they are sorted; null: none. */
static const struct plan_want *
first_of(
    const struct plan_want **sorted, size_t count, const struct host_id *line)
{
	size_t lo = 0, hi = count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (host_id_cmp(&sorted[mid]->host.line, line) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == count || !host_id_equal(&sorted[lo]->host.line, line))
		return NULL;
	return sorted[lo];
}

int
plan_twins(const struct plan_want *wants, size_t count,
    const struct keadoc *doc, size_t **out)
{
	const struct plan_want **sorted;
	enum host_id_type by;

	*out = NULL;
	if (count == 0 || !has_other(doc, by = wants[0].host.id.type))
		return 0;
	sorted = calloc(count, sizeof(*sorted));
	*out = calloc(doc->host_count, sizeof(**out));
	if (!sorted || !*out) {
		free(sorted);
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		sorted[i] = &wants[i];
	qsort(sorted, count, sizeof(*sorted), by_line);
	for (size_t i = 0; i < doc->host_count; i++) {
		const struct keadoc_host *h = &doc->hosts[i];
		const struct plan_want *w = is_other(h, by)
		    ? first_of(sorted, count, &h->host.line)
		    : NULL;

		(*out)[i] = w ? (size_t)(w - wants) : PLAN_NO_TWIN;
	}
	free(sorted);
	return 0;
}
