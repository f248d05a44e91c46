#include <string.h>

#include "explain.h"
#include "hex.h"
#include "linefields.h"
#include "vis.h"

/* Nothing out of a file or a request reaches a terminal raw. */
static void
put(FILE *fp, const char *s)
{
	vis_write(fp, s, strlen(s));
}

static void
print_id(FILE *fp, const struct site *site, const uint8_t *id, size_t len)
{
	const struct lineid_how how = {
		.templates = site->lines,
		.template_count = site->template_count,
	};
	char hex[2 * IDLIST_MAX_OCTETS + 1];
	struct lineid line;

	hex_encode(hex, sizeof(hex), id, len);
	fprintf(fp, "circuit-id  0x%s\n", hex);
	fputs("text        ", fp);
	vis_write(fp, id, len);
	lineid_parse_as(id, len, &how, &line);
	fputs("\nlayout      ", fp);
	linefields_write(fp, &line);
	fputs("\n", fp);
}

static void
print_list(FILE *fp, const struct route_list *list,
    const struct list_says *says, const struct decision *d)
{
	fprintf(fp, "  %s: ", list->member->name);
	if (says->unusable) {
		put(fp, says->reason.text);
		fputs("\n", fp);
		return;
	}
	put(fp, list->path);
	if (says->line > 0)
		fprintf(fp, ":%lu has it", says->line);
	else
		fputs(" does not have it", fp);
	fprintf(fp, "%s%s\n", says->by_index ? " (index)" : "",
	    d->list == list ? "  <- decides" : "");
	if (says->trouble_line > 0) {
		fprintf(
		    fp, "    line %lu is no identifier: ", says->trouble_line);
		put(fp, says->reason.text);
		fputs("\n", fp);
	}
}

/* Why a pattern that matches did not decide. */
static const char *
lost_because(const struct route_rule *rule, const struct decision *d)
{
	if (d->rule == rule)
		return "  <- decides";
	if (d->list)
		return "; a list goes before patterns";
	if (!d->rule)
		return "";
	return rule->glob.literals == d->rule->glob.literals
	    ? "; the same member's, and as good"
	    : "; fewer than the one that decides";
}

static void
print_rule(FILE *fp, const struct route_rule *rule, bool matches,
    const struct decision *d)
{
	fprintf(fp, "  %s: ", rule->member->name);
	put(fp, rule->text);
	if (matches)
		fprintf(fp, " matches with %zu literal characters%s\n",
		    rule->glob.literals, lost_because(rule, d));
	else
		fputs(" does not match\n", fp);
}

static void
print_decision(FILE *fp, const struct decision *d)
{
	fputs("decision    ", fp);
	switch (d->verdict) {
	case VERDICT_MEMBER:
		fprintf(
		    fp, "%s, realm %s\n", d->member->name, d->member->realm);
		return;
	case VERDICT_NONE:
		fputs("nobody's line: ", fp);
		break;
	case VERDICT_UNSURE:
		fputs("cannot decide: ", fp);
		break;
	}
	put(fp, d->why.text);
	fputs("\n", fp);
}

void
explain_print(FILE *fp, const struct route *r, const uint8_t *id, size_t len,
    const struct evidence *e, const struct decision *d)
{
	print_id(fp, r->site, id, len);
	fputs(r->list_count > 0 ? "lists\n" : "lists       none\n", fp);
	for (size_t i = 0; i < r->list_count; i++)
		print_list(fp, &r->lists[i], &e->lists[i], d);
	fputs(r->rule_count > 0 ? "patterns\n" : "patterns    none\n", fp);
	for (size_t i = 0; i < r->rule_count; i++)
		print_rule(fp, &r->rules[i], e->rules[i], d);
	print_decision(fp, d);
}
