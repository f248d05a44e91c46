#include "bytes.h"
#include "lineid_part.h"
#include "vis.h"

static const struct lineid_layout layout_bin_string = {
	"bin-string",
	"common",
	NULL,
};
static const struct lineid_layout layout_bin_vlan = {
	"bin-vlan-mod-port",
	"common",
	"some switches send a slot (2 octets) and a port (2 octets) instead",
};
static const struct lineid_layout layout_bin_mac = {
	"bin-mac",
	"common",
	NULL,
};
static const struct lineid_layout layout_mac_bare = {
	"mac-bare",
	"guess",
	"any six octets look so",
};
static const struct lineid_layout layout_opaque_text = {
	"opaque-text",
	NULL,
	NULL,
};
static const struct lineid_layout layout_opaque_bytes = {
	"opaque-bytes",
	NULL,
	NULL,
};

static const char *const key_names[] = {
	[LINEID_NODE] = "node",
	[LINEID_ACCESS_TYPE] = "access_type",
	[LINEID_RACK] = "rack",
	[LINEID_SHELF] = "shelf",
	[LINEID_SLOT] = "slot",
	[LINEID_SUBSLOT] = "subslot",
	[LINEID_PORT] = "port",
	[LINEID_ONU_ID] = "onu_id",
	[LINEID_ONU_SLOT] = "onu_slot",
	[LINEID_ONU_PORT] = "onu_port",
	[LINEID_GEM_PORT] = "gem_port",
	[LINEID_IF_NAME] = "if_name",
	[LINEID_FPC] = "fpc",
	[LINEID_PIC] = "pic",
	[LINEID_UNIT] = "unit",
	[LINEID_VPI] = "vpi",
	[LINEID_VCI] = "vci",
	[LINEID_S_VLAN] = "s_vlan",
	[LINEID_VLAN] = "vlan",
	[LINEID_MODULE] = "module",
	[LINEID_MAC] = "mac",
	[LINEID_STRING] = "string",
	[LINEID_REST] = "rest",
};

const char *
lineid_key_name(enum lineid_key key)
{
	return key_names[key];
}

bool
lineid_bad_vlan(const struct lineid_field *field)
{
	return (field->key == LINEID_VLAN || field->key == LINEID_S_VLAN) &&
	    field->type == LINEID_NUMBER && field->number > 4094;
}

bool
lineid_is_opaque(const struct lineid *line)
{
	return line->count == 0;
}

struct lineid_field *
lineid_add(struct lineid *out, enum lineid_key key, enum lineid_type type)
{
	struct lineid_field *f = &out->field[out->count++];

	f->key = key;
	f->type = type;
	f->number = 0;
	f->p = NULL;
	f->len = 0;
	return f;
}

void
lineid_add_number(struct lineid *out, enum lineid_key key, uint32_t number)
{
	lineid_add(out, key, LINEID_NUMBER)->number = number;
}

void
lineid_add_span(struct lineid *out, enum lineid_key key, enum lineid_type type,
    const void *p, size_t len)
{
	struct lineid_field *f = lineid_add(out, key, type);

	f->p = p;
	f->len = len;
}

/* Type 0 or 1 and the length of what follows. */
static bool
take_header(struct bytes *b, uint8_t *type)
{
	*type = bytes_u8(b);
	return bytes_u8(b) == bytes_left(b) && bytes_left(b) > 0 && *type <= 1;
}

/*
 * Text goes before VLAN and MAC: as a VLAN, two printable octets are beyond
 * 4094, and a MAC of six printable ones is rarer than a name.
 */
static bool
parse_binary(const uint8_t *p, size_t len, struct lineid *out)
{
	struct bytes b;
	uint8_t type;

	bytes_init(&b, p, len);
	if (!take_header(&b, &type))
		return false;
	if (vis_is_text(p + 2, len - 2)) {
		out->layout = &layout_bin_string;
		lineid_add_span(
		    out, LINEID_STRING, LINEID_SPAN, p + 2, len - 2);
		return true;
	}
	if (type == 0 && len == 6) {
		out->layout = &layout_bin_vlan;
		lineid_add_number(out, LINEID_VLAN, bytes_be16(&b));
		lineid_add_number(out, LINEID_MODULE, bytes_u8(&b));
		lineid_add_number(out, LINEID_PORT, bytes_u8(&b));
		return true;
	}
	if (type == 0 && len == 8) {
		out->layout = &layout_bin_mac;
		lineid_add_span(out, LINEID_MAC, LINEID_OCTETS, p + 2, 6);
		return true;
	}
	return false;
}

bool
lineid_is_binary(const void *p, size_t len)
{
	struct lineid line = { .count = 0 };

	return parse_binary(p, len, &line);
}

/* Six octets without proof: no card has a group address. */
static bool
may_be_mac(const uint8_t *p, size_t len, bool text)
{
	return len == 6 && !text && !(p[0] & 1);
}

void
lineid_parse(const void *p, size_t len, bool mac_spelling, struct lineid *out)
{
	bool text = len > 0 && vis_is_text(p, len);

	out->count = 0;
	if (!text && parse_binary(p, len, out))
		return;
	if (may_be_mac(p, len, text) || (len == 6 && mac_spelling)) {
		out->layout = &layout_mac_bare;
		lineid_add_span(out, LINEID_MAC, LINEID_OCTETS, p, 6);
	} else if (!text) {
		out->layout = &layout_opaque_bytes;
	} else if (!lineid_parse_text(p, len, out)) {
		out->count = 0;
		out->layout = &layout_opaque_text;
	}
}
