#include <stdarg.h>
#include <string.h>

#include "explain.h"
#include "hex.h"
#include "vis.h"

/* Octets on a line. */
#define ROW 8

/* How far a part within a part is moved to the right. */
#define INDENT 2

struct explainer {
	FILE *fp;
	bool colour;
	const uint8_t *base; /* offsets count from here */
	const uint8_t *at;   /* the first octet not shown yet */
	const struct record *r;
	int depth;
};

static void
set_colour(struct explainer *e, const char *code)
{
	if (e->colour)
		fprintf(e->fp, "\033[%sm", code);
}

static void
write_name(struct explainer *e, const char *name)
{
	fprintf(e->fp, "%*s", e->depth * INDENT, "");
	set_colour(e, "36");
	fputs(name, e->fp);
	set_colour(e, "0");
}

/* Offset, hex and text of at most ROW octets; blanks when there are none. */
static void
write_octets(struct explainer *e, const uint8_t *p, size_t n)
{
	if (n > 0)
		fprintf(e->fp, "%6zu ", (size_t)(p - e->base));
	else
		fprintf(e->fp, "%6s ", "");
	set_colour(e, "33");
	for (size_t i = 0; i < ROW; i++) {
		if (i < n)
			fprintf(e->fp, " %02x", p[i]);
		else
			fputs("   ", e->fp);
	}
	set_colour(e, "0");
	fputs("  ", e->fp);
	for (size_t i = 0; i < n; i++)
		putc(vis_is_plain(p[i]) ? p[i] : '.', e->fp);
}

static void
write_more(struct explainer *e, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i += ROW) {
		write_octets(e, p + i, len - i < ROW ? len - i : ROW);
		putc('\n', e->fp);
	}
}

/* p[0..len) has this meaning; octets shown before are not shown again. */
static void
explain(struct explainer *e, const uint8_t *p, size_t len, const char *name,
    const char *value, size_t value_len)
{
	bool shown = len == 0 || p < e->at;
	size_t n = shown ? 0 : len < ROW ? len : ROW;

	if (!shown && p > e->at)
		write_more(e, e->at, (size_t)(p - e->at));
	write_octets(e, p, n);
	fprintf(e->fp, "%*s", (int)(ROW - n) + 2, "");
	write_name(e, name);
	if (value) {
		fputs(" = ", e->fp);
		vis_write(e->fp, value, value_len);
	}
	putc('\n', e->fp);
	if (shown)
		return;
	write_more(e, p + n, len - n);
	e->at = p + len;
}

static void
explain_word(struct explainer *e, const uint8_t *p, size_t len,
    const char *name, const char *word)
{
	explain(e, p, len, name, word, strlen(word));
}

