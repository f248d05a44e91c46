#include <inttypes.h>
#include <string.h>

#include "out.h"
#include "report.h"
#include "vis.h"

const char *
report_family(int family)
{
	return family == AF_INET ? "ipv4" : "ipv6";
}

static void
json_hop(struct out *o, const struct path *p, const struct facts *f)
{
	char text[IPNET_STRLEN];

	out_uint(o, "table", p->table);
	if (f->link.name[0] != '\0')
		out_str(o, "interface", f->link.name);
	if (f->table.has_default && f->table.best.gateway.family != AF_UNSPEC)
		out_str(o, "gateway", ipnet_str(&f->table.best.gateway, text));
	if (p->source.family != AF_UNSPEC)
		out_str(o, "source", ipnet_str(&p->source, text));
}

static void
json_tally(struct out *o, const struct tally *t)
{
	out_uint(o, "targets", t->targets);
	out_uint(o, "answered", t->answered);
	out_uint(o, "probes", t->sent);
	out_uint(o, "answers", t->answers);
	if (t->answers > 0) {
		out_uint(o, "rtt-us", t->rtt_sum / t->answers);
		out_uint(o, "rtt-max-us", t->rtt_max);
	}
}

static void
print_json(FILE *fp, const char *when, const char *event, const struct path *p,
    const struct facts *f, const struct verdict *v)
{
	struct out o;

	out_init(&o, fp, OUT_JSON);
	out_begin(&o);
	if (event) {
		out_str(&o, "time", when);
		out_str(&o, "event", event);
	}
	out_str(&o, "member", p->member);
	out_str(&o, "family", report_family(p->family));
	out_str(&o, "state", verdict_weight_name(v->weight));
	out_str(&o, "verdict", v->word);
	out_str(&o, "text", v->text);
	json_hop(&o, p, f);
	if (f->probed)
		json_tally(&o, &f->tally);
	out_end(&o);
}

void
report_line(FILE *fp, bool json, const char *when, const char *event,
    const struct path *p, const struct facts *f, const struct verdict *v)
{
	if (json) {
		print_json(fp, when, event, p, f, v);
		return;
	}
	if (event)
		fprintf(fp, "%s\t%s\t", when, event);
	fprintf(fp, "%s\t%s\t%s\t%s\t", p->member, report_family(p->family),
	    verdict_weight_name(v->weight), v->word);
	vis_write(fp, v->text, strlen(v->text));
	putc('\n', fp);
}

/* What a '|' would end. */
static void
print_plain(FILE *fp, const char *text)
{
	char safe[VIS_SIZE(sizeof(((struct verdict *)0)->text))];

	vis_text(safe, sizeof(safe), text, strlen(text));
	for (char *bar = strchr(safe, '|'); bar; bar = strchr(bar, '|'))
		*bar = '/';
	fputs(safe, fp);
}

static void
print_perf(FILE *fp, const struct path *p, const struct facts *f)
{
	const struct tally *t = &f->tally;
	const char *family = report_family(p->family);

	if (!f->probed || t->sent == 0)
		return;
	if (t->answers > 0)
		fprintf(fp, " %s_%s_rtt=%" PRIu64 ".%03" PRIu64 "ms;;;0",
		    p->member, family, t->rtt_sum / t->answers / 1000,
		    t->rtt_sum / t->answers % 1000);
	fprintf(fp, " %s_%s_loss=%zu%%;;;0;100", p->member, family,
	    (t->sent - t->answers) * 100 / t->sent);
}

/* The worst path first seen, and how many are not well. */
static size_t
count_bad(
    const struct verdict *v, size_t count, enum weight *worst, size_t *first)
{
	size_t bad = 0;

	*worst = WEIGHT_OK;
	*first = 0;
	for (size_t i = 0; i < count; i++) {
		enum weight now = verdict_worse(*worst, v[i].weight);

		bad += v[i].weight != WEIGHT_OK;
		if (now != *worst)
			*first = i;
		*worst = now;
	}
	return bad;
}

void
report_plugin(FILE *fp, const struct path *paths, const struct facts *facts,
    const struct verdict *verdicts, size_t count)
{
	enum weight worst;
	size_t first, bad = count_bad(verdicts, count, &worst, &first);

	fprintf(fp, "SRCROUTE %s - ", verdict_weight_name(worst));
	if (bad == 0)
		fprintf(fp, "%zu paths are well", count);
	else
		fprintf(fp, "%zu of %zu paths are not well: %s %s %s", bad,
		    count, paths[first].member,
		    report_family(paths[first].family), verdicts[first].word);
	fprintf(fp, " | paths=%zu;;;0 bad=%zu;;;0;%zu", count, bad, count);
	for (size_t i = 0; i < count; i++)
		print_perf(fp, &paths[i], &facts[i]);
	putc('\n', fp);
	for (size_t i = 0; i < count; i++) {
		fprintf(fp,
		    "%s %s %s %s: ", verdict_weight_name(verdicts[i].weight),
		    paths[i].member, report_family(paths[i].family),
		    verdicts[i].word);
		print_plain(fp, verdicts[i].text);
		putc('\n', fp);
	}
}

void
report_plugin_unknown(FILE *fp, const char *text)
{
	fputs("SRCROUTE UNKNOWN - ", fp);
	print_plain(fp, text);
	putc('\n', fp);
}
