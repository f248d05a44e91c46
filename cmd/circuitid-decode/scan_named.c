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

bool
scan_begins(const struct scan *s, size_t at, const char *word)
{
	size_t n = strlen(word);

	return n <= s->len - at && memcmp(s->p + at, word, n) == 0;
}

static bool
take(const struct scan *s, size_t *at, const char *word)
{
	if (!scan_begins(s, *at, word))
		return false;
	*at += strlen(word);
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

/* The digits at *at, as a number of at most 255. */
static bool
take_number(const struct scan *s, size_t *at, uint32_t *out)
{
	size_t from = *at;

	while (*at < s->len && s->p[*at] >= '0' && s->p[*at] <= '9')
		++*at;
	return num_span_u32(s->p + from, *at - from, 0, 255, out) == 0;
}

/*
 * As many octets as the log counted, with the end of the line, or one of
 * `ends`, behind: else it shows octets in a way of its own, and the text is
 * longer than they are.
 */
static bool
take_exactly(const struct scan *s, size_t at, size_t octets, const char *ends,
    struct scan_found *out)
{
	size_t end = at + octets;

	if (octets == 0 || octets > s->len - at ||
	    memchr(s->p + at, '\n', octets) ||
	    (end < s->len && !memchr(ends, s->p[end], strlen(ends))))
		return false;
	out->at = at;
	out->len = octets;
	out->enc = HEX_TEXT;
	return true;
}

/* "1, length 33: " of tcpdump. */
static bool
take_counted(const struct scan *s, size_t at, struct scan_found *out)
{
	static const char length[] = ", length ";
	size_t near = s->len - at < GAP ? s->len - at : GAP;
	const char *word = memmem(s->p + at, near, length, sizeof(length) - 1);
	uint32_t octets;

	if (!word || memchr(s->p + at, '\n', (size_t)(word - s->p) - at))
		return false;
	at = (size_t)(word - s->p) + sizeof(length) - 1;
	return take_number(s, &at, &octets) && take(s, &at, ": ") &&
	    take_exactly(s, at, octets, "\r\n", out);
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

/* "(1) l=35 val=" of tshark's RADIUS, of which two octets are the head. */
static bool
take_avp(const struct scan *s, size_t *at, uint32_t *octets)
{
	uint32_t code;

	if (!take(s, at, "(") || !take_number(s, at, &code) ||
	    !take(s, at, ") l=") || !take_number(s, at, octets) ||
	    *octets < 2 || !take(s, at, " val="))
		return false;
	*octets -= 2;
	return true;
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
	uint32_t octets;

	if (take(s, &at, " SubOption "))
		return take_counted(s, at, out);
	if (take(s, &at, "\": "))
		return take_json(s, at, out);
	if (take_avp(s, &at, &octets)) /* a quote: it is a name in JSON */
		return take_exactly(s, at, octets, "\r\n\"", out);
	if (take(s, &at, ": ")) /* first: then no name is walked over twice */
		return begins_line(s, name) && take_rest(s, at, out);
	if (!take(s, &at, " = ") && !take(s, &at, " := ") &&
	    !take(s, &at, " += ") && !take(s, &at, " == ") &&
	    !take(s, &at, " "))
		return false;
	return at < s->len && s->p[at] == '"' && take_quoted(s, at, out);
}

/* "0x6f6c742d", in quotes or not, maybe cut: the digits themselves say more. */
static bool
is_digits(const struct scan *s, const struct scan_found *f)
{
	size_t quote = f->enc != HEX_TEXT, at = f->at + quote;
	size_t end = f->at + f->len - quote, from;

	if (end - at > 2 && s->p[at] == '0' && (s->p[at + 1] | 0x20) == 'x')
		at += 2;
	for (from = at; at < end; at++)
		if (hex_digit(s->p[at]) < 0 && s->p[at] != ':')
			break;
	return at - from >= MARKS_LEAST_RUN &&
	    (at == end || scan_begins(s, at, SCAN_DOTS) ||
		scan_begins(s, at, SCAN_ELLIPSIS));
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
	out->cut = false;
	return take_value(s, at, at + 3, out) && !is_digits(s, out);
}
