/*
 * Where does a limit act?  Every group that loses requests, of every kind, is
 * looked at; what cannot be chance goes to the estimator; and of groups that
 * contain each other the one is kept that explains best what was lost.  Four
 * clients behind one limiter look like four strange limits each alone, and
 * like one clean limit together.
 */
#ifndef READ_LIMIT_H
#define READ_LIMIT_H

#include "ratefit.h"
#include "read_group.h"

#define LIMIT_LEVELS 6 /* enum group_by */

/* Of each kind of group so many are looked at, those that lost most. */
#define LIMIT_EACH 20

/* Requests that the estimator gets: it takes its time with each. */
#define LIMIT_TRACE 512

struct limit {
	enum group_by by;
	uint32_t group;
	uint32_t clients; /* of which the trace is */
	int64_t first_ns; /* of the trace */
	int64_t last_ns;
	struct ratefit fit;
	double burst; /* most that passed at once, above the fitted rate */
};

struct limits {
	struct grouping levels[LIMIT_LEVELS]; /* count 0: none of that kind */
	struct limit *list;                   /* those limited or suspected */
	size_t count;
	size_t tried; /* traces that went to the estimator */
};

/* Returns 0, or -1 when memory is short. */
int limits_find(
    struct limits *l, const struct ntpmatch *m, const struct read_options *o);
void limits_free(struct limits *l);

/*
 * What limits a group, or a part of it; *own: the limit is of this group and
 * no other.  Null when there is none.
 */
const struct limit *limits_of(
    const struct limits *l, enum group_by by, size_t group, bool *own);

/* The surest; null for none. */
const struct limit *limits_first(const struct limits *l);

#endif
