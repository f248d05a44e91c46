#include <stdio.h>
#include <string.h>

#include "hex.h"
#include "hwaddr.h"

/* Quote no more than this of what was found. */
#define SHOW 64

/* Take up to `max` hex digits at s; returns how many, *value their number. */
static size_t
take_digits(const char *s, size_t len, size_t max, uint16_t *value)
{
	size_t n;

	*value = 0;
	for (n = 0; n < len && n < max && hex_digit(s[n]) >= 0; n++)
		*value = (uint16_t)(*value << 4 | hex_digit(s[n]));
	return n;
}

/*
 * `count` groups of at least `least` and at most `most` digits with `sep`
 * between (none when it is NUL), and nothing else.
 */
static bool
read_groups(const char *s, size_t len, size_t count, size_t least, size_t most,
    char sep, struct hwaddr *out)
{
	size_t wide = 6 / count; /* octets in a group */
	uint16_t value;
	size_t n;

	for (size_t i = 0; i < count; i++) {
		if (i > 0 && sep) {
			if (len == 0 || *s != sep)
				return false;
			s++, len--;
		}
		n = take_digits(s, len, most, &value);
		if (n < least)
			return false;
		s += n, len -= n;
		out->octet[i * wide] =
		    (uint8_t)(wide == 2 ? value >> 8 : value);
		if (wide == 2)
			out->octet[i * 2 + 1] = (uint8_t)value;
	}
	return len == 0;
}

int
hwaddr_parse(const char *s, size_t len, struct hwaddr *out, struct why *why)
{
	struct hwaddr a;

	if (read_groups(s, len, 6, 1, 2, ':', &a) ||
	    read_groups(s, len, 6, 1, 2, '-', &a) ||
	    read_groups(s, len, 6, 2, 2, '\0', &a) ||
	    read_groups(s, len, 3, 4, 4, '.', &a) ||
	    read_groups(s, len, 3, 4, 4, '-', &a)) {
		*out = a;
		return 0;
	}
	return why_set(why, "want a MAC address, have \"%.*s\"",
	    (int)(len < SHOW ? len : SHOW), s);
}

int
hwaddr_parse_user(const char *s, size_t len, struct hwaddr *out,
    const char **realm, size_t *realm_len, struct why *why)
{
	const char *at = len > 0 ? memchr(s, '@', len) : NULL;
	size_t mac_len = at ? (size_t)(at - s) : len;

	if (hwaddr_parse(s, mac_len, out, why) == -1)
		return -1;
	*realm = at ? at + 1 : NULL;
	*realm_len = at ? len - mac_len - 1 : 0;
	return 0;
}

const char *
hwaddr_str(const struct hwaddr *a, char buf[HWADDR_STRLEN])
{
	const uint8_t *o = a->octet;

	snprintf(buf, HWADDR_STRLEN, "%02x:%02x:%02x:%02x:%02x:%02x", o[0],
	    o[1], o[2], o[3], o[4], o[5]);
	return buf;
}

bool
hwaddr_is_multicast(const struct hwaddr *a)
{
	return a->octet[0] & 0x01;
}

bool
hwaddr_is_local(const struct hwaddr *a)
{
	return a->octet[0] & 0x02;
}
