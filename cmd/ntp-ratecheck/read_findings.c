#include <stdarg.h>
#include <stdlib.h>

#include "read_findings.h"

/* Decided requests that make a ratio. */
#define ENOUGH 20

/* Loss that a healthy path does not have. */
#define LOSS 0.05

/* Requests in a row that a living server does not leave all unanswered. */
#define DEAD 8

/* A server's own limit leaves a trace that a shared one can imitate. */
#define SERVER_SURE 16.0

static struct finding *
add(struct report *p, int rc, enum finding_kind kind, enum group_by by,
    uint32_t group)
{
	struct finding *f;

	if (p->finding_count == FINDINGS_MAX) {
		p->findings_left_out++;
		return NULL;
	}
	f = &p->findings[p->finding_count];
	*f = (struct finding){ .rc = rc,
		.kind = kind,
		.by = by,
		.group = group,
		.found = p->finding_count++ };
	return f;
}

static void __attribute__((format(printf, 2, 3)))
say(struct finding *f, const char *fmt, ...)
{
	va_list ap;

	if (!f)
		return;
	va_start(ap, fmt);
	vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
}

static void
find_policer(struct report *p, const struct limit *l, bool sure)
{
	char clients[WHO_STRLEN], servers[WHO_STRLEN];
	struct finding *f = add(p, sure ? RC_CRITICAL : RC_WARNING,
	    sure ? FINDING_LIMIT : FINDING_SUSPECTED, l->by, l->group);

	report_clients(p, l->by, l->group, clients);
	report_servers(p, l->by, l->group, servers);
	if (f)
		f->limit = l;
	say(f,
	    "NTP between %s and %s %s limited to %.3g requests a second after "
	    "a burst of %.0f",
	    clients, servers, sure ? "is" : "looks", l->fit.rate.best,
	    l->burst);
}

static void
find_server_limit(struct report *p, const struct limit *l, bool sure)
{
	char clients[WHO_STRLEN], servers[WHO_STRLEN];
	struct finding *f = add(p, sure ? RC_CRITICAL : RC_WARNING,
	    sure ? FINDING_SERVER : FINDING_SUSPECTED, l->by, l->group);

	report_clients(p, l->by, l->group, clients);
	report_servers(p, l->by, l->group, servers);
	if (f)
		f->limit = l;
	say(f, "%s answers %s as a server does that limits each client (%s)%s",
	    servers, clients, ratefit_model_name(l->fit.model),
	    sure ? "" : ", perhaps");
}

static void
find_limits(struct report *p)
{
	for (size_t i = 0; i < p->limits.count; i++) {
		const struct limit *l = &p->limits.list[i];

		if (l->fit.model == RATEFIT_BUCKET)
			find_policer(p, l, l->fit.limited);
		else
			find_server_limit(
			    p, l, l->fit.limited && l->fit.llr > SERVER_SURE);
	}
}

static void
find_kod(struct report *p, uint32_t i, const struct group *g)
{
	uint64_t stop = g->kod[NTPPKT_KOD_DENY] + g->kod[NTPPKT_KOD_RSTR];
	char servers[WHO_STRLEN], clients[WHO_STRLEN], code[5];

	if (g->kod[NTPPKT_KOD_RATE] == 0 && stop == 0)
		return;
	report_servers(p, GROUP_SERVER, i, servers);
	report_clients(p, GROUP_SERVER, i, clients);
	if (g->kod[NTPPKT_KOD_RATE] > 0)
		say(add(p, RC_CRITICAL, FINDING_KOD_RATE, GROUP_SERVER, i),
		    "%s told %s to slow down: %llu kisses of death, code RATE",
		    servers, clients,
		    (unsigned long long)g->kod[NTPPKT_KOD_RATE]);
	if (stop > 0)
		say(add(p, RC_CRITICAL, FINDING_KOD_STOP, GROUP_SERVER, i),
		    "%s told %s to stop: %llu kisses of death, the last code "
		    "%s",
		    servers, clients, (unsigned long long)stop,
		    ntppkt_code(g->kod_code, code));
}

/* Whether replies came cannot be known. */
static bool
one_way(const struct report *p)
{
	return ntpmatch_one_way(p->r->match) &&
	    (!p->r->o->two_way || ntpmatch_totals(p->r->match)->requests == 0);
}

/* Only what is longer than the header is lost. */
static bool
loses_long(const struct group *g)
{
	uint64_t shorter = g->requests - g->longer;
	uint64_t shorter_answered = g->answered - g->longer_answered;

	return g->longer >= DEAD && g->longer_answered == 0 &&
	    shorter >= DEAD && shorter_answered * 2 > shorter;
}

