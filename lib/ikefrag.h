/*
 * IKE as it is seen on the way: messages that are sent again and again, and
 * messages in fragments of which some never pass.  A femtocell whose clock is
 * not set fails in IKE as well; so does one whose fragments are dropped, and
 * "len mismatch: isakmp 2124/ip 1364" of tcpdump(1) alone says neither: it is
 * what every first fragment looks like.
 */
#ifndef IKEFRAG_H
#define IKEFRAG_H

#include <stddef.h>
#include <stdint.h>

#include "decap.h"

/* Between two addresses, both ways. */
struct ikefrag_peers {
	struct decap_addr client; /* who sent first */
	struct decap_addr server;
	uint64_t messages;   /* by their first fragment, of IP or IKE */
	uint64_t auth;       /* of them IKE_AUTH */
	uint64_t repeated;   /* sent before, by SPI and message id */
	uint64_t fragmented; /* in fragments of IP */
	uint64_t incomplete; /* of which not all fragments came */
	uint32_t largest;    /* octets, as IKE says */
	int64_t first_ns;
	int64_t last_ns;
};

struct ikefrag;

/* At most so many peers are kept, the first that come. */
struct ikefrag *ikefrag_new(size_t max);
void ikefrag_free(struct ikefrag *k); /* null is fine */

/* A datagram or first fragment; what is not IKE's port is left out. */
void ikefrag_datagram(struct ikefrag *k, int64_t ns, const struct decap *d);

/* A later fragment. */
void ikefrag_fragment(struct ikefrag *k, int64_t ns, const struct decap *d);

/*
 * Nothing more will come, and it is `ns`: fragments that are missing stay so,
 * but for those that may still be under way.
 */
void ikefrag_end(struct ikefrag *k, int64_t ns);

size_t ikefrag_count(const struct ikefrag *k);
const struct ikefrag_peers *ikefrag_peers(const struct ikefrag *k, size_t i);
uint64_t ikefrag_dropped(const struct ikefrag *k); /* for lack of room */

#endif
