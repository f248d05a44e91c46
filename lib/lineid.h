/*
 * Layouts of line identifiers (circuit-id, remote-id): which fields stand
 * where.  NODE is any text; a blank in a layout is one or more.
 *
 *   pon-7          NODE pon RACK/SHELF/SLOT/PORT/ONU/SLOT/PORT[:VLAN]
 *   pon-serial     NODE pon RACK/SHELF/SLOT/PORT/ONU/SERIAL of 24
 *   tr156          NODE pon SLOT/PORT/ONU/SLOT/PORT[:VLAN]
 *   tr101-atm      NODE atm SLOT/PORT[:VPI.VCI]
 *   tr101-eth      NODE eth SLOT/PORT[:VLAN]
 *   tr101-long     NODE eth CHASSIS/RACK/SHELF/SLOT/SUBSLOT/PORT[:VLAN]
 *   xpon           NODE xpon SHELF/SLOT/[SUBSLOT/]PORT[:ONU.GEM.VLAN]
 *   path           NODE eth N/N/N...; ambiguous, so numbers have no names
 *   nokia-path     the same of four with a profile: RACK/SHELF/SLOT/PORT
 *   huawei-path    SHELF/SLOT/[SUBSLOT/]PORT
 *   cn-telecom     eth SLOT/SUBSLOT/PORT:SVLAN.VLAN NODE/.../PORT[:X.X]
 *   cn-163         slot=N;subslot=N;port=N;vlanid=N;[vlanid2=N;]
 *   bas-prefixed   atm SLOT/SUBSLOT/PORT:VPI.VCI#circuit-id
 *   junos-if       ge-FPC/PIC/PORT[.UNIT][:[SVLAN-]VLAN]
 *   sros-tuple     NODE|SERVICE|INTERFACE
 *   redback        SLOT/PORT vlan-id [SVLAN:]VLAN pppoe SESSION
 *   if-vlan        Vlan7+IF, vlan7-IF, IF:Vlan7, IF:7
 *   onu-serial     ZTEG and eight digits
 *   mac-text       MAC with separators
 *   bin-string     00 or 01, length, text
 *   bin-vlan-mod-port  00 04, VLAN (2 octets), module, port
 *   bin-mac        00 06, MAC
 *   bin-vlan-mac   00 06, VLAN, slot, port (2 octets each), 01 06, MAC
 *   bin-4          4 octets without a header: VLAN, module, port
 *   ipv4-bare, bin-ipv4, mac-ipv4   IPv4 address in a remote-id
 *   mac-bare       MAC
 *   opaque-text    none of these, and printable (vis.h)
 *   opaque-bytes   none of these
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
	LINEID_PATH,
	LINEID_CHASSIS,
	LINEID_RACK,
	LINEID_SHELF,
	LINEID_SLOT,
	LINEID_SUBSLOT,
	LINEID_PORT,
	LINEID_ONU_ID,
	LINEID_ONU_SLOT,
	LINEID_ONU_PORT,
	LINEID_ONU_SERIAL,
	LINEID_GEM_PORT,
	LINEID_IF_NAME,
	LINEID_FPC,
	LINEID_PIC,
	LINEID_UNIT,
	LINEID_VPI,
	LINEID_VCI,
	LINEID_XPI,
	LINEID_XCI,
	LINEID_S_VLAN,
	LINEID_C_VLAN,
	LINEID_VLAN,
	LINEID_MODULE,
	LINEID_SERVICE_ID,
	LINEID_SESSION,
	LINEID_NAS_TYPE,
	LINEID_NAS_IF_NAME,
	LINEID_NAS_SLOT,
	LINEID_NAS_SUBSLOT,
	LINEID_NAS_PORT,
	LINEID_NAS_VPI,
	LINEID_NAS_VCI,
	LINEID_NAS_S_VLAN,
	LINEID_NAS_VLAN,
	LINEID_MAC,
	LINEID_IPV4,
	LINEID_STRING,
	LINEID_REST, /* behind what the layout describes */
	LINEID_KEYS
};

enum lineid_type {
	LINEID_ABSENT, /* the layout has such a field, this value left it out */
	LINEID_NUMBER,
	LINEID_SPAN,
	LINEID_LIST,   /* numbers with '/' between */
	LINEID_OCTETS, /* p[0..6) is a MAC */
	LINEID_SPELLED_MAC,
	LINEID_ADDRESS /* p[0..4) is an IPv4 address */
};

struct lineid_field {
	enum lineid_key key;
	enum lineid_type type;
	uint32_t number;
	const uint8_t *p; /* where in the value it stands; null if absent */
	size_t len;
};

struct lineid_layout {
	const char *name;
	/*
	 * "documented" by a standard or manual, "common" in the field,
	 * "guess", "site" for the operator's own; null for opaque values.
	 */
	const char *confidence;
	const char *note; /* what else it may be; null: nothing else */
};

#define LINEID_MAX_FIELDS 24

struct lineid {
	const struct lineid_layout *layout; /* never null */
	const struct lineid_layout *inner; /* of a circuit-id within, or null */
	struct lineid_field field[LINEID_MAX_FIELDS];
	size_t count; /* 0 for opaque values */
};

/*
 * Find the layout of p[0..len).  mac_spelling: it was spelled as a MAC is,
 * so six octets that are printable, or 00 04 and a VLAN above 4094, are one.
 */
void lineid_parse(
    const void *p, size_t len, bool mac_spelling, struct lineid *out);

/* Whose access nodes they are, where a form alone is ambiguous. */
enum lineid_profile {
	LINEID_ANY_PROFILE,
	LINEID_NOKIA,
	LINEID_HUAWEI
};

struct linetpl;

/* What the caller knows beside the octets. */
struct lineid_how {
	bool mac_spelling;
	bool remote_id; /* rather than a circuit-id */
	enum lineid_profile profile;
	/* The site's own layouts, which go first. */
	const struct linetpl *const *templates;
	size_t template_count;
};

void lineid_parse_as(const void *p, size_t len, const struct lineid_how *how,
    struct lineid *out);

/* "nokia", "huawei"; 0, or -1 for no such name. */
int lineid_profile_parse(const char *name, enum lineid_profile *out);

bool lineid_is_opaque(const struct lineid *line);

/* The name of a field: "node", "onu_id". */
const char *lineid_key_name(enum lineid_key key);

/*
 * The canonical value of a field that is not absent: a number without leading
 * zeros, a MAC with colons; else the octets in the value, as hostile as they
 * came.  `buf` holds it when it is made.  *len is its length.
 */
#define LINEID_VALUE_SIZE 24
const char *lineid_value(
    const struct lineid_field *f, char buf[LINEID_VALUE_SIZE], size_t *len);

/*
 * Whether the field tells which household it is, once the access network is
 * known.
 */
bool lineid_is_private(enum lineid_key key);

/* A VLAN that cannot be one: IEEE 802.1Q ends at 4094. */
bool lineid_bad_vlan(const struct lineid_field *field);

/*
 * Whether p[0..len) is one of the binary layouts that prove themselves by a
 * header and a total length that agree.  A bare MAC does not: any six octets
 * are one, those with 00 04 and a VLAN above 4094 first of all.
 */
bool lineid_is_binary(const void *p, size_t len);

#endif
