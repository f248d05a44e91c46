#include <string.h>

#include "hex_part.h"

/* How many digits s begins with, as far as `most`: more is not asked. */
static size_t
count_few(struct hex_span s, size_t most)
{
	if (s.len > most)
		s.len = most;
	return hex_count_digits(s);
}

/* Octets with colons, in sight of the first character that is neither. */
static bool
looks_colon(struct hex_span s)
{
	size_t octets = 0, n;

	for (;;) {
		n = count_few(s, 3);
		if (n < 1 || n > 2)
			return false;
		octets++;
		hex_skip(&s, n);
		if (s.len == 0)
			return octets >= HEX_LEAST_OCTETS;
		if (s.p[0] != ':')
			return false;
		hex_skip(&s, 1);
	}
}

static bool
looks_octal(struct hex_span s)
{
	const char *at;

	while (s.len > 0 && (at = memchr(s.p, '\\', s.len)) != NULL) {
		hex_skip(&s, (size_t)(at - s.p));
		if (hex_at_octal(s))
			return true;
		hex_skip(&s, s.len > 1 ? 2 : 1);
	}
	return false;
}

/*
 * A hex dump: three or more words of four digits, the last one of four or
 * two.
 */
static bool
looks_dump(struct hex_span s)
{
	size_t words = 0, n;

	for (; s.len > 0; words++) {
		n = count_few(s, 5);
		if (n != 4 && n != 2)
			return false;
		hex_skip(&s, n);
		if (s.len > 0 && (n == 2 || !hex_is_blank(s.p[0])))
			return false;
		while (s.len > 0 && hex_is_blank(s.p[0]))
			hex_skip(&s, 1);
	}
	return words >= 3;
}

/* Only digits and blanks. */
static bool
looks_digits(struct hex_span s, bool *blanks)
{
	*blanks = false;
	for (size_t i = 0; i < s.len; i++) {
		if (hex_is_blank(s.p[i]))
			*blanks = true;
		else if (hex_digit(s.p[i]) < 0)
			return false;
	}
	return s.len >= 2 * HEX_LEAST_OCTETS;
}

enum hex_enc
hex_detect(struct hex_span s, bool *unsure)
{
	bool blanks;

	*unsure = false;
	if (hex_has_0x(s))
		return HEX_0X;
	if (looks_colon(s))
		return HEX_COLON;
	if (hex_is_within(s, '"'))
		return HEX_QUOTED;
	if (looks_octal(s))
		return HEX_OCTAL;
	if (hex_is_within(s, '\''))
		return HEX_KEA;
	if (looks_dump(s))
		return HEX_GROUPS;
	if (!looks_digits(s, &blanks))
		return HEX_TEXT;
	*unsure = true;
	return blanks ? HEX_GROUPS : HEX_BARE;
}
