/*
 * A route of the kernel ("ip route") as plain data, and the reader of the
 * netlink message that carries it: what tells where a packet goes, no more.
 */
#ifndef RTROUTE_H
#define RTROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipnet.h"
#include "why.h"

struct rtroute {
	int family;
	uint32_t table;
	uint8_t type;     /* RTN_* */
	uint8_t protocol; /* RTPROT_*: who made it */
	struct ipnet dst; /* /0: the default */
	uint32_t metric;
	/* The next hop, the first of several. */
	struct ipnet gateway; /* of either family; AF_UNSPEC: none */
	uint32_t oif;         /* an interface's index; 0: none */
	bool onlink;          /* the gateway need not be in a network of oif */
	size_t hops;          /* how many there are */
};

/*
 * Read an RTM_NEWROUTE message, header included, from hostile octets.
 * Returns 0, or -1 and why: cut, of another type or family, an attribute of
 * a wrong size.
 */
int rtroute_parse(
    const void *msg, size_t len, struct rtroute *out, struct why *why);

/* "unicast", "unreachable"...; "unknown" for any other. */
const char *rtroute_type_name(uint8_t type);

#endif
