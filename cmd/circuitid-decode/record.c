#include <string.h>

#include "record.h"
#include "vis.h"

/* A spelling within a spelling has to be at least this long. */
#define LEAST_INNER 4

static const char *const kind_names[] = {
	[RECORD_CIRCUIT_ID] = "circuit-id",
	[RECORD_REMOTE_ID] = "remote-id",
	[RECORD_CLASS] = "class",
	[RECORD_MAC] = "mac",
	[RECORD_USER_NAME] = "user-name",
	[RECORD_DUID] = "duid",
	[RECORD_OPT82] = "opt82",
	[RECORD_OPT18] = "opt18",
	[RECORD_OPT37] = "opt37",
	[RECORD_PPPOE] = "pppoe",
};
#define KIND_COUNT (sizeof(kind_names) / sizeof(kind_names[0]))

const char *
record_kind_name(enum record_kind kind)
{
	return kind_names[kind];
}

int
record_kind_parse(const char *name, enum record_kind *out)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (strcmp(name, kind_names[i]) == 0) {
			*out = (enum record_kind)i;
			return 0;
		}
	}
	return -1;
}

void
record_fail(struct record *r, enum record_kind kind, const char *s, size_t len)
{
	r->kind = kind;
	r->form = RECORD_FAILED;
	r->cut = false;
	r->octets = (const uint8_t *)s;
	r->len = len < HEX_MAX_OCTETS ? len : HEX_MAX_OCTETS;
}

/* The octets are 0x and digits in their turn. */
static void
undo_inner(struct record *r)
{
	size_t len;

	if (r->len < 2 || r->octets[0] != '0' || (r->octets[1] | 0x20) != 'x' ||
	    hex_decode((const char *)r->octets, r->len, HEX_0X, r->inner,
		sizeof(r->inner), &len, &r->inner_enc, NULL) == -1)
		return;
	if (len < LEAST_INNER) {
		r->inner_enc = HEX_AUTO;
		return;
	}
	r->octets = r->inner;
	r->len = len;
}

static void
as_line(struct record *r)
{
	r->form = RECORD_LINE;
	lineid_parse_as(r->value, r->value_len, &r->line_how, &r->line);
}

static void
as_class(struct record *r)
{
	if (rateclass_parse(r->octets, r->len, &r->rates))
		r->form = RECORD_RATES;
	else
		as_line(r);
}

/* Six letters are a name, unless digits spell them where a MAC is wanted. */
static bool
is_mac_itself(const struct record *r)
{
	bool digits =
	    r->enc == HEX_0X || r->enc == HEX_BARE || r->enc == HEX_GROUPS;

	return r->len == sizeof(r->mac.octet) &&
	    (r->enc == HEX_COLON || (digits && r->kind == RECORD_MAC) ||
		!vis_is_text(r->octets, r->len));
}

/* Six octets, or a MAC in one of its spellings. */
static int
as_mac(struct record *r)
{
	const char *text = (const char *)r->octets;

	r->form = RECORD_ADDRESS;
	r->realm = NULL;
	r->realm_len = 0;
	if (!is_mac_itself(r))
		return hwaddr_parse(text, r->len, &r->mac, &r->why);
	memcpy(r->mac.octet, r->octets, sizeof(r->mac.octet));
	return 0;
}

/* A proxy may have put the line's identifier there. */
static void
as_user_name(struct record *r)
{
	if (hwaddr_parse_user((const char *)r->octets, r->len, &r->mac,
		&r->realm, &r->realm_len, NULL) == 0)
		r->form = RECORD_ADDRESS;
	else if (!is_mac_itself(r) || as_mac(r) == -1)
		as_line(r);
}

static int
as_duid(struct record *r)
{
	r->form = RECORD_DUIDS;
	return duid_parse(r->octets, r->len, &r->duid, &r->why);
}

static void
ignore_part(void *arg, const struct relayopt_part *part)
{
	(void)arg;
	(void)part;
}

static void
as_parts(struct record *r, enum relayopt_kind relay)
{
	r->form = RECORD_PARTS;
	r->relay = relay;
	if (relayopt_walk(relay, r->value, r->value_len, ignore_part, NULL,
		&r->why) == -1)
		r->cut = true;
}

static void
as_option_82(struct record *r)
{
	struct why why = { "" };
	bool cut;

	/* A second spelling is in `inner`, where joined ones would go. */
	if (r->octets == r->inner) {
		memcpy(r->store, r->inner, r->len);
		r->octets = r->store;
	}
	cut = relayopt_unwrap_82(r->octets, r->len, r->inner, &r->value,
		  &r->value_len, &why) == -1;
	as_parts(r, RELAYOPT_82);
	if (!cut)
		return;
	r->cut = true;
	r->why = why; /* the cause of whatever is cut within */
}

