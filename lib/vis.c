#include <stdint.h>
#include <string.h>

#include "vis.h"

/* Octets of the character that begins with `first`; 0: none does. */
static size_t
utf8_len(unsigned char first)
{
	return first < 0x80          ? 1
	    : (first & 0xe0) == 0xc0 ? 2
	    : (first & 0xf0) == 0xe0 ? 3
	    : (first & 0xf8) == 0xf0 ? 4
				     : 0;
}

size_t
vis_utf8(const unsigned char *p, size_t len, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t need = len > 0 ? utf8_len(p[0]) : 0;
	uint32_t c;

	if (need == 0 || need > len)
		return 0;
	c = need == 1 ? p[0] : p[0] & (0x7fu >> need);
	for (size_t i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[need] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return need;
}

/* What a terminal acts on or hides although it is valid UTF-8. */
static bool
is_trouble(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

size_t
vis_char(const unsigned char *p, size_t len)
{
	uint32_t c;
	size_t n;

	n = vis_utf8(p, len, &c);
	return n == 0 || is_trouble(c) ? 0 : n;
}

bool
vis_is_text(const void *src, size_t len)
{
	const unsigned char *p = src;
	size_t n;

	for (;;) {
		n = vis_plain_len(p, len);
		if (n == len)
			return true;
		p += n;
		len -= n;
		n = vis_char(p, len);
		if (n == 0)
			return false;
		p += n;
		len -= n;
	}
}

/* Escape the character at p; returns octets taken, sets *made. */
static size_t
escape_one(const unsigned char *p, size_t len, char out[5], size_t *made)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = vis_char(p, len);

	if (n == 0) {
		out[0] = '\\';
		out[1] = 'x';
		out[2] = digits[p[0] >> 4];
		out[3] = digits[p[0] & 15];
		*made = 4;
		return 1;
	}
	memcpy(out, p, n);
	*made = n;
	if (p[0] == '\\')
		out[(*made)++] = '\\';
	return n;
}

size_t
vis_text(char *dst, size_t size, const void *src, size_t len)
{
	const unsigned char *p = src;
	size_t done = 0, made, taken;
	char one[5];

	if (size == 0)
		return 0;
	for (; len > 0; p += taken, len -= taken) {
		taken = escape_one(p, len, one, &made);
		if (made >= size - done)
			break;
		memcpy(dst + done, one, made);
		done += made;
	}
	dst[done] = '\0';
	return done;
}

/* How many octets at p are written as they are, and are plain ASCII. */
static size_t
plain_run(const unsigned char *p, size_t len)
{
	size_t n = 0;

	while (n < len && vis_is_plain(p[n]) && p[n] != '\\')
		n++;
	return n;
}

void
vis_write(FILE *fp, const void *src, size_t len)
{
	const unsigned char *p = src;
	size_t made, taken;
	char one[5];

	for (; len > 0; p += taken, len -= taken) {
		taken = plain_run(p, len);
		if (taken > 0) {
			fwrite_unlocked(p, 1, taken, fp);
			continue;
		}
		taken = escape_one(p, len, one, &made);
		fwrite_unlocked(one, 1, made, fp);
	}
}
