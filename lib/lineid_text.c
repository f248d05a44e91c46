#include <string.h>
#include <strings.h>

#include "hex.h"
#include "hwaddr.h"
#include "lineid_part.h"
#include "linetpl.h"

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
static const struct lineid_layout layout_onu_serial = {
	"onu-serial",
	"common",
	NULL,
};
static const struct lineid_layout layout_mac_text = {
	"mac-text",
	"common",
	NULL,
};
/* NODE KEYWORD N/N/N[:N.N]: which names the numbers have. */
struct path_layout {
	struct lineid_layout layout;
	enum lineid_profile profile; /* only then */
	const char *keywords[4];
	enum lineid_key path[7];
	size_t path_count;
	enum lineid_key tail[3];
	size_t tail_count;
	bool slash_ends; /* a '/' behind the path belongs to the rest */
};

#define ETH                          \
	{                            \
		"eth", "pon", "gpon" \
	}
#define VLAN { LINEID_VLAN }, 1
#define VPI_VCI { LINEID_VPI, LINEID_VCI }, 2
#define ONU { LINEID_ONU_ID, LINEID_GEM_PORT, LINEID_VLAN }, 3
#define NOKIA_PATH { LINEID_RACK, LINEID_SHELF, LINEID_SLOT, LINEID_PORT }, 4
#define HUAWEI_PATH \
	{ LINEID_SHELF, LINEID_SLOT, LINEID_SUBSLOT, LINEID_PORT }, 4
#define HUAWEI_SHORT_PATH { LINEID_SHELF, LINEID_SLOT, LINEID_PORT }, 3
#define PON_PATH                                                              \
	{ LINEID_RACK, LINEID_SHELF, LINEID_SLOT, LINEID_PORT, LINEID_ONU_ID, \
		LINEID_ONU_SLOT, LINEID_ONU_PORT },                           \
	    7
#define TR156_PATH                                                  \
	{ LINEID_SLOT, LINEID_PORT, LINEID_ONU_ID, LINEID_ONU_SLOT, \
		LINEID_ONU_PORT },                                  \
	    5
#define LONG_PATH                                                 \
	{ LINEID_CHASSIS, LINEID_RACK, LINEID_SHELF, LINEID_SLOT, \
		LINEID_SUBSLOT, LINEID_PORT },                    \
	    6

#define TR156_NOTE "rack/shelf/slot/port/onu_id on some access nodes"

/* clang-format off */
static const struct path_layout path_layouts[] = {
	{ { "pon-7", "common", NULL }, 0, ETH, PON_PATH, VLAN, true },
	{ { "tr101-atm", "documented", NULL }, 0, { "atm" },
	    { LINEID_SLOT, LINEID_PORT }, 2, VPI_VCI, false },
	{ { "tr101-eth", "documented", NULL }, 0, { "eth" },
	    { LINEID_SLOT, LINEID_PORT }, 2, VLAN, false },
	{ { "xpon", "common", NULL }, 0, { "xpon" }, HUAWEI_PATH, ONU, false },
	{ { "xpon", "common", NULL }, 0, { "xpon" }, HUAWEI_SHORT_PATH, ONU,
	    false },
	{ { "tr156", "common", TR156_NOTE }, 0, { "eth", "pon", "gpon", "atm" },
	    TR156_PATH, VLAN, false },
	{ { "tr101-long", "common", NULL }, 0, { "eth" }, LONG_PATH, VLAN,
	    false },
	{ { "tr101-long", "common", NULL }, 0, { "atm" }, LONG_PATH, VPI_VCI,
	    false },
	{ { "nokia-path", "common", NULL }, LINEID_NOKIA, ETH, NOKIA_PATH,
	    VLAN, false },
	{ { "nokia-path", "common", NULL }, LINEID_NOKIA, { "atm" },
	    NOKIA_PATH, VPI_VCI, false },
	{ { "huawei-path", "common", NULL }, LINEID_HUAWEI, ETH, HUAWEI_PATH,
	    VLAN, false },
	{ { "huawei-path", "common", NULL }, LINEID_HUAWEI, { "atm" },
	    HUAWEI_PATH, VPI_VCI, false },
	{ { "huawei-path", "common", NULL }, LINEID_HUAWEI, ETH,
	    HUAWEI_SHORT_PATH, VLAN, false },
	{ { "huawei-path", "common", NULL }, LINEID_HUAWEI, { "atm" },
	    HUAWEI_SHORT_PATH, VPI_VCI, false },
};

/* Any other path: what its numbers are called depends on who made it. */
#define PATH_NOTE "rack/shelf/slot/port on some access nodes and " \
	"shelf/slot/subslot/port on others"
static const struct path_layout path_of_4[] = {
	{ { "path", "guess", PATH_NOTE }, 0, { "atm" }, { 0 }, 0, VPI_VCI,
	    false },
	{ { "path", "guess", PATH_NOTE }, 0, { NULL }, { 0 }, 0, VLAN, false },
};
static const struct path_layout path_of_any[] = {
	{ { "path", "guess", NULL }, 0, { "atm" }, { 0 }, 0, VPI_VCI, false },
	{ { "path", "guess", NULL }, 0, { NULL }, { 0 }, 0, VLAN, false },
};
/* clang-format on */

