#include <stdlib.h>
#include <string.h>

#include "figure.h"
#include "read_advice.h"
#include "read_report.h"
#include "read_rows.h"
#include "vis.h"

#define LIMIT_STRLEN 64

/* Findings of one kind that are told one by one. */
#define TOLD 3

static void
plural(uint64_t n, const char *one, const char *many)
{
	printf("%llu %s", (unsigned long long)n, n == 1 ? one : many);
}

static void
print_time(const struct report *p)
{
	const struct ntpmatch_totals *t = ntpmatch_totals(p->r->match);
	char from[TIME_STRLEN], to[TIME_STRLEN];

	if (t->requests + t->replies == 0)
		return; /* there is no time either */
	printf("%s to %s (%.0f s)\n", time_text(t->first_ns, from),
	    time_text(t->last_ns, to),
	    (double)(t->last_ns - t->first_ns) / 1e9);
}

/* What there was, in two lines. */
static void
print_totals(const struct report *p)
{
	const struct ntpmatch_totals *t = ntpmatch_totals(p->r->match);
	uint64_t decided = t->answered + t->lost;

	plural(t->requests, "request", "requests");
	if (ntpmatch_one_way(p->r->match) && !p->r->o->two_way) {
		fputs(", ", stdout);
		plural(t->replies, "reply", "replies");
		puts("; who answered whom is not to be seen");
		return;
	}
	printf(", %llu answered, %llu lost", (unsigned long long)t->answered,
	    (unsigned long long)t->lost);
	if (decided > 0)
		printf(" (%.1f %%)", 100 * (double)t->lost / (double)decided);
	if (t->unknown > 0)
		printf(
		    ", %llu open at the end", (unsigned long long)t->unknown);
	putchar('\n');
}

/* How sure each limit is. */
static void
print_fits(const struct report *p)
{
	for (size_t i = 0; i < p->limits.count && i < TOLD; i++) {
		const struct limit *l = &p->limits.list[i];
		const struct ratefit *f = &l->fit;
		char clients[WHO_STRLEN];

		report_clients(p, l->by, l->group, clients);
		printf("fit: %s, %s", clients, ratefit_model_name(f->model));
		if (f->model == RATEFIT_BUCKET)
			printf(" of %.2f/s (95 %%: %.2f to %.2f), burst %.0f",
			    f->rate.best, f->rate.lo, f->rate.hi, l->burst);
		printf("; likelihood ratio e^%.0f\n", f->llr);
	}
}

static void
note(uint64_t n, const char *what)
{
	if (n > 0)
		printf("  %llu %s\n", (unsigned long long)n, what);
}

static void
print_kods(const uint64_t kod[NTPMATCH_KODS])
{
	static const char *const words[] = {
		[NTPPKT_KOD_RATE] = "RATE",
		[NTPPKT_KOD_DENY] = "DENY",
		[NTPPKT_KOD_RSTR] = "RSTR",
		[NTPPKT_KOD_OTHER] = "of other codes",
	};
	const char *before = "  kisses of death: ";

	for (int i = NTPPKT_KOD_RATE; i < NTPMATCH_KODS; i++) {
		if (kod[i] == 0)
			continue;
		printf(
		    "%s%llu %s", before, (unsigned long long)kod[i], words[i]);
		before = ", ";
	}
	if (*before == ',')
		putchar('\n');
}

static void
print_notes(const struct report *p)
{
	const struct ntpmatch_totals *t = ntpmatch_totals(p->r->match);
	const struct feed *f = &p->r->feed;

	print_kods(t->kod);
	note(t->mirrored, "packets seen twice (a mirror, or -i any): left out");
	note(t->unasked, "replies to no request that was seen, or too late");
	note(f->control, "packets of mode 6 (ntpq), left out");
	note(f->private, "packets of mode 7 (monlist), left out");
	note(f->peer, "packets of modes 1, 2 and 5, left out");
	note(f->bad, "packets of this port that are no NTP");
	note(f->cut, "packets cut too short to read: want tcpdump -s 128");
	note(t->jumps,
	    "times the clock went back: requests open then count "
	    "as unknown");
	note(t->forced, "requests unknown, since too many were open");
	note(t->gone_requests,
	    "requests of light pairs that had to make room "
	    "(--max-pairs)");
	note(ntpmatch_forgotten(p->r->match),
	    "earlier requests count, but rates over several pairs and limits "
	    "are of the latest");
	note(p->r->dropped,
	    "packets came and were missed: this machine was too slow");
}

