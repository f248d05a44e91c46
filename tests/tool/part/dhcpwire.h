/*
 * The DHCP messages of dhcpask: a subscriber's router behind a relay (RFC
 * 2131 and 3046; RFC 8415).
 */
#ifndef DHCPWIRE_H
#define DHCPWIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "hwaddr.h"
#include "ipnet.h"

enum {
	DHCP_FIRST = 1,   /* DISCOVER, SOLICIT */
	DHCP_OFFER = 2,   /* OFFER, ADVERTISE */
	DHCP_REQUEST = 3, /* in both families */
	DHCP_ACK = 5,     /* IPv4 */
	DHCP_REPLY = 7    /* IPv6 */
};

#define DHCP_XID_MASK 0xffffff
#define DHCP_MAX_DNS 4

struct dhcp_client {
	int family;
	struct ipnet relay; /* giaddr or link-address */
	struct hwaddr mac;
	uint8_t line[250]; /* circuit-id or interface-id; none: line_len 0 */
	size_t line_len;
	uint8_t duid[130]; /* none: a DUID-LL of the MAC */
	size_t duid_len;
};

/* What a server offered or gave; AF_UNSPEC and 0: nothing. */
struct dhcp_lease {
	int type;
	struct ipnet addr;
	struct ipnet mask;
	struct ipnet gateway;
	struct ipnet prefix;
	struct ipnet dns[DHCP_MAX_DNS];
	size_t dns_count;
	uint32_t seconds;
	uint8_t server[130]; /* identifier, as it came */
	size_t server_len;
};

struct dhcp_packet {
	uint8_t b[1500];
	size_t n;
};

/* `offer` is what is requested; null in the first message. */
void dhcp_build(const struct dhcp_client *c, uint8_t type, uint32_t xid,
    const struct dhcp_lease *offer, struct dhcp_packet *p);

/* Whether `b` is a server's message, and what stands in it. */
bool dhcp_parse(
    int family, struct bytes *b, uint32_t *xid, struct dhcp_lease *l);

#endif
