#include <stdlib.h>
#include <string.h>

#include "hex.h"
#include "mask.h"
#include "text.h"
#include "vis.h"

static void
write_mac(FILE *fp, const struct hwaddr *mac, bool mask)
{
	char buf[HWADDR_STRLEN];

	fputs(mask ? mask_mac(mac, buf) : hwaddr_str(mac, buf), fp);
}

static void
write_octets(FILE *fp, const uint8_t *p, size_t len, bool mask)
{
	if (mask)
		mask_write(fp, p, len);
	else
		vis_write(fp, p, len);
}

static void
write_hex(FILE *fp, const uint8_t *p, size_t len, bool mask)
{
	char text[2 * 64 + 1];

	if (mask) {
		fputs("***", fp);
		return;
	}
	for (size_t n; len > 0; p += n, len -= n) {
		n = len < 64 ? len : 64;
		hex_encode(text, sizeof(text), p, n);
		fputs(text, fp);
	}
}

/* A layout of nothing but an address, and maybe a header, is printed as one. */
static bool
is_address(const struct lineid *line)
{
	return line->count == 1 &&
	    (line->field[0].type == LINEID_OCTETS ||
		line->field[0].type == LINEID_ADDRESS);
}

static void
write_address_field(FILE *fp, const struct lineid_field *f, bool mask)
{
	char buf[LINEID_VALUE_SIZE];
	struct hwaddr mac;
	size_t len;
	const char *text;

	if (f->type == LINEID_OCTETS) {
		memcpy(mac.octet, f->p, sizeof(mac.octet));
		write_mac(fp, &mac, mask);
		return;
	}
	text = lineid_value(f, buf, &len);
	write_octets(fp, (const uint8_t *)text, len, mask);
}

static void
write_line(FILE *fp, const uint8_t *p, size_t len, const struct lineid *line,
    bool mask)
{
	uint8_t *hidden;

	if (is_address(line)) {
		write_address_field(fp, &line->field[0], mask);
		return;
	}
	if (!mask) {
		vis_write(fp, p, len);
		return;
	}
	hidden = malloc(len + 1);
	if (hidden) {
		mask_line(hidden, p, len, line);
		vis_write(fp, hidden, len);
	}
	free(hidden);
}

static void
write_duid(FILE *fp, const struct duid *d, bool mask)
{
	char text[DUID_UUID_SIZE];

	if (duid_type_name(d->type))
		fputs(duid_type_name(d->type), fp);
	else
		fprintf(fp, "type %u", d->type);
	if (d->type == DUID_LLT && !mask) {
		duid_time(d, text);
		fprintf(fp, " %s", text);
	}
	if (d->type == DUID_EN)
		fprintf(fp, " %lu", (unsigned long)d->enterprise);
	putc(' ', fp);
	if (d->has_mac) {
		write_mac(fp, &d->mac, mask);
	} else if (d->type == DUID_UUID && !mask) {
		duid_uuid(d, text);
		fputs(text, fp);
	} else {
		write_hex(fp, d->id, d->id_len, mask);
	}
}

/* "circuit_id: olt-1 pon 1/1; vendor.enterprise_9.data: 00ff" */
struct parts {
	FILE *fp;
	const struct lineid_how *how;
	bool mask;
	bool any;
	char path[256];
	size_t opened[8];
	size_t depth;
	size_t len;
};

static void
write_part_line(struct parts *p, const struct relayopt_part *part)
{
	struct lineid line;

	record_part_line(p->how, part, &line);
	write_line(p->fp, part->p, part->len, &line, p->mask);
}

static void
write_part_duid(struct parts *p, const struct relayopt_part *part)
{
	struct duid d;

	if (duid_parse(part->p, part->len, &d, NULL) == 0)
		write_duid(p->fp, &d, p->mask);
	else
		write_hex(p->fp, part->p, part->len, p->mask);
}

static void
write_value(struct parts *p, const struct relayopt_part *part)
{
	struct hwaddr mac;

	switch (part->form) {
	case RELAYOPT_CIRCUIT:
	case RELAYOPT_REMOTE:
		write_part_line(p, part);
		break;
	case RELAYOPT_TEXT:
		write_octets(p->fp, part->p, part->len, p->mask);
		break;
	case RELAYOPT_HEX:
		write_hex(p->fp, part->p, part->len, p->mask);
		break;
	case RELAYOPT_NUMBER:
		fprintf(p->fp, "%lu%s%s", (unsigned long)part->number,
		    part->unit ? " " : "", part->unit ? part->unit : "");
		break;
	case RELAYOPT_WORD:
		fputs(part->word, p->fp);
		break;
	case RELAYOPT_IPV4:
		fprintf(p->fp, "%d.%d.%d.%d", part->p[0], part->p[1],
		    part->p[2], part->p[3]);
		break;
	case RELAYOPT_MAC:
		memcpy(mac.octet, part->p, sizeof(mac.octet));
		write_mac(p->fp, &mac, p->mask);
		break;
	case RELAYOPT_DUID:
		write_part_duid(p, part);
		break;
	case RELAYOPT_EMPTY:
		fputs("yes", p->fp);
		break;
	case RELAYOPT_OPEN:
	case RELAYOPT_CLOSE:
		break;
	}
	if (part->missing > 0)
		fprintf(p->fp, " (%zu missing)", part->missing);
}

static void
write_part(void *arg, const struct relayopt_part *part)
{
	struct parts *p = arg;
	size_t n = strlen(part->name);

	if (part->form == RELAYOPT_CLOSE) {
		p->len = p->opened[--p->depth];
		return;
	}
	if (part->form == RELAYOPT_OPEN) {
		p->opened[p->depth++] = p->len;
		memcpy(p->path + p->len, part->name, n);
		p->len += n;
		p->path[p->len++] = '.';
		return;
	}
	fprintf(p->fp, "%s%.*s%s: ", p->any ? "; " : "", (int)p->len, p->path,
	    part->name);
	p->any = true;
	write_value(p, part);
}

static void
write_parts(FILE *fp, const struct record *r, bool mask)
{
	struct parts p = { .fp = fp, .how = &r->line_how, .mask = mask };

	relayopt_walk(r->relay, r->value, r->value_len, write_part, &p, NULL);
}

void
text_write(FILE *fp, const struct record *r, bool mask)
{
	switch (r->form) {
	case RECORD_ADDRESS:
		write_mac(fp, &r->mac, mask);
		if (r->realm) {
			putc('@', fp);
			vis_write(fp, r->realm, r->realm_len);
		}
		break;
	case RECORD_LINE:
		write_line(fp, r->value, r->value_len, &r->line, mask);
		break;
	case RECORD_DUIDS:
		write_duid(fp, &r->duid, mask);
		break;
	case RECORD_PARTS:
		write_parts(fp, r, mask);
		break;
	case RECORD_RATES:
		vis_write(fp, r->octets, r->len);
		break;
	case RECORD_FAILED:
		write_octets(fp, r->octets, r->len, mask);
		break;
	}
}
