/*
 * A UDP socket to one NTP server, and the loop that plays a plan over it.
 */
#ifndef WIRE_H
#define WIRE_H

#include <netinet/in.h>

#include "probe_options.h"
#include "rateplan.h"
#include "verdict.h"
#include "why.h"

#define WIRE_NAME 80

struct wire {
	int fd;
	char peer[WIRE_NAME]; /* "192.0.2.1 port 123" */
	char self[WIRE_NAME]; /* the source address, without its port */
};

/* -1 and why.  wire_close() always. */
int wire_open(struct wire *w, const struct probe_options *o, const char *host,
    const struct source *source, struct why *why);
void wire_close(struct wire *w);

/* SIGINT and SIGTERM end the play early; what was seen until then counts. */
void wire_catch_signals(void);
bool wire_interrupted(void);

/* Told now and then while it plays; null: nobody listens. */
typedef void wire_tell(void *arg, const struct rateplan *p, double left);

struct wire_play {
	const struct wire *wire;
	struct rateplan *plan;
	unsigned size; /* of requests, octets of UDP */
	double seconds;
	wire_tell *tell;
	void *arg;
};

/*
 * Send as the plan says and give it the answers; kisses of death go to
 * verdict_kod().  Returns 0, or -1 and why when nothing can be sent.
 */
int wire_run(const struct wire_play *play, struct finding *f, struct why *why);

struct wire_sizes {
	unsigned sent[2]; /* plain, padded */
	unsigned answered[2];
	enum rateplan_end end; /* NOT, or what ended it early */
};

/*
 * Plain and padded requests in turns, SIZE_PAIRS of each, two a second or as
 * slowly as o->max_rate says.  What ends a plan ends it, too: a kiss of death,
 * that goes to *f, or that nothing arrives.  Returns as wire_run().
 */
int wire_sizes(const struct wire *w, const struct probe_options *o,
    struct wire_sizes *out, struct finding *f, struct why *why);

#endif
