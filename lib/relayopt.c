#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "relayopt_part.h"

#define OPTION_82 82
#define BROADBAND_FORUM 3561
#define NOKIA 6527

/* Not a code: what has no octet for one. */
#define NO_CODE 0x100

struct walk {
	relayopt_fn *fn;
	void *arg;
	struct why *why;
	bool cut; /* and said why */
	enum relayopt_carrier carrier;
};

/* One list of parts: how often each name came. */
struct level {
	const struct relayopt_def *defs;
	const char *what; /* "sub-option", for messages */
	bool counts_header;
	bool pads; /* an octet of 0 is a lone one */
	uint16_t seen[NO_CODE + 1];
};

static void walk_list(struct walk *w, const uint8_t *p, size_t len,
    const struct relayopt_def *defs, const char *what, bool counts_header);

static void
give_as(struct walk *w, enum relayopt_form form, const char *name,
    const uint8_t *p, size_t len)
{
	struct relayopt_part part = {
		.form = form,
		.code = NO_CODE,
		.head = p,
		.p = p,
		.len = len,
	};

	snprintf(part.name, sizeof(part.name), "%s", name);
	w->fn(w->arg, &part);
}

static void
give_word(struct walk *w, const char *name, const uint8_t *p, const char *word)
{
	struct relayopt_part part = {
		.form = word ? RELAYOPT_WORD : RELAYOPT_NUMBER,
		.code = NO_CODE,
		.head = p,
		.p = p,
		.len = 1,
		.number = p[0],
		.word = word,
	};

	snprintf(part.name, sizeof(part.name), "%s", name);
	w->fn(w->arg, &part);
}

static void
give_number(struct walk *w, const char *name, const uint8_t *p)
{
	struct relayopt_part part = {
		.form = RELAYOPT_NUMBER,
		.code = NO_CODE,
		.head = p,
		.p = p,
		.len = 4,
	};
	struct bytes b;

	bytes_init(&b, p, 4);
	part.number = bytes_be32(&b);
	snprintf(part.name, sizeof(part.name), "%s", name);
	w->fn(w->arg, &part);
}

/* The first thing that is cut is what the message is about. */
static void
say_cut(struct walk *w, const char *what, unsigned int code, const char *want,
    size_t need, size_t have)
{
	if (!w->cut && code == NO_CODE)
		why_set(w->why, "%s: want %zu octets%s, have %zu: %zu missing",
		    what, need, want, have, need - have);
	else if (!w->cut)
		why_set(w->why,
		    "%s %u: want %zu octets%s, have %zu: %zu missing", what,
		    code, need, want, have, need - have);
	w->cut = true;
}

static void
walk_loop(struct walk *w, const uint8_t *p)
{
	static const char *const names[] = { "data_link", "tagging",
		"protocol" };

	for (unsigned int i = 0; i < 3; i++)
		give_word(w, names[i], p + i,
		    relayopt_loop_word(w->carrier, i, p[i]));
}

/* RFC 6607: an NVT name, a VPN id of RFC 2685, or the global one. */
static void
walk_vss(struct walk *w, const uint8_t *p, size_t len)
{
	if (len == 0)
		return;
	give_word(w, "type", p,
	    p[0] == 0         ? "name"
		: p[0] == 1   ? "vpn-id"
		: p[0] == 255 ? "global"
			      : NULL);
	if (p[0] == 0) {
		give_as(w, RELAYOPT_TEXT, "name", p + 1, len - 1);
	} else if (p[0] == 1 && len == 8) {
		give_as(w, RELAYOPT_HEX, "oui", p + 1, 3);
		give_number(w, "index", p + 4);
	} else if (len > 1) {
		give_as(w, RELAYOPT_HEX, "value", p + 1, len - 1);
	}
}

/* What an enterprise has put there. */
static void
walk_enterprise(struct walk *w, uint32_t enterprise, const uint8_t *p,
    size_t len, bool counts_header)
{
	if (enterprise == BROADBAND_FORUM)
		walk_list(w, p, len, relayopt_line_defs, "access line TLV",
		    counts_header);
	else if (enterprise == NOKIA && !counts_header)
		walk_list(w, p, len, relayopt_nokia_defs, "Nokia TLV", false);
	else
		give_as(w, RELAYOPT_HEX, "data", p, len);
}

static void
open_enterprise(
    struct walk *w, const uint8_t *head, uint32_t enterprise, unsigned int nth)
{
	struct relayopt_part part = {
		.form = RELAYOPT_OPEN,
		.code = enterprise,
		.head = head,
		.p = head,
		.len = 4,
	};

	snprintf(part.name, sizeof(part.name), "enterprise_%lu",
	    (unsigned long)enterprise);
	if (nth > 1)
		snprintf(part.name, sizeof(part.name), "enterprise_%lu_%u",
		    (unsigned long)enterprise, nth);
	w->fn(w->arg, &part);
}

