#include <string.h>

#include "scan.h"
#include "scan_part.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Fewer name no line. */
#define LEAST_OCTETS 4

/* Digits that no option can have are a file, not an identifier. */
#define MOST_RUN 4096

/*
 * How many tcpdump(8) prints of an option of DHCPv6; it writes "..." behind
 * fewer ones too.
 */
#define TCPDUMP_OCTETS 10

/* How far before its value the name of an identifier may begin. */
#define WINDOW 64

/* And end: room for "l=35 val=". */
#define GAP 24

static bool
is_word_char(char c)
{
	return (c >= '0' && c <= '9') || c == '_' ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

void
scan_init(struct scan *s, const char *p, size_t len)
{
	s->p = p;
	s->len = len;
	s->done = 0;
	marks_init(&s->marks, p, len);
}

/* Not the middle of a word; "0x" in front is no part of one. */
static bool
stands_alone(const struct scan *s, size_t begin, size_t end)
{
	const char *p = s->p;

	if (end < s->len && is_word_char(p[end]))
		return false;
	if (begin == 0 || !is_word_char(p[begin - 1]))
		return true;
	return begin >= 2 && (p[begin - 1] | 0x20) == 'x' &&
	    p[begin - 2] == '0' && (begin == 2 || !is_word_char(p[begin - 3]));
}

/* How many octets with colons between, or 0. */
static size_t
colon_octets(const char *p, size_t len)
{
	size_t digits = 0, octets = 1;

	for (size_t i = 0; i < len; i++) {
		if (p[i] != ':') {
			if (++digits > 2)
				return 0;
			continue;
		}
		if (digits == 0)
			return 0;
		digits = 0;
		octets++;
	}
	return digits > 0 ? octets : 0;
}

/* "D:6f6c742d": of a run that is no octets, the longest piece of digits. */
static bool
take_digits(const char *p, size_t *begin, size_t *end)
{
	size_t best = 0, best_at = 0, n;

	for (size_t i = *begin; i < *end; i += n + 1) {
		const char *colon = memchr(p + i, ':', *end - i);

		n = colon ? (size_t)(colon - p) - i : *end - i;
		if (n > best) {
			best = n;
			best_at = i;
		}
	}
	*begin = best_at;
	*end = best_at + best;
	return best >= 2 * LEAST_OCTETS && best % 2 == 0;
}

/* Names of what follows them, in small letters. */
static const struct {
	const char *name;
	enum record_kind kind;
} labels[] = {
	{ "circuit-id", RECORD_CIRCUIT_ID },
	{ "circuit_id", RECORD_CIRCUIT_ID },
	{ "circuit id", RECORD_CIRCUIT_ID },
	{ "interface-id", RECORD_OPT18 },
	{ "interface id", RECORD_OPT18 },
	{ "type=00018", RECORD_OPT18 },
	{ "nas-port-id", RECORD_CIRCUIT_ID },
	{ "user-name", RECORD_USER_NAME },
	{ "calling-station-id", RECORD_USER_NAME },
	{ "remote-id", RECORD_REMOTE_ID },
	{ "remote_id", RECORD_REMOTE_ID },
	{ "remote id", RECORD_REMOTE_ID },
	{ "type=00037", RECORD_OPT37 },
	{ "class", RECORD_CLASS },
	{ "duid", RECORD_DUID },
	{ "type=082", RECORD_OPT82 },
	{ "relay-agent-information", RECORD_OPT82 },
	/* tshark -T json: an attribute with its head; no text is a MAC. */
	{ "radius.avp", RECORD_MAC },
};

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The last name in the line before `at`, if it is close enough. */
static bool
find_label(const struct scan *s, size_t at, enum record_kind *kind)
{
	char window[WINDOW];
	size_t len = at < WINDOW ? at : WINDOW, best = 0;
	const char *from = s->p + at - len, *nl, *hit;

	nl = memrchr(from, '\n', len);
	if (nl) {
		len -= (size_t)(nl + 1 - from);
		from = nl + 1;
	}
	for (size_t i = 0; i < len; i++)
		window[i] = small(from[i]);
	for (size_t i = 0; i < COUNT(labels); i++) {
		size_t n = strlen(labels[i].name), start = 0;

		while ((hit = memmem(window + start, len - start,
			    labels[i].name, n)) != NULL) {
			start = (size_t)(hit - window) + n;
			if (start > best) {
				best = start;
				*kind = labels[i].kind;
			}
		}
	}
	return best > 0 && len - best <= GAP;
}

/* Whether there may have been more: then no layout can be trusted. */
static bool
is_cut(const struct scan *s, size_t end, size_t octets)
{
	if (scan_begins(s, end, SCAN_DOTS))
		return octets >= TCPDUMP_OCTETS;
	return scan_begins(s, end, SCAN_ELLIPSIS);
}

/* Where a line may be named, a router can be as well, by its address. */
static bool
is_mac(const struct scan_found *f, size_t octets)
{
	return octets == 6 &&
	    (f->kind == RECORD_USER_NAME || f->kind == RECORD_CLASS);
}

/* A run that is an identifier's spelling, but for what it spells. */
static bool
take_run(const struct scan *s, const struct mark *run, struct scan_found *out)
{
	const char *p = s->p;
	size_t begin = run->begin, end = run->end, octets = run->pairs;

	if (octets == 0) {
		while (begin < end && p[begin] == ':')
			begin++;
		while (end > begin && p[end - 1] == ':')
			end--;
		octets = colon_octets(p + begin, end - begin);
	}
	out->enc = HEX_COLON;
	if (octets < LEAST_OCTETS) {
		out->enc = HEX_BARE;
		if (!take_digits(p, &begin, &end))
			return false;
		octets = (end - begin) / 2;
	}
	if (end - begin > MOST_RUN ||
	    !scan_may_be(p + begin, end - begin, octets) ||
	    !stands_alone(s, begin, end))
		return false;
	out->at = begin;
	out->len = end - begin;
	out->readable = false;
	out->kind = RECORD_CLASS; /* a rate profile, or any line */
	out->named = find_label(s, begin, &out->kind);
	out->cut = is_cut(s, end, octets);
	return !is_mac(out, octets);
}

bool
scan_next(struct scan *s, struct scan_found *out)
{
	struct mark mark;

	while (marks_next(&s->marks, s->done, &mark)) {
		if (mark.name ? scan_take_named(s, mark.begin, out)
			      : take_run(s, &mark, out)) {
			s->done = out->at + out->len;
			return true;
		}
	}
	return false;
}
