#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hex.h"
#include "mask.h"
#include "num.h"
#include "put.h"
#include "vis.h"

/* What a DUID's MAC is not: the reason why some subscribers get no lease. */
#define DUID_NOTE \
	"opaque by RFC 8415; a MAC is that of some interface when it was made"

void
put_octets(
    struct out *o, const char *key, const uint8_t *p, size_t len, bool mask)
{
	if (mask)
		out_null(o, key);
	else
		out_hex(o, key, p, len);
}

/* What is not text is nothing here; hex stands elsewhere. */
void
put_text(
    struct out *o, const char *key, const uint8_t *p, size_t len, bool mask)
{
	uint8_t *hidden;

	if (!vis_is_text(p, len)) {
		out_null(o, key);
		return;
	}
	if (!mask) {
		out_text(o, key, p, len);
		return;
	}
	hidden = malloc(len + 1);
	if (hidden)
		mask_octets(hidden, p, len);
	out_text(o, key, hidden, hidden ? len : 0);
	free(hidden);
}

void
put_mac(struct out *o, const struct hwaddr *mac, bool mask)
{
	char buf[HWADDR_STRLEN];

	out_str(o, "mac", mask ? mask_mac(mac, buf) : hwaddr_str(mac, buf));
	out_hex(o, "oui", mac->octet, 3);
	out_bool(o, "multicast", hwaddr_is_multicast(mac));
	out_bool(o, "local", hwaddr_is_local(mac));
}

static void
put_field_mac(struct out *o, const struct lineid_field *f, bool mask)
{
	char buf[LINEID_VALUE_SIZE];
	struct hwaddr mac = { { 0 } };
	size_t len;
	const char *text = lineid_value(f, buf, &len);

	hwaddr_parse(text, len, &mac, NULL);
	put_mac(o, &mac, mask);
}

/* "1/2/3" as numbers; none is too big, the layout has seen to that. */
static void
put_list(struct out *o, const char *key, const struct lineid_field *f)
{
	const char *p = (const char *)f->p, *end = p + f->len;
	uint32_t number;

	out_list_begin(o, key);
	while (p < end) {
		const char *slash = memchr(p, '/', (size_t)(end - p));
		size_t n = (size_t)((slash ? slash : end) - p);

		if (num_span_u32(p, n, 0, UINT32_MAX, &number) == 0)
			out_uint(o, "", number);
		p += n + 1;
	}
	out_list_end(o);
}

static void
put_field(struct out *o, const struct lineid_field *f, bool mask)
{
	const char *key = lineid_key_name(f->key);
	char buf[LINEID_VALUE_SIZE];
	const char *text;
	size_t len;

	mask = mask && lineid_is_private(f->key);
	switch (f->type) {
	case LINEID_ABSENT:
		out_null(o, key);
		return;
	case LINEID_OCTETS:
	case LINEID_SPELLED_MAC:
		put_field_mac(o, f, mask);
		return;
	case LINEID_NUMBER:
		if (!mask) {
			out_uint(o, key, f->number);
			return;
		}
		break;
	case LINEID_LIST:
		if (!mask) {
			put_list(o, key, f);
			return;
		}
		break;
	case LINEID_SPAN:
	case LINEID_ADDRESS:
		break;
	}
	text = lineid_value(f, buf, &len);
	put_text(o, key, (const uint8_t *)text, len, mask);
}

static bool
has_warnings(const struct lineid *line)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->field[i].number > 4094 &&
		    lineid_bad_vlan(&line->field[i]))
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

void
put_line(struct out *o, const struct lineid *line, bool mask)
{
	if (line->layout->note)
		out_str(o, "note", line->layout->note);
	if (line->inner)
		out_str(o, "inner_layout", line->inner->name);
	for (size_t i = 0; i < line->count; i++)
		put_field(o, &line->field[i], mask);
	if (!mask && has_warnings(line))
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

void
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
put_enterprise(struct out *o, uint32_t number)
{
	out_uint(o, "enterprise", number);
	out_str(o, "enterprise_name", relayopt_enterprise(number));
}

static void
put_duid_address(struct out *o, const struct duid *d, bool mask)
{
	char text[DUID_LINK_LOCAL_SIZE];

	out_uint(o, "hw_type", d->hw_type);
	if (d->type == DUID_LLT) {
		duid_time(d, text);
		out_str(o, "time", mask ? NULL : text);
	}
	if (!d->has_mac) {
		put_octets(o, "address", d->id, d->id_len, mask);
		return;
	}
	put_mac(o, &d->mac, mask);
	duid_link_local(&d->mac, text);
	out_str(o, "link_local", mask ? NULL : text);
}

void
put_duid(struct out *o, const struct duid *d, bool mask)
{
	char uuid[DUID_UUID_SIZE];

	if (d->has_iaid && mask)
		out_null(o, "iaid"); /* many clients make it of their MAC */
	else if (d->has_iaid)
		out_uint(o, "iaid", d->iaid);
	out_uint(o, "duid_type", d->type);
	out_str(o, "duid_type_name", duid_type_name(d->type));
	switch (d->type) {
	case DUID_LLT:
	case DUID_LL:
		put_duid_address(o, d, mask);
		break;
	case DUID_UUID:
		duid_uuid(d, uuid);
		out_str(o, "uuid", mask ? NULL : uuid);
		break;
	case DUID_EN:
		put_enterprise(o, d->enterprise);
		/* fallthrough */
	default:
		put_octets(o, "identifier", d->id, d->id_len, mask);
		break;
	}
	if (d->has_mac)
		out_str(o, "note", DUID_NOTE);
}
