#include <stdio.h>
#include <string.h>

#include "out.h"
#include "print.h"
#include "vis.h"

static void
print_address(FILE *fp, const struct record *r)
{
	char buf[HWADDR_STRLEN];

	fputs(hwaddr_str(&r->mac, buf), fp);
	if (r->realm) {
		putc('@', fp);
		vis_write(fp, r->realm, r->realm_len);
	}
}

/* A layout that is nothing but a MAC. */
static bool
is_bare_mac(const struct record *r)
{
	return r->form == RECORD_LINE && r->line.count == 1 &&
	    r->line.field[0].type == LINEID_OCTETS && r->len == 6;
}

static void
print_mac_octets(FILE *fp, const uint8_t *p)
{
	char buf[HWADDR_STRLEN];
	struct hwaddr mac;

	memcpy(mac.octet, p, sizeof(mac.octet));
	fputs(hwaddr_str(&mac, buf), fp);
}

static void
print_text(FILE *fp, const struct record *r)
{
	if (r->form == RECORD_ADDRESS)
		print_address(fp, r);
	else if (is_bare_mac(r))
		print_mac_octets(fp, r->octets);
	else
		vis_write(fp, r->octets, r->len);
	putc('\n', fp);
}

static void
put_mac(struct out *o, const struct hwaddr *mac)
{
	char buf[HWADDR_STRLEN];

	out_str(o, "mac", hwaddr_str(mac, buf));
	out_hex(o, "oui", mac->octet, 3);
	out_bool(o, "multicast", hwaddr_is_multicast(mac));
	out_bool(o, "local", hwaddr_is_local(mac));
}

static void
put_field(struct out *o, const struct lineid_field *f)
{
	const char *key = lineid_key_name(f->key);
	struct hwaddr mac;

	switch (f->type) {
	case LINEID_ABSENT:
		out_null(o, key);
		break;
	case LINEID_NUMBER:
		out_uint(o, key, f->number);
		break;
	case LINEID_SPAN:
		out_text(o, key, f->p, f->len);
		break;
	case LINEID_OCTETS:
		memcpy(mac.octet, f->p, sizeof(mac.octet));
		put_mac(o, &mac);
		break;
	}
}

static bool
has_warnings(const struct lineid *line)
{
	for (size_t i = 0; i < line->count; i++)
		if (lineid_bad_vlan(&line->field[i]))
			return true;
	return false;
}

/* What is wrong with fields that were read all the same. */
static void
put_warnings(struct out *o, const struct lineid *line)
{
	char text[64];

	out_list_begin(o, "warnings");
	for (size_t i = 0; i < line->count; i++) {
		const struct lineid_field *f = &line->field[i];

		if (!lineid_bad_vlan(f))
			continue;
		snprintf(text, sizeof(text), "%s: want at most 4094; have %u",
		    lineid_key_name(f->key), f->number);
		out_str(o, "", text);
	}
	out_list_end(o);
}

static void
put_line(struct out *o, const struct lineid *line)
{
	if (line->layout->note)
		out_str(o, "note", line->layout->note);
	for (size_t i = 0; i < line->count; i++)
		put_field(o, &line->field[i]);
	if (has_warnings(line))
		put_warnings(o, line);
}

static void
put_rates(struct out *o, const char *name, const struct rateclass_rate *rate,
    size_t count)
{
	char key[32];

	for (size_t i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "%s_rate_%zu", name, i + 1);
		out_text(o, key, rate[i].p, rate[i].len);
		snprintf(key, sizeof(key), "%s_bps_%zu", name, i + 1);
		out_uint(o, key, rate[i].bps);
	}
}

static void
put_class(struct out *o, const struct rateclass *c)
{
	out_list_begin(o, "tags");
	for (size_t i = 0; i < c->tag_count; i++)
		out_text(o, "", c->tag[i].p, c->tag[i].len);
	out_list_end(o);
	put_rates(o, "down", c->down, c->down_count);
	put_rates(o, "up", c->up, c->up_count);
}

static void
put_address(struct out *o, const struct record *r)
{
	put_mac(o, &r->mac);
	if (r->realm)
		out_text(o, "realm", r->realm, r->realm_len);
}

/* The finding may quote the value, which no JSON string need hold. */
static void
put_error(struct out *o, const struct why *why)
{
	char text[VIS_SIZE(sizeof(why->text))];

	vis_text(text, sizeof(text), why->text, strlen(why->text));
	out_str(o, "error", text);
}

static void
put_parts(struct out *o, const struct record *r)
{
	switch (r->form) {
	case RECORD_FAILED:
		put_error(o, &r->why);
		return;
	case RECORD_LINE:
		put_line(o, &r->line);
		break;
	case RECORD_RATES:
		put_class(o, &r->rates);
		break;
	case RECORD_ADDRESS:
		put_address(o, r);
		break;
	}
	out_str(o, "input_encoding", hex_enc_name(r->enc));
	if (r->inner_enc != HEX_AUTO)
		out_str(o, "inner_encoding", hex_enc_name(r->inner_enc));
}

void
print_record(FILE *fp, enum print_format format, const struct record *r)
{
	struct out o;

	if (format == PRINT_TEXT) {
		print_text(fp, r);
		return;
	}
	out_init(&o, fp, format == PRINT_JSON ? OUT_JSON : OUT_KV);
	out_begin(&o);
	out_str(&o, "kind", record_kind_name(r->kind));
	if (vis_is_text(r->octets, r->len))
		out_text(&o, "text", r->octets, r->len);
	else
		out_null(&o, "text");
	out_str(&o, "layout", record_layout(r));
	if (record_confidence(r))
		out_str(&o, "confidence", record_confidence(r));
	put_parts(&o, r);
	out_uint(&o, "octets", r->len);
	out_hex(&o, "hex", r->octets, r->len);
	out_end(&o);
}
