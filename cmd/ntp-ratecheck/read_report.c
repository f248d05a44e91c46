#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "read_findings.h"
#include "read_report.h"
#include "read_rows.h"

const char *
finding_word(enum finding_kind kind)
{
	static const char *const words[] = {
		[FINDING_LIMIT] = "policer",
		[FINDING_SUSPECTED] = "suspected-limit",
		[FINDING_SERVER] = "server-limit",
		[FINDING_KOD_RATE] = "server-kod",
		[FINDING_KOD_STOP] = "denied",
		[FINDING_SIZE] = "size-filter",
		[FINDING_DEAD] = "never-answers",
		[FINDING_FLOOD] = "flood",
		[FINDING_ABNORMAL] = "abnormal-client",
		[FINDING_LOSS] = "random-loss",
		[FINDING_ONE_WAY] = "one-way",
		[FINDING_BLIND] = "capture-drops",
		[FINDING_NOTHING] = "nothing",
	};

	return words[kind];
}

const char *
report_headline(const struct report *p)
{
	if (p->finding_count > 0)
		return p->findings[0].text;
	return p->rc == RC_OK ? "no limit, no flood, no loss to speak of"
			      : "nothing wrong in what could be read";
}

const char *
time_text(int64_t ns, char buf[TIME_STRLEN])
{
	time_t seconds = (time_t)(ns / 1000000000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
	    strftime(buf, TIME_STRLEN, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(buf, TIME_STRLEN, "%lld", (long long)seconds);
	return buf;
}

/* What all pairs of a group have in common on one side. */
struct common {
	const struct decap_addr *first;
	bool one, one_prefix, one_transit;
};

static void
look(struct common *c, const struct report *p, const struct decap_addr *a)
{
	const struct read_options *o = p->r->o;
	struct ipnet x, y;

	if (!c->first) {
		*c = (struct common){ .first = a,
			.one = true,
			.one_prefix = true,
			.one_transit =
			    o->transit_count > 0 && group_transit(a, o) != -1 };
		return;
	}
	c->one &= memcmp(c->first, a, sizeof(*a)) == 0;
	group_prefix(c->first, o, &x);
	group_prefix(a, o, &y);
	c->one_prefix &= ipnet_equal(&x, &y);
	c->one_transit &= group_transit(a, o) == group_transit(c->first, o);
}

/* How many different addresses a group has on one side. */
static size_t
count_sides(const struct report *p, const struct grouping *g, uint32_t group,
    enum group_by side)
{
	const struct grouping *sides = &p->limits.levels[side];
	bool *seen = calloc(sides->count + 1, sizeof(*seen));
	size_t n = 0;

	for (size_t i = 0; seen && i < ntpmatch_pairs(p->r->match); i++)
		if (g->of[i] == group && !seen[sides->of[i]]) {
			seen[sides->of[i]] = true;
			n++;
		}
	free(seen);
	return n;
}

static void
who(const struct report *p, enum group_by by, uint32_t group,
    enum group_by side, char *buf)
{
	const struct grouping *g = &p->limits.levels[by];
	struct common c = { .first = NULL };
	char text[IPNET_STRLEN];
	struct ipnet net;
	size_t n;

	for (size_t i = 0; i < ntpmatch_pairs(p->r->match); i++) {
		const struct ntpmatch_pair *pair =
		    ntpmatch_pair(p->r->match, i);

		if (g->of[i] == group)
			look(&c, p,
			    side == GROUP_CLIENT ? &pair->client
						 : &pair->server);
	}
	if (c.one) {
		snprintf(buf, WHO_STRLEN, "%s", decap_str(c.first, text));
		return;
	}
	n = count_sides(p, g, group, side);
	if (side == GROUP_SERVER && !c.one_prefix) {
		snprintf(buf, WHO_STRLEN, "%zu servers", n);
		return;
	}
	group_prefix(c.first, p->r->o, &net);
	if (c.one_prefix)
		snprintf(buf, WHO_STRLEN, "%zu %ss of %s", n,
		    side == GROUP_CLIENT ? "client" : "server",
		    ipnet_str(&net, text));
	else if (c.one_transit)
		snprintf(buf, WHO_STRLEN, "%zu clients announced by %s", n,
		    p->r->o->transits[group_transit(c.first, p->r->o)].name);
	else
		snprintf(buf, WHO_STRLEN, "%zu clients", n);
}

void
report_clients(
    const struct report *p, enum group_by by, uint32_t group, char *buf)
{
	who(p, by, group, GROUP_CLIENT, buf);
}

void
report_servers(
    const struct report *p, enum group_by by, uint32_t group, char *buf)
{
	who(p, by, group, GROUP_SERVER, buf);
}

struct report *
report_new(const struct reading *r)
{
	struct report *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->r = r;
	if (limits_find(&p->limits, r->match, r->o) == -1) {
		free(p);
		return NULL;
	}
	p->groups = &p->limits.levels[r->o->group];
	if (rows_make(p) == -1) {
		report_free(p);
		return NULL;
	}
	findings_make(p);
	return p;
}

void
report_free(struct report *p)
{
	if (!p)
		return;
	limits_free(&p->limits);
	free(p->rows);
	free(p);
}
