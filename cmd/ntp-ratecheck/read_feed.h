/*
 * From a captured frame into the matcher, and a count of all that is no
 * request and no reply.
 */
#ifndef READ_FEED_H
#define READ_FEED_H

#include "capfile.h"
#include "ikefrag.h"
#include "ntpmatch.h"

struct feed {
	int linktype;
	uint16_t port;
	struct ntpmatch *match; /* not owned */
	struct ikefrag *ike;    /* not owned; null: IKE is not looked at */
	uint64_t packets;       /* all there are in the capture */
	uint64_t control;       /* NTP modes 6 */
	uint64_t private;       /* and 7 */
	uint64_t peer;          /* and 1, 2, 5 */
	uint64_t bad;           /* of the port, but no NTP */
	uint64_t cut;           /* NTP, but too little of it captured */
	int64_t last_ns;        /* of the last packet */
};

/* Returns 0, or -1 when memory is short. */
int feed_packet(struct feed *f, const struct capfile_packet *p);

/* Whether to look behind tags of VLANs: libpcap cannot on all links. */
enum feed_tags {
	FEED_NO_TAGS,
	FEED_TAGS /* two, at most */
};

/* What a live capture has to let through, for pcap-filter(7). */
const char *feed_filter(
    uint16_t port, bool ike, enum feed_tags tags, char *buf, size_t size);

#endif