static void
limit_text(const struct report *p, uint32_t group, char buf[LIMIT_STRLEN])
{
	bool own = false;
	const struct limit *l =
	    limits_of(&p->limits, p->r->o->group, group, &own);

	if (!l)
		snprintf(buf, LIMIT_STRLEN, "-");
	else if (!own)
		snprintf(buf, LIMIT_STRLEN, "shared");
	else if (l->fit.model != RATEFIT_BUCKET)
		snprintf(
		    buf, LIMIT_STRLEN, "%s?", ratefit_model_name(l->fit.model));
	else
		snprintf(buf, LIMIT_STRLEN, "%s/s b%.0f%s",
		    figure(l->fit.rate.best, 3).s, l->burst,
		    l->fit.limited ? "" : "?");
}

static const char *
backs_off(const struct ntpflow *f)
{
	int yes = ntpflow_backs_off(f);

	return yes == -1 ? "-" : yes ? "yes" : "no";
}

/* Who was never answered has no round trip. */
static const char *
round_trip(const struct row *w, char buf[32])
{
	if (w->answered == 0)
		return "-";
	snprintf(buf, 32, "%.1f", w->rtt_p50 / 1000.0);
	return buf;
}

static void
print_row(const struct report *p, const struct row *w, int width)
{
	const struct group *g = &p->groups->groups[w->group];
	uint64_t kod = g->kod[NTPPKT_KOD_RATE] + g->kod[NTPPKT_KOD_DENY] +
	    g->kod[NTPPKT_KOD_RSTR] + g->kod[NTPPKT_KOD_OTHER];
	bool one_way = ntpmatch_one_way(p->r->match) && !p->r->o->two_way;
	char name[GROUP_STRLEN], limit[LIMIT_STRLEN], rtt[32];

	group_name(p->groups, w->group, name);
	printf("%-*s  %-7s %8llu ", width, name, ntpflow_class_name(g->class),
	    (unsigned long long)g->requests);
	if (one_way)
		printf("%8s %6s", "?", "?");
	else
		printf("%8llu %6.1f", (unsigned long long)g->lost,
		    100 * group_loss(g));
	limit_text(p, w->group, limit);
	printf(" %5llu %8.2f %6u %7llu %7s  %-7s %s\n", (unsigned long long)kod,
	    ntpflow_rate(&w->flow), w->flow.peak1,
	    (unsigned long long)w->flow.burst_packets, round_trip(w, rtt),
	    backs_off(&w->flow), limit);
}

static const char *const titles[] = {
	[GROUP_CLIENT] = "CLIENT",
	[GROUP_PAIR] = "CLIENT > SERVER",
	[GROUP_SERVER] = "SERVER",
	[GROUP_PREFIX] = "CLIENTS OF",
	[GROUP_TRANSIT] = "ANNOUNCED BY",
	[GROUP_ALL] = "TOGETHER",
};

static void
print_table(const struct report *p)
{
	const char *title = titles[p->r->o->group];
	int width = (int)strlen(title);
	char name[GROUP_STRLEN];

	if (p->row_count == 0)
		return;
	for (size_t i = 0; i < p->row_count; i++) {
		group_name(p->groups, p->rows[i].group, name);
		if ((int)strlen(name) > width)
			width = (int)strlen(name);
	}
	printf("\n%-*s  %-7s %8s %8s %6s %5s %8s %6s %7s %7s  %-7s %s\n", width,
	    title, "CLASS", "REQUESTS", "LOST", "LOST%", "KOD", "MEAN/S",
	    "PEAK/S", "BURST", "RTT-MS", "BACKOFF", "LIMIT");
	for (size_t i = 0; i < p->row_count; i++)
		print_row(p, &p->rows[i], width);
	if (p->row_count < p->groups->count)
		printf(
		    "and %zu more (--rows)\n", p->groups->count - p->row_count);
}

static void
print_findings(const struct report *p)
{
	size_t of_kind[FINDING_KINDS] = { 0 }, more = p->findings_left_out;

	if (p->finding_count == 0)
		printf("%s: %s\n", level_name(p->rc), report_headline(p));
	for (size_t i = 0; i < p->finding_count; i++) {
		const struct finding *f = &p->findings[i];

		if (of_kind[f->kind]++ < TOLD)
			printf("%s: %s\n", level_name(f->rc), f->text);
		else
			more++;
	}
	if (more > 0)
		printf("and %zu more of the same kinds (-j has %s)\n", more,
		    p->findings_left_out > 0 ? "the worst" : "all");
}

