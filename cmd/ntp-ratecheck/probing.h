/*
 * One probe of one server from one source, as both `probe` and `compare`
 * run it.
 */
#ifndef PROBING_H
#define PROBING_H

#include "probe_options.h"
#include "verdict.h"
#include "wire.h"

struct probed {
	struct finding f;
	const char *host; /* as the user wrote it */
	const char *name; /* of the source; null: its address */
	char peer[WIRE_NAME];
	char self[WIRE_NAME];
	int64_t begun;                /* by a clock that never goes back */
	struct ratefit_event *events; /* f.sent of them, from then on */
};

/* What to probe: a host, a source, requests of so many octets. */
struct errand {
	const char *host;
	const struct source *source;
	unsigned size;
	const char *what; /* for the progress line: "A, round 1 of 2" */
};

/*
 * Returns 0, or -1 and why.  A progress line stands on standard error while
 * it runs, if that is a terminal.  probed_free() always.
 */
int probing_run(const struct probe_options *o, const struct errand *e,
    struct probed *out, struct why *why);
void probed_free(struct probed *p);

/* The same with padded requests first, to find a filter of sizes. */
int probing_sizes(const struct probe_options *o, const struct errand *e,
    struct probed *out, struct why *why);

/* Nothing is sent for so long, unless interrupted. */
void probing_pause(double seconds);

#endif