#define PATH_MAX_NUMBERS 16

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
	uint64_t value = 0;
	size_t n = 0;

	for (; n < t->len && is_digit(t->p[n]); n++) {
		value = value * 10 + (uint64_t)(t->p[n] - '0');
		if (value > UINT32_MAX)
			return false;
	}
	if (n == 0)
		return false;
	*out = (uint32_t)value;
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
		const char *start;

		if (i > 0 && !take_char(&at, sep))
			break;
		start = at.p;
		if (!take_number(&at, &number))
			break;
		lineid_add_number(
		    out, keys[i], number, start, (size_t)(at.p - start));
	}
	if (out->count != before + count) {
		out->count = before;
		return false;
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

		if (n < len && p[n] == ' ' && (p[0] | 0x20) == *keywords[i] &&
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

/* What may stand behind a path. */
static bool
is_path_end(const struct text *t, bool slash_ends)
{
	return is_end(t) || t->p[0] == ':' || (slash_ends && t->p[0] == '/');
}

static bool
finish_path(const struct path_layout *l, struct text t, struct lineid *out)
{
	take_tail(&t, l, out);
	if (t.len > 0)
		lineid_add_span(out, LINEID_REST, LINEID_SPAN, t.p, t.len);
	out->layout = &l->layout;
	return true;
}

/* The path at t and what is behind it. */
static bool
parse_path(const struct path_layout *l, struct text t, struct lineid *out)
{
	size_t before = out->count;

	if (!take_numbers(&t, l->path_count, '/', l->path, out))
		return false;
	if (is_path_end(&t, l->slash_ends))
		return finish_path(l, t, out);
	out->count = before;
	return false;
}

/* A path without names for its numbers. */
static bool
parse_any_path(const struct text *kw, struct text t, struct lineid *out)
{
	const struct path_layout *l;
	const char *start = t.p;
	uint32_t number;
	size_t count = 0;

	do {
		if (!take_number(&t, &number))
			return false;
		count++;
	} while (count < PATH_MAX_NUMBERS && take_char(&t, '/'));
	if (count < 2 || !is_path_end(&t, false))
		return false;
	lineid_add_span(
	    out, LINEID_PATH, LINEID_LIST, start, (size_t)(t.p - start));
	l = count == 4 ? path_of_4 : path_of_any;
	return finish_path(has_keyword(l, kw) ? l : l + 1, t, out);
}

static bool
parse_keyword(struct text t, enum lineid_profile profile, struct lineid *out)
{
	struct text kw, node = t;

	if (!find_keyword(&t, &kw))
		return false;
	node.len = (size_t)(kw.p - node.p);
	while (node.len > 0 && node.p[node.len - 1] == ' ')
		node.len--;
	lineid_add_span(out, LINEID_NODE, LINEID_SPAN, node.p, node.len);
	lineid_add_span(out, LINEID_ACCESS_TYPE, LINEID_SPAN, kw.p, kw.len);
	for (size_t i = 0; i < COUNT(path_layouts); i++) {
		const struct path_layout *l = &path_layouts[i];

		if ((l->profile == LINEID_ANY_PROFILE ||
			l->profile == profile) &&
		    has_keyword(l, &kw) && parse_path(l, t, out))
			return true;
	}
	if (parse_any_path(&kw, t, out))
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

/* "ZTEG12345678": the maker's four letters and a number of its own. */
static bool
parse_onu_serial(struct text t, struct lineid *out)
{
	bool word = false;

	if (t.len != 12)
		return false;
	for (size_t i = 0; i < t.len; i++) {
		if (i < 4 ? t.p[i] < 'A' || t.p[i] > 'Z'
			  : hex_digit(t.p[i]) == -1)
			return false;
		word |= hex_digit(t.p[i]) == -1;
	}
	if (!word) /* a MAC as well */
		return false;
	lineid_add_span(out, LINEID_ONU_SERIAL, LINEID_SPAN, t.p, t.len);
	out->layout = &layout_onu_serial;
	return true;
}

/* Spelled with separators: digits alone are a number or a name too. */
static bool
parse_mac_text(struct text t, struct lineid *out)
{
	struct hwaddr mac;

	if (t.len <= 12 && !memchr(t.p, ':', t.len))
		return false;
	if (hwaddr_parse(t.p, t.len, &mac, NULL) == -1)
		return false;
	lineid_add_span(out, LINEID_MAC, LINEID_SPELLED_MAC, t.p, t.len);
	out->layout = &layout_mac_text;
	return true;
}

bool
lineid_parse_keyword(
    const void *p, size_t len, const struct lineid_how *how, struct lineid *out)
{
	struct text t = { p, len };

	out->count = 0;
	if (parse_keyword(t, how->profile, out))
		return true;
	out->count = 0;
	return parse_junos_if(t, out);
}

bool
lineid_parse_text(
    const void *p, size_t len, const struct lineid_how *how, struct lineid *out)
{
	struct text t = { p, len };

	for (size_t i = 0; i < how->template_count; i++)
		if (linetpl_match(how->templates[i], p, len, out))
			return true;
	if (lineid_parse_keyword(p, len, how, out))
		return true;
	out->count = 0;
	return parse_onu_serial(t, out) || parse_mac_text(t, out) ||
	    lineid_parse_forms(p, len, how, out);
}
