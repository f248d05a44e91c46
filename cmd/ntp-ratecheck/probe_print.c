#include <math.h>
#include <string.h>

#include "command.h"
#include "figure.h"
#include "probe_print.h"
#include "vis.h"

static void
put(FILE *fp, const char *s)
{
	vis_write(fp, s, strlen(s));
}

static double
percent(double v)
{
	return 100 * v;
}

/* "1.5 % is lost (0.2 to 3)" */
static void
print_loss(FILE *fp, const struct ratefit_span *s, const char *what)
{
	fprintf(fp, "%s %%%s (%s to %s)", figure(percent(s->best), 2).s, what,
	    figure(percent(s->lo), 2).s, figure(percent(s->hi), 2).s);
}

static void
print_policer(FILE *fp, const struct finding *f)
{
	const struct ratefit *t = &f->fit;

	fprintf(fp,
	    "policer: %s packets a second pass (%s to %s), after a burst of "
	    "%s (%s to %s)",
	    figure(t->rate.best, 4).s, figure(t->rate.lo, 4).s,
	    figure(t->rate.hi, 4).s, figure(t->burst.best, 3).s,
	    figure(t->burst.lo, 3).s, figure(t->burst.hi, 3).s);
}

static void
print_server_limit(FILE *fp, const struct finding *f)
{
	const struct ratefit *t = &f->fit;

	fprintf(fp, "server-limit: the server itself %s this client, ",
	    verdict_may_be_shared(f) ? "seems to limit" : "limits");
	if (t->model == RATEFIT_LEAKY)
		fprintf(fp,
		    "as chrony does: %s packets a second, a burst of %.0f, "
		    "of the rest one in %.0f is answered",
		    figure(t->server_rate, 3).s, t->server_burst, 1 / t->leak);
	else if (t->model == RATEFIT_SCORE)
		fprintf(fp,
		    "as ntpsec does: after about %.0f packets none, until the "
		    "rate falls below %s a second",
		    t->server_burst, figure(t->server_rate, 3).s);
	else
		fprintf(fp, "as ntpd does: none below a headway of %.0f s",
		    1 / t->server_rate);
}

static void
print_blocked(FILE *fp, const struct finding *f)
{
	if (f->end == RATEPLAN_END_REFUSED)
		fputs("blocked: ICMP says that nothing arrives there", fp);
	else
		fprintf(
		    fp, "blocked: none of %zu packets was answered", f->sent);
}

static void
print_inconclusive(FILE *fp, const struct finding *f)
{
	fputs("inconclusive: ", fp);
	if (f->fit.suspected)
		fputs("it looks like a limit, but may be chance", fp);
	else if (f->end == RATEPLAN_END_STOPPED)
		fputs("interrupted", fp);
	else
		fputs("too few packets to tell", fp);
}

void
probe_print_short(FILE *fp, const struct finding *f)
{
	const struct ratefit *t = &f->fit;

	switch (f->verdict) {
	case VERDICT_POLICER:
		print_policer(fp, f);
		break;
	case VERDICT_SERVER_LIMIT:
		print_server_limit(fp, f);
		break;
	case VERDICT_NO_LIMIT:
		fprintf(fp, "no-limit: up to %s packets a second",
		    figure(f->top, 3).s);
		break;
	case VERDICT_RANDOM_LOSS:
		fputs("random-loss: ", fp);
		print_loss(fp, &t->loss, " is lost");
		fprintf(
		    fp, ", at any rate up to %s a second", figure(f->top, 3).s);
		break;
	case VERDICT_SERVER_KOD:
		fprintf(fp,
		    "server-kod: the server says %s (slow down), first after "
		    "%zu packets",
		    f->kod, f->kod_after);
		break;
	case VERDICT_DENIED:
		fprintf(fp, "denied: the server says %s (go away)", f->kod);
		break;
	case VERDICT_BLOCKED:
		print_blocked(fp, f);
		break;
	case VERDICT_SIZE_FILTER:
		fprintf(fp,
		    "size-filter: none of %zu padded requests was answered, "
		    "and plain ones were",
		    f->padded);
		break;
	case VERDICT_INCONCLUSIVE:
		print_inconclusive(fp, f);
		break;
	}
}

