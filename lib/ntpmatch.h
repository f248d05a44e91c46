/*
 * Which reply answers which request.  Packets go in as they were captured;
 * out come pairs of client and server with their counts, and a log of the
 * latest requests in order of time, each answered, lost or unknown.
 *
 * A reply's origin is the request's transmit time, or its receive time in
 * interleaved mode (RFC 9769).  A client that sends always the same transmit
 * time is answered in the order that its round trips allow.  Copies of a
 * packet that a mirror or "any" made are seen and left out, apart from a
 * count.  What was sent less than the timeout before the end (or a jump of
 * the clock) is unknown, never lost.
 *
 * Memory is bounded: of more pairs than fit the heaviest stay, of the log the
 * latest.  Pure: nothing but memory is touched.
 */
#ifndef NTPMATCH_H
#define NTPMATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decap.h"
#include "ntpflow.h"
#include "ntppkt.h"

struct ntpmatch_limits {
	int64_t timeout_ns;
	uint32_t pairs;   /* at most, at least 1 */
	uint32_t log;     /* requests remembered, at least 1 */
	uint32_t waiting; /* requests not decided yet, at least 1 */
	uint64_t seed;    /* that senders do not know: for the tables */
};

#define NTPMATCH_KODS 5 /* enum ntppkt_kod */

struct ntpmatch_pair {
	struct decap_addr client;
	struct decap_addr server;
	uint64_t requests; /* packets, without mirrored ones */
	uint64_t replies;
	uint64_t answered; /* requests, a kiss of death counts */
	uint64_t lost;
	uint64_t unknown;
	uint64_t repeated;    /* requests that were sent before */
	uint64_t unasked;     /* replies to no request that was seen */
	uint64_t interleaved; /* answered so */
	uint64_t mirrored;    /* packets seen before, left out */
	uint64_t longer;      /* requests of more than the header */
	uint64_t longer_answered;
	uint64_t kod[NTPMATCH_KODS]; /* by enum ntppkt_kod */
	uint32_t rtt_us;             /* the least */
	struct ntppkt_look look;     /* of the last request */
	struct ntpflow flow;         /* a kiss of death is LOST there */
	/* Private. */
	uint64_t born; /* in the log: before that it was another's */
	uint64_t last_origin, last_transmit; /* of its last reply */
	int64_t last_reply_ns;
	uint64_t round_requests; /* when ntpmatch_round() last looked */
	uint32_t generation;     /* from 1: of those that had this place */
	bool answered_any;       /* rtt_us is known */
};

/* A request of the log.  rtt_us is one of these or a time. */
#define NTPMATCH_LOST UINT32_MAX
#define NTPMATCH_UNKNOWN (UINT32_MAX - 1)
#define NTPMATCH_KOD (UINT32_MAX - 2) /* answered, but not by the time */
#define NTPMATCH_RTT_MAX (UINT32_MAX - 3)

#define NTPMATCH_GONE UINT32_MAX /* of a pair that had to make room */

struct ntpmatch_request {
	int64_t ns;
	uint32_t pair;
	uint32_t rtt_us;
};

/* Of all pairs, also those that are gone. */
struct ntpmatch_totals {
	uint64_t requests;
	uint64_t replies;
	uint64_t answered;
	uint64_t lost;
	uint64_t unknown;
	uint64_t unasked;
	uint64_t mirrored;
	uint64_t kod[NTPMATCH_KODS];
	uint64_t gone_pairs; /* and what they had */
	uint64_t gone_requests;
	uint64_t jumps;   /* of the clock, back by more than a second */
	uint64_t forced;  /* unknown, since too many were waiting */
	int64_t first_ns; /* of all NTP packets */
	int64_t last_ns;
};

struct ntpmatch;

/* Null when memory is short. */
struct ntpmatch *ntpmatch_new(const struct ntpmatch_limits *limits);
void ntpmatch_free(struct ntpmatch *m); /* null is fine */

/*
 * One packet, a request or a reply (`kind`); `d` says between whom.  Times may
 * go back a little; what goes back more than a second starts anew.  They are
 * from 1970 on; the year 2250 never ends.  Returns 0,
 * or -1 when memory is short: the packet is lost, the rest stays right.
 */
int ntpmatch_packet(struct ntpmatch *m, int64_t ns, const struct decap *d,
    enum ntppkt_kind kind, const struct ntppkt *pkt);

/* Decide what waits; nothing more will come. */
void ntpmatch_end(struct ntpmatch *m);

/* What there is; valid until the next packet. */
const struct ntpmatch_totals *ntpmatch_totals(const struct ntpmatch *m);
size_t ntpmatch_pairs(const struct ntpmatch *m);
const struct ntpmatch_pair *ntpmatch_pair(const struct ntpmatch *m, size_t i);

/* Of the limits, for other tables of the same senders. */
uint64_t ntpmatch_seed(const struct ntpmatch *m);

/* The log: times never fall.  `i` from 0, the oldest that is left. */
size_t ntpmatch_logged(const struct ntpmatch *m);
uint64_t ntpmatch_forgotten(const struct ntpmatch *m);
struct ntpmatch_request ntpmatch_request(const struct ntpmatch *m, size_t i);

/*
 * No reply of any server was seen: whether requests are answered cannot be
 * known.  The same the other way round: replies, and no request.
 */
bool ntpmatch_one_way(const struct ntpmatch *m);

/*
 * The pair that sent most since the last call, and how many; null for none.
 */
const struct ntpmatch_pair *ntpmatch_round(
    struct ntpmatch *m, uint64_t *requests);

#endif
