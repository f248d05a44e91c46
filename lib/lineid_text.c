#include <string.h>
#include <strings.h>

#include "lineid_part.h"
#include "num.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Text not read yet. */
struct text {
	const char *p;
	size_t len;
};

static const struct lineid_layout layout_junos_if = {
	"junos-if",
	"documented",
	NULL,
};
/* NODE KEYWORD N/N/N[:N.N]: which names the numbers have. */
struct path_layout {
	struct lineid_layout layout;
	const char *keywords[4];
	enum lineid_key path[7];
	size_t path_count;
	enum lineid_key tail[3];
	size_t tail_count;
	bool slash_ends; /* a '/' behind the path belongs to the rest */
};

static const struct path_layout path_layouts[] = {
	{
	    { "pon-7", "common", NULL },
	    { "pon", "gpon", "eth" },
	    { LINEID_RACK, LINEID_SHELF, LINEID_SLOT, LINEID_PORT,
		LINEID_ONU_ID, LINEID_ONU_SLOT, LINEID_ONU_PORT },
	    7,
	    { LINEID_VLAN },
	    1,
	    true,
	},
	{
	    { "tr101-atm", "documented", NULL },
	    { "atm" },
	    { LINEID_SLOT, LINEID_PORT },
	    2,
	    { LINEID_VPI, LINEID_VCI },
	    2,
	    false,
	},
	{
	    { "tr101-eth", "documented", NULL },
	    { "eth" },
	    { LINEID_SLOT, LINEID_PORT },
	    2,
	    { LINEID_VLAN },
	    1,
	    false,
	},
	{
	    { "xpon", "common", NULL },
	    { "xpon" },
	    { LINEID_SHELF, LINEID_SLOT, LINEID_SUBSLOT, LINEID_PORT },
	    4,
	    { LINEID_ONU_ID, LINEID_GEM_PORT, LINEID_VLAN },
	    3,
	    false,
	},
	{
	    { "xpon", "common", NULL },
	    { "xpon" },
	    { LINEID_SHELF, LINEID_SLOT, LINEID_PORT },
	    3,
	    { LINEID_ONU_ID, LINEID_GEM_PORT, LINEID_VLAN },
	    3,
	    false,
	},
};

static const char *const keywords[] = { "pon", "gpon", "eth", "atm", "xpon" };

