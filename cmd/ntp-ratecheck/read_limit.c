#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "read_limit.h"
#include "read_screen.h"

/* Of each: fewer say nothing. */
#define LEAST 5

/* A trace as early as one that loses this much less, with the first burst. */
#define EARLY 0.9

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

static bool
decided(uint32_t rtt_us)
{
	return rtt_us != NTPMATCH_UNKNOWN;
}

static bool
in_time(uint32_t rtt_us)
{
	return rtt_us <= NTPMATCH_RTT_MAX;
}

static bool
is_of(const struct grouping *g, size_t group, const struct ntpmatch_request *r)
{
	return r->pair != NTPMATCH_GONE && g->of[r->pair] == group;
}

/* A window over those of one group, that both ends move through the log. */
struct window {
	size_t lead, trail;
	size_t n;
	uint64_t lost;
};

static void
move_trail(struct window *w, const struct grouping *g, size_t group)
{
	for (;; w->trail++) {
		struct ntpmatch_request r =
		    ntpmatch_request(g->match, w->trail);

		if (!is_of(g, group, &r))
			continue;
		w->trail++;
		w->n--;
		w->lost -= decided(r.rtt_us) && !in_time(r.rtt_us);
		return;
	}
}

/* Grow by one of the group; false at the end of the log. */
static bool
move_lead(struct window *w, const struct grouping *g, size_t group, size_t max)
{
	size_t end = ntpmatch_logged(g->match);

	while (w->lead < end) {
		struct ntpmatch_request r =
		    ntpmatch_request(g->match, w->lead++);

		if (!is_of(g, group, &r))
			continue;
		w->n++;
		w->lost += decided(r.rtt_us) && !in_time(r.rtt_us);
		if (w->n > max)
			move_trail(w, g, group);
		return true;
	}
	return false;
}

static uint64_t
most_lost(const struct grouping *g, size_t group, size_t max)
{
	struct window w = { .n = 0 };
	uint64_t most = 0;

	while (move_lead(&w, g, group, max))
		if (w.lost > most)
			most = w.lost;
	return most;
}

/*
 * A burst begins with what a full bucket lets pass: from there on, when it is
 * near before `at`.
 */
static size_t
back_to_burst(const struct grouping *g, size_t group, size_t at, size_t most)
{
	int64_t next = INT64_MAX;
	size_t begin = at;

	for (size_t i = at, n = 0; i-- > 0 && n <= most;) {
		struct ntpmatch_request r = ntpmatch_request(g->match, i);

		if (!is_of(g, group, &r))
			continue;
		if (next != INT64_MAX && next - r.ns >= NTPFLOW_BURST_NS)
			return begin;
		next = r.ns;
		begin = i;
		n++;
		if (n > most)
			return at;
	}
	return begin;
}

size_t
limit_trace(
    const struct grouping *g, size_t group, size_t max, uint32_t *positions)
{
	double enough = EARLY * (double)most_lost(g, group, max);
	size_t end = ntpmatch_logged(g->match), n = 0;
	struct window w = { .n = 0 };

	while (move_lead(&w, g, group, max))
		if (w.n == max && (double)w.lost >= enough)
			break;
	w.trail = back_to_burst(g, group, w.trail, max / 4);
	for (size_t i = w.trail; i < end && n < max; i++) {
		struct ntpmatch_request r = ntpmatch_request(g->match, i);

		if (is_of(g, group, &r))
			positions[n++] = (uint32_t)i;
	}
	return n;
}

static struct ratefit_event
event_of(const struct ntpmatch_request *r)
{
	struct ratefit_event e = { .ns = r->ns, .seen = RATEFIT_UNKNOWN };

	if (in_time(r->rtt_us))
		e.seen = RATEFIT_ANSWERED;
	else if (decided(r->rtt_us))
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
			screen_add(
			    &s->list[c].screen, r->ns, in_time(r->rtt_us));
	}
}

static void
screen_all(struct search *s)
{
	size_t n = ntpmatch_logged(s->m);

	for (size_t i = 0; i < n; i++) {
		struct ntpmatch_request r = ntpmatch_request(s->m, i);

		if (decided(r.rtt_us) && r.pair != NTPMATCH_GONE)
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
 * The criterion of the trace, each group of `by` on its own; INFINITY when it
 * is but one group.
 */
static double
split_bic(struct search *s, enum group_by by, size_t n)
{
	const struct grouping *g = &s->l->levels[by];
	bool taken[LIMIT_TRACE] = { false };
	double sum = 0;
	size_t parts = 0;

	for (size_t i = 0; i < n; i++) {
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
		parts++;
	}
	return parts > 0 ? sum : INFINITY;
}

/* Does a limit on each part say more than one over all of the trace? */
static bool
parts_say_more(struct search *s, const struct limit *limit, size_t n)
{
	double whole = least_bic(&limit->fit);

	for (size_t k = 0; k < LIMIT_LEVELS; k++) {
		if (order[k] == limit->by || s->l->levels[order[k]].count < 2)
			continue;
		if (split_bic(s, order[k], n) < whole)
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

/*
 * The least bucket that lets pass what passed: the most answers of any stretch
 * of the trace, less what the rate gave meanwhile.
 */
static double
seen_burst(const struct ratefit_event *e, size_t n, double rate)
{
	double level = 0, most = 0;
	int64_t last = e[0].ns;

	for (size_t i = 0; i < n; i++) {
		level -= rate * (double)(e[i].ns - last) / 1e9;
		last = e[i].ns;
		if (level < 0)
			level = 0;
		if (e[i].seen == RATEFIT_ANSWERED)
			level += 1;
		if (level > most)
			most = level;
	}
	return most;
}

static void
try_candidate(struct search *s, const struct candidate *c)
{
	const struct grouping *g = &s->l->levels[c->by];
	struct limit limit = { .by = c->by, .group = c->group };
	size_t n = limit_trace(g, c->group, LIMIT_TRACE, s->positions);

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
	limit.burst = seen_burst(s->events, n, limit.fit.rate.best);
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
