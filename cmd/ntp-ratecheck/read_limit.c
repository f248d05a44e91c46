#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "read_limit.h"
#include "read_screen.h"
#include "read_trace.h"

/* Of each: fewer say nothing. */
#define LEAST 5

/* From the largest groups to the smallest. */
static const enum group_by order[LIMIT_LEVELS] = { GROUP_ALL, GROUP_TRANSIT,
	GROUP_SERVER, GROUP_PREFIX, GROUP_CLIENT, GROUP_PAIR };

struct candidate {
	enum group_by by;
	uint32_t group;
	struct screen screen;
};

struct search {
	struct limits *l;
	const struct ntpmatch *m;
	struct candidate list[LIMIT_LEVELS * LIMIT_EACH];
	size_t count;
	int32_t *candidate_of[LIMIT_LEVELS]; /* by group; -1: none */
	uint32_t positions[LIMIT_TRACE];
	struct ratefit_event events[LIMIT_TRACE];
};

static struct ratefit_event
event_of(const struct ntpmatch_request *r)
{
	struct ratefit_event e = { .ns = r->ns, .seen = RATEFIT_UNKNOWN };

	if (trace_in_time(r->rtt_us))
		e.seen = RATEFIT_ANSWERED;
	else if (trace_decided(r->rtt_us))
		e.seen = RATEFIT_LOST;
	return e;
}

/*
 * Those that lost most, in any order: a heap would be quicker, and there are
 * twenty.
 */
static void
choose(struct search *s, enum group_by by)
{
	const struct grouping *g = &s->l->levels[by];
	size_t first = s->count, least;

	for (size_t i = 0; i < g->count; i++) {
		const struct group *group = &g->groups[i];

		if (group->lost < LEAST || group->answered < LEAST)
			continue;
		least = s->count;
		if (s->count - first < LIMIT_EACH) {
			s->count++;
		} else {
			least = first;
			for (size_t k = first; k < s->count; k++)
				if (g->groups[s->list[k].group].lost <
				    g->groups[s->list[least].group].lost)
					least = k;
			if (g->groups[s->list[least].group].lost >= group->lost)
				continue;
		}
		s->list[least] =
		    (struct candidate){ .by = by, .group = (uint32_t)i };
	}
}

/* The same pairs under two names. */
static bool
same(const struct limits *l, enum group_by a, size_t i, enum group_by b,
    size_t j)
{
	const struct group *x = &l->levels[a].groups[i];
	const struct group *y = &l->levels[b].groups[j];

	return x->pairs == y->pairs && x->requests == y->requests &&
	    l->levels[a].of[y->pair] == i && l->levels[b].of[x->pair] == j;
}

/* What stands in the list already, by another name. */
static void
drop_twins(struct search *s, size_t first)
{
	size_t kept = first;

	for (size_t i = first; i < s->count; i++) {
		bool twin = false;

		for (size_t k = 0; k < first && !twin; k++)
			twin = same(s->l, s->list[k].by, s->list[k].group,
			    s->list[i].by, s->list[i].group);
		if (!twin)
			s->list[kept++] = s->list[i];
	}
	s->count = kept;
}

static int
choose_all(struct search *s)
{
	for (size_t k = 0; k < LIMIT_LEVELS; k++) {
		enum group_by by = order[k];
		size_t n = s->l->levels[by].count, first = s->count;

		choose(s, by);
		drop_twins(s, first);
		if (s->count == first)
			continue;
		s->candidate_of[by] = malloc(n * sizeof(int32_t));
		if (!s->candidate_of[by])
			return -1;
		memset(s->candidate_of[by], 0xff, n * sizeof(int32_t));
		for (size_t i = first; i < s->count; i++)
			s->candidate_of[by][s->list[i].group] = (int32_t)i;
	}
	return 0;
}

static void
screen_one(struct search *s, const struct ntpmatch_request *r)
{
	for (size_t k = 0; k < LIMIT_LEVELS; k++) {
		int32_t c;

		if (!s->candidate_of[k])
			continue;
		c = s->candidate_of[k][s->l->levels[k].of[r->pair]];
		if (c >= 0)
			screen_add(&s->list[c].screen, r->ns,
			    trace_in_time(r->rtt_us));
	}
}

static void
screen_all(struct search *s)
{
	size_t n = ntpmatch_logged(s->m);

	for (size_t i = 0; i < n; i++) {
		struct ntpmatch_request r = ntpmatch_request(s->m, i);

		if (trace_decided(r.rtt_us) && r.pair != NTPMATCH_GONE)
			screen_one(s, &r);
	}
}

static double
least_bic(const struct ratefit *fit)
{
	double least = fit->bic[0];

	for (int i = 1; i < RATEFIT_MODELS; i++)
		if (fit->bic[i] < least)
			least = fit->bic[i];
	return least;
}

/*
 * The criterion of the trace, each group of `by` on its own, or as much of it
 * as is above `enough`; INFINITY when it is but one group.
 */
static double
split_bic(struct search *s, enum group_by by, size_t n, double enough)
{
	const struct grouping *g = &s->l->levels[by];
	bool taken[LIMIT_TRACE] = { false };
	double sum = 0;

	/* No part of it is ever below 0. */
	for (size_t i = 0; i < n && sum < enough; i++) {
		static struct ratefit_event part[LIMIT_TRACE];
		struct ntpmatch_request r, first;
		struct ratefit fit;
		size_t count = 0;

		if (taken[i])
			continue;
		first = ntpmatch_request(s->m, s->positions[i]);
		for (size_t k = i; k < n; k++) {
			r = ntpmatch_request(s->m, s->positions[k]);
			if (taken[k] || g->of[r.pair] != g->of[first.pair])
				continue;
			taken[k] = true;
			part[count++] = s->events[k];
		}
		if (count == n)
			return INFINITY;
		ratefit(part, count, &fit);
		sum += least_bic(&fit);
	}
	return sum;
}

