/*
 * The command lines of `ntp-ratecheck probe` and `compare`.
 */
#ifndef PROBE_OPTIONS_H
#define PROBE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "opts.h"
#include "why.h"

#define SOURCES_MAX 2

/* Above these, --force: somebody must have thought about it. */
#define RATE_POLITE 50
#define PACKETS_POLITE 2000
#define RATE_POOL 2 /* for the volunteers of pool.ntp.org */

/* Plain and padded requests, as many of each, before a probe with a size. */
#define SIZE_PAIRS 6

struct source {
	char address[64]; /* empty: the kernel's choice */
	const char *name; /* what to call it; null: its address */
};

struct probe_options {
	const char *host;
	const char *second; /* another server; null: none */
	struct source sources[SOURCES_MAX];
	size_t source_count;
	const char *interface; /* null: any */
	uint32_t port;
	uint32_t source_port; /* 0: a random one */
	uint32_t max_rate;
	uint32_t seconds;
	uint32_t budget; /* of each probe */
	uint32_t size;   /* of padded requests; 0: none */
	uint32_t rounds; /* compare: for each source */
	bool held;       /* max_rate was lowered for the pool */
	bool force;
	bool dry_run;
	bool json;
	bool plugin;
	bool help;
};

extern const struct opts_row probe_options_rows[];
extern const struct opts_row compare_options_rows[];

/* -1 and why: not as the synopsis says, or too much without --force. */
int probe_options_parse(int argc, char *argv[], bool compare,
    struct probe_options *out, struct why *why);

/* Whether `host` is a name of pool.ntp.org. */
bool probe_is_pool(const char *host);

#endif
