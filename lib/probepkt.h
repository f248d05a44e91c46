/*
 * The packets of a probe: what is sent to ask "are you there?", and whether
 * what came is the answer.  ICMP echo (RFC 792, RFC 4443), a DNS query for
 * ". NS" (RFC 1035), an NTP client's request (RFC 5905), a RADIUS
 * Status-Server (RFC 5997).
 */
#ifndef PROBEPKT_H
#define PROBEPKT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipnet.h"

enum probe_kind {
	PROBE_ICMP,
	PROBE_DNS,
	PROBE_NTP,
	PROBE_RADIUS
};

#define PROBE_MAX 64 /* octets of the largest packet built */
#define PROBE_NONCE 16

/* One question; the answer must give back the nonce, or a part of it. */
struct probe {
	enum probe_kind kind;
	int family;
	uint16_t id, seq;           /* of an echo */
	uint8_t nonce[PROBE_NONCE]; /* fresh random octets each time */
	const char *secret;         /* RADIUS: shared with the server */
};

/* Write the packet into buf, above IP and UDP; its length. */
size_t probe_build(const struct probe *p, uint8_t buf[PROBE_MAX]);

/* Whether a UDP payload answers this probe (not PROBE_ICMP). */
bool probe_is_answer(const struct probe *p, const void *payload, size_t len);

enum probe_icmp_kind {
	PROBE_ICMP_OTHER, /* nothing that a probe waits for */
	PROBE_ICMP_REPLY,
	PROBE_ICMP_UNREACH,
	PROBE_ICMP_EXPIRED /* the hop limit ran out on the way */
};

struct probe_icmp {
	enum probe_icmp_kind kind;
	uint8_t code;               /* of an error */
	uint16_t id, seq;           /* of an echo, the quoted one in an error */
	uint8_t nonce[PROBE_NONCE]; /* of a reply */
	struct ipnet from;          /* IPv4 only: who sent it */
	/* The packet that an error speaks of. */
	struct ipnet to;
	bool udp;              /* else it was an echo request */
	uint16_t sport, dport; /* of UDP */
};

/*
 * Read what a raw ICMP socket gave: for IPv4 with the IP header in front.
 * Returns 0, or -1 when it is not whole.
 */
int probe_icmp_parse(
    int family, const void *packet, size_t len, struct probe_icmp *out);

/* Whether that reply or error is about this probe to that address. */
bool probe_icmp_is_for(const struct probe_icmp *i, const struct probe *p,
    const struct ipnet *to, uint16_t sport, uint16_t dport);

/* An unreachable's code in words: "no route", "administratively refused". */
const char *probe_unreach_text(int family, uint8_t code);

#endif