/* Returns -1 and why when the kind cannot be opaque. */
static int
fill_in(struct record *r)
{
	switch (r->kind) {
	case RECORD_CIRCUIT_ID:
	case RECORD_REMOTE_ID:
		as_line(r);
		return 0;
	case RECORD_CLASS:
		as_class(r);
		return 0;
	case RECORD_MAC:
		return as_mac(r);
	case RECORD_USER_NAME:
		as_user_name(r);
		return 0;
	case RECORD_DUID:
		return as_duid(r);
	case RECORD_OPT82:
		as_option_82(r);
		return 0;
	case RECORD_OPT18:
		relayopt_unwrap_16(
		    18, r->octets, r->len, &r->value, &r->value_len);
		as_line(r);
		return 0;
	case RECORD_OPT37:
		relayopt_unwrap_16(
		    37, r->octets, r->len, &r->value, &r->value_len);
		as_parts(r, RELAYOPT_37);
		return 0;
	case RECORD_PPPOE:
		relayopt_unwrap_16(
		    0x0105, r->octets, r->len, &r->value, &r->value_len);
		as_parts(r, RELAYOPT_PPPOE);
		return 0;
	}
	return 0;
}

/* Never text. */
static bool
is_octets_only(enum record_kind kind)
{
	return kind == RECORD_DUID || kind == RECORD_OPT82 ||
	    kind == RECORD_OPT37 || kind == RECORD_PPPOE;
}

/* Hexadecimal digits are octets whatever they spell. */
static bool
is_digits_first(enum record_kind kind)
{
	return is_octets_only(kind) || kind == RECORD_OPT18;
}

/* Hexadecimal digits and blanks, whether they are pairs or not. */
static bool
is_digits(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] != ' ' && s[i] != '\t' && hex_digit(s[i]) < 0)
			return false;
	return len > 0;
}

/* Any number of octets with colons between. */
static bool
is_colons(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] != ':' && hex_digit(s[i]) < 0)
			return false;
	return memchr(s, ':', len) != NULL;
}

static int
undo_spelling(
    struct record *r, const struct record_how *how, const char *s, size_t len)
{
	bool octets = is_octets_only(how->kind);
	enum hex_enc enc = how->enc;

	if (enc == HEX_AUTO && is_digits_first(how->kind) && is_digits(s, len))
		enc = HEX_GROUPS;
	else if (enc == HEX_AUTO && octets && is_colons(s, len))
		enc = HEX_COLON;
	if (hex_decode(s, len, enc, r->store, sizeof(r->store), &r->len,
		&r->enc, &r->why) == -1)
		return -1;
	if (enc == HEX_GROUPS && how->enc == HEX_AUTO && !memchr(s, ' ', len))
		r->enc = HEX_BARE;
	if (octets && how->enc == HEX_AUTO && r->enc == HEX_TEXT)
		return why_set(
		    &r->why, "want octets in hexadecimal or octal, have text");
	return 0;
}

void
record_decode(
    struct record *r, const struct record_how *how, const char *s, size_t len)
{
	r->kind = how->kind;
	r->octets = r->store;
	r->inner_enc = HEX_AUTO;
	r->cut = false;
	if (undo_spelling(r, how, s, len) == -1) {
		record_fail(r, how->kind, s, len);
		return;
	}
	if (how->enc == HEX_AUTO && r->enc != HEX_TEXT)
		undo_inner(r);
	r->value = r->octets;
	r->value_len = r->len;
	r->line_how = how->line;
	r->line_how.mac_spelling = r->enc == HEX_COLON;
	r->line_how.remote_id = how->kind == RECORD_REMOTE_ID;
	if (fill_in(r) == -1)
		record_fail(r, how->kind, s, len);
}

void
record_part_line(const struct lineid_how *how, const struct relayopt_part *part,
    struct lineid *out)
{
	struct lineid_how own = *how;

	own.remote_id = part->form == RELAYOPT_REMOTE;
	own.mac_spelling = false;
	lineid_parse_as(part->p, part->len, &own, out);
}

/* What the standards call the whole of it. */
static const char *
option_name(const struct record *r)
{
	switch (r->relay) {
	case RELAYOPT_82:
		return "option-82";
	case RELAYOPT_37:
		return "option-37";
	case RELAYOPT_PPPOE:
		break;
	}
	return "pppoe-tag";
}

const char *
record_layout(const struct record *r)
{
	switch (r->form) {
	case RECORD_LINE:
		return r->line.layout->name;
	case RECORD_RATES:
		return "rate-profile";
	case RECORD_ADDRESS:
		return r->realm ? "mac-realm" : "mac";
	case RECORD_DUIDS:
		return r->duid.has_iaid ? "client-id" : "duid";
	case RECORD_PARTS:
		return option_name(r);
	case RECORD_FAILED:
		break;
	}
	return NULL;
}

const char *
record_confidence(const struct record *r)
{
	switch (r->form) {
	case RECORD_LINE:
		return r->line.layout->confidence;
	case RECORD_RATES:
		return "guess"; /* one operator's values say so, no paper */
	case RECORD_ADDRESS:
	case RECORD_DUIDS:
	case RECORD_PARTS:
		return "documented";
	case RECORD_FAILED:
		break;
	}
	return NULL;
}

bool
record_is_opaque(const struct record *r)
{
	return r->form == RECORD_LINE && lineid_is_opaque(&r->line);
}
