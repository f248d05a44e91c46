#include <stdarg.h>
#include <stdlib.h>

#include "figure.h"
#include "read_findings.h"

/* Decided requests that make a ratio. */
#define ENOUGH 20

/* Loss that a healthy path does not have. */
#define LOSS 0.05

/* Requests in a row that a living server does not leave all unanswered. */
#define DEAD 8

/* A capture that missed one packet in so many lost ones is to be doubted. */
#define BLIND 10

/* A server's own limit leaves a trace that a shared one can imitate. */
#define SERVER_SURE 16.0

/* UNKNOWN stands alone; the rest by weight, then as they came. */
static int
by_weight(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int c = (x->rc < y->rc) - (x->rc > y->rc);

	if (c == 0)
		c = (x->kind > y->kind) - (x->kind < y->kind);
	return c != 0 ? c : (x->found > y->found) - (x->found < y->found);
}

/* Where one more may stand: of too many, the lightest goes. */
static struct finding *
place_for(struct report *p, const struct finding *f)
{
	struct finding *lightest = &p->findings[0];

	if (p->finding_count < FINDINGS_MAX)
		return &p->findings[p->finding_count++];
	p->findings_left_out++;
	for (size_t i = 1; i < p->finding_count; i++)
		if (by_weight(&p->findings[i], lightest) > 0)
			lightest = &p->findings[i];
	return by_weight(f, lightest) < 0 ? lightest : NULL;
}

/* Null when heavier ones take all the room. */
static struct finding *
add(struct report *p, int rc, enum finding_kind kind, enum group_by by,
    uint32_t group)
{
	struct finding f = { .rc = rc,
		.kind = kind,
		.by = by,
		.group = group,
		.found = p->finding_count + p->findings_left_out };
	struct finding *place = place_for(p, &f);

	if (place)
		*place = f;
	return place;
}

static void __attribute__((format(printf, 2, 3)))
say(struct finding *f, const char *fmt, ...)
{
	va_list ap;

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

	if (!f)
		return;
	report_clients(p, l->by, l->group, clients);
	report_servers(p, l->by, l->group, servers);
	f->limit = l;
	say(f,
	    "NTP between %s and %s %s limited to %s requests a second after "
	    "a burst of %.0f",
	    clients, servers, sure ? "is" : "looks",
	    figure(l->fit.rate.best, 3).s, l->burst);
}

