/*
 * What was found out about one path: a member's exit in one family.
 */
#ifndef FACTS_H
#define FACTS_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipnet.h"
#include "rtlook.h"
#include "rtroute.h"
#include "rule.h"
#include "target.h"

struct path {
	const char *member;
	int family;
	uint32_t table;
	const char *table_name;       /* as the site file has it */
	const struct ipnet *prefixes; /* the member's, of this family */
	size_t prefix_count;
	struct ipnet source; /* the lent address; AF_UNSPEC: none here */
	const struct target *targets;
	size_t target_count;
};

/* How the kernel would treat packets of a source. */
enum look {
	LOOK_NONE,  /* not asked */
	LOOK_RIGHT, /* by the member's table */
	LOOK_GUARD, /* refused */
	LOOK_FAULT, /* the question itself failed, see error */
	LOOK_LEAK   /* by another table */
};

struct looked {
	enum look look;
	struct ipnet prefix;
	struct ipnet source;
	char iif[IFNAMSIZ]; /* "": as from this machine */
	int error;
	struct rtroute route;  /* LOOK_RIGHT, LOOK_LEAK */
	char oif[IFNAMSIZ];    /* of the route, "" unknown */
	char table_name[64];   /* of the route's table */
	const char *leaves_by; /* whose table it is; null: nobody's */
};

/* Probes of one or more rounds. */
struct tally {
	size_t rounds;
	size_t sent;
	size_t answers;
	size_t targets;   /* how many there are */
	size_t answered;  /* how many of them answered at least once */
	uint64_t rtt_sum; /* microseconds, of all answers */
	uint64_t rtt_max;
	/* What came instead, the last of each. */
	int send_error; /* an errno: not even sent */
	bool unreachable, expired;
	uint8_t code;
	struct ipnet from;
};

struct facts {
	/* 1 */
	size_t rules_missing;
	char missing[RULE_STRLEN]; /* the first of them */
	bool unguarded;            /* none is declared */
	bool guard_missing;
	char guard[RULE_STRLEN];
	/* 2 */
	struct rtlook_table table;
	struct rtlook_link link;
	enum rtlook_neighbour neighbour;
	/* 3 */
	struct looked subscriber; /* the worst */
	struct looked lent;       /* of the lent address */
	bool lent_beside;         /* it leaves by recover.h's table */
	const char *same_wire;    /* a member that shares the next hop; null */
	/* 4 */
	bool probed;
	bool beside;    /* by recover.h's table, not the member's */
	bool no_source; /* there are targets, but no address to ask from now */
	struct tally tally;
	/* Something could not be asked: why. */
	bool failed;
	struct why why;
};

#endif
