/*
 * Kea's main configuration file, as far as it takes in another file of
 * reservations:
 *
 *   "reservations": [ <?include "/etc/kea/collecte/hosts4.json"?> ]
 *
 * at the service's own level, and nothing else in that list.  Pure.
 */
#ifndef INCLUDE_MAIN_H
#define INCLUDE_MAIN_H

#include <stddef.h>

#include "why.h"

/* Where the name of the included file stands in the text, without quotes. */
struct include_name {
	size_t at, len;
};

/*
 * The place where `text` (of `len` octets, a configuration of this family)
 * takes in `file`; -1 and why when it does not.
 */
int include_find(const char *text, size_t len, int family, const char *file,
    struct include_name *out, struct why *why);

#endif
