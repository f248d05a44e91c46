/*
 * What the two halves of hex.h share: text not read yet.  Not for others.
 */
#ifndef HEX_PART_H
#define HEX_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "hex.h"

/* A value shorter than this is not taken for hexadecimal unasked. */
#define HEX_LEAST_OCTETS 4

struct hex_span {
	const char *p;
	size_t len;
};

static inline void
hex_skip(struct hex_span *s, size_t n)
{
	s->p += n;
	s->len -= n;
}

static inline bool
hex_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* How many hexadecimal digits s begins with. */
size_t hex_count_digits(struct hex_span s);

/* The next word of s, which is trimmed, and the blanks behind it. */
struct hex_span hex_next_word(struct hex_span *s);

bool hex_has_0x(struct hex_span s);

/* \NNN, at most \377, at s. */
bool hex_at_octal(struct hex_span s);

/* Quoted by `quote` at both ends. */
bool hex_is_within(struct hex_span s, char quote);

/*
 * Which spelling s, which is trimmed, looks like; HEX_TEXT when none.
 * *unsure: only if the octets make sense as such.
 */
enum hex_enc hex_detect(struct hex_span s, bool *unsure);

#endif
