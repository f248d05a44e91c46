/*
 * The attributes that mean something here, by number.
 */
#ifndef ATTRS_H
#define ATTRS_H

#include <stdbool.h>
#include <stdint.h>

#include "radpkt.h"

struct attrs_name {
	uint32_t vendor;
	uint8_t type;
};

extern const struct attrs_name attrs_line;      /* ADSL-Agent-Circuit-Id */
extern const struct attrs_name attrs_mac;       /* Alc-Client-Hardware-Addr */
extern const struct attrs_name attrs_ip4;       /* Framed-IP-Address */
extern const struct attrs_name attrs_ip6;       /* Alc-Ipv6-Address */
extern const struct attrs_name attrs_route6;    /* Framed-IPv6-Route */
extern const struct attrs_name attrs_delegated; /* Delegated-IPv6-Prefix */
extern const struct attrs_name attrs_class;

/* The password: never shown, hidden by the secret or not. */
bool attrs_is_hidden(const struct radattr *a);

#endif
