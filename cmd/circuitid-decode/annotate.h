/*
 * Logs in, the same lines out, with what they spell behind.
 */
#ifndef ANNOTATE_H
#define ANNOTATE_H

#include <stddef.h>

#include "lineid.h"

/*
 * Each line of the `count` files, "-" and none at all being standard input,
 * goes to stdout octet for octet; behind it " [TEXT key=value ...]" for each
 * identifier that it spells.  A line of more than ANNOTATE_MAX_LINE octets
 * goes out as it is.  A file that cannot be read is told and counts in
 * *failed.  Returns 0, or -1 after a message when output cannot be written.
 */
#define ANNOTATE_MAX_LINE (1 << 20)

int annotate_files(size_t count, char *const files[],
    const struct lineid_how *how, size_t *failed);

#endif