static void
find_server_limit(struct report *p, const struct limit *l, bool sure)
{
	char clients[WHO_STRLEN], servers[WHO_STRLEN];
	struct finding *f = add(p, sure ? RC_CRITICAL : RC_WARNING,
	    sure ? FINDING_SERVER : FINDING_SUSPECTED, l->by, l->group);

	if (!f)
		return;
	report_clients(p, l->by, l->group, clients);
	report_servers(p, l->by, l->group, servers);
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

/* Kisses of death of some kind; `what` is told with their codes. */
static void
find_kod(struct report *p, uint32_t server, enum finding_kind kind,
    const char *what, uint64_t count, const char *codes)
{
	char servers[WHO_STRLEN], clients[WHO_STRLEN];
	struct finding *f;

	if (count == 0)
		return;
	f = add(p, RC_CRITICAL, kind, GROUP_SERVER, server);
	if (!f)
		return;
	report_servers(p, GROUP_SERVER, server, servers);
	report_clients(p, GROUP_SERVER, server, clients);
	say(f, "%s told %s to %s: %llu %s of death, code %s", servers, clients,
	    what, (unsigned long long)count, count == 1 ? "kiss" : "kisses",
	    codes);
}

static void
find_kods(struct report *p, uint32_t server, const uint64_t kod[])
{
	uint64_t deny = kod[NTPPKT_KOD_DENY], rstr = kod[NTPPKT_KOD_RSTR];

	find_kod(p, server, FINDING_KOD_RATE, "slow down", kod[NTPPKT_KOD_RATE],
	    "RATE");
	find_kod(p, server, FINDING_KOD_STOP, "stop", deny + rstr,
	    rstr == 0       ? "DENY"
		: deny == 0 ? "RSTR"
			    : "DENY or RSTR");
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
find_size(struct report *p, uint32_t server, const struct group *g)
{
	struct finding *f;
	char servers[WHO_STRLEN];

	if (!loses_long(g))
		return;
	f = add(p, RC_CRITICAL, FINDING_SIZE, GROUP_SERVER, server);
	if (!f)
		return;
	report_servers(p, GROUP_SERVER, server, servers);
	say(f,
	    "%s answers what is 48 octets long, and nothing longer (%llu "
	    "requests): a filter by size, or keys that it does not know",
	    servers, (unsigned long long)g->longer);
}

static void
find_dead(struct report *p, uint32_t server, const struct group *g)
{
	struct finding *f;
	char servers[WHO_STRLEN];

	if (g->lost < DEAD || g->replies > 0 || one_way(p))
		return;
	f = add(p, p->r->o->two_way ? RC_CRITICAL : RC_WARNING, FINDING_DEAD,
	    GROUP_SERVER, server);
	if (!f)
		return;
	report_servers(p, GROUP_SERVER, server, servers);
	say(f, "%s never answers (%llu requests): down, or blocked on the way",
	    servers, (unsigned long long)g->lost);
}

static void
find_servers(struct report *p)
{
	const struct grouping *g = &p->limits.levels[GROUP_SERVER];

	for (uint32_t i = 0; i < g->count; i++) {
		find_kods(p, i, g->groups[i].kod);
		find_size(p, i, &g->groups[i]);
		find_dead(p, i, &g->groups[i]);
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
	bool flood = g->class >= NTPFLOW_ABUSIVE && loses(p, g);
	char name[IPNET_STRLEN];
	struct finding *f;

	if (g->class == NTPFLOW_OK)
		return;
	f = add(p, flood ? RC_CRITICAL : RC_WARNING,
	    flood ? FINDING_FLOOD : FINDING_ABNORMAL, GROUP_CLIENT, i);
	if (!f)
		return;
	decap_str(&pair->client, name);
	if (flood)
		say(f,
		    "%s sends far too much (%s) and lost %.0f %% of %llu "
		    "requests",
		    name, ntpflow_class_name(g->class), 100 * group_loss(g),
		    (unsigned long long)g->requests);
	else
		say(f, "%s asks more often than is usual (%s): %llu requests",
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
	struct finding *f;

	for (size_t i = 0; i < p->finding_count; i++)
		if (p->findings[i].kind <= FINDING_DEAD)
			return;
	if (g->count == 0 || !loses(p, &g->groups[0]))
		return;
	f = add(p, RC_WARNING, FINDING_LOSS, GROUP_ALL, 0);
	if (f)
		say(f,
		    "%.1f %% of %llu requests were lost, and not by a limit: "
		    "loss does not follow the rate",
		    100 * group_loss(&g->groups[0]),
		    (unsigned long long)g->groups[0].requests);
}

static bool
is_of_loss(const struct finding *f)
{
	switch (f->kind) {
	case FINDING_LIMIT:
	case FINDING_SUSPECTED:
	case FINDING_SERVER:
	case FINDING_SIZE:
	case FINDING_DEAD:
	case FINDING_FLOOD:
	case FINDING_LOSS:
		return true;
	default:
		return false;
	}
}

/* What this machine was too slow for looks as if the path had lost it. */
static void
find_blind(struct report *p)
{
	uint64_t lost = ntpmatch_totals(p->r->match)->lost;
	struct finding *f;
	size_t i = 0;

	if (p->r->dropped < lost / BLIND || p->r->dropped == 0)
		return;
	while (i < p->finding_count && !is_of_loss(&p->findings[i]))
		i++;
	if (i == p->finding_count)
		return;
	f = add(p, RC_UNKNOWN, FINDING_BLIND, GROUP_ALL, 0);
	if (f)
		say(f,
		    "%llu packets came that this capture missed, and %llu "
		    "requests seem lost: they may be the same",
		    (unsigned long long)p->r->dropped,
		    (unsigned long long)lost);
}

static void
find_unknown(struct report *p)
{
	const struct ntpmatch_totals *t = ntpmatch_totals(p->r->match);

	if (t->requests == 0 && t->replies == 0)
		say(add(p, RC_UNKNOWN, FINDING_NOTHING, GROUP_ALL, 0),
		    "no NTP request and no reply on port %u in %llu packets%s",
		    p->r->o->port, (unsigned long long)p->r->feed.packets,
		    p->r->feed.cut > 0
			? ": too little of each was captured; want tcpdump -s "
			  "128"
			: "");
	else if (one_way(p))
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
	/* The first of all: there is room. */
	find_unknown(p);
	/* What is sent is known in any case. */
	find_limits(p);
	find_servers(p);
	find_clients(p);
	find_loss(p);
	find_blind(p);
	qsort(p->findings, p->finding_count, sizeof(p->findings[0]), by_weight);
	if (p->finding_count > 0)
		p->rc = p->findings[0].rc;
	/* All may be well in what is missing, or not. */
	if (p->rc == RC_OK && p->r->cut_short)
		p->rc = RC_UNKNOWN;
}
