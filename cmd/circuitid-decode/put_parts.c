#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mask.h"
#include "put.h"
#include "vis.h"

struct putter {
	struct out *o;
	const struct lineid_how *how;
	bool mask;
};

static void
put_line_text(struct out *o, const uint8_t *p, size_t len,
    const struct lineid *line, bool mask)
{
	uint8_t *hidden;

	if (!mask || !vis_is_text(p, len)) {
		put_text(o, "text", p, len, mask);
		return;
	}
	hidden = malloc(len + 1);
	if (hidden)
		mask_line(hidden, p, len, line);
	out_text(o, "text", hidden, hidden ? len : 0);
	free(hidden);
}

/* A line within is an object of its own. */
static void
put_part_line(struct putter *p, const struct relayopt_part *part)
{
	struct out *o = p->o;
	struct lineid line;

	out_open(o, part->name);
	record_part_line(p->how, part, &line);
	put_line_text(o, part->p, part->len, &line, p->mask);
	out_str(o, "layout", line.layout->name);
	if (line.layout->confidence)
		out_str(o, "confidence", line.layout->confidence);
	put_line(o, &line, p->mask);
	put_octets(o, "hex", part->p, part->len, p->mask);
	out_close(o);
}

static void
put_number(struct out *o, const struct relayopt_part *part)
{
	char key[RELAYOPT_NAME_SIZE + 8];

	out_uint(o, part->name, part->number);
	if (!part->unit)
		return;
	snprintf(key, sizeof(key), "%s_unit", part->name);
	out_str(o, key, part->unit);
}

static void
put_cut(struct out *o, const struct relayopt_part *part, bool mask)
{
	out_open(o, part->name);
	put_octets(o, "hex", part->p, part->len, mask);
	out_uint(o, "missing", part->missing);
	out_close(o);
}

static void
put_part_duid(struct putter *p, const struct relayopt_part *part)
{
	struct duid d;

	if (duid_parse(part->p, part->len, &d, NULL) == -1) {
		put_octets(p->o, part->name, part->p, part->len, p->mask);
		return;
	}
	out_open(p->o, part->name);
	put_duid(p->o, &d, p->mask);
	put_octets(p->o, "hex", part->p, part->len, p->mask);
	out_close(p->o);
}

static void
put_part_text(struct putter *p, const struct relayopt_part *part)
{
	if (vis_is_text(part->p, part->len))
		put_text(p->o, part->name, part->p, part->len, p->mask);
	else
		put_octets(p->o, part->name, part->p, part->len, p->mask);
}

static void
put_part_mac(struct putter *p, const struct relayopt_part *part)
{
	struct hwaddr mac;

	memcpy(mac.octet, part->p, sizeof(mac.octet));
	out_open(p->o, part->name);
	put_mac(p->o, &mac, p->mask);
	out_close(p->o);
}

static void
put_address(struct out *o, const struct relayopt_part *part)
{
	char text[16];

	snprintf(text, sizeof(text), "%d.%d.%d.%d", part->p[0], part->p[1],
	    part->p[2], part->p[3]);
	out_str(o, part->name, text);
}

static void
put_part(void *arg, const struct relayopt_part *part)
{
	struct putter *p = arg;

	if (part->missing > 0 && part->form != RELAYOPT_OPEN) {
		put_cut(p->o, part, p->mask);
		return;
	}
	switch (part->form) {
	case RELAYOPT_OPEN:
		out_open(p->o, part->name);
		if (part->missing > 0)
			out_uint(p->o, "missing", part->missing);
		break;
	case RELAYOPT_CLOSE:
		out_close(p->o);
		break;
	case RELAYOPT_CIRCUIT:
	case RELAYOPT_REMOTE:
		put_part_line(p, part);
		break;
	case RELAYOPT_TEXT:
		put_part_text(p, part);
		break;
	case RELAYOPT_HEX:
		put_octets(p->o, part->name, part->p, part->len, p->mask);
		break;
	case RELAYOPT_NUMBER:
		put_number(p->o, part);
		break;
	case RELAYOPT_WORD:
		out_str(p->o, part->name, part->word);
		break;
	case RELAYOPT_IPV4:
		put_address(p->o, part);
		break;
	case RELAYOPT_MAC:
		put_part_mac(p, part);
		break;
	case RELAYOPT_DUID:
		put_part_duid(p, part);
		break;
	case RELAYOPT_EMPTY:
		out_bool(p->o, part->name, true);
		break;
	}
}

void
put_parts(struct out *o, enum relayopt_kind kind, const uint8_t *p, size_t len,
    const struct lineid_how *how, bool mask)
{
	struct putter putter = { o, how, mask };

	relayopt_walk(kind, p, len, put_part, &putter, NULL);
}
