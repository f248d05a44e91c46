/*
 * Patterns for line identifiers.  `?` is one octet, `*` any run of octets,
 * none included; `\` takes the next character literally.  A pattern is
 * matched against the whole identifier.
 */
#ifndef IDGLOB_H
#define IDGLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "why.h"

/* Longest pattern, in symbols. */
#define IDGLOB_MAX 255

enum {
	IDGLOB_ONE = 256,
	IDGLOB_RUN = 257
};

/* Symbols: an octet, IDGLOB_ONE, IDGLOB_RUN; in each run of wildcards all
 * IDGLOB_ONE come first, and at most one IDGLOB_RUN. */
struct idglob {
	uint16_t sym[IDGLOB_MAX];
	size_t len;
	size_t literals; /* how many octets are given: more wins */
};

/*
 * Refused: a '[' that is not escaped (there are no character classes), a
 * backslash at the end, an empty or too long pattern.
 */
int idglob_compile(const char *s, struct idglob *out, struct why *why);

bool idglob_match(const struct idglob *g, const uint8_t *id, size_t len);

/* Some identifier matches both. */
bool idglob_overlap(const struct idglob *a, const struct idglob *b);

/*
 * Every identifier that matches `inner` matches `outer` as well.  True is
 * certain; false may also mean that it takes thought: `?*` over `*a`.
 */
bool idglob_covers(const struct idglob *outer, const struct idglob *inner);

#endif
