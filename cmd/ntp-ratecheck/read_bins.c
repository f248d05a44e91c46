#include <stdlib.h>
#include <string.h>

#include "read_bins.h"

#define MS INT64_C(1000000)

int64_t
bins_step(int64_t ns, size_t max)
{
	static const int64_t steps[] = { 100 * MS, 200 * MS, 500 * MS,
		1000 * MS, 2000 * MS, 5000 * MS, 10000 * MS, 15000 * MS,
		30000 * MS, 60000 * MS, 120000 * MS, 300000 * MS, 600000 * MS,
		900000 * MS, 1800000 * MS, 3600000 * MS };
	size_t n = sizeof(steps) / sizeof(steps[0]);
	int64_t step;

	for (size_t i = 0; i < n; i++)
		if (ns / steps[i] < (int64_t)max)
			return steps[i];
	for (step = 2 * steps[n - 1]; ns / step >= (int64_t)max;)
		step *= 2;
	return step;
}

static void
count_one(struct bin *b, uint32_t rtt_us)
{
	if (rtt_us == NTPMATCH_UNKNOWN)
		b->open++;
	else if (rtt_us == NTPMATCH_LOST || rtt_us == NTPMATCH_KOD)
		b->lost++;
	else
		b->answered++;
}

/* Those of the group that lost most. */
static void
choose_lanes(const struct report *p, struct bins *b)
{
	const struct grouping *clients = &p->limits.levels[GROUP_CLIENT];
	const uint32_t *of = p->limits.levels[b->by].of;

	for (uint32_t i = 0; i < clients->count; i++) {
		const struct group *g = &clients->groups[i];
		size_t at = b->lane_count;

		if (of[g->pair] != b->group || g->requests == 0)
			continue;
		while (at > 0 &&
		    clients->groups[b->lanes[at - 1].client].lost < g->lost)
			at--;
		if (at == BINS_LANES) {
			b->lanes_left_out++;
			continue;
		}
		if (b->lane_count == BINS_LANES)
			b->lanes_left_out++;
		else
			b->lane_count++;
		for (size_t k = b->lane_count - 1; k > at; k--)
			b->lanes[k].client = b->lanes[k - 1].client;
		b->lanes[at].client = i;
	}
}

static struct lane *
lane_of(const struct report *p, struct bins *b, uint32_t pair)
{
	uint32_t client = p->limits.levels[GROUP_CLIENT].of[pair];

	for (size_t i = 0; i < b->lane_count; i++)
		if (b->lanes[i].client == client)
			return &b->lanes[i];
	return NULL;
}

static bool
is_in(const struct report *p, const struct bins *b,
    const struct ntpmatch_request *r)
{
	return r->pair != NTPMATCH_GONE &&
	    p->limits.levels[b->by].of[r->pair] == b->group;
}

static void
set_scale(const struct report *p, struct bins *b)
{
	size_t n = ntpmatch_logged(p->r->match);
	int64_t first = 0, last = 0;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		struct ntpmatch_request r = ntpmatch_request(p->r->match, i);

		if (!is_in(p, b, &r))
			continue;
		if (!any)
			first = r.ns;
		any = true;
		last = r.ns;
	}
	b->step_ns = bins_step(last - first, BINS_MAX - 1);
	b->begin_ns = first - first % b->step_ns;
	if (any)
		b->count = (size_t)((last - b->begin_ns) / b->step_ns) + 1;
}

struct bins *
bins_new(const struct report *p)
{
	struct bins *b = calloc(1, sizeof(*b));
	size_t n = ntpmatch_logged(p->r->match);

	if (!b)
		return NULL;
	b->by = GROUP_ALL;
	b->limit = limits_first(&p->limits);
	if (b->limit) {
		b->by = b->limit->by;
		b->group = b->limit->group;
	}
	set_scale(p, b);
	choose_lanes(p, b);
	for (size_t i = 0; i < n; i++) {
		struct ntpmatch_request r = ntpmatch_request(p->r->match, i);
		struct lane *lane;
		size_t at;

		if (!is_in(p, b, &r))
			continue;
		at = (size_t)((r.ns - b->begin_ns) / b->step_ns);
		count_one(&b->bins[at], r.rtt_us);
		lane = lane_of(p, b, r.pair);
		if (!lane)
			continue;
		count_one(&lane->bins[at], r.rtt_us);
		count_one(&lane->total, r.rtt_us);
	}
	return b;
}