static void
print_counts(FILE *fp, const struct finding *f)
{
	fprintf(fp,
	    "packets      %zu sent in %.1f s, %zu answered, %zu kisses of "
	    "death\n",
	    f->sent, f->seconds, f->answered, f->kods);
	fprintf(fp, "top rate     %s a second\n", figure(f->top, 3).s);
	if (f->first_loss < f->sent)
		fprintf(fp, "first loss   after %zu packets\n", f->first_loss);
	if (f->rtt_rest >= 0 && f->rtt_saturated >= 0)
		fprintf(fp,
		    "round trip   %.1f ms at first, %.1f ms while it lost\n",
		    f->rtt_rest, f->rtt_saturated);
	else if (f->rtt_rest >= 0)
		fprintf(fp, "round trip   %.1f ms\n", f->rtt_rest);
}

static void
print_fit(FILE *fp, const struct finding *f)
{
	const struct ratefit *t = &f->fit;

	if (f->verdict == VERDICT_POLICER ||
	    f->verdict == VERDICT_RANDOM_LOSS) {
		fputs("random loss  ", fp);
		print_loss(fp, &t->loss, "");
		putc('\n', fp);
	}
	fprintf(fp, "evidence     %.1f (%s; 8 is beyond doubt)\n", t->llr,
	    ratefit_model_name(t->model));
	if (f->unit == UNIT_BYTES_FORWARD)
		fputs("counts       octets of the requests\n", fp);
	else if (f->unit == UNIT_PACKETS)
		fputs("counts       packets, or octets of the replies\n", fp);
	if (f->padded > 0)
		fprintf(fp, "padded       %zu of %zu answered\n",
		    f->padded_answered, f->padded);
	if (t->saturated > 0)
		fprintf(fp,
		    "harm         the limit was full for %.1f s: whoever "
		    "shares it lost packets, too\n",
		    t->saturated);
}

static const char *
advice(const struct finding *f)
{
	switch (f->verdict) {
	case VERDICT_POLICER:
		return "Ask whoever carries packets to or from this source: "
		       "is UDP port 123 limited to about this rate?\n"
		       "Which way it is: run compare with two sources that "
		       "are announced to different carriers.\n"
		       "Path or server: --second with another server.";
	case VERDICT_SERVER_LIMIT:
		if (verdict_may_be_shared(f))
			return "A limit on the path that others keep full "
			       "looks much the same: ask another server\n"
			       "(--second), or read a capture of all who may "
			       "share it.";
		/* FALLTHROUGH */
	case VERDICT_SERVER_KOD:
		return "The path is not to blame: ask the server's operator, "
		       "or ask the server less often.";
	case VERDICT_BLOCKED:
		return "Try --source-port 123, another source and --second: "
		       "a filter, or a server that is gone?";
	case VERDICT_SIZE_FILTER:
		return "A filter on the path, or a server that drops unknown "
		       "extension fields: try another server.";
	case VERDICT_DENIED:
		return "The server's operator has shut this source out.";
	case VERDICT_RANDOM_LOSS:
		if (f->fit.loss.best > LOSS_WARNING)
			return "A bad link, or a limit that others keep full: "
			       "read a capture of all who may share it.";
		return NULL;
	case VERDICT_INCONCLUSIVE:
		return "Take more time (-T) or a higher rate (-m).";
	default:
		return NULL;
	}
}

void
probe_print_text(FILE *fp, const struct probed *p)
{
	const char *ask = advice(&p->f);

	probe_print_short(fp, &p->f);
	fputs("\n\nserver       ", fp);
	put(fp, p->peer);
	fputs("\nsource       ", fp);
	put(fp, p->self);
	if (p->name) {
		fputs(" (", fp);
		put(fp, p->name);
		putc(')', fp);
	}
	putc('\n', fp);
	print_counts(fp, &p->f);
	print_fit(fp, &p->f);
	if (ask)
		fprintf(fp, "\n%s\n", ask);
}

void
probe_print_plugin(FILE *fp, const struct probed *p, size_t count, int code)
{
	const struct finding *f = &p[0].f;

	fprintf(fp, "NTP %s - ", level_name(code));
	for (size_t i = 0; i < count; i++) {
		if (count > 1) {
			fputs(i > 0 ? "; " : "", fp);
			put(fp, p[i].host);
			fputs(": ", fp);
		}
		probe_print_short(fp, &p[i].f);
	}
	fprintf(fp, " | sent=%zu answered=%zu loss=%.2f%%", f->sent,
	    f->answered, percent(f->fit.loss.best));
	if (f->verdict == VERDICT_POLICER)
		fprintf(fp, " rate=%.3f burst=%.1f", f->fit.rate.best,
		    f->fit.burst.best);
	if (f->rtt_rest >= 0)
		fprintf(fp, " rtt=%.2fms", f->rtt_rest);
	putc('\n', fp);
}

