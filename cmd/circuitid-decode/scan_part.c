#include <stdint.h>

#include "hex.h"
#include "scan_part.h"
#include "vis.h"

/* The next octet at p[*at], and what separates it from the one behind. */
static uint8_t
next_octet(const char *p, size_t len, size_t *at)
{
	uint8_t octet = (uint8_t)hex_digit(p[(*at)++]);

	if (*at < len && p[*at] != ':')
		octet = (uint8_t)(octet << 4 | hex_digit(p[(*at)++]));
	if (*at < len && p[*at] == ':')
		++*at;
	return octet;
}

static bool
is_text(const char *p, size_t len)
{
	uint8_t octet;

	for (size_t at = 0; at < len;) {
		octet = next_octet(p, len, &at);
		if (!vis_is_plain(octet) && octet < 0x80)
			return false;
	}
	return true;
}

/* Type and length agree, as far as a first look goes. */
static bool
is_binary(uint8_t first, uint8_t second, size_t octets)
{
	if (first <= 1 && second == octets - 2)
		return true; /* a layout with a header */
	if (first == 0 && octets >= 8)
		return second <= 37; /* DUID, DHCPv6 option, enterprise */
	if (first == 0xff && octets >= 13)
		return true; /* a client identifier with a DUID */
	/* Option 82, or its first sub-option. */
	return (first == 82 || (first >= 1 && first <= 19)) && octets >= 8 &&
	    second > 0 && second <= octets - 2;
}

bool
scan_may_be(const char *p, size_t len, size_t octets)
{
	size_t at = 0;
	uint8_t first, second;

	first = next_octet(p, len, &at);
	second = next_octet(p, len, &at);
	if (vis_is_plain(first) && vis_is_plain(second) && is_text(p, len))
		return true;
	if (first >= 0xc2 && first <= 0xf4) /* a letter with an accent */
		return second >= 0x80 && second < 0xc0 && is_text(p, len);
	if (first > 19 && first != 82 && first != 0xff)
		return false;
	return is_binary(first, second, octets);
}
