#include <stdbool.h>
#include <string.h>

#include "hex_part.h"
#include "lineid.h"
#include "vis.h"

/* Quote no more than this of what was found. */
#define SHOW 64

/* Where octets go; none past size. */
struct sink {
	uint8_t *p;
	size_t size;
	size_t len;
};

static const char *const enc_names[] = {
	[HEX_AUTO] = "auto",
	[HEX_0X] = "hex0x",
	[HEX_BARE] = "hex",
	[HEX_COLON] = "colon",
	[HEX_GROUPS] = "groups",
	[HEX_OCTAL] = "octal",
	[HEX_QUOTED] = "quoted",
	[HEX_KEA] = "kea",
	[HEX_TEXT] = "text",
};
#define ENC_COUNT (sizeof(enc_names) / sizeof(enc_names[0]))

const char *
hex_enc_name(enum hex_enc enc)
{
	return enc_names[enc];
}

int
hex_enc_parse(const char *name, enum hex_enc *out)
{
	for (size_t i = 0; i < ENC_COUNT; i++) {
		if (strcmp(name, enc_names[i]) == 0) {
			*out = (enum hex_enc)i;
			return 0;
		}
	}
	return -1;
}

/* Value of each digit, plus one; 0 is no digit. */
const uint8_t hex_digit_plus_1[256] = {
	['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16,
	['A'] = 11,
	['B'] = 12,
	['C'] = 13,
	['D'] = 14,
	['E'] = 15,
	['F'] = 16,
};

static struct hex_span
trim(const char *s, size_t len)
{
	while (len > 0 && hex_is_blank(s[0]))
		s++, len--;
	while (len > 0 && hex_is_blank(s[len - 1]))
		len--;
	return (struct hex_span){ s, len };
}

size_t
hex_count_digits(struct hex_span s)
{
	size_t n = 0;

	while (n < s.len && hex_digit(s.p[n]) >= 0)
		n++;
	return n;
}

static int
too_long(size_t size, struct why *why)
{
	return why_set(why, "want at most %zu octets, have more", size);
}

static int
bad_char(const char *want, char have, struct why *why)
{
	char seen[VIS_SIZE(1)];

	vis_text(seen, sizeof(seen), &have, 1);
	return why_set(why, "want %s, have '%s'", want, seen);
}

static int
put(struct sink *to, uint8_t octet, struct why *why)
{
	if (to->len == to->size)
		return too_long(to->size, why);
	to->p[to->len++] = octet;
	return 0;
}

static int
put_all(struct sink *to, struct hex_span s, struct why *why)
{
	if (s.len > to->size - to->len)
		return too_long(to->size, why);
	if (s.len > 0)
		memcpy(to->p + to->len, s.p, s.len);
	to->len += s.len;
	return 0;
}

/* What is wrong with s, which is no pairs of digits. */
static int
bad_pairs(struct hex_span s, struct why *why)
{
	size_t n = hex_count_digits(s);

	if (n < s.len)
		return bad_char("hexadecimal digits", s.p[n], why);
	return why_set(why,
	    "want two hexadecimal digits an octet, "
	    "have an odd number of digits (%zu)",
	    n);
}

/* Sixteen digits at once: gcc and clang make of these what there is. */
typedef uint8_t hex_chars __attribute__((vector_size(16)));

/* All of them are digits; eight octets go to dst. */
static bool
get_16(const unsigned char *p, uint8_t *dst)
{
	hex_chars c, letter, bad;
	uint64_t any[2];
	uint8_t value[16];

	memcpy(&c, p, sizeof(c));
	letter = (hex_chars)((hex_chars)((c | 0x20) - 'a') < 6);
	bad = ~(letter | (hex_chars)((hex_chars)(c - '0') < 10));
	memcpy(any, &bad, sizeof(any));
	if ((any[0] | any[1]) != 0)
		return false;
	c = (c & 15) + (letter & 9);
	memcpy(value, &c, sizeof(value));
	for (size_t i = 0; i < 8; i++)
		dst[i] = (uint8_t)(value[2 * i] << 4 | value[2 * i + 1]);
	return true;
}

/* An even number of digits, all of s. */
static int
get_pairs(struct hex_span s, struct sink *to, struct why *why)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint8_t *dst = to->p + to->len;
	bool bad = s.len % 2 != 0;
	size_t n = s.len / 2, i = 0;

	if (bad || n > to->size - to->len)
		return bad || hex_count_digits(s) < s.len
		    ? bad_pairs(s, why)
		    : too_long(to->size, why);
	for (; n - i >= 8 && get_16(p, dst + i); i += 8)
		p += 16;
	for (; i < n; i++, p += 2) {
		uint8_t high = hex_digit_plus_1[p[0]];
		uint8_t low = hex_digit_plus_1[p[1]];

		bad |= high == 0 || low == 0;
		dst[i] = (uint8_t)((high - 1u) << 4 | (low - 1u));
	}
	if (bad)
		return bad_pairs(s, why);
	to->len += n;
	return 0;
}