/* How the heaviest of the table look, to find out what they are. */
static void
print_looks(const struct report *p)
{
	char name[GROUP_STRLEN], look[NTPPKT_LOOK_STRLEN];
	bool begun = false;

	if (p->r->o->group != GROUP_CLIENT && p->r->o->group != GROUP_PAIR)
		return;
	for (size_t i = 0; i < p->row_count; i++) {
		uint32_t group = p->rows[i].group;
		const struct group *g = &p->groups->groups[group];

		if (g->class < NTPFLOW_ABUSIVE)
			continue;
		if (!begun)
			puts("\nWhat they send, to tell what they are:");
		begun = true;
		printf("  %s: %s\n", group_name(p->groups, group, name),
		    ntppkt_look_str(
			&ntpmatch_pair(p->r->match, g->pair)->look, look));
	}
}

static void
print_burst(void *arg, uint32_t group, const struct ntpflow_burst *b)
{
	const struct report *p = arg;
	char name[GROUP_STRLEN], when[TIME_STRLEN];
	double seconds = (double)(b->last_ns - b->first_ns) / 1e9;

	printf("%s  %s  %llu in %.1f s", time_text(b->first_ns, when),
	    group_name(p->groups, group, name), (unsigned long long)b->packets,
	    seconds);
	if (seconds > 0)
		printf(" (%.1f/s)", (double)(b->packets - 1) / seconds);
	printf(", %llu answered, %llu lost, longest silence %.1f s%s\n",
	    (unsigned long long)b->answered, (unsigned long long)b->lost,
	    (double)b->silence_ns / 1e9,
	    b->packets <= NTPFLOW_IBURST ? ", as iburst" : "");
}

static void
print_bursts(const struct report *p)
{
	puts("\nBursts (less than 3 s between requests):");
	if (rows_bursts(p, print_burst, (void *)p) == -1)
		puts("out of memory");
}

static void
print_unanswered(const struct report *p)
{
	char when[TIME_STRLEN], a[IPNET_STRLEN], b[IPNET_STRLEN];
	size_t n = ntpmatch_logged(p->r->match);

	puts("\nRequests without a reply:");
	for (size_t i = 0; i < n; i++) {
		struct ntpmatch_request r = ntpmatch_request(p->r->match, i);
		const struct ntpmatch_pair *pair;

		if (r.rtt_us != NTPMATCH_LOST || r.pair == NTPMATCH_GONE)
			continue;
		pair = ntpmatch_pair(p->r->match, r.pair);
		time_text(r.ns, when);
		when[strlen(when) - 1] = '\0';
		printf("%s.%06uZ  %s > %s\n", when,
		    (unsigned)(r.ns % 1000000000 / 1000),
		    decap_str(&pair->client, a), decap_str(&pair->server, b));
	}
}

static void
print_ike(const struct report *p)
{
	const struct ikefrag *k = p->r->ike;
	char a[IPNET_STRLEN], b[IPNET_STRLEN];

	puts("\nIKE:");
	if (ikefrag_count(k) == 0)
		puts("none");
	for (size_t i = 0; i < ikefrag_count(k); i++) {
		const struct ikefrag_peers *e = ikefrag_peers(k, i);

		printf("%s > %s  %llu messages, %llu sent again, %llu in "
		       "fragments",
		    decap_str(&e->client, a), decap_str(&e->server, b),
		    (unsigned long long)e->messages,
		    (unsigned long long)e->repeated,
		    (unsigned long long)e->fragmented);
		if (e->fragmented > 0)
			printf(", %llu of these not whole",
			    (unsigned long long)e->incomplete);
		printf(", the largest %u octets\n", e->largest);
	}
	if (ikefrag_dropped(k) > 0)
		printf("and %llu packets of more peers\n",
		    (unsigned long long)ikefrag_dropped(k));
}

void
report_text(const struct report *p)
{
	print_findings(p);
	putchar('\n');
	print_time(p);
	print_totals(p);
	print_fits(p);
	print_notes(p);
	print_table(p);
	print_looks(p);
	if (p->r->o->bursts)
		print_bursts(p);
	if (p->r->o->unanswered)
		print_unanswered(p);
	if (p->r->ike)
		print_ike(p);
	advice_print(p);
}
