#include <string.h>

#include "out.h"
#include "read_report.h"
#include "read_rows.h"

static void
begin(struct out *o, const char *record)
{
	out_begin(o);
	out_word(o, "record", record);
}

static void
put_time(struct out *o, const char *key, int64_t ns)
{
	out_real(o, key, (double)ns / 1e9, 6);
}

static void
put_span(struct out *o, const char *key, const struct ratefit_span *s)
{
	out_open(o, key);
	out_real(o, "best", s->best, 3);
	out_real(o, "lo", s->lo, 3);
	out_real(o, "hi", s->hi, 3);
	out_close(o);
}

static void
put_limit(struct out *o, const struct limit *l, bool own)
{
	const struct ratefit *f = &l->fit;

	out_open(o, "limit");
	out_word(o, "model", ratefit_model_name(f->model));
	out_bool(o, "sure", f->limited);
	out_bool(o, "own", own);
	out_real(o, "llr", f->llr, 1);
	if (f->model == RATEFIT_BUCKET) {
		put_span(o, "rate", &f->rate);
		put_span(o, "burst", &f->burst);
		out_real(o, "burst_seen", l->burst, 1);
	} else {
		out_real(o, "server_rate", f->server_rate, 3);
		out_real(o, "server_burst", f->server_burst, 3);
	}
	put_span(o, "loss", &f->loss);
	out_real(o, "saturated_s", f->saturated, 1);
	out_uint(o, "clients", l->clients);
	put_time(o, "from", l->first_ns);
	put_time(o, "to", l->last_ns);
	out_close(o);
}

static void
put_kod(struct out *o, const uint64_t kod[NTPMATCH_KODS])
{
	out_uint(o, "kod_rate", kod[NTPPKT_KOD_RATE]);
	out_uint(o, "kod_deny", kod[NTPPKT_KOD_DENY]);
	out_uint(o, "kod_rstr", kod[NTPPKT_KOD_RSTR]);
	out_uint(o, "kod_other", kod[NTPPKT_KOD_OTHER]);
}

/* What is unknown in a capture of one direction is null. */
static void
put_decided(struct out *o, const struct report *p, uint64_t answered,
    uint64_t lost, uint64_t unknown)
{
	if (ntpmatch_one_way(p->r->match) && !p->r->o->two_way) {
		out_null(o, "answered");
		out_null(o, "unanswered");
		out_null(o, "unknown");
		out_null(o, "loss_pct");
		return;
	}
	out_uint(o, "answered", answered);
	out_uint(o, "unanswered", lost);
	out_uint(o, "unknown", unknown);
	out_real(o, "loss_pct",
	    answered + lost == 0
		? 0
		: 100 * (double)lost / (double)(answered + lost),
	    2);
}

static void
put_verdict(struct out *o, const struct report *p)
{
	const struct ntpmatch_totals *t = ntpmatch_totals(p->r->match);
	const struct feed *f = &p->r->feed;

	begin(o, "verdict");
	out_word(o, "level", level_name(p->rc));
	out_word(o, "verdict",
	    p->finding_count == 0 ? "no-limit"
				  : finding_word(p->findings[0].kind));
	put_time(o, "first", t->first_ns);
	put_time(o, "last", t->last_ns);
	out_uint(o, "packets", f->packets);
	out_uint(o, "requests", t->requests);
	out_uint(o, "replies", t->replies);
	put_decided(o, p, t->answered, t->lost, t->unknown);
	put_kod(o, t->kod);
	out_uint(o, "unasked", t->unasked);
	out_uint(o, "mirrored", t->mirrored);
	out_uint(o, "mode6", f->control);
	out_uint(o, "mode7", f->private);
	out_uint(o, "other_modes", f->peer);
	out_uint(o, "bad", f->bad);
	out_uint(o, "cut", f->cut);
	out_uint(o, "clock_jumps", t->jumps);
	out_uint(o, "forced", t->forced);
	out_uint(o, "dropped_pairs", t->gone_pairs);
	out_uint(o, "dropped_requests", t->gone_requests);
	out_uint(o, "forgotten", ntpmatch_forgotten(p->r->match));
	out_uint(o, "kernel_dropped", p->r->dropped);
	out_bool(o, "cut_short", p->r->cut_short);
	out_uint(o, "findings_left_out", p->findings_left_out);
	out_end(o);
}

static void
put_finding(struct out *o, const struct finding *f)
{
	begin(o, "finding");
	out_word(o, "level", level_name(f->rc));
	out_word(o, "finding", finding_word(f->kind));
	out_str(o, "text", f->text);
	out_end(o);
}

static void
put_sides(struct out *o, const struct report *p, const struct group *g)
{
	const struct ntpmatch_pair *pair = ntpmatch_pair(p->r->match, g->pair);
	enum group_by by = p->r->o->group;
	char text[IPNET_STRLEN];

	if (by == GROUP_CLIENT || by == GROUP_PAIR)
		out_word(o, "client", decap_str(&pair->client, text));
	if (by == GROUP_SERVER || by == GROUP_PAIR)
		out_word(o, "server", decap_str(&pair->server, text));
}

static void
put_look(struct out *o, const struct report *p, const struct group *g)
{
	const struct ntppkt_look *look =
	    &ntpmatch_pair(p->r->match, g->pair)->look;

	out_open(o, "fingerprint");
	out_uint(o, "version", look->version);
	out_real(o, "poll", look->poll, 0);
	out_real(o, "precision", look->precision, 0);
	out_real(o, "root_delay", look->root_delay / 65536.0, 4);
	out_bool(o, "port_123", look->flags & NTPPKT_LOOK_PORT_123);
	out_bool(o, "no_transmit", look->flags & NTPPKT_LOOK_NO_TRANSMIT);
	out_bool(o, "extended", look->flags & NTPPKT_LOOK_LONG);
	out_close(o);
}

