/*
 * Requests by time, as a plot wants them: in steps of a round length, over
 * the requests of one group and of its clients that lost most.
 */
#ifndef READ_BINS_H
#define READ_BINS_H

#include "read_report.h"

#define BINS_MAX 200
#define BINS_LANES 12

struct bin {
	uint32_t answered;
	uint32_t lost;
	uint32_t open;
};

struct lane {
	uint32_t client; /* group of GROUP_CLIENT */
	struct bin total;
	struct bin bins[BINS_MAX];
};

struct bins {
	enum group_by by;
	uint32_t group;
	const struct limit *limit; /* null: none was found */
	int64_t begin_ns;          /* of the first bin: a round time */
	int64_t step_ns;
	size_t count;
	struct bin bins[BINS_MAX];
	struct lane lanes[BINS_LANES]; /* those that lost most first */
	size_t lane_count;
	size_t lanes_left_out;
};

/* Of the surest limit's group, or of all.  Null when memory is short. */
struct bins *bins_new(const struct report *p);

/* The length of a step, so that `ns` takes at most `max` of them. */
int64_t bins_step(int64_t ns, size_t max);

#endif