static void
find_servers(struct report *p)
{
	const struct grouping *g = &p->limits.levels[GROUP_SERVER];
	char servers[WHO_STRLEN];

	for (uint32_t i = 0; i < g->count; i++) {
		const struct group *s = &g->groups[i];

		find_kod(p, i, s);
		report_servers(p, GROUP_SERVER, i, servers);
		if (loses_long(s))
			say(add(p, RC_CRITICAL, FINDING_SIZE, GROUP_SERVER, i),
			    "%s answers what is 48 octets long, and nothing "
			    "longer (%llu requests): a filter by size",
			    servers, (unsigned long long)s->longer);
		if (s->lost >= DEAD && s->replies == 0 && !one_way(p))
			say(add(p, p->r->o->two_way ? RC_CRITICAL : RC_WARNING,
				FINDING_DEAD, GROUP_SERVER, i),
			    "%s never answers (%llu requests): down, or "
			    "blocked on the way",
			    servers, (unsigned long long)s->lost);
	}
}

static bool
loses(const struct report *p, const struct group *g)
{
	return !one_way(p) && g->answered + g->lost >= ENOUGH &&
	    group_loss(g) > LOSS;
}

static void
find_client(struct report *p, uint32_t i, const struct group *g)
{
	const struct ntpmatch_pair *pair = ntpmatch_pair(p->r->match, g->pair);
	char name[IPNET_STRLEN];
	bool flood = g->class >= NTPFLOW_ABUSIVE && loses(p, g);

	if (g->class == NTPFLOW_OK)
		return;
	decap_str(&pair->client, name);
	if (flood)
		say(add(p, RC_CRITICAL, FINDING_FLOOD, GROUP_CLIENT, i),
		    "%s sends far too much (%s) and lost %.0f %% of %llu "
		    "requests",
		    name, ntpflow_class_name(g->class), 100 * group_loss(g),
		    (unsigned long long)g->requests);
	else
		say(add(p, RC_WARNING, FINDING_ABNORMAL, GROUP_CLIENT, i),
		    "%s asks more often than is usual (%s): %llu requests",
		    name, ntpflow_class_name(g->class),
		    (unsigned long long)g->requests);
}

static void
find_clients(struct report *p)
{
	const struct grouping *g = &p->limits.levels[GROUP_CLIENT];

	for (int class = NTPFLOW_EXTREME; class > NTPFLOW_OK; class --)
		for (uint32_t i = 0; i < g->count; i++)
			if ((int)g->groups[i].class == class)
				find_client(p, i, &g->groups[i]);
}

/* Loss that nothing else explains. */
static void
find_loss(struct report *p)
{
	const struct grouping *g = &p->limits.levels[GROUP_ALL];

	for (size_t i = 0; i < p->finding_count; i++)
		if (p->findings[i].kind <= FINDING_DEAD)
			return;
	if (g->count == 0 || !loses(p, &g->groups[0]))
		return;
	say(add(p, RC_WARNING, FINDING_LOSS, GROUP_ALL, 0),
	    "%.1f %% of %llu requests were lost, and not by a limit: loss "
	    "does not follow the rate",
	    100 * group_loss(&g->groups[0]),
	    (unsigned long long)g->groups[0].requests);
}

static int
by_rc(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	/* UNKNOWN stands alone; the rest by weight, then as they came. */
	int c = (x->rc < y->rc) - (x->rc > y->rc);

	if (c == 0)
		c = (x->kind > y->kind) - (x->kind < y->kind);
	return c != 0 ? c : (x->found > y->found) - (x->found < y->found);
}

static void
find_unknown(struct report *p)
{
	const struct ntpmatch_totals *t = ntpmatch_totals(p->r->match);

	if (t->requests == 0 && t->replies == 0) {
		say(add(p, RC_UNKNOWN, FINDING_NOTHING, GROUP_ALL, 0),
		    "no NTP request and no reply on port %u in %llu packets%s",
		    p->r->o->port, (unsigned long long)p->r->feed.packets,
		    p->r->feed.cut > 0
			? ": too little of each was captured; want tcpdump -s "
			  "128"
			: "");
		return;
	}
	if (one_way(p))
		say(add(p, RC_UNKNOWN, FINDING_ONE_WAY, GROUP_ALL, 0),
		    t->requests > 0
			? "%llu requests and not one reply: a capture of one "
			  "direction says nothing about loss"
			: "%llu replies and not one request: a capture of one "
			  "direction says nothing about loss",
		    (unsigned long long)(t->requests + t->replies));
}

void
findings_make(struct report *p)
{
	/* What is sent is known in any case. */
	find_unknown(p);
	find_limits(p);
	find_servers(p);
	find_clients(p);
	find_loss(p);
	qsort(p->findings, p->finding_count, sizeof(p->findings[0]), by_rc);
	if (p->finding_count > 0)
		p->rc = p->findings[0].rc;
	/* All may be well in what is missing, or not. */
	if (p->rc == RC_OK && p->r->cut_short)
		p->rc = RC_UNKNOWN;
}
