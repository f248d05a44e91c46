#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "hex.h"
#include "radvalue.h"
#include "vis.h"

_Static_assert(RADVALUE_SIZE >= VIS_SIZE(RADPKT_VALUE_MAX),
    "room for any value, every octet escaped");

void
radvalue_room(enum raddict_type type, size_t *min, size_t *max)
{
	static const uint8_t room[][2] = {
		[RADDICT_STRING] = { 0, RADPKT_VALUE_MAX },
		[RADDICT_INTEGER] = { 4, 4 },
		[RADDICT_IPADDR] = { 4, 4 },
		[RADDICT_IPV6ADDR] = { 16, 16 },
		[RADDICT_IPV6PREFIX] = { 2, 18 },
	};

	*min = room[type][0];
	*max = room[type][1];
}

static bool
fits(enum raddict_type type, size_t len)
{
	size_t min, max;

	radvalue_room(type, &min, &max);
	return len >= min && len <= max;
}

/* UTF-8 without a NUL, more than half of it printable: a text with escapes. */
static bool
is_mostly_text(const uint8_t *p, size_t len)
{
	size_t plain = 0, n;
	uint32_t c;

	for (size_t i = 0; i < len; i += n) {
		n = vis_utf8(p + i, len - i, &c);
		if (n == 0 || c == 0)
			return false;
		if (vis_char(p + i, len - i) > 0)
			plain += n;
	}
	return plain * 2 > len;
}

static void
hexadecimal(const struct radattr *a, char buf[RADVALUE_SIZE])
{
	memcpy(buf, "0x", 3);
	hex_encode(buf + 2, RADVALUE_SIZE - 2, a->p, a->len);
}

static void
string(const struct radattr *a, char buf[RADVALUE_SIZE])
{
	if (a->len == 0 || is_mostly_text(a->p, a->len))
		vis_text(buf, RADVALUE_SIZE, a->p, a->len);
	else
		hexadecimal(a, buf);
}

static void
integer(const struct raddict *d, const struct raddict_attr *known,
    const struct radattr *a, char buf[RADVALUE_SIZE])
{
	struct bytes b;
	uint32_t number;
	const char *name;

	bytes_init(&b, a->p, a->len);
	number = bytes_be32(&b);
	name = raddict_value_name(d, known, number);
	if (name)
		snprintf(buf, RADVALUE_SIZE, "%s", name);
	else
		snprintf(buf, RADVALUE_SIZE, "%u", number);
}

/* A prefix (RFC 3162 section 2.3) may leave trailing zero octets out. */
static bool
prefix(const struct radattr *a, char buf[RADVALUE_SIZE])
{
	uint8_t addr[16] = { 0 };
	size_t len;

	if (a->p[1] > 128)
		return false;
	memcpy(addr, a->p + 2, a->len - 2);
	inet_ntop(AF_INET6, addr, buf, INET6_ADDRSTRLEN);
	len = strlen(buf);
	snprintf(buf + len, RADVALUE_SIZE - len, "/%u", a->p[1]);
	return true;
}

bool
radvalue_text(
    const struct raddict *d, const struct radattr *a, char buf[RADVALUE_SIZE])
{
	const struct raddict_attr *known = raddict_find(d, a->vendor, a->type);

	if (known && !fits(known->type, a->len)) {
		hexadecimal(a, buf);
		return false;
	}
	switch (known ? known->type : RADDICT_STRING) {
	case RADDICT_STRING:
		string(a, buf);
		break;
	case RADDICT_INTEGER:
		integer(d, known, a, buf);
		break;
	case RADDICT_IPADDR:
		inet_ntop(AF_INET, a->p, buf, INET_ADDRSTRLEN);
		break;
	case RADDICT_IPV6ADDR:
		inet_ntop(AF_INET6, a->p, buf, INET6_ADDRSTRLEN);
		break;
	case RADDICT_IPV6PREFIX:
		if (prefix(a, buf))
			break;
		hexadecimal(a, buf);
		return false;
	}
	return true;
}

/* Octets taken, and what they become in out. */
static size_t
escape_one(const uint8_t *p, size_t len, char out[5])
{
	static const char special[] = "\"\\\n\r\t", letter[] = "\"\\nrt";
	const char *found = p[0] ? strchr(special, p[0]) : NULL;
	uint32_t c;
	size_t n = vis_utf8(p, len, &c);

	if (found) {
		snprintf(out, 5, "\\%c", letter[found - special]);
		return 1;
	}
	if (n == 0 || p[0] < 0x20 || p[0] == 0x7f) {
		snprintf(out, 5, "\\%03o", p[0]);
		return 1;
	}
	memcpy(out, p, n);
	out[n] = '\0';
	return n;
}

void
radvalue_escape(char *dst, size_t size, const void *src, size_t len)
{
	const uint8_t *p = src;
	size_t done = 0;
	char one[5];

	while (len > 0) {
		size_t taken = escape_one(p, len, one), made = strlen(one);

		if (made >= size - done)
			break;
		memcpy(dst + done, one, made);
		done += made;
		p += taken;
		len -= taken;
	}
	dst[done] = '\0';
}

void
radvalue_freeradius(
    const struct raddict *d, const struct radattr *a, char buf[RADVALUE_SIZE])
{
	const struct raddict_attr *known = raddict_find(d, a->vendor, a->type);

	if (!known || known->type == RADDICT_STRING)
		radvalue_escape(buf, RADVALUE_SIZE, a->p, a->len);
	else if (!radvalue_text(d, a, buf))
		buf[0] = '\0';
}
