#include <string.h>

#include "attrs.h"
#include "keaargs.h"
#include "linefields.h"
#include "print.h"
#include "radvalue.h"
#include "vis.h"

/* Where the text of a line, and of an attribute, begins. */
#define COLUMN 12
#define ATTR_COLUMN 28

static void
head(FILE *fp, const char *what)
{
	fprintf(fp, "%-*s", COLUMN, what);
}

static void
print_line_id(FILE *fp, const struct radattr *a)
{
	struct lineid line;

	lineid_parse(a->p, a->len, false, &line);
	fprintf(fp, "%*s", ATTR_COLUMN, "");
	linefields_write(fp, &line);
	putc('\n', fp);
}

static void
print_attr(FILE *fp, const struct raddict *d, const struct radattr *a)
{
	char label[RADDICT_LABEL_SIZE], text[RADVALUE_SIZE] = "(hidden)";

	if (!attrs_is_hidden(a))
		radvalue_text(d, a, text);
	fprintf(fp, "  %-*s %s\n", ATTR_COLUMN - 3, raddict_label(d, a, label),
	    text);
	if (a->vendor == attrs_line.vendor && a->type == attrs_line.type)
		print_line_id(fp, a);
}

static void
print_attrs(FILE *fp, const struct raddict *d, const struct radpkt *packet)
{
	struct radpkt_walk w;
	struct radattr a;
	size_t count = 0;

	radpkt_walk(&w, packet);
	while (radpkt_next(&w, &a))
		if (count++ < PRINT_ATTRS_MAX)
			print_attr(fp, d, &a);
	if (count > PRINT_ATTRS_MAX)
		fprintf(fp, "  and %zu more: --json gives all\n",
		    count - PRINT_ATTRS_MAX);
}

static void
print_asked(FILE *fp, const struct answer *a)
{
	head(fp, "server");
	fprintf(fp, "%s, from %s\n", a->server->to, a->server->from);
	head(fp, "asked");
	fprintf(fp, "Access-Request %u, %zu octets, %u of %u tries\n",
	    a->request.id, a->request.len, a->seen->tries, a->opt->tries);
	print_attrs(fp, a->dict, &a->request);
}

static void
print_answered(FILE *fp, const struct answer *a)
{
	const struct relay_seen *s = a->seen;

	head(fp, "answered");
	if (!a->reply.p) {
		fprintf(
		    fp, "nothing that counts in %.1f s\n", s->total_ms / 1e3);
		return;
	}
	fprintf(fp, "%s %u, %zu octets, after %.1f ms",
	    radpkt_code_name(a->reply.code), a->reply.id, a->reply.len, s->ms);
	if (s->tries > 1)
		fprintf(fp, "; %.1f ms after the first try", s->total_ms);
	putc('\n', fp);
	print_attrs(fp, a->dict, &a->reply);
}

static void
print_signed(FILE *fp, const struct answer *a)
{
	head(fp, "signed");
	fputs(a->reply.p ? "by this secret" : "nothing", fp);
	if (!radsend_checks)
		fprintf(fp,
		    " (checked here: libradcli %s does not authenticate "
		    "answers)",
		    radsend_version);
	putc('\n', fp);
	if (!a->reply.p)
		return;
	head(fp, "");
	fputs(a->mac == RADPKT_MAC_RIGHT
		? "Message-Authenticator is right\n"
		: "no Message-Authenticator: can be forged on the way "
		  "(CVE-2024-3596)\n",
	    fp);
}

static void
print_meaning(FILE *fp, const struct answer *a)
{
	struct meaning m;

	answer_mean(a, &m);
	for (size_t i = 0; i < m.count; i++) {
		head(fp, i == 0 ? "meaning" : "");
		vis_write(fp, m.line[i], strlen(m.line[i]));
		putc('\n', fp);
	}
}

void
print_text(FILE *fp, const struct answer *a)
{
	print_asked(fp, a);
	print_answered(fp, a);
	print_signed(fp, a);
	print_meaning(fp, a);
	if (answer_has_kea_args(a)) {
		head(fp, "kea-reserve");
		keaargs_write(
		    fp, a->dict, &a->opt->args, &a->request, &a->reply);
		putc('\n', fp);
	}
	head(fp, "verdict");
	if (a->reply.p)
		fprintf(
		    fp, "%s, %.1f ms\n", answer_word(a->verdict), a->seen->ms);
	else
		fprintf(fp, "%s\n", answer_word(a->verdict));
}
