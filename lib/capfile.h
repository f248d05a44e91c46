/*
 * Captured packets, one after the other: from a pcap or pcapng file, from a
 * stream of one (tcpdump -w -), or from an interface.  The only file that
 * knows libpcap is capfile.c.
 *
 * A packet's time is nanoseconds since 1970, as captured: it may go back.
 */
#ifndef CAPFILE_H
#define CAPFILE_H

#include <stddef.h>
#include <stdint.h>

#include "why.h"

struct capfile;

struct capfile_packet {
	int64_t ns;
	const uint8_t *p; /* valid until the next call */
	size_t len;       /* octets captured */
	size_t wire_len;  /* octets there were */
};

/* What capfile_next() says besides 1. */
enum {
	CAPFILE_ERROR = -1,
	CAPFILE_END = 0,
	CAPFILE_QUIET = 2 /* live: nothing came for a moment, or a signal */
};

/* `path` "-" is standard input.  Null and why. */
struct capfile *capfile_file(const char *path, struct why *why);

/*
 * Listen on an interface ("any" for all), by a filter in pcap-filter(7)'s
 * language.  Null and why.
 */
struct capfile *capfile_live(
    const char *interface, const char *filter, struct why *why);

void capfile_free(struct capfile *c); /* null is fine */

/* The DLT_ number of its packets, and its name for people. */
int capfile_linktype(const struct capfile *c);
const char *capfile_linkname(int linktype);

/*
 * The next packet: 1 and *out, CAPFILE_END, CAPFILE_QUIET, or CAPFILE_ERROR
 * and why.  After an error (a file cut in the middle) what was read before
 * is still right.
 */
int capfile_next(
    struct capfile *c, struct capfile_packet *out, struct why *why);

/* Live: packets that the kernel had to drop, as far as it says. */
uint64_t capfile_dropped(const struct capfile *c);

#endif
