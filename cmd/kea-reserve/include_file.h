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

#include "jsonslice.h"
#include "keadoc_post.h"
#include "why.h"

/* All of a file and a NUL behind it; null and errno.  free() it. */
char *include_slurp(const char *path, size_t *len);

/* What stands in a file. */
struct include_list {
	char *text;            /* without comments, in brackets; owned */
	struct jsonslice list; /* all of it */
	json_t *forgotten;     /* the object of tombstones; owned */
};

/*
 * Read it: nothing stands in a file that is not there.  -1 and why, with
 * FILE:LINE:COLUMN, for one that is no such list; else clear *out.
 */
int include_read(const char *path, struct include_list *out, struct why *why);
void include_clear(struct include_list *l);

/*
 * Write the reservations and tombstones of a document to a new file at
 * `path`, durably.  -1 and why, and there is none.
 */
int include_write(
    const char *path, const struct keadoc_post *post, struct why *why);

/* Write `len` octets to a new file at `path`, durably. */
int include_put(const char *path, const char *text, size_t len, mode_t mode,
    struct why *why);

/* Have a rename in the folder of `path` survive a power cut. */
int include_sync_folder(const char *path, struct why *why);

#endif
