/*
 * One RADIUS request through libradcli: it builds the packet, hides the
 * password, sends, repeats and waits.
 *
 * What libradcli 1.2.11 (Debian 12) does with what it is given, and what is
 * kept from it here: a secret is cut behind 95 octets and a password behind
 * 112; a secret with '[', ',' or a blank breaks its configuration; an
 * attribute it has no name for is left out without a word; a value of a
 * Vendor-Specific over 247 octets wraps around in its length; a list of more
 * than 8 KB overruns its packet.  All that is refused.
 *
 * And what it does with an answer: any is believed, whoever signed it, up to
 * 1.4; one of another id ends the wait; a length of 0 is an Accept without
 * attributes; what is malformed or unknown is dropped from the list, and
 * logged.  So its word on an answer is worth nothing: see relay.h of
 * radius-probe, which looks at the packets themselves.
 */
#ifndef RADSEND_H
#define RADSEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "raddict.h"
#include "why.h"

#define RADSEND_SECRET_MAX 95
#define RADSEND_PASSWORD_MAX 112
#define RADSEND_ATTRS_MAX 16

/* As built with. */
extern const char radsend_version[];

/* Whether that libradcli checks who signed an answer: from 1.5.0 on. */
extern const bool radsend_checks;

/* An integer's octets are in network order, as an address's are. */
struct radsend_attr {
	uint32_t vendor;
	uint8_t type;
	uint8_t len;
	uint8_t value[RADPKT_VALUE_MAX];
};

struct radsend {
	const struct raddict *dict;
	uint16_t port; /* of 127.0.0.1: where the relay listens */
	const char *secret;
	unsigned int timeout_s; /* of each try, at least 1 */
	unsigned int tries;     /* at least 1 */
	const struct radsend_attr *attrs;
	size_t attr_count;
};

/*
 * Send an Access-Request and wait for what comes back, at most tries times
 * timeout_s seconds.  Returns 0 when it was sent, whatever became of it; -1
 * and why when libradcli could not.
 */
int radsend_request(const struct radsend *r, struct why *why);

#endif
