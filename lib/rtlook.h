/*
 * Questions to the kernel about where packets go, over one rtsock.  Each
 * returns 0, or an errno and why.
 */
#ifndef RTLOOK_H
#define RTLOOK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "ipnet.h"
#include "rtroute.h"
#include "rtsock.h"
#include "why.h"

/*
 * What would be done with a packet: *out is the route that matches, with the
 * table that it stands in.  `iif` null or "": as if sent from here, then `src`
 * must be an address of this machine; else as if it came in there.  An errno
 * of the kernel's is an answer too: ENETUNREACH no route, or a rule or route
 * that refuses; EHOSTUNREACH an unreachable route, or no forwarding; EACCES
 * prohibited; EINVAL blackhole, or an impossible source; EXDEV reverse path
 * filter; ENODEV no such interface.
 */
int rtlook_route(struct rtsock *s, const struct ipnet *src,
    const struct ipnet *dst, const char *iif, struct rtroute *out,
    struct why *why);

/* Whether `addr` is an address of this machine, at this moment. */
int rtlook_is_local(
    struct rtsock *s, const struct ipnet *addr, bool *out, struct why *why);

/* What a table has for packets to anywhere. */
struct rtlook_table {
	bool exists;
	bool has_default;    /* and that is no "throw" */
	struct rtroute best; /* the default of the least metric */
};

int rtlook_table(struct rtsock *s, int family, uint32_t table,
    struct rtlook_table *out, struct why *why);

struct rtlook_link {
	char name[IFNAMSIZ];
	bool up;      /* told to be */
	bool carrier; /* and is */
};

int rtlook_link(uint32_t index, struct rtlook_link *out, struct why *why);

enum rtlook_neighbour {
	RTLOOK_UNKNOWN, /* never asked, or being asked now */
	RTLOOK_ANSWERS,
	RTLOOK_FAILED
};

int rtlook_neighbour(struct rtsock *s, const struct ipnet *addr, uint32_t index,
    enum rtlook_neighbour *out, struct why *why);

/*
 * Put the default of `route` (its first next hop) into `table` in place of
 * the one there, as `protocol`; take it out again (ESRCH: it is not there).
 */
int rtlook_put_default(struct rtsock *s, const struct rtroute *route,
    uint32_t table, uint8_t protocol, struct why *why);
int rtlook_drop_default(struct rtsock *s, int family, uint32_t table,
    uint8_t protocol, struct why *why);

#endif