static void
close_part(struct walk *w)
{
	give_as(w, RELAYOPT_CLOSE, "", NULL, 0);
}

/* How many of the vendors in front have the same number, and this one. */
static unsigned int
count_enterprise(const uint8_t *p, size_t until)
{
	unsigned int n = 1;

	for (size_t i = 0; i < until; i += (size_t)5 + p[i + 4])
		if (memcmp(p + i, p + until, 4) == 0)
			n++;
	return n;
}

/* RFC 4243: { enterprise, length, data }. */
static void
walk_vendors(struct walk *w, const uint8_t *p, size_t len)
{
	struct bytes b;

	bytes_init(&b, p, len);
	while (bytes_left(&b) > 0) {
		const uint8_t *head = p + b.off;
		size_t start = b.off, have = bytes_left(&b), n;
		uint32_t enterprise;

		if (have < 5) {
			say_cut(w, "vendor", NO_CODE, " of a header", 5, have);
			give_as(w, RELAYOPT_HEX, "incomplete", head, have);
			return;
		}
		enterprise = bytes_be32(&b);
		n = bytes_u8(&b);
		open_enterprise(
		    w, head, enterprise, count_enterprise(p, start));
		if (n > bytes_left(&b)) {
			say_cut(w, "vendor", enterprise, "", n, bytes_left(&b));
			n = bytes_left(&b);
		}
		walk_enterprise(w, enterprise, bytes_take(&b, n), n, false);
		close_part(w);
	}
}

static void
walk_vsa(struct walk *w, const uint8_t *p, size_t len)
{
	enum relayopt_carrier carrier = w->carrier;
	struct bytes b;
	uint32_t enterprise;

	if (len < 4) {
		say_cut(w, "vendor", NO_CODE, " of a header", 4, len);
		give_as(w, RELAYOPT_HEX, "incomplete", p, len);
		return;
	}
	bytes_init(&b, p, len);
	enterprise = bytes_be32(&b);
	open_enterprise(w, p, enterprise, 1);
	w->carrier = CARRIER_RADIUS;
	walk_enterprise(w, enterprise, p + 4, len - 4, true);
	w->carrier = carrier;
	close_part(w);
}

static void
walk_nested(
    struct walk *w, enum relayopt_nest nest, const uint8_t *p, size_t len)
{
	switch (nest) {
	case NEST_RADIUS:
		walk_list(
		    w, p, len, relayopt_radius_defs, "RADIUS attribute", true);
		break;
	case NEST_RADIUS_VSA:
		walk_vsa(w, p, len);
		break;
	case NEST_VENDORS:
		walk_vendors(w, p, len);
		break;
	case NEST_LOOP:
		walk_loop(w, p);
		break;
	case NEST_VSS:
		walk_vss(w, p, len);
		break;
	case NEST_NONE:
	case NEST_RATE:
		break;
	}
}

/* The definition that fits code and length; one of NULL name when none. */
static const struct relayopt_def *
find_def(
    const struct relayopt_def *defs, unsigned int code, size_t len, bool whole)
{
	const struct relayopt_def *d;

	for (d = defs; d->name; d++)
		if (d->code == code &&
		    (!whole || d->len == 0 || d->len == len) &&
		    (!whole || d->form != RELAYOPT_EMPTY || len == 0))
			return d;
	return d;
}

static void
set_name(struct relayopt_part *part, const char *name, unsigned int nth)
{
	char base[RELAYOPT_NAME_SIZE - 8];

	if (name)
		snprintf(base, sizeof(base), "%s", name);
	else
		snprintf(base, sizeof(base), "code_%u", part->code);
	if (nth > 1)
		snprintf(part->name, sizeof(part->name), "%s_%u", base, nth);
	else
		snprintf(part->name, sizeof(part->name), "%s", base);
}

static void
set_number(struct relayopt_part *part)
{
	for (size_t i = 0; i < part->len; i++)
		part->number = part->number << 8 | part->p[i];
}

/* Lists are worth a look also when they are cut. */
static bool
goes_in(const struct relayopt_def *d, bool whole)
{
	if (!d->name || d->form != RELAYOPT_OPEN)
		return false;
	return whole || (d->nest != NEST_LOOP && d->nest != NEST_VSS);
}

static void
give_part(struct walk *w, struct level *l, struct relayopt_part *part)
{
	bool whole = part->missing == 0;
	const struct relayopt_def *d =
	    find_def(l->defs, part->code, part->len, whole);
	bool nests = goes_in(d, whole);

	set_name(part, d->name, ++l->seen[part->code]);
	part->form = nests || (whole && d->name) ? d->form : RELAYOPT_HEX;
	part->unit = d->unit;
	if (d->nest == NEST_RATE)
		part->unit = w->carrier == CARRIER_RADIUS ? "bit/s" : "kbit/s";
	if (part->form == RELAYOPT_NUMBER)
		set_number(part);
	w->fn(w->arg, part);
	if (!nests)
		return;
	walk_nested(w, d->nest, part->p, part->len);
	close_part(w);
}

