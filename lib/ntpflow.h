/*
 * The rhythm of requests, as they come, in little memory: how fast over
 * 1, 10, 16, 30 and 60 seconds, in which bursts, and whether the sender slows
 * down when nothing comes back.
 *
 * The levels are those that operators of public servers live by: RFC 8633's
 * at most 8 packets of iburst, the pool's mean of 16 seconds; above these are
 * the known accidents (RFC 4085's 1 a second, the femtocells' 10).
 */
#ifndef NTPFLOW_H
#define NTPFLOW_H

#include <stdbool.h>
#include <stdint.h>

enum ntpflow_class {
	NTPFLOW_OK,      /* nothing of what follows */
	NTPFLOW_WARN,    /* more than 8 in 16 s, or 100 at under 16 s each */
	NTPFLOW_ABUSIVE, /* more than 20 in 10 s, or 30 in 30 s */
	NTPFLOW_EXTREME  /* 300 in 60 s */
};

enum ntpflow_seen {
	NTPFLOW_LOST,
	NTPFLOW_ANSWERED,
	NTPFLOW_UNKNOWN
};

/* Requests with less than this between them are one burst. */
#define NTPFLOW_BURST_NS INT64_C(3000000000)

/* What a server's address may get at once by iburst. */
#define NTPFLOW_IBURST 8

struct ntpflow_burst {
	int64_t first_ns;
	int64_t last_ns;
	uint64_t packets;
	uint64_t answered;
	uint64_t lost;
	int64_t silence_ns; /* the longest without an answered request */
};

#define NTPFLOW_SECONDS 60

/* Private, but for what has a comment; all zero at the start. */
struct ntpflow {
	uint64_t packets; /* in all */
	int64_t first_ns; /* of the first and the last packet */
	int64_t last_ns;
	int64_t headway_ns;     /* the least between two */
	uint64_t bursts;        /* of more than NTPFLOW_IBURST packets */
	uint64_t burst_packets; /* of the largest of them */
	int64_t burst_ns;       /* the longest of them */
	uint32_t peak1;         /* most packets within a second of the clock */
	uint32_t peak10;        /* within ten */
	enum ntpflow_class class;
	uint32_t sum10, sum16, sum30, sum60;
	uint32_t now; /* packets of the present second */
	int64_t second;
	uint32_t per_second[NTPFLOW_SECONDS];
	struct ntpflow_burst burst; /* the present one */
	int64_t answered_ns;        /* when one last was */
	uint8_t last_seen;
	float gap_lost, gap_answered; /* means of what followed */
	uint32_t gaps_lost, gaps_answered;
};

/*
 * One more request; `ns` never falls.  True when a burst has ended with the
 * one before: *ended.
 */
bool ntpflow_add(struct ntpflow *f, int64_t ns, enum ntpflow_seen seen,
    struct ntpflow_burst *ended);

/* No more will come: the last burst.  True when there is one. */
bool ntpflow_end(struct ntpflow *f, struct ntpflow_burst *ended);

/* Requests a second, over all; 0 for fewer than two. */
double ntpflow_rate(const struct ntpflow *f);

enum ntpflow_class ntpflow_class(const struct ntpflow *f);
const char *ntpflow_class_name(enum ntpflow_class class);

/*
 * Whether the sender waits longer behind a request that was lost: 1, 0, or -1
 * when too few were lost or answered to say.
 */
int ntpflow_backs_off(const struct ntpflow *f);

#endif
