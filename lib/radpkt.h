/*
 * RADIUS packets (RFC 2865) as they come from a network: framing, attributes,
 * and who signed them.
 */
#ifndef RADPKT_H
#define RADPKT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "why.h"

#define RADPKT_MAX 4096
#define RADPKT_HEADER 20
#define RADPKT_AUTH 16 /* octets of an authenticator */
#define RADPKT_VALUE_MAX 253
#define RADPKT_VENDOR_VALUE_MAX 247 /* in a Vendor-Specific of its own */

enum radpkt_code {
	RADPKT_REQUEST = 1,
	RADPKT_ACCEPT = 2,
	RADPKT_REJECT = 3,
	RADPKT_CHALLENGE = 11
};

enum radpkt_type {
	RADPKT_USER_NAME = 1,
	RADPKT_USER_PASSWORD = 2,
	RADPKT_NAS_IP_ADDRESS = 4,
	RADPKT_CLASS = 25,
	RADPKT_VENDOR_SPECIFIC = 26,
	RADPKT_CALLING_STATION_ID = 31,
	RADPKT_MESSAGE_AUTHENTICATOR = 80,
	RADPKT_NAS_IPV6_ADDRESS = 95
};

struct radpkt {
	uint8_t code;
	uint8_t id;
	const uint8_t *p; /* all of it, not owned */
	size_t len;       /* what its Length field says, 20 to 4096 */
};

/*
 * Frame p[0..len): a Length that the datagram has, and attributes that end
 * where the packet does.  Octets behind Length are padding.  Returns 0, or -1
 * and why; such a packet is to be dropped (RFC 2865 section 3).
 */
int radpkt_parse(
    const void *p, size_t len, struct radpkt *out, struct why *why);

/* "Access-Accept"; null for a code that is none of the above. */
const char *radpkt_code_name(uint8_t code);

struct radattr {
	uint32_t vendor; /* 0: none */
	uint8_t type;
	const uint8_t *p;
	size_t len;
};

struct radpkt_walk {
	const uint8_t *p;
	size_t len;
	uint32_t vendor; /* the Vendor-Specific that we are in */
	const uint8_t *inner;
	size_t inner_len;
};

/*
 * Attributes one by one.  A Vendor-Specific whose inner ones fit exactly
 * (section 5.26, the usual form) gives those; any other is given whole, with
 * type 26 and vendor 0.
 */
void radpkt_walk(struct radpkt_walk *w, const struct radpkt *packet);
bool radpkt_next(struct radpkt_walk *w, struct radattr *out);

/* The first of that kind; false when there is none. */
bool radpkt_find(const struct radpkt *packet, uint32_t vendor, uint8_t type,
    struct radattr *out);

/* Whether the Response Authenticator (section 3) is of this secret. */
bool radpkt_is_signed(const struct radpkt *reply, const struct radpkt *request,
    const char *secret);

/* A Message-Authenticator (RFC 3579 section 3.2) is that ... */
enum radpkt_mac {
	RADPKT_MAC_NONE,
	RADPKT_MAC_RIGHT,
	RADPKT_MAC_WRONG /* or of another size, or twice there */
};

enum radpkt_mac radpkt_check_mac(const struct radpkt *reply,
    const struct radpkt *request, const char *secret);

/* Sign the request p[0..len) where it has a Message-Authenticator. */
void radpkt_sign(uint8_t *p, size_t len, const char *secret);

#endif
