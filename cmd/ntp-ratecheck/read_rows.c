#include <stdlib.h>

#include "read_rows.h"

/* For qsort(): a table has one order at a time. */
static const struct grouping *sorting;

static int
cmp(uint64_t a, uint64_t b)
{
	return (a < b) - (a > b);
}

/* The worst first; equals by their order in the capture. */
static int
by_weight(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	const struct group *g = &sorting->groups[*x];
	const struct group *h = &sorting->groups[*y];
	int c = cmp(g->class, h->class);

	if (c == 0)
		c = cmp(g->lost, h->lost);
	if (c == 0)
		c = cmp(g->requests, h->requests);
	return c != 0 ? c : (*x > *y) - (*x < *y);
}

static uint32_t *
sorted(const struct grouping *g)
{
	uint32_t *list = malloc((g->count + 1) * sizeof(*list));

	if (!list)
		return NULL;
	for (size_t i = 0; i < g->count; i++)
		list[i] = (uint32_t)i;
	sorting = g;
	qsort(list, g->count, sizeof(*list), by_weight);
	return list;
}

/* Row of each group, -1 for none. */
static int32_t *
index_rows(const struct report *p)
{
	int32_t *of = malloc((p->groups->count + 1) * sizeof(*of));

	if (!of)
		return NULL;
	for (size_t i = 0; i < p->groups->count; i++)
		of[i] = -1;
	for (size_t i = 0; i < p->row_count; i++)
		of[p->rows[i].group] = (int32_t)i;
	return of;
}

static enum ntpflow_seen
seen(uint32_t rtt_us)
{
	if (rtt_us <= NTPMATCH_RTT_MAX)
		return NTPFLOW_ANSWERED;
	return rtt_us == NTPMATCH_UNKNOWN ? NTPFLOW_UNKNOWN : NTPFLOW_LOST;
}

/* Call for each request of a row. */
static void
each(const struct report *p, const int32_t *of,
    void (*fn)(const struct report *p, size_t row,
	const struct ntpmatch_request *r, void *arg),
    void *arg)
{
	size_t n = ntpmatch_logged(p->r->match);

	for (size_t i = 0; i < n; i++) {
		struct ntpmatch_request r = ntpmatch_request(p->r->match, i);
		int32_t row;

		if (r.pair == NTPMATCH_GONE)
			continue;
		row = of[p->groups->of[r.pair]];
		if (row >= 0)
			fn(p, (size_t)row, &r, arg);
	}
}

/* A row of one pair knows more than the log. */
static bool
is_single(const struct report *p, size_t row)
{
	return p->groups->groups[p->rows[row].group].pairs == 1;
}

static void
learn(const struct report *p, size_t row, const struct ntpmatch_request *r,
    void *arg)
{
	struct row *w = &p->rows[row];
	struct ntpflow_burst ended;

	(void)arg;
	if (!is_single(p, row))
		ntpflow_add(&w->flow, r->ns, seen(r->rtt_us), &ended);
	w->answered += r->rtt_us <= NTPMATCH_RTT_MAX;
}

struct times {
	uint32_t *us;
	size_t *next; /* of each row */
};

static void
collect(const struct report *p, size_t row, const struct ntpmatch_request *r,
    void *arg)
{
	struct times *t = arg;

	(void)p;
	if (r->rtt_us <= NTPMATCH_RTT_MAX)
		t->us[t->next[row]++] = r->rtt_us;
}

static int
by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The round trips of all rows side by side, each sorted. */
static int
fill_times(struct report *p, const int32_t *of)
{
	struct times t;
	size_t n = 0;

	t.next = calloc(p->row_count + 1, sizeof(*t.next));
	for (size_t i = 0; t.next && i < p->row_count; i++) {
		t.next[i] = n;
		n += p->rows[i].answered;
	}
	t.us = malloc((n + 1) * sizeof(*t.us));
	if (!t.next || !t.us) {
		free(t.next);
		free(t.us);
		return -1;
	}
	each(p, of, collect, &t);
	n = 0;
	for (size_t i = 0; i < p->row_count; i++) {
		struct row *w = &p->rows[i];
		uint32_t *us = t.us + n;

		if (w->answered == 0)
			continue;
		qsort(us, w->answered, sizeof(*us), by_number);
		w->rtt_p50 = us[w->answered / 2];
		w->rtt_p95 = us[(size_t)w->answered * 95 / 100];
		n += w->answered;
	}
	free(t.next);
	free(t.us);
	return 0;
}

static int
fill(struct report *p)
{
	int32_t *of = index_rows(p);
	struct ntpflow_burst ended;
	int rc;

	if (!of)
		return -1;
	each(p, of, learn, NULL);
	for (size_t i = 0; i < p->row_count; i++) {
		struct row *w = &p->rows[i];

		if (is_single(p, i))
			w->flow = ntpmatch_pair(
			    p->r->match, p->groups->groups[w->group].pair)
				      ->flow;
		else
			ntpflow_end(&w->flow, &ended);
	}
	rc = fill_times(p, of);
	free(of);
	return rc;
}

int
rows_make(struct report *p)
{
	uint32_t *list = sorted(p->groups);

	if (!list)
		return -1;
	p->row_count =
	    p->groups->count < p->r->o->rows ? p->groups->count : p->r->o->rows;
	p->rows = calloc(p->row_count + 1, sizeof(*p->rows));
	for (size_t i = 0; p->rows && i < p->row_count; i++)
		p->rows[i].group = list[i];
	free(list);
	return p->rows ? fill(p) : -1;
}

struct bursts {
	struct ntpflow *flows; /* of each row */
	burst_fn fn;
	void *arg;
};

static void
find_burst(const struct report *p, size_t row, const struct ntpmatch_request *r,
    void *arg)
{
	struct bursts *b = arg;
	struct ntpflow_burst ended;

	if (ntpflow_add(&b->flows[row], r->ns, seen(r->rtt_us), &ended) &&
	    ended.packets > 1)
		b->fn(b->arg, p->rows[row].group, &ended);
}

int
rows_bursts(const struct report *p, burst_fn fn, void *arg)
{
	struct bursts b = { .fn = fn, .arg = arg };
	int32_t *of = index_rows(p);
	struct ntpflow_burst ended;

	b.flows = calloc(p->row_count + 1, sizeof(*b.flows));
	if (!of || !b.flows) {
		free(of);
		free(b.flows);
		return -1;
	}
	each(p, of, find_burst, &b);
	for (size_t i = 0; i < p->row_count; i++)
		if (ntpflow_end(&b.flows[i], &ended) && ended.packets > 1)
			fn(arg, p->rows[i].group, &ended);
	free(b.flows);
	free(of);
	return 0;
}
