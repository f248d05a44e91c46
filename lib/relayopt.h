/*
 * What a relay or an access node adds to a message: DHCPv4 option 82 with its
 * sub-options (RFC 3046 and successors), DHCPv6 option 37 (RFC 4649) and the
 * PPPoE tag of the Broadband Forum.
 *
 * A walk gives every part in the order in which it stands, nested ones
 * between an open and a close.  Names are fixed; a code without one is called
 * "code_N".
 */
#ifndef RELAYOPT_H
#define RELAYOPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "why.h"

enum relayopt_kind {
	RELAYOPT_82,
	RELAYOPT_37,
	RELAYOPT_PPPOE
};

/* What a part holds. */
enum relayopt_form {
	RELAYOPT_OPEN,  /* parts of its own follow */
	RELAYOPT_CLOSE, /* of the last one open; no name */
	RELAYOPT_CIRCUIT,
	RELAYOPT_REMOTE,
	RELAYOPT_TEXT,
	RELAYOPT_HEX,
	RELAYOPT_NUMBER, /* in `number` */
	RELAYOPT_WORD,   /* a number that has a name: in `word` */
	RELAYOPT_IPV4,
	RELAYOPT_MAC,
	RELAYOPT_DUID,
	RELAYOPT_EMPTY /* there is no more to say than that it is there */
};

#define RELAYOPT_NAME_SIZE 40

struct relayopt_part {
	enum relayopt_form form;
	unsigned int code;
	/* Unlike those of its neighbours: the second one has "_2" behind. */
	char name[RELAYOPT_NAME_SIZE];
	const uint8_t *head; /* code, length */
	const uint8_t *p;    /* the value, as far as there is one */
	size_t len;
	/* Octets that it should have; the form is HEX or OPEN then. */
	size_t missing;
	uint32_t number;
	const char *word;
	/*
	 * "kbit/s", "bit/s" as the carrier prescribes, "ms"; null: none.  Some
	 * relays copy kbit/s into RADIUS: never convert.
	 */
	const char *unit;
};

typedef void relayopt_fn(void *arg, const struct relayopt_part *part);

/*
 * Walk p[0..len), the value of the option or tag.  Returns 0, or -1 and why
 * when it ends before it is whole; what is whole was given all the same, and
 * every open part closed.
 */
int relayopt_walk(enum relayopt_kind kind, const void *p, size_t len,
    relayopt_fn *fn, void *arg, struct why *why);

/*
 * Undo what carries the value when p begins with it: options 82 one behind
 * another (RFC 3396 joins them) into dst of len octets, or one header of
 * DHCPv6 option 18 or 37 or of PPPoE tag 0x0105 (`code`) with a length that
 * agrees.  *value and *value_len is the value, in p or dst.  Returns 0, or -1
 * and why when the last option 82 is cut; the value is what there is.
 */
int relayopt_unwrap_82(const uint8_t *p, size_t len, uint8_t *dst,
    const uint8_t **value, size_t *value_len, struct why *why);
void relayopt_unwrap_16(unsigned int code, const uint8_t *p, size_t len,
    const uint8_t **value, size_t *value_len);

/* Whether some part has this name. */
bool relayopt_is_name(const char *name, size_t len);

/* Who has an enterprise number, as far as access nodes go; null: unknown. */
const char *relayopt_enterprise(uint32_t number);

#endif
