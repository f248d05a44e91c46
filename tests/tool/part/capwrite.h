/*
 * Captures of NTP and other UDP, written octet by octet: what tests and
 * measurements read.  A failure ends the program.
 */
#ifndef CAPWRITE_H
#define CAPWRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ipnet.h"

/* Link layers by name: see capwrite.c. */
struct capwrite {
	FILE *fp;
	const char *link;
	bool swapped; /* headers of the file in the other order */
	bool nanoseconds;
	size_t snaplen; /* 0: all */
	size_t mtu;     /* of IP: more is cut to fragments; 0: never */
};

struct capwrite_udp {
	int64_t ns;
	struct ipnet src;
	struct ipnet dst;
	uint16_t sport;
	uint16_t dport;
	uint16_t id;
	uint8_t ttl;
	unsigned extensions; /* IPv6 extension headers, IPv4 options */
	int only;            /* of fragments: this one, from 1; 0: all */
	const uint8_t *payload;
	size_t len;
};

void capwrite_begin(const struct capwrite *c);
void capwrite_udp(const struct capwrite *c, const struct capwrite_udp *u);

#endif
