#include "bytes.h"
#include "lineid_part.h"
#include "vis.h"

#define SLOT_NOTE \
	"some switches send a slot (2 octets) and a port (2 octets) instead"

/* Layouts with a header, then those without one. */
static const struct lineid_layout layout_bin_string = {
	"bin-string",
	"common",
	NULL,
};
static const struct lineid_layout layout_bin_string_mac = {
	"bin-string",
	"common",
	"a MAC address where the switch sends one",
};
static const struct lineid_layout layout_bin_string_ipv4 = {
	"bin-string",
	"common",
	"an IPv4 address where the switch sends one",
};
static const struct lineid_layout layout_bin_vlan = {
	"bin-vlan-mod-port",
	"common",
	SLOT_NOTE,
};
static const struct lineid_layout layout_bin_vlan_or_mac = {
	"bin-vlan-mod-port",
	"common",
	SLOT_NOTE "; a MAC address is spelled so too",
};
static const struct lineid_layout layout_bin_mac = {
	"bin-mac",
	"common",
	NULL,
};
static const struct lineid_layout layout_bin_vlan_mac = {
	"bin-vlan-mac",
	"common",
	NULL,
};
static const struct lineid_layout layout_bin_ipv4 = {
	"bin-ipv4",
	"guess",
	"a VLAN (2 octets), a module and a port in a circuit-id",
};
static const struct lineid_layout layout_mac_ipv4 = {
	"mac-ipv4",
	"guess",
	"any ten octets look so",
};
static const struct lineid_layout layout_ipv4_bare = {
	"ipv4-bare",
	"guess",
	"any four octets look so",
};
static const struct lineid_layout layout_bin_4 = {
	"bin-4",
	"guess",
	"any four octets look so",
};
static const struct lineid_layout layout_bin_4_01 = {
	"bin-4",
	"guess",
	"some switches send 01, a VLAN (2 octets) and a port instead",
};
static const struct lineid_layout layout_mac_bare = {
	"mac-bare",
	"guess",
	"any six octets look so",
};

/* The next `n` octets, at most 2, as a number. */
static void
take_number(struct bytes *b, enum lineid_key key, size_t n, struct lineid *out)
{
	const uint8_t *p = b->p + b->off;

	lineid_add_number(out, key, n == 2 ? bytes_be16(b) : bytes_u8(b), p, n);
}

/* Type 0 or 1 and the length of what follows. */
static bool
take_header(struct bytes *b, uint8_t *type)
{
	*type = bytes_u8(b);
	return bytes_u8(b) == bytes_left(b) && bytes_left(b) > 0 && *type <= 1;
}

/* Two pieces, each with its header: 00 06 and numbers, 01 06 and a MAC. */
static bool
parse_two(const uint8_t *p, size_t len, struct lineid *out)
{
	struct bytes b;

	if (len != 16 || p[0] != 0 || p[1] != 6 || p[8] != 1 || p[9] != 6)
		return false;
	bytes_init(&b, p, len);
	bytes_take(&b, 2);
	take_number(&b, LINEID_VLAN, 2, out);
	take_number(&b, LINEID_SLOT, 2, out);
	take_number(&b, LINEID_PORT, 2, out);
	lineid_add_span(out, LINEID_MAC, LINEID_OCTETS, p + 10, 6);
	out->layout = &layout_bin_vlan_mac;
	return true;
}

/* Of the length that something else has, the note says so. */
static const struct lineid_layout *
string_layout(uint8_t type, size_t len, bool remote_id)
{
	if (type == 0 && len == 8)
		return &layout_bin_string_mac;
	if (type == 0 && len == 6 && remote_id)
		return &layout_bin_string_ipv4;
	return &layout_bin_string;
}

/* Spelled as a MAC, and with no such VLAN, it is one. */
static bool
add_vlan(struct bytes *b, bool mac_spelling, struct lineid *out)
{
	out->layout = mac_spelling ? &layout_bin_vlan_or_mac : &layout_bin_vlan;
	take_number(b, LINEID_VLAN, 2, out);
	take_number(b, LINEID_MODULE, 1, out);
	take_number(b, LINEID_PORT, 1, out);
	if (!mac_spelling || !lineid_bad_vlan(&out->field[0]))
		return true;
	out->count = 0;
	return false;
}

/*
 * Text goes before VLAN and MAC: as a VLAN, two printable octets are beyond
 * 4094, and a MAC of six printable ones is rarer than a name.
 */
static bool
parse_header(const uint8_t *p, size_t len, const struct lineid_how *how,
    struct lineid *out)
{
	struct bytes b;
	uint8_t type;

	bytes_init(&b, p, len);
	if (!take_header(&b, &type))
		return false;
	if (vis_is_text(p + 2, len - 2)) {
		out->layout = string_layout(type, len, how->remote_id);
		lineid_add_span(
		    out, LINEID_STRING, LINEID_SPAN, p + 2, len - 2);
		return true;
	}
	if (type == 0 && len == 6 && how->remote_id) {
		out->layout = &layout_bin_ipv4;
		lineid_add_span(out, LINEID_IPV4, LINEID_ADDRESS, p + 2, 4);
		return true;
	}
	if (type == 0 && len == 6)
		return add_vlan(&b, how->mac_spelling, out);
	if (type == 0 && len == 8) {
		out->layout = &layout_bin_mac;
		lineid_add_span(out, LINEID_MAC, LINEID_OCTETS, p + 2, 6);
		return true;
	}
	return false;
}

/* A VLAN, a module and a port: as far as such a VLAN can be. */
static bool
parse_four(const uint8_t *p, struct lineid *out)
{
	struct bytes b;

	bytes_init(&b, p, 4);
	take_number(&b, LINEID_VLAN, 2, out);
	take_number(&b, LINEID_MODULE, 1, out);
	take_number(&b, LINEID_PORT, 1, out);
	if (out->field[0].number >= 1 && out->field[0].number <= 4094) {
		out->layout = p[0] == 1 ? &layout_bin_4_01 : &layout_bin_4;
		return true;
	}
	out->count = 0;
	return false;
}

/* An IPv4 address that a switch could have. */
static bool
may_be_ipv4(const uint8_t *p)
{
	return p[0] > 0 && p[0] < 224;
}

static bool
parse_bare(const uint8_t *p, size_t len, bool remote_id, struct lineid *out)
{
	if (len == 6 && !(p[0] & 1)) { /* no card has a group address */
		out->layout = &layout_mac_bare;
		lineid_add_span(out, LINEID_MAC, LINEID_OCTETS, p, 6);
		return true;
	}
	if (len == 4 && !remote_id)
		return parse_four(p, out);
	if (!remote_id || (len != 4 && len != 10) || !may_be_ipv4(p + len - 4))
		return false;
	if (len == 10)
		lineid_add_span(out, LINEID_MAC, LINEID_OCTETS, p, 6);
	lineid_add_span(out, LINEID_IPV4, LINEID_ADDRESS, p + len - 4, 4);
	out->layout = len == 10 ? &layout_mac_ipv4 : &layout_ipv4_bare;
	return true;
}

bool
lineid_parse_binary(const uint8_t *p, size_t len, const struct lineid_how *how,
    bool proven, struct lineid *out)
{
	out->count = 0;
	if (proven)
		return parse_two(p, len, out) || parse_header(p, len, how, out);
	if (len == 6 && how->mac_spelling) {
		out->layout = &layout_mac_bare;
		lineid_add_span(out, LINEID_MAC, LINEID_OCTETS, p, 6);
		return true;
	}
	return !vis_is_text(p, len) && parse_bare(p, len, how->remote_id, out);
}
