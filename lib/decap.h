/*
 * From a captured frame to the datagram in it: link layers (Ethernet with any
 * stack of VLAN tags, MPLS and PPPoE; Linux "cooked", BSD loopback, PPP, raw
 * IP), IPv4 with options, IPv6 with extension headers, fragments, UDP.
 * Nothing is put together again: a view on the frame is all there is.
 */
#ifndef DECAP_H
#define DECAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipnet.h"

enum decap_kind {
	DECAP_OTHER,    /* not UDP over IP, or damaged */
	DECAP_CUT,      /* IP, but too little of it was captured */
	DECAP_UDP,      /* perhaps a first fragment: `more` */
	DECAP_FRAGMENT, /* a later one: no ports in it */
};

/* An IPv4 address is mapped: ::ffff:192.0.2.1. */
struct decap_addr {
	uint8_t octets[16];
};

struct decap {
	struct decap_addr src;
	struct decap_addr dst;
	uint8_t ttl;
	bool has_id;   /* IPv4, and IPv6 where it is a fragment */
	bool more;     /* fragments follow */
	uint32_t id;   /* of the IP header: what joins fragments */
	uint32_t at;   /* of a fragment: octets before it */
	size_t ip_len; /* octets behind the IP headers, as those say */
	/* For DECAP_UDP. */
	uint16_t sport;
	uint16_t dport;
	size_t udp_len; /* of the payload, as UDP says: over all fragments */
	const uint8_t *payload;
	size_t len; /* octets of the payload captured: perhaps fewer */
};

/* `linktype` is a DLT_ number; the kind of frame is known here. */
bool decap_knows(int linktype);

/* A frame of p[0..len) as captured.  OTHER for an unknown linktype. */
enum decap_kind decap(
    int linktype, const uint8_t *p, size_t len, struct decap *out);

/* The address as a host's net, and as text. */
void decap_net(const struct decap_addr *a, struct ipnet *out);
const char *decap_str(const struct decap_addr *a, char buf[IPNET_STRLEN]);

/* IPv4, mapped. */
bool decap_is_v4(const struct decap_addr *a);

#endif
