/*
 * DHCP unique identifiers (RFC 8415 section 11, RFC 6355), and the client
 * identifiers of DHCPv4 that hold one (RFC 4361: ff, IAID, DUID).
 *
 * RFC 8415 makes a DUID opaque: a MAC in it is the one of some interface at
 * the time when the DUID was made.
 */
#ifndef DUID_H
#define DUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwaddr.h"
#include "why.h"

enum duid_type {
	DUID_LLT = 1,
	DUID_EN,
	DUID_LL,
	DUID_UUID
};

#define DUID_MAX_OCTETS 130 /* with the type */
#define DUID_IAID_OCTETS 5  /* ff and the IAID, before the DUID */

struct duid {
	bool has_iaid; /* it was a client identifier */
	uint32_t iaid;
	uint16_t type;
	uint16_t hw_type;    /* LLT, LL */
	uint32_t time;       /* LLT: seconds since 2000-01-01 00:00 UTC */
	uint32_t enterprise; /* EN */
	const uint8_t *id;   /* what is left: an address, an identifier */
	size_t id_len;
	bool has_mac;
	struct hwaddr mac;
};

/* Returns 0, or -1 and why when it is too short or too long for its type. */
int duid_parse(const void *p, size_t len, struct duid *out, struct why *why);

/* "DUID-LLT"; null for a type that has no name. */
const char *duid_type_name(uint16_t type);

#define DUID_TIME_SIZE 21
#define DUID_UUID_SIZE 37
#define DUID_LINK_LOCAL_SIZE 46

/* "2026-11-22T08:00:00Z" of a DUID-LLT. */
void duid_time(const struct duid *d, char buf[DUID_TIME_SIZE]);

/* Of a DUID-UUID. */
void duid_uuid(const struct duid *d, char buf[DUID_UUID_SIZE]);

/* The fe80:: address that a MAC makes (EUI-64). */
void duid_link_local(const struct hwaddr *mac, char buf[DUID_LINK_LOCAL_SIZE]);

#endif