bool
hex_has_0x(struct hex_span s)
{
	return s.len >= 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X');
}

static int
get_0x(struct hex_span s, struct sink *to, struct why *why)
{
	if (!hex_has_0x(s))
		return why_set(why, "want 0x and hexadecimal digits, have %.*s",
		    (int)(s.len < SHOW ? s.len : SHOW), s.p);
	hex_skip(&s, 2);
	if (s.len == 0)
		return why_set(
		    why, "want hexadecimal digits behind 0x, have nothing");
	return get_pairs(s, to, why);
}

static int
get_colon(struct hex_span s, struct sink *to, struct why *why)
{
	size_t n;

	for (;;) {
		n = hex_count_digits(s);
		if (n < 1 || n > 2)
			return why_set(why,
			    "want one or two hexadecimal digits an octet, "
			    "have %zu",
			    n);
		if (put(to,
			(uint8_t)(n == 1
				? hex_digit(s.p[0])
				: hex_digit(s.p[0]) << 4 | hex_digit(s.p[1])),
			why) == -1)
			return -1;
		hex_skip(&s, n);
		if (s.len == 0)
			return 0;
		if (s.p[0] != ':')
			return bad_char("':' between octets", s.p[0], why);
		hex_skip(&s, 1);
	}
}

struct hex_span
hex_next_word(struct hex_span *s)
{
	struct hex_span word = { s->p, 0 };

	while (word.len < s->len && !hex_is_blank(s->p[word.len]))
		word.len++;
	hex_skip(s, word.len);
	while (s->len > 0 && hex_is_blank(s->p[0]))
		hex_skip(s, 1);
	return word;
}

static int
get_groups(struct hex_span s, struct sink *to, struct why *why)
{
	while (s.len > 0)
		if (get_pairs(hex_next_word(&s), to, why) == -1)
			return -1;
	return 0;
}

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

bool
hex_at_octal(struct hex_span s)
{
	return s.len >= 4 && s.p[0] == '\\' && s.p[1] >= '0' && s.p[1] <= '3' &&
	    is_octal(s.p[2]) && is_octal(s.p[3]);
}

/* One escape at s, which begins with a backslash; 0 when it is none. */
static size_t
read_escape(struct hex_span s, uint8_t *out)
{
	static const char from[] = "ntr\\\"'", to[] = "\n\t\r\\\"'";
	const char *at;

	if (hex_at_octal(s)) {
		*out = (uint8_t)((s.p[1] - '0') << 6 | (s.p[2] - '0') << 3 |
		    (s.p[3] - '0'));
		return 4;
	}
	at = s.len >= 2 ? memchr(from, s.p[1], sizeof(from) - 1) : NULL;
	if (!at)
		return 0;
	*out = (uint8_t)to[at - from];
	return 2;
}