static void __attribute__((format(printf, 5, 6)))
explain_as(struct explainer *e, const uint8_t *p, size_t len, const char *name,
    const char *fmt, ...)
{
	char text[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	explain_word(e, p, len, name, text);
}

static void
explain_line(struct explainer *e, const uint8_t *p, size_t len,
    const struct lineid *line)
{
	char buf[LINEID_VALUE_SIZE];
	const char *value;
	size_t n;

	for (size_t i = 0; i < line->count; i++) {
		const struct lineid_field *f = &line->field[i];

		if (f->type == LINEID_ABSENT) {
			explain(e, p, 0, lineid_key_name(f->key), "absent", 6);
			continue;
		}
		value = lineid_value(f, buf, &n);
		explain(e, f->p, f->len, lineid_key_name(f->key), value, n);
	}
	if (e->at < p + len)
		write_more(e, e->at, (size_t)(p + len - e->at));
	e->at = p + len;
}

static void
explain_duid(struct explainer *e, const uint8_t *p, size_t len)
{
	char text[DUID_UUID_SIZE], mac[HWADDR_STRLEN];
	struct duid d;
	size_t at = 0;

	if (duid_parse(p, len, &d, NULL) == -1)
		return;
	if (d.has_iaid) {
		explain_as(e, p + 1, 4, "iaid", "%lu", (unsigned long)d.iaid);
		at = 5;
	}
	explain_as(e, p + at, 2, "duid_type", "%u %s", d.type,
	    duid_type_name(d.type) ? duid_type_name(d.type) : "");
	if (d.type == DUID_LLT || d.type == DUID_LL)
		explain_as(e, p + at + 2, 2, "hw_type", "%u", d.hw_type);
	if (d.type == DUID_LLT) {
		duid_time(&d, text);
		explain_word(e, p + at + 4, 4, "time", text);
	}
	if (d.type == DUID_EN)
		explain_as(e, p + at + 2, 4, "enterprise", "%lu",
		    (unsigned long)d.enterprise);
	if (d.has_mac) {
		explain_word(e, d.id, d.id_len, "mac", hwaddr_str(&d.mac, mac));
	} else if (d.type == DUID_UUID) {
		duid_uuid(&d, text);
		explain_word(e, d.id, d.id_len, "uuid", text);
	} else {
		explain(e, d.id, d.id_len, "identifier", NULL, 0);
	}
}

static void
explain_part_line(struct explainer *e, const struct relayopt_part *part)
{
	struct lineid line;

	record_part_line(&e->r->line_how, part, &line);
	explain_line(e, part->p, part->len, &line);
}

static void
explain_value(struct explainer *e, const struct relayopt_part *part)
{
	const char *unit = part->unit ? part->unit : "";
	struct hwaddr mac;
	char text[HWADDR_STRLEN];

	switch (part->form) {
	case RELAYOPT_CIRCUIT:
	case RELAYOPT_REMOTE:
		explain_part_line(e, part);
		break;
	case RELAYOPT_DUID:
		explain_duid(e, part->p, part->len);
		break;
	case RELAYOPT_NUMBER:
		explain_as(e, part->p, part->len, part->name, "%lu%s%s",
		    (unsigned long)part->number, *unit ? " " : "", unit);
		break;
	case RELAYOPT_WORD:
		explain_word(e, part->p, part->len, part->name, part->word);
		break;
	case RELAYOPT_IPV4:
		explain_as(e, part->p, part->len, part->name, "%d.%d.%d.%d",
		    part->p[0], part->p[1], part->p[2], part->p[3]);
		break;
	case RELAYOPT_MAC:
		memcpy(mac.octet, part->p, sizeof(mac.octet));
		explain_word(
		    e, part->p, part->len, part->name, hwaddr_str(&mac, text));
		break;
	case RELAYOPT_TEXT:
		explain(e, part->p, part->len, part->name,
		    (const char *)part->p, part->len);
		break;
	case RELAYOPT_HEX:
	case RELAYOPT_EMPTY:
	case RELAYOPT_OPEN:
	case RELAYOPT_CLOSE:
		explain(e, part->p, part->len, part->name, NULL, 0);
		break;
	}
}

static void
explain_part(void *arg, const struct relayopt_part *part)
{
	struct explainer *e = arg;
	size_t head = part->p ? (size_t)(part->p - part->head) : 0;

	if (part->form == RELAYOPT_CLOSE) {
		e->depth--;
		return;
	}
	if (head > 0)
		explain_as(e, part->head, head, part->name,
		    "code %u, %zu octets", part->code,
		    part->len + part->missing);
	if (part->form == RELAYOPT_OPEN) {
		if (head == 0)
			explain(e, part->p, part->len, part->name, NULL, 0);
		e->depth++;
		if (part->missing > 0)
			explain_as(e, part->p, 0, "missing", "%zu octets",
			    part->missing);
		return;
	}
	if (head > 0)
		e->depth++;
	if (head == 0 || part->len > 0)
		explain_value(e, part);
	if (part->missing > 0)
		explain_as(
		    e, part->p, 0, "missing", "%zu octets", part->missing);
	if (head > 0)
		e->depth--;
}

static void
explain_form(struct explainer *e, const struct record *r)
{
	char mac[HWADDR_STRLEN];

	switch (r->form) {
	case RECORD_LINE:
		explain_line(e, r->value, r->value_len, &r->line);
		break;
	case RECORD_DUIDS:
		explain_duid(e, r->octets, r->len);
		break;
	case RECORD_PARTS:
		relayopt_walk(
		    r->relay, r->value, r->value_len, explain_part, e, NULL);
		break;
	case RECORD_ADDRESS:
		explain_word(e, r->octets,
		    r->realm ? (size_t)(r->realm - (const char *)r->octets) - 1
			     : r->len,
		    "mac", hwaddr_str(&r->mac, mac));
		if (r->realm)
			explain(e, (const uint8_t *)r->realm, r->realm_len,
			    "realm", r->realm, r->realm_len);
		break;
	case RECORD_RATES:
		for (size_t i = 0; i < r->rates.tag_count; i++)
			explain(e, (const uint8_t *)r->rates.tag[i].p,
			    r->rates.tag[i].len, "tag", r->rates.tag[i].p,
			    r->rates.tag[i].len);
		for (size_t i = 0; i < r->rates.down_count; i++)
			explain_as(e, (const uint8_t *)r->rates.down[i].p,
			    r->rates.down[i].len, "down_rate", "%llu bit/s",
			    (unsigned long long)r->rates.down[i].bps);
		for (size_t i = 0; i < r->rates.up_count; i++)
			explain_as(e, (const uint8_t *)r->rates.up[i].p,
			    r->rates.up[i].len, "up_rate", "%llu bit/s",
			    (unsigned long long)r->rates.up[i].bps);
		break;
	case RECORD_FAILED:
		break;
	}
}

static void
write_title(struct explainer *e, const struct record *r)
{
	set_colour(e, "1");
	fprintf(e->fp, "%s: %s", record_kind_name(r->kind),
	    record_layout(r) ? record_layout(r) : "not decoded");
	set_colour(e, "0");
	if (record_confidence(r))
		fprintf(e->fp, " (%s)", record_confidence(r));
	if (r->form != RECORD_FAILED)
		fprintf(e->fp, ", spelled %s", hex_enc_name(r->enc));
	if (r->form != RECORD_FAILED && r->inner_enc != HEX_AUTO)
		fprintf(e->fp, " of %s", hex_enc_name(r->inner_enc));
	fprintf(e->fp, ", %zu octets\n", r->len);
	if (r->form == RECORD_LINE && r->line.layout->note)
		fprintf(e->fp, "note: %s\n", r->line.layout->note);
}

void
explain_record(FILE *fp, const struct record *r, bool colour)
{
	struct explainer e = {
		.fp = fp,
		.colour = colour,
		.base = r->form == RECORD_FAILED ? r->octets : r->value,
		.r = r,
	};
	const uint8_t *end;

	/* Options that were joined have other places than the octets. */
	if (r->form != RECORD_FAILED && r->value >= r->octets &&
	    r->value < r->octets + r->len)
		e.base = r->octets;
	end =
	    e.base == r->octets ? r->octets + r->len : r->value + r->value_len;
	e.at = e.base;
	write_title(&e, r);
	explain_form(&e, r);
	if (e.at < end)
		write_more(&e, e.at, (size_t)(end - e.at));
}
