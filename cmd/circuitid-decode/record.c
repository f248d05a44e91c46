#include <string.h>

#include "record.h"

/* A spelling within a spelling has to be at least this long. */
#define LEAST_INNER 4

static const char *const kind_names[] = {
	[RECORD_CIRCUIT_ID] = "circuit-id",
	[RECORD_CLASS] = "class",
	[RECORD_MAC] = "mac",
	[RECORD_USER_NAME] = "user-name",
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
	lineid_parse(r->octets, r->len, r->enc == HEX_COLON, &r->line);
}

static void
as_class(struct record *r)
{
	if (rateclass_parse(r->octets, r->len, &r->rates))
		r->form = RECORD_RATES;
	else
		as_line(r);
}

/* Six octets, or a MAC in one of its spellings. */
static int
as_mac(struct record *r)
{
	const char *text = (const char *)r->octets;

	r->form = RECORD_ADDRESS;
	r->realm = NULL;
	r->realm_len = 0;
	if (r->len != sizeof(r->mac.octet))
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
	else if (r->len != sizeof(r->mac.octet) || as_mac(r) == -1)
		as_line(r);
}

/* Returns -1 and why when the kind cannot be opaque. */
static int
fill_in(struct record *r)
{
	switch (r->kind) {
	case RECORD_CIRCUIT_ID:
		as_line(r);
		return 0;
	case RECORD_CLASS:
		as_class(r);
		return 0;
	case RECORD_MAC:
		return as_mac(r);
	case RECORD_USER_NAME:
		as_user_name(r);
	}
	return 0;
}

void
record_decode(struct record *r, enum record_kind kind, enum hex_enc enc,
    const char *s, size_t len)
{
	r->kind = kind;
	r->octets = r->store;
	r->inner_enc = HEX_AUTO;
	if (hex_decode(s, len, enc, r->store, sizeof(r->store), &r->len,
		&r->enc, &r->why) == -1) {
		record_fail(r, kind, s, len);
		return;
	}
	if (enc == HEX_AUTO && r->enc != HEX_TEXT)
		undo_inner(r);
	if (fill_in(r) == -1)
		record_fail(r, kind, s, len);
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
