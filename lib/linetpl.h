/*
 * Templates: how a line identifier is written, told in one line.
 *
 *   %node pon %rack/%shelf/%slot/%port/%onu_id[:%vlan]
 *
 *   %NAME        a field of lineid.h, each once.  A number takes all the
 *                digits there are; a text as few characters as will do
 *   %{NAME}      the same, with letters behind it
 *   %12NAME      exactly 12 characters
 *   %NAME(a|b)   a or b, and nothing else
 *   [...]        may be left out, as a whole; may hold another
 *   a blank      one blank or more
 *   %% %[ %]     the character itself
 *   else         the character; small and capital letters are the same
 *
 * A value fits when all of it does.  A number beyond 32 bits, and a value of
 * more than LINETPL_MAX_VALUE octets, never fit.
 */
#ifndef LINETPL_H
#define LINETPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lineid.h"
#include "why.h"

#define LINETPL_MAX_VALUE 255
#define LINETPL_MAX_TEXT 255
#define LINETPL_MAX_PARTS 160

struct linetpl_part {
	uint8_t type;
	uint8_t key;
	uint8_t width; /* 0: any */
	char c;
	uint8_t skip;    /* the part behind an optional one */
	uint8_t at, end; /* of the words in the text */
};

struct linetpl {
	struct lineid_layout layout;
	char text[LINETPL_MAX_TEXT + 1];
	struct linetpl_part part[LINETPL_MAX_PARTS];
	size_t count;
};

/*
 * Compile `text`.  The layout found will be called `name`, which is kept, not
 * copied.  Returns 0, or -1, why and the offset in `text` of what is wrong
 * (`at` may be null).
 */
int linetpl_compile(struct linetpl *t, const char *name, const char *text,
    struct why *why, size_t *at);

/* Whether p[0..len) fits; only then *out is set. */
bool linetpl_match(
    const struct linetpl *t, const void *p, size_t len, struct lineid *out);

#endif
