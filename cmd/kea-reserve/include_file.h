/*
 * The file of reservations that Kea's main file takes in: the elements of a
 * list, one a line, and in a comment in front the tombstones.
 *
 *   // collecte {"forgotten": {}}
 *   {"circuit-id": "6f6c74", "ip-address": "192.0.2.1", ...},
 *   {"circuit-id": "6f6c75", ...}
 */
#ifndef INCLUDE_FILE_H
#define INCLUDE_FILE_H

#include <jansson.h>
#include <stddef.h>

#include "keadoc.h"
#include "why.h"

/* All of a file and a NUL behind it; null and errno.  free() it. */
char *include_slurp(const char *path, size_t *len);

/*
 * What stands in the file: new references to the list of reservations and to
 * the object of tombstones, empty for a file that is not there.  -1 and why,
 * with FILE:LINE:COLUMN, for one that is no such list.
 */
int include_read(
    const char *path, json_t **list, json_t **forgotten, struct why *why);

/*
 * Write the reservations and tombstones of a whole document to a new file at
 * `path`, durably.  -1 and why, and there is none.
 */
int include_write(
    const char *path, const json_t *root, int family, struct why *why);

/* Write `len` octets to a new file at `path`, durably. */
int include_put(const char *path, const char *text, size_t len, mode_t mode,
    struct why *why);

/* Have a rename in the folder of `path` survive a power cut. */
int include_sync_folder(const char *path, struct why *why);

#endif
