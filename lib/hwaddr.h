/*
 * 48-bit MAC addresses in every spelling the field sends:
 * 00:0d:b9:42:aa:60, 00-0D-B9-42-AA-60, 000d.b942.aa60, 000d-b942-aa60,
 * 000db942aa60, 0:d:b9:42:aa:60.
 */
#ifndef HWADDR_H
#define HWADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "why.h"

struct hwaddr {
	uint8_t octet[6];
};

#define HWADDR_STRLEN 18

/* All of s[0..len).  Returns 0, or -1 and why. */
int hwaddr_parse(
    const char *s, size_t len, struct hwaddr *out, struct why *why);

/*
 * "MAC" or "MAC@REALM" (User-Name of a BNG).  *realm points behind the '@'
 * in s and *realm_len says how far; a null pointer when there is no '@'.
 */
int hwaddr_parse_user(const char *s, size_t len, struct hwaddr *out,
    const char **realm, size_t *realm_len, struct why *why);

/* Canonical: lower case, colons. */
const char *hwaddr_str(const struct hwaddr *a, char buf[HWADDR_STRLEN]);

bool hwaddr_is_multicast(const struct hwaddr *a);
bool hwaddr_is_local(const struct hwaddr *a); /* locally administered */

#endif