/* Code, length, value at the cursor; false when nothing can follow. */
static bool
walk_one(struct walk *w, struct level *l, struct bytes *b)
{
	struct relayopt_part part = { .head = b->p + b->off };
	size_t head = l->counts_header ? 2 : 0, need;

	part.code = bytes_u8(b);
	if (l->pads && part.code == 0)
		return true;
	part.p = b->p + b->off;
	if (bytes_left(b) == 0) {
		part.missing = 1;
		say_cut(w, l->what, part.code, " of a length", 1, 0);
		give_part(w, l, &part);
		return false;
	}
	need = bytes_u8(b);
	part.p = b->p + b->off;
	if (need < head) {
		if (!w->cut)
			why_set(w->why,
			    "%s %u: want a length of 2 or more, "
			    "have %zu",
			    l->what, part.code, need);
		w->cut = true;
		part.missing = head - need;
		give_part(w, l, &part);
		return false;
	}
	need -= head;
	part.len = need < bytes_left(b) ? need : bytes_left(b);
	part.missing = need - part.len;
	bytes_take(b, part.len);
	if (part.missing > 0)
		say_cut(w, l->what, part.code, "", need, part.len);
	give_part(w, l, &part);
	return part.missing == 0;
}

static void
walk_list(struct walk *w, const uint8_t *p, size_t len,
    const struct relayopt_def *defs, const char *what, bool counts_header)
{
	struct level l = {
		.defs = defs,
		.what = what,
		.counts_header = counts_header,
		.pads = defs == relayopt_82_defs,
	};
	struct bytes b;

	bytes_init(&b, p, len);
	while (bytes_left(&b) > 0 && walk_one(w, &l, &b))
		;
}

/* An enterprise number, and what is behind it. */
static void
walk_numbered(
    struct walk *w, enum relayopt_kind kind, const uint8_t *p, size_t len)
{
	struct bytes b;
	uint32_t enterprise;

	if (len < 4) {
		say_cut(w, kind == RELAYOPT_37 ? "option 37" : "tag 0x0105",
		    NO_CODE, " of an enterprise number", 4, len);
		give_as(w, RELAYOPT_HEX, "incomplete", p, len);
		return;
	}
	bytes_init(&b, p, len);
	enterprise = bytes_be32(&b);
	give_number(w, "enterprise", p);
	if (relayopt_enterprise(enterprise))
		give_word(
		    w, "enterprise_name", p, relayopt_enterprise(enterprise));
	if (kind == RELAYOPT_37)
		give_as(w, RELAYOPT_REMOTE, "remote_id", p + 4, len - 4);
	else
		walk_enterprise(w, enterprise, p + 4, len - 4, false);
}

int
relayopt_walk(enum relayopt_kind kind, const void *p, size_t len,
    relayopt_fn *fn, void *arg, struct why *why)
{
	struct walk w = { .fn = fn, .arg = arg, .why = why };

	if (kind == RELAYOPT_82) {
		walk_list(&w, p, len, relayopt_82_defs, "sub-option", false);
	} else {
		w.carrier =
		    kind == RELAYOPT_PPPOE ? CARRIER_PPPOE : CARRIER_DHCP;
		walk_numbered(&w, kind, p, len);
	}
	return w.cut ? -1 : 0;
}

int
relayopt_unwrap_82(const uint8_t *p, size_t len, uint8_t *dst,
    const uint8_t **value, size_t *value_len, struct why *why)
{
	size_t done = 0, have;

	*value = p;
	*value_len = len;
	if (len < 2 || p[0] != OPTION_82)
		return 0;
	*value = dst;
	*value_len = 0;
	while (done < len) {
		if (p[done] != OPTION_82)
			return why_set(why,
			    "want option 82 behind option 82, have option %u",
			    p[done]);
		if (len - done < 2)
			return why_set(why,
			    "option 82: want 1 octets of a length, have 0: "
			    "1 missing");
		have = len - done - 2;
		if (have > p[done + 1])
			have = p[done + 1];
		memcpy(dst + *value_len, p + done + 2, have);
		*value_len += have;
		if (have < p[done + 1])
			return why_set(why,
			    "option 82: want %u octets, have %zu: %zu missing",
			    p[done + 1], have, p[done + 1] - have);
		done += 2 + have;
	}
	return 0;
}

void
relayopt_unwrap_16(unsigned int code, const uint8_t *p, size_t len,
    const uint8_t **value, size_t *value_len)
{
	struct bytes b;

	*value = p;
	*value_len = len;
	bytes_init(&b, p, len);
	if (bytes_be16(&b) != code || bytes_be16(&b) != bytes_left(&b) ||
	    bytes_left(&b) == 0)
		return;
	*value_len = bytes_left(&b);
	*value = bytes_take(&b, *value_len);
}
