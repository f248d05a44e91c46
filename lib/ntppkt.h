/*
 * An NTP packet (RFC 5905): the header that requests and replies share, what
 * kind of packet it is, and what a kiss-o'-death orders.
 */
#ifndef NTPPKT_H
#define NTPPKT_H

#include <stddef.h>
#include <stdint.h>

#define NTPPKT_PORT 123
#define NTPPKT_LEN 48 /* the header; extension fields and a MAC may follow */

enum ntppkt_mode {
	NTPPKT_MODE_ACTIVE = 1,
	NTPPKT_MODE_PASSIVE = 2,
	NTPPKT_MODE_CLIENT = 3,
	NTPPKT_MODE_SERVER = 4,
	NTPPKT_MODE_BROADCAST = 5,
	NTPPKT_MODE_CONTROL = 6, /* ntpq */
	NTPPKT_MODE_PRIVATE = 7  /* ntpdc: monlist and its amplification */
};

/* Timestamps are 32.32 seconds since 1900; short ones 16.16 seconds. */
struct ntppkt {
	uint8_t leap; /* 3: not synchronised */
	uint8_t version;
	uint8_t mode;
	uint8_t stratum;
	int8_t poll;      /* log2 seconds */
	int8_t precision; /* log2 seconds */
	uint32_t root_delay;
	uint32_t root_dispersion;
	uint32_t refid; /* its first octet is the highest */
	uint64_t reference;
	uint64_t origin;
	uint64_t receive;
	uint64_t transmit;
};

enum ntppkt_kind {
	NTPPKT_BAD,     /* too short, or no version or mode of NTP */
	NTPPKT_REQUEST, /* mode 3 */
	NTPPKT_REPLY,   /* mode 4 */
	NTPPKT_PEER,    /* modes 1, 2 and 5: nobody waits for an answer */
	NTPPKT_CONTROL,
	NTPPKT_PRIVATE
};

/*
 * What the payload p[0..len) of a datagram is, by its mode and not by its
 * port.  *out is complete for all but BAD, CONTROL and PRIVATE, which are not
 * laid out like this.
 */
enum ntppkt_kind ntppkt_parse(const void *p, size_t len, struct ntppkt *out);

/* The octets of a header. */
void ntppkt_write(const struct ntppkt *pkt, uint8_t out[NTPPKT_LEN]);

/* What a reply of stratum 0 orders (RFC 5905 section 7.4). */
enum ntppkt_kod {
	NTPPKT_KOD_NONE,
	NTPPKT_KOD_RATE, /* slow down */
	NTPPKT_KOD_DENY, /* stop */
	NTPPKT_KOD_RSTR, /* stop */
	NTPPKT_KOD_OTHER /* no order: INIT, STEP, NTSN... */
};

/* Of any packet: NONE unless it is a reply of stratum 0 with a code. */
enum ntppkt_kod ntppkt_kod(const struct ntppkt *pkt);

/* A kiss code as text, '?' for what is not a printable ASCII character. */
const char *ntppkt_code(uint32_t refid, char buf[5]);

/* "RATE" to a refid; 4 characters. */
uint32_t ntppkt_refid(const char *code);

/*
 * How a request looks, without what changes from one to the next: what tells
 * implementations apart.
 */
struct ntppkt_look {
	uint8_t version;
	int8_t poll;
	int8_t precision;
	uint8_t flags; /* ntppkt_look_flag */
	uint32_t root_delay;
	uint32_t refid;
};

enum ntppkt_look_flag {
	NTPPKT_LOOK_PORT_123 = 1,    /* sent from port 123 */
	NTPPKT_LOOK_NO_TRANSMIT = 2, /* transmit is 0 */
	NTPPKT_LOOK_LONG = 4,        /* more than the header */
	NTPPKT_LOOK_CLOCK = 8        /* the client has a time of its own */
};

void ntppkt_look(const struct ntppkt *pkt, uint16_t source_port, size_t len,
    struct ntppkt_look *out);

#define NTPPKT_LOOK_STRLEN 96

/* "v4 poll 6 precision -23 from port 123". */
const char *ntppkt_look_str(
    const struct ntppkt_look *look, char buf[NTPPKT_LOOK_STRLEN]);

#endif