static int
get_escaped(struct hex_span s, struct sink *to, struct why *why)
{
	size_t n;

	for (; s.len > 0; hex_skip(&s, n)) {
		uint8_t octet = (uint8_t)s.p[0];

		n = octet == '\\' ? read_escape(s, &octet) : 1;
		if (n == 0)
			return why_set(why,
			    "want a backslash and 000 to 377, n, r, t, "
			    "a backslash or a quote, have %.*s",
			    (int)(s.len < 4 ? s.len : 4), s.p);
		if (put(to, octet, why) == -1)
			return -1;
	}
	return 0;
}

bool
hex_is_within(struct hex_span s, char quote)
{
	return s.len >= 2 && s.p[0] == quote && s.p[s.len - 1] == quote;
}

/* What stands between the quotes. */
static int
unquote(struct hex_span *s, char quote, struct why *why)
{
	if (!hex_is_within(*s, quote))
		return why_set(why, "want %c at both ends, have %.*s", quote,
		    (int)(s->len < SHOW ? s->len : SHOW), s->p);
	s->p++;
	s->len -= 2;
	return 0;
}

static int
get_quoted(struct hex_span s, struct sink *to, struct why *why)
{
	if (unquote(&s, '"', why) == -1)
		return -1;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '"')
			return why_set(why,
			    "want a backslash before a quote within "
			    "quotes, have none");
		if (s.p[i] == '\\')
			i++;
	}
	return get_escaped(s, to, why);
}

static int
get_kea(struct hex_span s, struct sink *to, struct why *why)
{
	if (unquote(&s, '\'', why) == -1)
		return -1;
	return put_all(to, s, why);
}

static int
decode_as(enum hex_enc enc, struct hex_span all, struct hex_span trimmed,
    struct sink *to, struct why *why)
{
	switch (enc) {
	case HEX_0X:
		return get_0x(trimmed, to, why);
	case HEX_BARE:
		return get_pairs(trimmed, to, why);
	case HEX_COLON:
		return get_colon(trimmed, to, why);
	case HEX_GROUPS:
		return get_groups(trimmed, to, why);
	case HEX_OCTAL:
		return get_escaped(all, to, why);
	case HEX_QUOTED:
		return get_quoted(trimmed, to, why);
	case HEX_KEA:
		return get_kea(trimmed, to, why);
	case HEX_AUTO:
	case HEX_TEXT:
		break;
	}
	return put_all(to, all, why);
}

/* Octets that were meant, rather than digits that happen to be a name. */
static bool
is_plausible(const struct sink *to)
{
	return to->len >= HEX_LEAST_OCTETS &&
	    (vis_is_text(to->p, to->len) || lineid_is_binary(to->p, to->len));
}

int
hex_decode(const char *s, size_t len, enum hex_enc enc, uint8_t *out,
    size_t size, size_t *outlen, enum hex_enc *used, struct why *why)
{
	struct hex_span all = { s, len }, trimmed = trim(s, len);
	struct sink to = { out, size, 0 };
	bool unsure = false;
	int rc;

	if (enc == HEX_AUTO)
		enc = hex_detect(trimmed, &unsure);
	rc = decode_as(enc, all, trimmed, &to, why);
	if (unsure && (rc == -1 || !is_plausible(&to))) {
		enc = HEX_TEXT;
		to.len = 0;
		rc = put_all(&to, all, why);
	}
	if (rc == -1)
		return -1;
	if (to.len == 0)
		return why_set(why, "want a value, have an empty one");
	*outlen = to.len;
	if (used)
		*used = enc;
	return 0;
}

size_t
hex_encode(char *dst, size_t size, const void *src, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = src;
	size_t n = 0;

	if (size == 0)
		return 0;
	for (size_t i = 0; i < len && n + 2 < size; i++) {
		dst[n++] = digits[p[i] >> 4];
		dst[n++] = digits[p[i] & 15];
	}
	dst[n] = '\0';
	return n;
}
