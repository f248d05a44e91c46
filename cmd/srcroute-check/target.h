/*
 * Whom to probe, as written: no names, since a check of the network must not
 * need it for DNS.
 *
 *   ADDRESS             ICMP echo
 *   icmp:ADDRESS
 *   dns:ADDRESS[:PORT]  an IPv6 address with a port in brackets
 *   ntp:ADDRESS[:PORT]
 *   radius:ADDRESS[:PORT]=FILE   FILE: the secret shared with that server
 */
#ifndef TARGET_H
#define TARGET_H

#include <stdint.h>

#include "ipnet.h"
#include "probepkt.h"
#include "why.h"

struct target {
	enum probe_kind kind;
	struct ipnet addr;
	uint16_t port;     /* 0 for ICMP */
	char *secret_file; /* RADIUS; null else */
};

/*
 * Returns 0 and sets *out (free with target_clear()), or -1 and why.
 */
int target_parse(const char *text, struct target *out, struct why *why);
void target_clear(struct target *t);

#define TARGET_STRLEN (IPNET_STRLEN + 24)

/* As it is written shortest: "9.9.9.9", "dns:9.9.9.9". */
const char *target_str(const struct target *t, char buf[TARGET_STRLEN]);

#endif
