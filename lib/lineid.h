/*
 * Layouts of line identifiers (circuit-id): which fields stand where.
 *
 *   pon-7              NODE pon RACK/SHELF/SLOT/PORT/ONU/SLOT/PORT[:VLAN]
 *   tr101-atm          NODE atm SLOT/PORT[:VPI.VCI]
 *   tr101-eth          NODE eth SLOT/PORT[:VLAN]
 *   xpon               NODE xpon SHELF/SLOT/[SUBSLOT/]PORT[:ONU.GEM.VLAN]
 *   junos-if           ge-FPC/PIC/PORT[.UNIT][:[SVLAN-]VLAN]
 *   bin-string         00 or 01, length, text
 *   bin-vlan-mod-port  00 04, VLAN (2 octets), module, port
 *   bin-mac            00 06, MAC
 *   mac-bare           MAC
 *   opaque-text        none of these, and printable (vis.h)
 *   opaque-bytes       none of these
 *
 * TR-101 lets the operator write anything: a layout is what the form proves,
 * and nothing is named that it does not prove.
 */
#ifndef LINEID_H
#define LINEID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lineid_key {
	LINEID_NODE,
	LINEID_ACCESS_TYPE,
	LINEID_RACK,
	LINEID_SHELF,
	LINEID_SLOT,
	LINEID_SUBSLOT,
	LINEID_PORT,
	LINEID_ONU_ID,
	LINEID_ONU_SLOT,
	LINEID_ONU_PORT,
	LINEID_GEM_PORT,
	LINEID_IF_NAME,
	LINEID_FPC,
	LINEID_PIC,
	LINEID_UNIT,
	LINEID_VPI,
	LINEID_VCI,
	LINEID_S_VLAN,
	LINEID_VLAN,
	LINEID_MODULE,
	LINEID_MAC,
	LINEID_STRING,
	LINEID_REST /* behind what the layout describes */
};

enum lineid_type {
	LINEID_ABSENT, /* the layout has such a field, this value left it out */
	LINEID_NUMBER,
	LINEID_SPAN,
	LINEID_OCTETS /* p[0..6) is a MAC */
};

struct lineid_field {
	enum lineid_key key;
	enum lineid_type type;
	uint32_t number;
	const uint8_t *p; /* into the value */
	size_t len;
};

struct lineid_layout {
	const char *name;
	/*
	 * "documented" by a standard or manual, "common" in the field,
	 * "guess"; null for opaque values.
	 */
	const char *confidence;
	const char *note; /* what else it may be; null: nothing else */
};

#define LINEID_MAX_FIELDS 16

struct lineid {
	const struct lineid_layout *layout; /* static, never null */
	struct lineid_field field[LINEID_MAX_FIELDS];
	size_t count; /* 0 for opaque values */
};

/*
 * Find the layout of p[0..len).  mac_spelling: it was spelled as a MAC is,
 * so six printable octets are a MAC nevertheless.
 */
void lineid_parse(
    const void *p, size_t len, bool mac_spelling, struct lineid *out);

bool lineid_is_opaque(const struct lineid *line);

/* The name of a field: "node", "onu_id". */
const char *lineid_key_name(enum lineid_key key);

/* A VLAN that cannot be one: IEEE 802.1Q ends at 4094. */
bool lineid_bad_vlan(const struct lineid_field *field);

/*
 * Whether p[0..len) is one of the binary layouts that prove themselves by a
 * header and a total length that agree.  A bare MAC does not: any six octets
 * are one.
 */
bool lineid_is_binary(const void *p, size_t len);

#endif
