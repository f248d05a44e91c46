/*
 * ntp-ratecheck read: who floods NTP and who drops it, from a capture.
 */
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "capfile.h"
#include "mono.h"
#include "msg.h"
#include "options.h"
#include "out.h"
#include "read_report.h"

/* Requests that are remembered one by one: 16 octets each. */
#define LOG_MAX ((uint32_t)1 << 20)

/* Requests that wait at one time, 88 octets each. */
#define WAITING_MAX ((uint32_t)1 << 18)

#define IKE_PEERS 1024

static int run(int argc, char *argv[]);

const struct command command_read = {
	.name = "read",
	.usage = "[-j] [-r FILE | -i NAME] [-g WHAT] [OPTION ...]",
	.rows = read_options_rows,
	.run = run,
};

static volatile sig_atomic_t stopped;

static void
stop(int sig)
{
	(void)sig;
	stopped = 1;
}

/* Once: the second time the program ends as any other. */
static void
catch_signals(void)
{
	struct sigaction sa = { .sa_handler = stop, .sa_flags = SA_RESETHAND };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
}

/* What the intervals are told from. */
struct ticker {
	int64_t next; /* ns; 0: not known yet */
	struct ntpmatch_totals before;
};

static void
interval_text(const struct ntpmatch_totals *d, const char *when,
    const struct ntpmatch_pair *heavy, uint64_t heavy_requests)
{
	uint64_t decided = d->answered + d->lost;
	char a[IPNET_STRLEN];

	printf("%s  %llu requests, %llu answered, %llu lost", when,
	    (unsigned long long)d->requests, (unsigned long long)d->answered,
	    (unsigned long long)d->lost);
	if (decided > 0)
		printf(" (%.1f %%)", 100 * (double)d->lost / (double)decided);
	if (d->kod[NTPPKT_KOD_RATE] > 0)
		printf(", %llu KoD RATE",
		    (unsigned long long)d->kod[NTPPKT_KOD_RATE]);
	if (heavy)
		printf("; most from %s: %llu", decap_str(&heavy->client, a),
		    (unsigned long long)heavy_requests);
	putchar('\n');
}

static void
interval_json(const struct ntpmatch_totals *d, int64_t ns,
    const struct ntpmatch_pair *heavy, uint64_t heavy_requests)
{
	char a[IPNET_STRLEN];
	struct out o;

	out_init(&o, stdout, OUT_JSON);
	out_begin(&o);
	out_word(&o, "record", "interval");
	out_real(&o, "time", (double)ns / 1e9, 6);
	out_uint(&o, "requests", d->requests);
	out_uint(&o, "replies", d->replies);
	out_uint(&o, "answered", d->answered);
	out_uint(&o, "unanswered", d->lost);
	out_uint(&o, "kod_rate", d->kod[NTPPKT_KOD_RATE]);
	out_str(&o, "heaviest", heavy ? decap_str(&heavy->client, a) : NULL);
	out_uint(&o, "heaviest_requests", heavy_requests);
	out_end(&o);
}

static void
print_interval(const struct reading *r, struct ticker *t, int64_t ns)
{
	const struct ntpmatch_totals *now = ntpmatch_totals(r->match);
	struct ntpmatch_totals d = {
		.requests = now->requests - t->before.requests,
		.replies = now->replies - t->before.replies,
		.answered = now->answered - t->before.answered,
		.lost = now->lost - t->before.lost,
	};
	const struct ntpmatch_pair *heavy;
	char when[TIME_STRLEN];
	uint64_t n;

	d.kod[NTPPKT_KOD_RATE] =
	    now->kod[NTPPKT_KOD_RATE] - t->before.kod[NTPPKT_KOD_RATE];
	heavy = ntpmatch_round(r->match, &n);
	if (r->o->json)
		interval_json(&d, ns, heavy, n);
	else
		interval_text(&d, time_text(ns, when), heavy, n);
	fflush(stdout);
	t->before = *now;
}

/* Time is `ns` now: is it time for a line? */
static void
tick(const struct reading *r, struct ticker *t, int64_t ns)
{
	int64_t step = (int64_t)r->o->interval * 1000000000;

	if (step == 0)
		return;
	if (t->next == 0)
		t->next = ns + step;
	/* After a jump of the clock, begin anew. */
	if (t->next - ns > step)
		t->next = ns + step;
	if (ns < t->next)
		return;
	print_interval(r, t, ns);
	t->next += (ns - t->next) / step * step + step;
}

static int64_t
clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* For messages. */
static const char *
source_name(const struct read_options *o)
{
	if (!o->file)
		return o->interface;
	return strcmp(o->file, "-") == 0 ? "<stdin>" : o->file;
}

