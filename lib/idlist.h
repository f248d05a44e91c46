/*
 * Lists of exact line identifiers: a file with one a line, in any spelling
 * of hex.h that is found unasked.
 *
 *   # Only-comment lines and blank lines are passed over.
 *   0x6f6c742d31      # behind hex or quotes a comment may stand as well
 *   olt-1 pon 1/1/01/02/4/1/1/
 *   "olt-1 eth 0/1 "
 *
 * Everything that could be meant otherwise is trouble, not text: a blank at
 * the end of text, a comment behind it, a quote at one end, \xNN or two
 * backslashes, characters other than printable ASCII, a line too long,
 * hexadecimal digits that do not come in pairs, eight or more of them (with
 * blanks or colons between or not) that make no sense as octets.
 */
#ifndef IDLIST_H
#define IDLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "why.h"

/* As 0x and hexadecimal this fills a RADIUS User-Name: 253 octets. */
#define IDLIST_MAX_OCTETS 125

/* Longest line; any spelling and a good comment. */
#define IDLIST_MAX_LINE 2048

/*
 * The identifier in a line.  Returns 1 with id and *id_len, 0 for a line
 * without one, -1 and why for trouble.
 */
int idlist_parse_line(const char *s, size_t len, uint8_t id[IDLIST_MAX_OCTETS],
    size_t *id_len, struct why *why);

/*
 * Open a list.  Refused, with "PATH: " before the reason: what cannot be
 * read, what is no plain file, and a list whose last line has no newline: it
 * is being written.  Returns a file descriptor, and *st of it; or -1.
 */
int idlist_open(const char *path, struct stat *st, struct why *why);

/* One line that has an identifier or trouble. */
struct idlist_entry {
	unsigned long line;
	uint64_t offset;   /* of the line in the file */
	const uint8_t *id; /* null for trouble */
	size_t len;
	const char *trouble; /* what was wanted and found; no path in it */
};

/* 0 to go on; anything else stops, and is returned. */
typedef int idlist_fn(void *arg, const struct idlist_entry *e);

/*
 * Call fn for each entry of the open list, in order.  -1 and why when
 * reading fails, or the file was changed meanwhile: what was seen is then
 * neither the old list nor the new one.
 */
int idlist_each(int fd, const char *path, const struct stat *st, idlist_fn *fn,
    void *arg, struct why *why);

/*
 * Whether two looks at a file saw the same content; another may have been
 * renamed over it in between.
 */
bool idlist_same(const struct stat *before, const struct stat *now);

#endif