/* Groups of a level that are the same as those of one that is looked at. */
static bool
is_twin(const struct limits *l, enum group_by by)
{
	size_t count = l->levels[by].count;

	if (by == GROUP_PAIR)
		return count == l->levels[GROUP_CLIENT].count ||
		    count == l->levels[GROUP_SERVER].count;
	return by == GROUP_CLIENT && count == l->levels[GROUP_PREFIX].count;
}

/* Does a limit on each part say more than one over all of the trace? */
static bool
parts_say_more(struct search *s, const struct limit *limit, size_t n)
{
	double whole = least_bic(&limit->fit);

	for (size_t k = 0; k < LIMIT_LEVELS; k++) {
		enum group_by by = order[k];

		if (by == limit->by || s->l->levels[by].count < 2 ||
		    is_twin(s->l, by))
			continue;
		if (split_bic(s, by, n, whole) < whole)
			return true;
	}
	return false;
}

/* All pairs of the candidate are of a group that a limit was found for. */
static bool
covered(const struct search *s, const struct candidate *c)
{
	const struct grouping *g = &s->l->levels[c->by];

	for (size_t i = 0; i < s->l->count; i++) {
		const struct limit *limit = &s->l->list[i];
		const uint32_t *of = s->l->levels[limit->by].of;
		bool all = true;

		for (size_t k = 0; k < ntpmatch_pairs(s->m) && all; k++)
			all = g->of[k] != c->group || of[k] == limit->group;
		if (all)
			return true;
	}
	return false;
}

static uint32_t
count_clients(const struct search *s, size_t n)
{
	const struct grouping *g = &s->l->levels[GROUP_CLIENT];
	uint32_t seen[LIMIT_TRACE], count = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t of =
		    g->of[ntpmatch_request(s->m, s->positions[i]).pair];
		uint32_t k = 0;

		while (k < count && seen[k] != of)
			k++;
		if (k == count)
			seen[count++] = of;
	}
	return count;
}

static void
try_candidate(struct search *s, const struct candidate *c)
{
	const struct grouping *g = &s->l->levels[c->by];
	struct limit limit = { .by = c->by, .group = c->group };
	size_t n = trace_choose(g, c->group, LIMIT_TRACE, s->positions);

	for (size_t i = 0; i < n; i++) {
		struct ntpmatch_request r =
		    ntpmatch_request(s->m, s->positions[i]);

		s->events[i] = event_of(&r);
	}
	ratefit(s->events, n, &limit.fit);
	s->l->tried++;
	if (!limit.fit.limited && !limit.fit.suspected)
		return;
	limit.clients = count_clients(s, n);
	limit.burst = trace_burst(g, c->group, s->events, n, &limit.fit.rate);
	limit.first_ns = s->events[0].ns;
	limit.last_ns = s->events[n - 1].ns;
	if (!parts_say_more(s, &limit, n))
		s->l->list[s->l->count++] = limit;
}

static void
free_search(struct search *s)
{
	for (size_t k = 0; k < LIMIT_LEVELS; k++)
		free(s->candidate_of[k]);
	free(s);
}

static int
search(struct limits *l, const struct ntpmatch *m)
{
	struct search *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	s->l = l;
	s->m = m;
	if (choose_all(s) == -1) {
		free_search(s);
		return -1;
	}
	screen_all(s);
	l->list = calloc(s->count + 1, sizeof(*l->list));
	for (size_t i = 0; l->list && i < s->count; i++)
		if (screen_is_odd(&s->list[i].screen) &&
		    !covered(s, &s->list[i]))
			try_candidate(s, &s->list[i]);
	free_search(s);
	return l->list ? 0 : -1;
}

int
limits_find(
    struct limits *l, const struct ntpmatch *m, const struct read_options *o)
{
	*l = (struct limits){ .count = 0 };
	for (size_t k = 0; k < LIMIT_LEVELS; k++) {
		if (k == GROUP_TRANSIT && o->transit_count == 0)
			continue;
		if (grouping_make(&l->levels[k], m, o, (enum group_by)k) ==
		    -1) {
			limits_free(l);
			return -1;
		}
	}
	if (ntpmatch_one_way(m))
		return 0;
	if (search(l, m) == -1) {
		limits_free(l);
		return -1;
	}
	return 0;
}

void
limits_free(struct limits *l)
{
	for (size_t k = 0; k < LIMIT_LEVELS; k++)
		grouping_free(&l->levels[k]);
	free(l->list);
	l->list = NULL;
}

const struct limit *
limits_of(const struct limits *l, enum group_by by, size_t group, bool *own)
{
	uint32_t pair = l->levels[by].groups[group].pair;

	for (size_t i = 0; i < l->count; i++) {
		const struct limit *limit = &l->list[i];

		if (l->levels[limit->by].of[pair] != limit->group)
			continue;
		*own = (limit->by == by && limit->group == group) ||
		    same(l, limit->by, limit->group, by, group);
		return limit;
	}
	return NULL;
}

const struct limit *
limits_first(const struct limits *l)
{
	const struct limit *best = NULL;

	for (size_t i = 0; i < l->count; i++)
		if (!best || l->list[i].fit.llr > best->fit.llr)
			best = &l->list[i];
	return best;
}
