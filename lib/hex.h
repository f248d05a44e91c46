/*
 * The spellings in which line identifiers travel, to bytes and back.
 *
 *   hex0x   0x6f6c74            FreeRADIUS prints octets so
 *   hex     6f6c74              Kea reservations
 *   colon   6f:6c:74, 0:4:0:64  tshark, Kea logs; RouterOS drops zeros
 *   groups  0106 0004 000f      hex dumps
 *   octal   \000\004d           FreeRADIUS strings; \n \r \t \\ \" \' too
 *   quoted  "olt-1 \"x\""       dhcpd leases, with the same escapes
 *   kea     'olt-1'             Kea text reservations
 *   text    olt-1 pon 1/1       as it is
 *
 * Detection, in this order: 0x; at least 4 octets with colons; double
 * quotes; \NNN; single quotes; groups of four digits, at least three of them
 * (the last may have two); bare hex, or pairs with blanks between, of at least
 * 8 digits when the octets are printable text or fit a binary layout of
 * lineid.h; else text.  So a node called deadbeef01 stays text, and a caller
 * can force any spelling.
 */
#ifndef HEX_H
#define HEX_H

#include <stddef.h>
#include <stdint.h>

#include "why.h"

enum hex_enc {
	HEX_AUTO,
	HEX_0X,
	HEX_BARE,
	HEX_COLON,
	HEX_GROUPS,
	HEX_OCTAL,
	HEX_QUOTED,
	HEX_KEA,
	HEX_TEXT
};

/* Most octets a value may have, and the longest spelling of them. */
#define HEX_MAX_OCTETS 65535
#define HEX_MAX_SPELLING (4 * HEX_MAX_OCTETS + 16)

/* The name above ("auto" for HEX_AUTO); back: 0, or -1 for no such name. */
const char *hex_enc_name(enum hex_enc enc);
int hex_enc_parse(const char *name, enum hex_enc *out);

/*
 * Octets of s[0..len), spelled as `enc`.  *outlen is at most `size`; `out`
 * of `len` octets is always enough.  *used (may be null) is the spelling
 * found.  Blanks around a hexadecimal spelling are ignored; an empty value
 * is an error, and so are an odd number of digits, "0x" alone, and mixed
 * separators.  Returns 0, or -1 and why: what was wanted and what was found.
 */
int hex_decode(const char *s, size_t len, enum hex_enc enc, uint8_t *out,
    size_t size, size_t *outlen, enum hex_enc *used, struct why *why);

/*
 * Lower-case bare hex of src into dst (2 * len + 1 is enough), NUL
 * terminated and cut at an octet when `size` is too small.  Returns strlen.
 */
size_t hex_encode(char *dst, size_t size, const void *src, size_t len);

extern const uint8_t hex_digit_plus_1[256];

/* Value of one hex digit, or -1. */
static inline int
hex_digit(char c)
{
	return (int)hex_digit_plus_1[(unsigned char)c] - 1;
}

#endif
