/*
 * One value, decoded as far as its kind allows.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "duid.h"
#include "hex.h"
#include "hwaddr.h"
#include "lineid.h"
#include "rateclass.h"
#include "relayopt.h"
#include "why.h"

enum record_kind {
	RECORD_CIRCUIT_ID,
	RECORD_REMOTE_ID,
	RECORD_CLASS,
	RECORD_MAC,
	RECORD_USER_NAME,
	RECORD_DUID,
	RECORD_OPT82,
	RECORD_OPT18,
	RECORD_OPT37,
	RECORD_PPPOE
};

/* "circuit-id", "remote-id", "class" and so on; back: 0, or -1. */
const char *record_kind_name(enum record_kind kind);
int record_kind_parse(const char *name, enum record_kind *out);

/* Which of the parts below holds the fields. */
enum record_form {
	RECORD_FAILED, /* nothing decoded: see why */
	RECORD_LINE,
	RECORD_RATES,
	RECORD_ADDRESS,
	RECORD_DUIDS,
	RECORD_PARTS /* of a relay's option: walk `value` as `relay` */
};

/* How all values of a run are to be read. */
struct record_how {
	enum record_kind kind;
	enum hex_enc enc;
	struct lineid_how line; /* but for what the value itself tells */
};

struct record {
	enum record_kind kind;
	enum record_form form;
	const uint8_t *octets; /* of a failed one: as they came */
	size_t len;
	const uint8_t *value; /* within: without an option's header */
	size_t value_len;
	enum hex_enc enc;
	enum hex_enc inner_enc; /* HEX_AUTO: there was no second spelling */
	bool cut;               /* a part of it is missing: see why */
	struct lineid line;
	struct rateclass rates;
	struct duid duid;
	enum relayopt_kind relay;
	struct lineid_how line_how; /* for lines within */
	struct hwaddr mac;
	const char *realm; /* null: none */
	size_t realm_len;
	struct why why;

	/*
	 * Where octets live; `inner` is what the first spelling spelled, or
	 * options that were joined.
	 */
	uint8_t inner[HEX_MAX_OCTETS];
	uint8_t store[HEX_MAX_OCTETS];
};

/*
 * Decode s[0..len) into *r, which is large: use one for all values.  What r
 * points to lives as long as s and r.  A spelling within a spelling
 * (User-Name = "0x6f6c74") is undone when the encoding is HEX_AUTO.
 */
void record_decode(
    struct record *r, const struct record_how *how, const char *s, size_t len);

/* Make *r a failed one, with r->why for the caller to fill. */
void record_fail(
    struct record *r, enum record_kind kind, const char *s, size_t len);

/* The line of a part of an option, which is read as all others of the run. */
void record_part_line(const struct lineid_how *how,
    const struct relayopt_part *part, struct lineid *out);

/* The name of the layout found; null for a failed one. */
const char *record_layout(const struct record *r);

/* How sure the layout is (lineid.h); null when there is none. */
const char *record_confidence(const struct record *r);

/* No layout was found, only octets. */
bool record_is_opaque(const struct record *r);

#endif
