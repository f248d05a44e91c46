/*
 * A first look at hexadecimal, before it costs anything.
 */
#ifndef SCAN_PART_H
#define SCAN_PART_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether the digits (and colons) p[0..len), of `octets` octets, spell printable
 * text, or begin as a binary layout, a DUID or an option does.  A MAC, a hash, the time of day
 * do not.
 */
bool scan_may_be(const char *p, size_t len, size_t octets);

#endif
