/*
 * Between libradcli and the server: a thread that passes the request on and
 * looks at what comes back, so that what is shown is the packets themselves.
 *
 *   libradcli --127.0.0.1--> relay --connected socket--> server
 *
 * libradcli gets only an answer that is well formed, has the request's id and
 * is signed with the secret; from the address that was asked, as the socket is
 * connected.  Anything else is dropped, as RFC 2865 section 3 wants, and noted.
 * When the server's machine says by ICMP that nobody listens, libradcli is
 * given a packet that ends its wait at once.
 */
#ifndef RELAY_H
#define RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "radpkt.h"
#include "why.h"

#define RELAY_TRIES_MAX 10
#define RELAY_DROPPED_MAX 4

/* Why a packet from the server was dropped. */
struct relay_dropped {
	double ms;    /* after the last try */
	bool foreign; /* well formed, but signed with another secret */
	struct why why;
};

struct relay_seen {
	uint8_t request[RADPKT_MAX];
	size_t request_len; /* 0: nothing was sent */
	uint8_t reply[RADPKT_MAX];
	size_t reply_len; /* 0: none that counts */
	unsigned int tries;
	double ms;       /* from the try before it to the answer */
	double total_ms; /* from the first try to the answer, or to the end */
	bool refused;    /* ICMP: nobody listens */
	int error;       /* errno of the socket; 0: none */
	struct relay_dropped dropped[RELAY_DROPPED_MAX];
	size_t dropped_count; /* also those that found no room above */
};

struct relay;

/*
 * `server` is a connected UDP socket that does not block, `secret` and `seen` the caller's; the
 * socket and `secret` must last until relay_stop().  `sign`: put in the
 * Message-Authenticator of a request that has an empty one.  Returns null and
 * why.
 */
struct relay *relay_start(int server, const char *secret, bool sign,
    struct relay_seen *seen, struct why *why);

/* Where libradcli is to send. */
uint16_t relay_port(const struct relay *r);

/* End it; `seen` is complete then. */
void relay_stop(struct relay *r);

#endif
