/*
 * The command line of `ntp-ratecheck read`.
 */
#ifndef READ_OPTIONS_H
#define READ_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "ipnet.h"
#include "opts.h"
#include "why.h"

enum group_by {
	GROUP_CLIENT,
	GROUP_PAIR,
	GROUP_SERVER,
	GROUP_PREFIX,
	GROUP_TRANSIT,
	GROUP_ALL
};

#define TRANSIT_MAX 16
#define TRANSIT_NAME 40 /* octets, at most */

struct transit {
	struct ipnet net;
	const char *name; /* not owned */
};

struct read_options {
	const char *file;      /* null: not given; "-" is standard input */
	const char *interface; /* null: not live */
	enum group_by group;
	uint8_t prefix4; /* lengths that GROUP_PREFIX groups by */
	uint8_t prefix6;
	struct transit transits[TRANSIT_MAX];
	size_t transit_count;
	uint32_t timeout; /* seconds */
	uint32_t rows;    /* of a table, at most */
	uint32_t pairs;   /* of clients and servers, at most */
	uint32_t port;
	uint32_t interval; /* seconds; 0: no summaries */
	uint32_t duration; /* seconds; 0: to the end */
	const char *plot;  /* null: none */
	bool json;
	bool bursts;
	bool unanswered;
	bool ike;
	bool two_way;
	bool help;
};

extern const struct opts_row read_options_rows[];

/* -1 and why: not as the synopsis says. */
int read_options_parse(
    int argc, char *argv[], struct read_options *out, struct why *why);

#endif