static void
skip(struct text *t, size_t n)
{
	t->p += n;
	t->len -= n;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
starts_with(const struct text *t, char c)
{
	return t->len > 0 && t->p[0] == c;
}

static bool
take_char(struct text *t, char c)
{
	if (!starts_with(t, c))
		return false;
	skip(t, 1);
	return true;
}

/* All the digits that t begins with, as one number of 32 bits. */
static bool
take_number(struct text *t, uint32_t *out)
{
	size_t n = 0;

	while (n < t->len && is_digit(t->p[n]))
		n++;
	if (num_span_u32(t->p, n, 0, UINT32_MAX, out) == -1)
		return false;
	skip(t, n);
	return true;
}

/* What may follow a number that belongs to a layout. */
static bool
is_end(const struct text *t)
{
	return t->len == 0 || t->p[0] == ' ';
}

/* `count` numbers with sep between, added under `keys`; all or none. */
static bool
take_numbers(struct text *t, size_t count, char sep,
    const enum lineid_key *keys, struct lineid *out)
{
	struct text at = *t;
	size_t before = out->count;
	uint32_t number;

	for (size_t i = 0; i < count; i++) {
		if ((i > 0 && !take_char(&at, sep)) ||
		    !take_number(&at, &number)) {
			out->count = before;
			return false;
		}
		lineid_add_number(out, keys[i], number);
	}
	*t = at;
	return true;
}

/* Length of the keyword of an access type that t begins with, or 0. */
static size_t
keyword_len(const char *p, size_t len)
{
	for (size_t i = 0; i < COUNT(keywords); i++) {
		size_t n = strlen(keywords[i]);

		if (n < len && p[n] == ' ' &&
		    strncasecmp(p, keywords[i], n) == 0)
			return n;
	}
	return 0;
}

/* KEYWORD SP NUMBER at t: t moves to the number, *kw is the keyword. */
static bool
at_keyword(struct text *t, struct text *kw)
{
	size_t n = keyword_len(t->p, t->len);
	struct text at = *t;

	if (n == 0)
		return false;
	skip(&at, n);
	while (starts_with(&at, ' '))
		skip(&at, 1);
	if (at.len == 0 || !is_digit(at.p[0]))
		return false;
	*kw = (struct text){ t->p, n };
	*t = at;
	return true;
}

/*
 * The last " KEYWORD " with a path behind it: the node in front may hold
 * blanks and such words itself, or be empty.
 */
static bool
find_keyword(struct text *t, struct text *kw)
{
	const char *blank;
	struct text front = *t, at = *t;

	/* Then it is the BRAS's own port, with the line's behind it. */
	if (at_keyword(&at, kw))
		return false;
	while ((blank = memrchr(front.p, ' ', front.len)) != NULL) {
		front.len = (size_t)(blank - front.p);
		at.p = blank + 1;
		at.len = t->len - front.len - 1;
		if (at_keyword(&at, kw)) {
			*t = at;
			return true;
		}
	}
	return false;
}

static bool
has_keyword(const struct path_layout *l, const struct text *kw)
{
	for (size_t i = 0; i < COUNT(l->keywords) && l->keywords[i]; i++)
		if (strlen(l->keywords[i]) == kw->len &&
		    strncasecmp(l->keywords[i], kw->p, kw->len) == 0)
			return true;
	return false;
}

/* ":N.N", whole and followed by nothing or a blank; else all absent. */
static void
take_tail(struct text *t, const struct path_layout *l, struct lineid *out)
{
	struct text at = *t;
	size_t before = out->count;

	if (take_char(&at, ':') &&
	    take_numbers(&at, l->tail_count, '.', l->tail, out) &&
	    is_end(&at)) {
		*t = at;
		return;
	}
	out->count = before;
	for (size_t i = 0; i < l->tail_count; i++)
		lineid_add(out, l->tail[i], LINEID_ABSENT);
}

/* The path at t and what is behind it. */
static bool
parse_path(const struct path_layout *l, struct text t, struct lineid *out)
{
	size_t before = out->count;

	if (!take_numbers(&t, l->path_count, '/', l->path, out))
		return false;
	if (!is_end(&t) && t.p[0] != ':' && !(l->slash_ends && t.p[0] == '/')) {
		out->count = before;
		return false;
	}
	take_tail(&t, l, out);
	if (t.len > 0)
		lineid_add_span(out, LINEID_REST, LINEID_SPAN, t.p, t.len);
	out->layout = &l->layout;
	return true;
}

static bool
parse_keyword(struct text t, struct lineid *out)
{
	struct text kw, node = t;

	if (!find_keyword(&t, &kw))
		return false;
	node.len = (size_t)(kw.p - node.p);
	while (node.len > 0 && node.p[node.len - 1] == ' ')
		node.len--;
	lineid_add_span(out, LINEID_NODE, LINEID_SPAN, node.p, node.len);
	lineid_add_span(out, LINEID_ACCESS_TYPE, LINEID_SPAN, kw.p, kw.len);
	for (size_t i = 0; i < COUNT(path_layouts); i++)
		if (has_keyword(&path_layouts[i], &kw) &&
		    parse_path(&path_layouts[i], t, out))
			return true;
	out->count = 0;
	return false;
}

static bool
take_if_prefix(struct text *t)
{
	static const char *const prefixes[] = { "fe-", "ge-", "xe-", "et-",
		"ae-" };

	for (size_t i = 0; i < COUNT(prefixes); i++) {
		if (t->len > 3 && memcmp(t->p, prefixes[i], 3) == 0) {
			skip(t, 3);
			return true;
		}
	}
	return false;
}

/* ":VLAN" or ":SVLAN-VLAN", and nothing else. */
static bool
take_if_vlans(struct text *t, struct lineid *out)
{
	static const enum lineid_key two[] = { LINEID_S_VLAN, LINEID_VLAN };
	struct text at;

	if (!take_char(t, ':'))
		return false;
	at = *t;
	if (take_numbers(&at, 2, '-', two, out))
		*t = at;
	else if (!take_numbers(t, 1, '-', two + 1, out))
		return false;
	return true;
}

/* NAS-Port-Id has the VLANs in brackets, which are meant literally. */
static bool
parse_junos_if(struct text t, struct lineid *out)
{
	static const enum lineid_key path[] = { LINEID_FPC, LINEID_PIC,
		LINEID_PORT };
	static const enum lineid_key unit[] = { LINEID_UNIT };
	const char *start = t.p;
	bool bracket;

	if (!take_if_prefix(&t))
		return false;
	lineid_add_span(out, LINEID_IF_NAME, LINEID_SPAN, start, 0);
	if (!take_numbers(&t, 3, '/', path, out) ||
	    (take_char(&t, '.') && !take_numbers(&t, 1, '.', unit, out)))
		return false;
	out->field[0].len = (size_t)(t.p - start);
	out->layout = &layout_junos_if;
	if (t.len == 0)
		return true;
	bracket = take_char(&t, '[');
	return take_if_vlans(&t, out) && (!bracket || take_char(&t, ']')) &&
	    t.len == 0;
}

bool
lineid_parse_text(const void *p, size_t len, struct lineid *out)
{
	struct text t = { p, len };

	return parse_keyword(t, out) || parse_junos_if(t, out);
}
