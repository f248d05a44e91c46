#include <stdarg.h>
#include <string.h>

#include "figure.h"
#include "read_advice.h"

/* Columns of a letter. */
#define COLUMNS 76

/* Words in lines of two blanks and what fits. */
static void
wrap(const char *s)
{
	size_t column = 0;

	while (*s) {
		size_t len = strcspn(s, " ");

		if (column > 0 && column + 1 + len > COLUMNS) {
			putchar('\n');
			column = 0;
		}
		column += (size_t)printf(
		    "%s%.*s", column == 0 ? "  " : " ", (int)len, s);
		s += len;
		s += strspn(s, " ");
	}
	putchar('\n');
}

static void __attribute__((format(printf, 1, 2)))
paragraph(const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	wrap(text);
}

/* Whom to ask about a group's prefix. */
static void
announcer(const struct report *p, const struct finding *f, char buf[WHO_STRLEN])
{
	const struct grouping *g = &p->limits.levels[f->by];
	const struct ntpmatch_pair *pair =
	    ntpmatch_pair(p->r->match, g->groups[f->group].pair);
	int t = group_transit(&pair->client, p->r->o);
	char net[IPNET_STRLEN];
	struct ipnet prefix;

	if (t != -1) {
		snprintf(buf, WHO_STRLEN, "%s", p->r->o->transits[t].name);
		return;
	}
	group_prefix(&pair->client, p->r->o, &prefix);
	snprintf(
	    buf, WHO_STRLEN, "whoever announces %s", ipnet_str(&prefix, net));
}

static const char *
an_address(const struct report *p, const struct finding *f, enum group_by side,
    char buf[IPNET_STRLEN])
{
	const struct grouping *g = &p->limits.levels[f->by];
	const struct ntpmatch_pair *pair =
	    ntpmatch_pair(p->r->match, g->groups[f->group].pair);

	return decap_str(
	    side == GROUP_CLIENT ? &pair->client : &pair->server, buf);
}

static void
ask_about_limit(const struct report *p, const struct finding *f)
{
	const struct group *g = &p->limits.levels[f->by].groups[f->group];
	char clients[WHO_STRLEN], servers[WHO_STRLEN], whom[WHO_STRLEN];
	char from[TIME_STRLEN], to[TIME_STRLEN], server[IPNET_STRLEN];

	report_clients(p, f->by, f->group, clients);
	report_servers(p, f->by, f->group, servers);
	announcer(p, f, whom);
	printf(
	    "\nTo ask %s, who may limit NTP on the way there or back:\n", whom);
	paragraph(
	    "From %s to %s, NTP (UDP port %u) between %s and %s lost "
	    "%.0f %% of %llu requests. Losses follow the rate and not "
	    "chance: %s packets a second pass, and %.0f at once. Do you limit UDP port %u, as a defence "
	    "against amplification? Towards our prefix or from it? "
	    "Please except %s, or raise the limit.",
	    time_text(g->first_ns, from), time_text(g->last_ns, to),
	    p->r->o->port, clients, servers, 100 * group_loss(g),
	    (unsigned long long)g->requests,
	    figure(f->limit->fit.rate.best, 3).s, f->limit->burst,
	    p->r->o->port, servers);
	printf("To find out whose limit it is, from addresses announced by "
	       "one and the other:\n"
	       "  ntp-ratecheck compare -S ADDRESS-A -S ADDRESS-B %s\n",
	    an_address(p, f, GROUP_SERVER, server));
}

static void
ask_about_flood(const struct report *p, const struct finding *f)
{
	const struct ntpflow *flow = &ntpmatch_pair(
	    p->r->match, p->limits.levels[f->by].groups[f->group].pair)
					  ->flow;
	char client[IPNET_STRLEN], server[IPNET_STRLEN];

	printf("\nTo tell the maker or the owner of %s:\n",
	    an_address(p, f, GROUP_CLIENT, client));
	paragraph("It asks %s for the time far more often than RFC 8633 "
		  "allows%s. A limit on the way then takes the answers of all "
		  "who share it.",
	    an_address(p, f, GROUP_SERVER, server),
	    ntpflow_backs_off(flow) == 1
		? ""
		: ", and goes on when no answer comes");
}

static void
ask_about_server(const struct report *p, const struct finding *f)
{
	char servers[WHO_STRLEN];

	report_servers(p, f->by, f->group, servers);
	printf("\nTo ask the operator of %s:\n", servers);
	paragraph("The server itself refuses requests; the path is not to "
		  "blame. Slow the clients down, or agree on a rate.");
}

static void
ask_about_size(const struct report *p, const struct finding *f)
{
	char whom[WHO_STRLEN];

	announcer(p, f, whom);
	printf("\nTo ask %s:\n", whom);
	paragraph("Do you drop NTP that is longer than 48 octets? NTS (RFC "
		  "8915) needs it.");
}

static void
explain_one_way(void)
{
	puts("\nWhat to do:");
	paragraph("Replies seem to come back another way: routing need not be "
		  "the same both ways. Capture where both pass, at the client "
		  "or on all routers at once, and put the captures together "
		  "with mergecap(1). If replies should have been here, say so "
		  "with --two-way.");
}

static void
explain_blind(void)
{
	puts("\nWhat to do:");
	paragraph("Capture into a file, with a large buffer, and read that: "
		  "tcpdump -B 65536 -s 128 -w FILE. Before that, nobody is to "
		  "blame.");
}

static bool
advise(const struct report *p, const struct finding *f)
{
	switch (f->kind) {
	case FINDING_LIMIT:
		ask_about_limit(p, f);
		return true;
	case FINDING_SERVER:
	case FINDING_KOD_RATE:
	case FINDING_KOD_STOP:
		ask_about_server(p, f);
		return true;
	case FINDING_SIZE:
		ask_about_size(p, f);
		return true;
	case FINDING_FLOOD:
		ask_about_flood(p, f);
		return true;
	case FINDING_ONE_WAY:
		explain_one_way();
		return true;
	case FINDING_BLIND:
		explain_blind();
		return true;
	default:
		return false;
	}
}

/* Once for each kind: the others of it want the same. */
void
advice_print(const struct report *p)
{
	unsigned told = 0;

	for (size_t i = 0; i < p->finding_count; i++) {
		const struct finding *f = &p->findings[i];

		if (told & 1U << f->kind)
			continue;
		if (advise(p, f))
			told |= 1U << f->kind;
		/* What follows would be a letter about our own losses. */
		if (f->kind == FINDING_BLIND)
			return;
	}
}
