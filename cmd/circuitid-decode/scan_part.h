/*
 * The parts of scan.h.  Not for others.
 */
#ifndef SCAN_PART_H
#define SCAN_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "scan.h"

/*
 * Whether the digits (and colons) p[0..len), of `octets` octets, spell printable
 * text, or begin as a binary layout, a DUID or an option does.  A MAC, a hash, the time of day
 * do not.
 */
bool scan_may_be(const char *p, size_t len, size_t octets);

/* Whether `word` stands at `at`. */
bool scan_begins(const struct scan *s, size_t at, const char *word);

/* Dots in place of octets, of tcpdump(8); one character of tshark(1). */
#define SCAN_DOTS "..."
#define SCAN_ELLIPSIS "\xe2\x80\xa6"

/*
 * The text that stands behind "Circuit-Id" or "Remote-Id", whose '-' (or
 * blank) is at `at`; false when there is none.
 */
bool scan_take_named(const struct scan *s, size_t at, struct scan_found *out);

#endif
