#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "mask.h"
#include "out.h"
#include "print.h"
#include "put.h"
#include "text.h"
#include "vis.h"

struct printer {
	FILE *fp;
	const struct print_how *how;
	struct out out;
	uint8_t hidden[HEX_MAX_OCTETS]; /* a masked copy */
};

static const enum out_format formats[] = {
	[PRINT_TEXT] = OUT_KV,
	[PRINT_KV] = OUT_KV,
	[PRINT_JSON] = OUT_JSON,
	[PRINT_SH] = OUT_SH,
	[PRINT_TSV] = OUT_TSV,
	[PRINT_EXPLAIN] = OUT_KV,
};

struct printer *
printer_new(FILE *fp, const struct print_how *how)
{
	struct printer *p = malloc(sizeof(*p));

	if (!p)
		return NULL;
	p->fp = fp;
	p->how = how;
	out_init(&p->out, fp, formats[how->format]);
	if (how->columns && out_columns(&p->out, how->columns) == -1) {
		free(p);
		return NULL;
	}
	return p;
}

int
printer_free(struct printer *p)
{
	int ret = p->out.no_memory ? -1 : 0;

	out_free(&p->out);
	free(p);
	if (ret == -1)
		errno = ENOMEM;
	return ret;
}

static void
put_address(struct out *o, const struct record *r, bool mask)
{
	put_mac(o, &r->mac, mask);
	if (r->realm)
		out_text(o, "realm", r->realm, r->realm_len);
}

const char *
print_fault(const struct record *r, bool mask)
{
	if (r->form == RECORD_FAILED && mask)
		return "cannot be decoded";
	return r->form == RECORD_FAILED || r->cut ? r->why.text : NULL;
}

/* It may quote the value, which no JSON string need hold. */
static void
put_fault(struct out *o, const char *fault)
{
	char text[VIS_SIZE(sizeof(struct why))];

	vis_text(text, sizeof(text), fault, strlen(fault));
	out_str(o, "error", text);
}

static void
put_form(struct out *o, const struct record *r, bool mask)
{
	switch (r->form) {
	case RECORD_FAILED:
		return;
	case RECORD_LINE:
		put_line(o, &r->line, mask);
		return;
	case RECORD_RATES:
		put_class(o, &r->rates);
		return;
	case RECORD_ADDRESS:
		put_address(o, r, mask);
		return;
	case RECORD_DUIDS:
		put_duid(o, &r->duid, mask);
		return;
	case RECORD_PARTS:
		put_parts(
		    o, r->relay, r->value, r->value_len, &r->line_how, mask);
		return;
	}
}

/* The value's own text, masked as far as its layout is known. */
static void
put_value_text(struct printer *p, const struct record *r)
{
	const uint8_t *octets = r->octets;

	if (!vis_is_text(r->octets, r->len)) {
		out_null(&p->out, "text");
		return;
	}
	if (p->how->mask && r->form != RECORD_RATES) {
		octets = p->hidden;
		if (r->form == RECORD_LINE && r->value == r->octets)
			mask_line(p->hidden, r->octets, r->len, &r->line);
		else
			mask_octets(p->hidden, r->octets, r->len);
	}
	out_text(&p->out, "text", octets, r->len);
}

static void
put_record(struct printer *p, const struct record *r)
{
	struct out *o = &p->out;
	bool mask = p->how->mask && r->form != RECORD_RATES;
	const char *fault = print_fault(r, mask);

	out_begin(o);
	out_word(o, "kind", record_kind_name(r->kind));
	put_value_text(p, r);
	if (record_layout(r))
		out_word(o, "layout", record_layout(r));
	else
		out_null(o, "layout");
	if (record_confidence(r))
		out_word(o, "confidence", record_confidence(r));
	put_form(o, r, mask);
	if (fault)
		put_fault(o, fault);
	if (r->form != RECORD_FAILED) {
		out_word(o, "input_encoding", hex_enc_name(r->enc));
		if (r->inner_enc != HEX_AUTO)
			out_str(
			    o, "inner_encoding", hex_enc_name(r->inner_enc));
	}
	out_uint(o, "octets", r->len);
	put_octets(o, "hex", r->octets, r->len, mask);
	out_end(o);
}

void
print_record(struct printer *p, const struct record *r)
{
	switch (p->how->format) {
	case PRINT_TEXT:
		text_write(p->fp, r, p->how->mask);
		putc('\n', p->fp);
		break;
	case PRINT_EXPLAIN:
		explain_record(p->fp, r, p->how->colour);
		break;
	case PRINT_KV:
	case PRINT_JSON:
	case PRINT_SH:
	case PRINT_TSV:
		put_record(p, r);
		break;
	}
}