static void
put_rhythm(struct out *o, const struct row *w)
{
	const struct ntpflow *f = &w->flow;
	int slow = ntpflow_backs_off(f);

	out_real(o, "rate_mean", ntpflow_rate(f), 3);
	out_uint(o, "rate_peak_1s", f->peak1);
	out_real(o, "rate_peak_10s", f->peak10 / 10.0, 1);
	out_real(o, "headway_min_s", (double)f->headway_ns / 1e9, 6);
	out_uint(o, "bursts", f->bursts);
	out_uint(o, "burst_max_packets", f->burst_packets);
	out_real(o, "burst_max_s", (double)f->burst_ns / 1e9, 1);
	if (w->answered > 0) {
		out_real(o, "rtt_p50_ms", w->rtt_p50 / 1000.0, 3);
		out_real(o, "rtt_p95_ms", w->rtt_p95 / 1000.0, 3);
	}
	if (slow == -1)
		out_null(o, "backs_off");
	else
		out_bool(o, "backs_off", slow);
}

static void
put_row(struct out *o, const struct report *p, const struct row *w)
{
	const struct group *g = &p->groups->groups[w->group];
	const struct limit *l;
	char name[GROUP_STRLEN];
	bool own = false;

	begin(o, "group");
	out_str(o, "group", group_name(p->groups, w->group, name));
	put_sides(o, p, g);
	out_uint(o, "pairs", g->pairs);
	put_time(o, "first", g->first_ns);
	put_time(o, "last", g->last_ns);
	out_uint(o, "requests", g->requests);
	out_uint(o, "replies", g->replies);
	put_decided(o, p, g->answered, g->lost, g->unknown);
	put_kod(o, g->kod);
	out_uint(o, "repeated", g->repeated);
	out_uint(o, "interleaved", g->interleaved);
	out_uint(o, "mirrored", g->mirrored);
	out_uint(o, "unasked", g->unasked);
	out_word(o, "class", ntpflow_class_name(g->class));
	put_rhythm(o, w);
	put_look(o, p, g);
	l = limits_of(&p->limits, p->r->o->group, w->group, &own);
	if (l)
		put_limit(o, l, own);
	else
		out_null(o, "limit");
	out_end(o);
}

struct printer {
	struct out *out;
	const struct report *p;
};

static void
put_burst(void *arg, uint32_t group, const struct ntpflow_burst *b)
{
	const struct printer *c = arg;
	struct out *o = c->out;
	double seconds = (double)(b->last_ns - b->first_ns) / 1e9;
	char name[GROUP_STRLEN];

	begin(o, "burst");
	out_str(o, "group", group_name(c->p->groups, group, name));
	put_time(o, "start", b->first_ns);
	out_real(o, "duration_s", seconds, 3);
	out_uint(o, "packets", b->packets);
	out_real(
	    o, "rate", seconds > 0 ? (double)(b->packets - 1) / seconds : 0, 3);
	out_uint(o, "answered", b->answered);
	out_uint(o, "lost", b->lost);
	out_real(o, "longest_silence_s", (double)b->silence_ns / 1e9, 3);
	out_bool(o, "iburst", b->packets <= NTPFLOW_IBURST);
	out_end(o);
}

static void
put_unanswered(struct out *o, const struct report *p)
{
	size_t n = ntpmatch_logged(p->r->match);
	char text[IPNET_STRLEN];

	for (size_t i = 0; i < n; i++) {
		struct ntpmatch_request r = ntpmatch_request(p->r->match, i);
		const struct ntpmatch_pair *pair;

		if (r.rtt_us != NTPMATCH_LOST || r.pair == NTPMATCH_GONE)
			continue;
		pair = ntpmatch_pair(p->r->match, r.pair);
		begin(o, "unanswered");
		put_time(o, "time", r.ns);
		out_word(o, "client", decap_str(&pair->client, text));
		out_word(o, "server", decap_str(&pair->server, text));
		out_end(o);
	}
}

static void
put_ike(struct out *o, const struct ikefrag_peers *e)
{
	char text[IPNET_STRLEN];

	begin(o, "ike");
	out_word(o, "client", decap_str(&e->client, text));
	out_word(o, "server", decap_str(&e->server, text));
	out_uint(o, "messages", e->messages);
	out_uint(o, "auth", e->auth);
	out_uint(o, "repeated", e->repeated);
	out_uint(o, "fragmented", e->fragmented);
	out_uint(o, "incomplete", e->incomplete);
	out_uint(o, "largest", e->largest);
	out_end(o);
}

void
report_json(const struct report *p)
{
	struct out o;
	struct printer c = { &o, p };

	out_init(&o, stdout, OUT_JSON);
	put_verdict(&o, p);
	for (size_t i = 0; i < p->finding_count; i++)
		put_finding(&o, &p->findings[i]);
	for (size_t i = 0; i < p->row_count; i++)
		put_row(&o, p, &p->rows[i]);
	if (p->r->o->bursts)
		rows_bursts(p, put_burst, &c);
	if (p->r->o->unanswered)
		put_unanswered(&o, p);
	for (size_t i = 0; p->r->ike && i < ikefrag_count(p->r->ike); i++)
		put_ike(&o, ikefrag_peers(p->r->ike, i));
}
