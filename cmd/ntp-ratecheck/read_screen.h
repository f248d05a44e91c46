/*
 * Is what a group loses more than chance?  Tests that cost nearly nothing over
 * millions of requests, before the estimator that costs milliseconds: whether
 * losses come in clusters or too evenly (Wald and Wolfowitz), whether they
 * follow shorter gaps, and whether they begin late.  Random loss does nothing
 * of that.
 */
#ifndef READ_SCREEN_H
#define READ_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

struct screen_side {
	uint64_t n;
	uint64_t sum; /* of log2 of the gap before, in ns */
	uint64_t squares;
};

/* All zero at the start. */
struct screen {
	struct screen_side side[2]; /* lost, answered */
	uint64_t runs;
	uint64_t before; /* answered before the first was lost */
	int64_t last_ns;
	bool last;
	bool begun;
};

/* One more request of the group; `ns` never falls. */
void screen_add(struct screen *s, int64_t ns, bool answered);

/* Standard deviations from what chance gives. */
double screen_runs_z(const struct screen *s);
double screen_gap_z(const struct screen *s);

/* How many nats the first requests, all answered, are away from chance. */
double screen_first_nats(const struct screen *s);

/* Few enough by chance: 1 group in a thousand. */
#define SCREEN_Z 3.6
#define SCREEN_NATS 8

bool screen_is_odd(const struct screen *s);

#endif
