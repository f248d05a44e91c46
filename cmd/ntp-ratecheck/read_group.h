/*
 * Pairs of client and server put together: by client, by server, by prefix of
 * the client, by who announces that prefix, or all.  A limit that clients
 * share is only seen over all of them.
 */
#ifndef READ_GROUP_H
#define READ_GROUP_H

#include "ntpmatch.h"
#include "read_options.h"

struct group {
	uint32_t pair; /* one of its pairs: who it is */
	uint32_t pairs;
	uint64_t requests;
	uint64_t replies;
	uint64_t answered;
	uint64_t lost;
	uint64_t unknown;
	uint64_t repeated;
	uint64_t unasked;
	uint64_t interleaved;
	uint64_t mirrored;
	uint64_t longer;
	uint64_t longer_answered;
	uint64_t kod[NTPMATCH_KODS];
	int64_t first_ns;
	int64_t last_ns;
	enum ntpflow_class class; /* the worst of its pairs */
};

struct grouping {
	enum group_by by;
	uint32_t *of; /* group of each pair */
	struct group *groups;
	size_t count;
	/* Not owned. */
	const struct ntpmatch *match;
	const struct read_options *options;
};

/* Returns 0, or -1 when memory is short. */
int grouping_make(struct grouping *g, const struct ntpmatch *m,
    const struct read_options *o, enum group_by by);
void grouping_free(struct grouping *g);

#define GROUP_STRLEN (2 * IPNET_STRLEN + 8)

/* "192.0.2.1", "192.0.2.1 > 198.51.100.1", "192.0.2.0/24", "hivane", "all" */
const char *group_name(
    const struct grouping *g, size_t i, char buf[GROUP_STRLEN]);

/* Lost of what is decided, 0 to 1; 0 when nothing is. */
double group_loss(const struct group *g);

/* The prefix of an address. */
void group_prefix(const struct decap_addr *a, const struct read_options *o,
    struct ipnet *out);

/* Who announces it: the first index of that name, or -1. */
int group_transit(const struct decap_addr *a, const struct read_options *o);

#endif
