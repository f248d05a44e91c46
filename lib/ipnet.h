/*
 * IPv4 and IPv6 addresses and prefixes, read strictly: the spellings of
 * inet_pton(3) and nothing else (no leading zeros in IPv4, no zone), a
 * prefix length in plain decimal, no host bits behind it.
 */
#ifndef IPNET_H
#define IPNET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "why.h"

struct ipnet {
	int family;       /* AF_INET or AF_INET6; AF_UNSPEC: none */
	uint8_t len;      /* prefix length; 32 or 128 for an address */
	uint8_t addr[16]; /* network order; the first 4 for IPv4, rest 0 */
};

#define IPNET_STRLEN (INET6_ADDRSTRLEN + 4)

/*
 * `family` is the one wanted, AF_UNSPEC for either.
 * Returns 0 and sets *out, or -1 and why ("want an IPv4 address, have X").
 */
int ipnet_parse_addr(
    const char *s, int family, struct ipnet *out, struct why *why);
int ipnet_parse_prefix(
    const char *s, int family, struct ipnet *out, struct why *why);

/* Bits of the family: 32 or 128. */
uint8_t ipnet_maxlen(int family);

bool ipnet_is_addr(const struct ipnet *n);
bool ipnet_equal(const struct ipnet *a, const struct ipnet *b);
/* Order by family, address, length: for qsort. */
int ipnet_cmp(const struct ipnet *a, const struct ipnet *b);
/* All of `inner` lies in `outer`. */
bool ipnet_contains(const struct ipnet *outer, const struct ipnet *inner);
bool ipnet_overlap(const struct ipnet *a, const struct ipnet *b);

/* Text in buf, RFC 5952 for IPv6; "/len" only behind a prefix. */
const char *ipnet_str(const struct ipnet *n, char buf[IPNET_STRLEN]);
/* With "/len" behind an address, too. */
const char *ipnet_prefix_str(const struct ipnet *n, char buf[IPNET_STRLEN]);

#endif
