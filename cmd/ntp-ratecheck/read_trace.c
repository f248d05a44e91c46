#include "read_trace.h"

/* A trace as early as one that loses this much less, with the first burst. */
#define EARLY 0.9

bool
trace_decided(uint32_t rtt_us)
{
	return rtt_us != NTPMATCH_UNKNOWN;
}

bool
trace_in_time(uint32_t rtt_us)
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
		w->lost -= trace_decided(r.rtt_us) && !trace_in_time(r.rtt_us);
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
		w->lost += trace_decided(r.rtt_us) && !trace_in_time(r.rtt_us);
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
trace_choose(
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

/*
 * The least bucket that lets pass what passed: the most answers of any stretch
 * of the trace, less what the rate gave meanwhile.
 */
static double
burst_of_trace(const struct ratefit_event *e, size_t n, double rate)
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

/*
 * The same of all that is remembered: by the highest rate that can be, or what
 * the rate is less than the true one adds up over hours.
 */
static double
burst_of_log(const struct grouping *g, size_t group, double rate)
{
	size_t end = ntpmatch_logged(g->match);
	double level = 0, most = 0;
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < end; i++) {
		struct ntpmatch_request r = ntpmatch_request(g->match, i);

		if (!is_of(g, group, &r))
			continue;
		if (last != INT64_MIN)
			level -= rate * (double)(r.ns - last) / 1e9;
		last = r.ns;
		if (level < 0)
			level = 0;
		if (trace_in_time(r.rtt_us))
			level += 1;
		if (level > most)
			most = level;
	}
	return most;
}

double
trace_burst(const struct grouping *g, size_t group,
    const struct ratefit_event *e, size_t n, const struct ratefit_span *rate)
{
	double trace = burst_of_trace(e, n, rate->best);
	double log = burst_of_log(g, group, rate->hi);

	return log > trace ? log : trace;
}