static void
json_span(struct out *o, const char *key, const struct ratefit_span *s)
{
	out_open(o, key);
	out_real(o, "best", s->best, 4);
	out_real(o, "lo", s->lo, 4);
	out_real(o, "hi", s->hi, 4);
	out_close(o);
}

static void
json_fit(struct out *o, const struct finding *f)
{
	static const char *const units[] = { "unknown", "bytes-forward",
		"packets" };

	out_word(o, "model", ratefit_model_name(f->fit.model));
	out_real(o, "llr", f->fit.llr, 2);
	if (f->verdict == VERDICT_POLICER) {
		json_span(o, "rate_pps", &f->fit.rate);
		json_span(o, "burst", &f->fit.burst);
		out_word(o, "unit", units[f->unit]);
	}
	if (f->verdict == VERDICT_SERVER_LIMIT) {
		out_real(o, "server_rate_pps", f->fit.server_rate, 4);
		out_real(o, "server_burst", f->fit.server_burst, 1);
	}
	if (f->verdict == VERDICT_POLICER || f->verdict == VERDICT_NO_LIMIT ||
	    f->verdict == VERDICT_RANDOM_LOSS)
		json_span(o, "loss_random", &f->fit.loss);
	out_real(o, "saturated_seconds", f->fit.saturated, 2);
}

void
probe_print_json(struct out *o, const struct probed *p)
{
	const struct finding *f = &p->f;

	out_word(o, "verdict", verdict_name(f->verdict));
	out_str(o, "host", p->host);
	out_str(o, "server", p->peer);
	out_str(o, "source", p->self);
	out_str(o, "source_name", p->name);
	json_fit(o, f);
	out_real(o, "max_rate_tested", f->top, 2);
	out_uint(o, "sent", f->sent);
	out_uint(o, "answered", f->answered);
	out_uint(o, "kods", f->kods);
	out_str(o, "kod", f->kods ? f->kod : NULL);
	out_uint(o, "first_loss_after", f->first_loss);
	if (f->padded > 0) {
		out_uint(o, "padded", f->padded);
		out_uint(o, "padded_answered", f->padded_answered);
	}
	out_real(o, "rtt_base_ms", f->rtt_rest < 0 ? NAN : f->rtt_rest, 2);
	out_real(o, "rtt_saturated_ms",
	    f->rtt_saturated < 0 ? NAN : f->rtt_saturated, 2);
	out_real(o, "seconds", f->seconds, 2);
}

void
probe_print_plan(FILE *fp, const struct probe_options *o, bool compare)
{
	double t = o->seconds;

	fputs("server   ", fp);
	put(fp, o->host);
	if (o->second) {
		fputs(", then ", fp);
		put(fp, o->second);
	}
	fprintf(fp, ", port %u\n", o->port);
	if (o->size)
		fprintf(fp,
		    "sizes    before, %d plain requests and %d of %u octets; "
		    "behind a policer all again with these\n",
		    SIZE_PAIRS, SIZE_PAIRS, o->size);
	for (size_t i = 0; i < o->source_count; i++) {
		fprintf(fp, "source   %s", o->sources[i].address);
		if (compare)
			fprintf(fp, ", %u rounds in turns", o->rounds);
		putc('\n', fp);
	}
	fprintf(fp,
	    "packets  at most %u a round, at most %u a second, in %u s\n"
	    "plan     2 a second for %.1f s; 4, 8 ... %u a second, %.1f s "
	    "each, the last until %.1f s\n"
	    "         at a limit: twice of what passes until %.1f s, a rest, "
	    "and %u a second again\n"
	    "ends     at a kiss of death; after 7 packets when none is "
	    "answered\n",
	    o->budget, o->max_rate, o->seconds, fmax(2, 0.1 * t), o->max_rate,
	    0.06 * t, 0.65 * t, 0.8 * t, o->max_rate);
}
