/*
 * Kea's configuration file as an operator wrote it, and the process that
 * was started with it, where that runs on this machine.
 */
#ifndef KEAFILE_H
#define KEAFILE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "why.h"

/*
 * The file that process `pid` has behind its option -c: malloc()ed, or null
 * when there is no such process, or it has no such option, or memory ended,
 * which errno says: ENOMEM, just then.
 */
char *keafile_of(int64_t pid);

/* May that process write the file, by owner, group and mode?  1, 0, or -1
 * when it cannot be told; errno is ENOMEM just when memory ended. */
int keafile_writable(int64_t pid, const char *path);

/*
 * The document with what it takes in (<?include "FILE"?>; *includes is then
 * true) and without comments; without the global reservations, too, of
 * this family, which may be many (AF_UNSPEC: with all).  New reference; null
 * and why, and errno is ENOMEM just when memory ended.
 */
json_t *keafile_load(
    const char *path, int without, bool *includes, struct why *why);

#endif
