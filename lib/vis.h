/*
 * Safe printing of hostile bytes: one line, nothing that a terminal or a
 * log takes as more than text.
 *
 * Kept: printable ASCII but for the backslash, and valid UTF-8 of printable
 * characters.  Everything else becomes \xNN octet by octet, the backslash
 * \\: C0 and C1 controls, DEL, invalid UTF-8, U+2028/2029, and what turns the
 * direction of writing or is not seen: U+061C, U+200B-200F, U+202A-202E,
 * U+2060-206F, U+FEFF, U+FFF9-FFFB, U+E0000-E0FFF.
 */
#ifndef VIS_H
#define VIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Room for the worst case of n octets, with the NUL. */
#define VIS_SIZE(n) ((n)*4 + 1)

/*
 * Escape src[0..len) into dst, NUL-terminated.  Cut between characters when
 * `size` is too small (VIS_SIZE(len) never is).  Returns strlen(dst).
 */
size_t vis_text(char *dst, size_t size, const void *src, size_t len);

/* Write src[0..len) escaped to fp. */
void vis_write(FILE *fp, const void *src, size_t len);

/* Whether every octet is kept as it is, the backslash allowed too. */
bool vis_is_text(const void *src, size_t len);

/* Printable ASCII: nearly all there is, so worth a look before vis_char(). */
static inline bool
vis_is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* Whether the eight octets of `x` are so. */
static inline bool
vis_are_plain(uint64_t x)
{
	const uint64_t ones = 0x0101010101010101;

	/* The top bit of each, once DEL carries into it or a control borrows. */
	return ((x | (x + ones) | (x - 0x20 * ones)) & 0x80 * ones) == 0;
}

/* How many octets at p are plain, of `len`. */
static inline size_t
vis_plain_len(const unsigned char *p, size_t len)
{
	uint64_t x;
	size_t n = 0;

	for (; len - n >= sizeof(x); n += sizeof(x)) {
		memcpy(&x, p + n, sizeof(x));
		if (!vis_are_plain(x))
			break;
	}
	while (n < len && vis_is_plain(p[n]))
		n++;
	return n;
}

/*
 * Length in octets (1 to 4) of the printable character at p, of `len`
 * octets left; 0 when it must be escaped.
 */
size_t vis_char(const unsigned char *p, size_t len);

/*
 * Length in octets of the valid UTF-8 character (RFC 3629) at p, printable or
 * not, and *c its code point; 0 when there is none.
 */
size_t vis_utf8(const unsigned char *p, size_t len, uint32_t *c);

#endif
