#include <string.h>
#include <strings.h>

#include "hex.h"
#include "num.h"
#include "scan_part.h"

/* Room for "1, length 33: ". */
#define GAP 24

static bool
ends_with(const struct scan *s, size_t at, const char *word)
{
	size_t n = strlen(word);

	return at >= n && strncasecmp(s->p + at - n, word, n) == 0;
}

static bool
take(const struct scan *s, size_t *at, const char *word)
{
	size_t n = strlen(word);

	if (n > s->len - *at || memcmp(s->p + *at, word, n) != 0)
		return false;
	*at += n;
	return true;
}

/* A quoted string at `at`, which is its quote. */
static bool
take_quoted(const struct scan *s, size_t at, struct scan_found *out)
{
	out->at = at;
	out->enc = HEX_QUOTED;
	for (size_t i = at + 1; i < s->len && s->p[i] != '\n'; i++) {
		if (s->p[i] == '\\' && i + 1 < s->len && s->p[i + 1] != '\n') {
			i++;
		} else if (s->p[i] == '"') {
			out->len = i + 1 - at;
			return true;
		}
	}
	return false;
}

/* "1, length 33: " of tcpdump. */
static bool
take_counted(const struct scan *s, size_t at, struct scan_found *out)
{
	static const char length[] = ", length ";
	size_t near = s->len - at < GAP ? s->len - at : GAP, n;
	const char *word = memmem(s->p + at, near, length, sizeof(length) - 1);
	uint32_t octets;

	if (!word || memchr(s->p + at, '\n', (size_t)(word - s->p) - at))
		return false;
	at = (size_t)(word - s->p) + sizeof(length) - 1;
	for (n = 0;
	     at + n < s->len && s->p[at + n] >= '0' && s->p[at + n] <= '9'; n++)
		;
	if (num_span_u32(s->p + at, n, 1, 255, &octets) == -1)
		return false;
	at += n;
	if (!take(s, &at, ": ") || octets > s->len - at ||
	    memchr(s->p + at, '\n', octets))
		return false;
	out->at = at;
	out->len = octets;
	out->enc = HEX_TEXT;
	return true;
}

/* Letters alone stand in the line before `at`. */
static bool
begins_line(const struct scan *s, size_t at)
{
	for (; at > 0 && s->p[at - 1] != '\n'; at--) {
		char c = s->p[at - 1];

		if (c != ' ' && c != '\t' && c != '-' &&
		    ((c | 0x20) < 'a' || (c | 0x20) > 'z'))
			return false;
	}
	return true;
}

static bool
take_digits(const struct scan *s, size_t *at)
{
	size_t from = *at;

	while (*at < s->len && s->p[*at] >= '0' && s->p[*at] <= '9')
		++*at;
	return *at > from;
}

/* "(1) l=35 val=" of tshark's RADIUS. */
static bool
take_avp(const struct scan *s, size_t *at)
{
	return take(s, at, "(") && take_digits(s, at) && take(s, at, ") l=") &&
	    take_digits(s, at) && take(s, at, " val=");
}

/* What is left of the line. */
static bool
take_rest(const struct scan *s, size_t at, struct scan_found *out)
{
	const char *nl = memchr(s->p + at, '\n', s->len - at);
	size_t end = nl ? (size_t)(nl - s->p) : s->len;

	if (end > at && s->p[end - 1] == '\r')
		end--;
	out->at = at;
	out->len = end - at;
	out->enc = HEX_TEXT;
	return end > at;
}

/* A value of JSON; a string of Kea's has quotes of its own within. */
static bool
take_json(const struct scan *s, size_t at, struct scan_found *out)
{
	if (at == s->len || s->p[at] != '"' || !take_quoted(s, at, out))
		return false;
	if (out->len < 4 || s->p[at + 1] != '\'' ||
	    s->p[at + out->len - 2] != '\'')
		return true;
	out->at++;
	out->len -= 2;
	out->enc = HEX_KEA;
	return true;
}

static bool
take_value(const struct scan *s, size_t name, size_t at, struct scan_found *out)
{
	if (take(s, &at, " SubOption "))
		return take_counted(s, at, out);
	if (take(s, &at, "\": "))
		return take_json(s, at, out);
	if (take_avp(s, &at))
		return take_rest(s, at, out);
	if (take(s, &at, ": ")) /* first: then no name is walked over twice */
		return begins_line(s, name) && take_rest(s, at, out);
	if (!take(s, &at, " = ") && !take(s, &at, " := ") &&
	    !take(s, &at, " += ") && !take(s, &at, " == ") &&
	    !take(s, &at, " "))
		return false;
	return at < s->len && s->p[at] == '"' && take_quoted(s, at, out);
}

/* "0x6f6c742d", in quotes or not: the digits themselves say more. */
static bool
is_digits(const struct scan *s, const struct scan_found *f)
{
	const char *p = s->p + f->at;
	size_t len = f->len;

	if (f->enc != HEX_TEXT) {
		p++;
		len -= 2;
	}
	if (len > 2 && p[0] == '0' && (p[1] | 0x20) == 'x') {
		p += 2;
		len -= 2;
	}
	for (size_t i = 0; i < len; i++)
		if (hex_digit(p[i]) < 0 && p[i] != ':')
			return false;
	return len >= MARKS_LEAST_RUN;
}

bool
scan_take_named(const struct scan *s, size_t at, struct scan_found *out)
{
	if (ends_with(s, at, "circuit"))
		out->kind = RECORD_CIRCUIT_ID;
	else if (ends_with(s, at, "remote"))
		out->kind = RECORD_REMOTE_ID;
	else
		return false;
	out->named = true;
	out->readable = true;
	return take_value(s, at, at + 3, out) && !is_digits(s, out);
}
