/*
 * What FreeRADIUS is told about a decision: attribute pairs on one line.
 */
#ifndef PAIRS_H
#define PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "site.h"
#include "why.h"

/* A User-Password has at most 128 octets (RFC 2865, 5.2). */
#define PAIRS_MAX_SECRET 128

/* Room for the pairs of any decision: below HOOK_MAX. */
#define PAIRS_SIZE 896

/*
 * 's' in single quotes, as FreeRADIUS reads them: there only \ and ' are
 * special, and control characters do not pass.  Cut when `size` is too small;
 * 2 * strlen(s) + 3 never is.  Returns strlen(dst).
 */
size_t pairs_quote(char *dst, size_t size, const char *s);

/*
 * "Proxy-To-Realm := 'R', User-Name := NAME, User-Password := 'S'" into buf.
 * `name` is written as it is.  Without a password file the last pair is left
 * out.  -1 and why when the secret cannot be used; wipe buf after use.
 */
int pairs_for_member(char buf[PAIRS_SIZE], const struct site_member *m,
    const char *name, struct why *why);

/* The same with the line itself, as 0x and hexadecimal, for a name. */
int pairs_for_line(char buf[PAIRS_SIZE], const struct site_member *m,
    const uint8_t *id, size_t len, struct why *why);

#endif