/* Until the end, a signal or --duration.  -1 after a message. */
static int
read_packets(struct reading *r, struct capfile *c)
{
	int64_t limit = (int64_t)r->o->duration * 1000000000, begin = 0, now;
	int64_t begun = mono_ns();
	struct ticker ticker = { .next = 0 };
	struct capfile_packet p;
	struct why why;
	int rc;

	while (!stopped) {
		rc = capfile_next(c, &p, &why);
		if (rc == CAPFILE_END)
			break;
		if (rc == CAPFILE_ERROR) {
			msg_warn("%s: %s; what is before is told",
			    source_name(r->o), why.text);
			r->cut_short = true;
			break;
		}
		now = rc == CAPFILE_QUIET ? clock_ns() : p.ns;
		if (begin == 0)
			begin = now;
		/* Where NTP fails, a clock that is set is no surprise. */
		if (limit > 0 &&
		    (r->o->interface ? mono_ns() - begun : now - begin) > limit)
			break;
		tick(r, &ticker, now);
		if (rc == 1 && feed_packet(&r->feed, &p) == -1) {
			msg_warn("out of memory");
			return -1;
		}
	}
	r->dropped = capfile_dropped(c);
	return 0;
}

/* Tags of VLANs are not looked behind where the system cannot filter so. */
static struct capfile *
open_live(const struct read_options *o, struct why *why)
{
	char filter[1024];
	struct capfile *c;

	feed_filter(
	    (uint16_t)o->port, o->ike, FEED_TAGS, filter, sizeof(filter));
	c = capfile_live(o->interface, filter, why);
	if (c || strstr(why->text, "VLAN") == NULL)
		return c;
	feed_filter(
	    (uint16_t)o->port, o->ike, FEED_NO_TAGS, filter, sizeof(filter));
	return capfile_live(o->interface, filter, why);
}

static struct capfile *
open_capture(const struct read_options *o, struct why *why)
{
	struct capfile *c =
	    o->file ? capfile_file(o->file, why) : open_live(o, why);

	if (!c || decap_knows(capfile_linktype(c)))
		return c;
	why_set(why,
	    "%s: want Ethernet, PPP, Linux cooked, loopback or raw IP,"
	    " have link type %d (%s)",
	    source_name(o), capfile_linktype(c),
	    capfile_linkname(capfile_linktype(c)));
	capfile_free(c);
	return NULL;
}

static int
print(const struct reading *r)
{
	struct report *p = report_new(r);
	struct why why;
	int rc;

	if (!p) {
		msg_warn("out of memory");
		return RC_UNKNOWN;
	}
	rc = p->rc;
	if (r->o->json)
		report_json(p);
	else
		report_text(p);
	if (r->o->plot && report_plot(p, r->o->plot, &why) == -1) {
		msg_warn("%s", why.text);
		rc = RC_UNKNOWN;
	}
	report_free(p);
	return rc;
}

static int
read_all(struct reading *r, struct capfile *c)
{
	struct ntpmatch_limits limits = { .timeout_ns = (int64_t)r->o->timeout *
		    1000000000,
		.pairs = r->o->pairs,
		.log = LOG_MAX,
		.waiting = WAITING_MAX };
	int rc = RC_UNKNOWN;

	/* Without it, tables are only easier to fill from outside. */
	if (getrandom(&limits.seed, sizeof(limits.seed), GRND_NONBLOCK) == -1)
		limits.seed = (uint64_t)clock_ns();
	r->match = ntpmatch_new(&limits);
	if (r->o->ike)
		r->ike = ikefrag_new(IKE_PEERS);
	if (!r->match || (r->o->ike && !r->ike)) {
		msg_warn("out of memory");
	} else {
		r->feed.match = r->match;
		r->feed.ike = r->ike;
		r->feed.linktype = capfile_linktype(c);
		r->feed.port = (uint16_t)r->o->port;
		if (read_packets(r, c) == 0) {
			ntpmatch_end(r->match);
			if (r->ike)
				ikefrag_end(r->ike, r->feed.last_ns);
			rc = print(r);
		}
	}
	ntpmatch_free(r->match);
	ikefrag_free(r->ike);
	return rc;
}

static int
run(int argc, char *argv[])
{
	struct read_options o;
	struct reading r = { .o = &o };
	struct capfile *c;
	struct why why;
	int rc;

	if (read_options_parse(argc, argv, &o, &why) == -1) {
		msg_warn("%s", why.text);
		return RC_UNKNOWN;
	}
	if (o.help) {
		options_help_one(stdout, &command_read);
		return RC_OK;
	}
	c = open_capture(&o, &why);
	if (!c) {
		msg_warn("%s", why.text);
		return RC_UNKNOWN;
	}
	catch_signals();
	rc = read_all(&r, c);
	capfile_free(c);
	return rc;
}
