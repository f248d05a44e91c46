/*
 * The index of a list of identifiers: LIST.idx, beside it.  It answers by a
 * few small reads however long the list is, and is believed only where
 * nothing speaks against it:
 *
 *  - it was made of this very file in this very state (inode, size, times of
 *    modification and change), and the file is still so once it has answered;
 *  - every part that is read carries a checksum that fits;
 *  - an identifier counts as found only when the list's own line says so.
 *
 * So a damaged, torn, stale or foreign index is refused, never wrong.
 */
#ifndef IDINDEX_H
#define IDINDEX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "why.h"

/* The name of a list's index, to be freed; null when memory is short. */
char *idindex_path(const char *list);

/*
 * Make the index of a list anew, and put it in place in one step.  Refused:
 * what idlist_open() refuses, and a list with trouble in it.  Returns 0 and
 * the number of identifiers, or -1 and why.
 */
int idindex_build(const char *list, size_t *count, struct why *why);

/*
 * Ask the index of an open list, in state *st (of idlist_open).  Returns 1
 * and *line, the line that has the identifier or 0 when none has; 0 when
 * there is no index; -1 and why when there is one that cannot be used.
 */
int idindex_find(const char *list, int list_fd, const struct stat *st,
    const uint8_t *id, size_t len, unsigned long *line, struct why *why);

#endif
