/*
 * One reservation of ours: what one subscriber line gets from the Kea
 * service of one family, which version of that wish this is, and the mark
 * under which it travels through Kea.  Plain values: copy and compare freely.
 */
#ifndef HOST_H
#define HOST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hwaddr.h"
#include "ipnet.h"
#include "name.h"
#include "why.h"

/* Most octets of an identifier: a sub-option of option 82 has no more. */
#define HOST_ID_MAX 255
/* One of so many stands in its place, a longer one is kept apart (name.h). */
#define HOST_ID_SHORT 16
/* Room for a member's, a class's or a machine's name, with the NUL. */
#define HOST_TEXT_MAX 128

/*
 * Kea's identifier types.  We make three: in IPv4 the line's circuit-id, in
 * IPv6 the router's hw-address or, where the server goes by interface-id, a
 * flex-id that is the line.
 */
enum host_id_type {
	HOST_CIRCUIT_ID,
	HOST_HW_ADDRESS,
	HOST_DUID,
	HOST_CLIENT_ID,
	HOST_FLEX_ID,
	HOST_ANY_ID /* for who asks for all of ours */
};

struct host_id {
	enum host_id_type type;
	uint8_t len; /* 0: none */
	union {      /* by len; host_id_octets() tells */
		uint8_t here[HOST_ID_SHORT];
		const uint8_t *kept;
	} octets;
};

/*
 * Hybrid clock: microseconds since 1970, never less than any version seen
 * before it, then the machine that gave it.  Newest wins, on every machine
 * alike.  stamp 0: no version.
 */
#define HOST_STAMP_MAX 253402300800000000u /* the year 10000 */
struct host_version {
	uint64_t stamp;
	struct name machine;
};

struct host {
	int family;
	struct host_id id;   /* Kea's identifier */
	struct host_id line; /* circuit-id; len 0: not known (by MAC only) */
	struct ipnet addr;   /* AF_UNSPEC: none */
	struct ipnet prefix; /* delegated; AF_UNSPEC: none */
	struct name client_class;
	struct name member;
	struct host_version version;
	bool has_mac;      /* by line: its router was told, */
	struct hwaddr mac; /* ... which Kea need not know */
	uint64_t duid;     /* IPv6: hash64() of its DUID; 0: not told */
	bool gone;    /* a tombstone: what stands in addr and prefix is what it
	                 was.  Forgotten: `version` is the request's.  It gave
	                 way to another line: `version` is its own, so that
	                 just this one is gone and any later wish is not */
	uint32_t day; /* last seen, or buried, days since 1970; not compared */
};

/* Kea's name of the type ("circuit-id"); back: 0, or -1 for no such name. */
const char *host_id_type_name(enum host_id_type type);
int host_id_type_parse(const char *name, enum host_id_type *out);

/* An identifier of 0 to HOST_ID_MAX octets: 0, or -1 with errno when memory is
 * short (never for HOST_ID_SHORT or less) and *out is unchanged. */
int host_id_set(struct host_id *out, enum host_id_type type, const void *octets,
    size_t len);
/* All of its octets, as long as it stands where it is; never null. */
const uint8_t *host_id_octets(const struct host_id *id);

bool host_id_equal(const struct host_id *a, const struct host_id *b);
/* Order by type, octets, length: for qsort and bsearch. */
int host_id_cmp(const struct host_id *a, const struct host_id *b);

/*
 * Kea's spelling of an identifier: hexadecimal digits, colons between
 * octets allowed, any case.  Returns 0, or -1 and why; errno is then ENOMEM
 * when memory is short, else EINVAL.
 */
int host_id_parse(enum host_id_type type, const char *text, struct host_id *out,
    struct why *why);
/* What Kea is sent: lower case; colons in a hw-address, bare elsewhere. */
const char *host_id_str(const struct host_id *id, char buf[3 * HOST_ID_MAX]);

void host_id_of_mac(const struct hwaddr *mac, struct host_id *out);
/* The flex-id of a line. */
void host_id_of_line(const struct host_id *line, struct host_id *out);

/*
 * The same wish for a server that knows subscribers by `type`: an IPv6 one by
 * MAC as one by line, or back.  False when that is not known of it.
 */
bool host_turn(const struct host *h, enum host_id_type type, struct host *out);

/*
 * For messages: "olt-1 pon 1/1 (IPv4)" or "00:0d:b9:42:aa:60 (IPv6)"; the
 * text may hold hostile octets but no NUL (msg.h escapes).
 */
#define HOST_STRLEN (4 * HOST_ID_MAX + 32)
const char *host_str(const struct host *h, char buf[HOST_STRLEN]);

/* <0, 0, >0 as a is older, the same, newer. */
int host_version_cmp(
    const struct host_version *a, const struct host_version *b);

/*
 * The same for reservations and tombstones of one identifier: by version, and
 * a tombstone is later than the reservation of its version.
 */
int host_age_cmp(const struct host *a, const struct host *b);

/* Same identifier, address, prefix, class: Kea need not be told again. */
bool host_same(const struct host *a, const struct host *b);
/* The same wish: host_same() and member and line too, and the router and its
 * DUID, when b tells of them. */
bool host_same_wish(const struct host *a, const struct host *b);

/*
 * The mark: the object that stands as member "collecte" in the
 * reservation's user-context:
 *
 *   {"version": STAMP, "machine": "rosette", "member": "ils"}
 *
 * by line also "mac" when the router is known, by MAC "circuit-id", the line
 * in hexadecimal, and in IPv6 "duid-hash" when its DUID was told.  host_mark()
 * returns a new object (null when memory is short).  host_unmark() sets
 * version, member and line of *h from one; -1 when it is damaged, or with errno
 * ENOMEM: *h is unchanged.
 */
#define HOST_MARK "collecte"
json_t *host_mark(const struct host *h);
int host_unmark(const json_t *mark, struct host *h);

#endif
