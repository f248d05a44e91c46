/*
 * Arguments of one subscriber -> wanted reservations, checked against the
 * site file as far as no Kea server need be asked.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>

#include "host.h"
#include "hwaddr.h"
#include "site.h"
#include "why.h"

/* As typed; null or "": absent. */
struct request_args {
	const char *circuit_id; /* any spelling of hex.h */
	const char *mac;        /* MAC or MAC@REALM */
	const char *addr4;
	const char *addr6;
	const char *prefix; /* a bare prefix, Framed-IPv6-Route ("PREFIX
	                       NEXT-HOP METRIC"), Delegated-IPv6-Prefix */
	const char *member; /* name or realm; absent: who owns the address */
	const char *duid;   /* in hexadecimal */
};

struct request {
	struct host_id line;
	bool has_mac;
	struct hwaddr mac;
	uint64_t duid; /* host.h */
	const struct site_member *member;
	bool has4, has6;
	/* Without version.  IPv6 by MAC and by line, as the site's servers
	 * go by: no identifier in the one that none of them needs. */
	struct host v4, v6, v6_line;
};

/*
 * Refused: neither address nor prefix; an address or prefix outside the
 * member's prefixes, or in one without client-class; the gateway, network
 * and broadcast addresses; host bits in a prefix, or no shorter one than an
 * address; IPv6 without a MAC where a server needs it; a multicast or all-zero
 * MAC; what is no DUID; an empty or too long circuit-id; several values in one
 * option.  Returns 0, or -1 and why.
 */
int request_parse(const struct request_args *args, const struct site *site,
    struct request *out, struct why *why);

/* Only the line: for --forget. */
int request_line(const char *text, struct host_id *out, struct why *why);

#endif
