/*
 * What a probe found, in one word and its figures.  Pure.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ratefit.h"
#include "rateplan.h"

enum verdict {
	VERDICT_NO_LIMIT, /* up to the highest rate tried */
	VERDICT_POLICER,  /* a silent token bucket */
	VERDICT_SERVER_KOD,
	VERDICT_SERVER_LIMIT, /* as chrony, ntpsec or ntpd limit */
	VERDICT_BLOCKED,
	VERDICT_DENIED,      /* a kiss of death DENY or RSTR */
	VERDICT_SIZE_FILTER, /* padded requests get no answer, others do */
	VERDICT_RANDOM_LOSS,
	VERDICT_INCONCLUSIVE
};

#define VERDICTS 9

/* Which requests a policer counts; padded ones tell. */
enum verdict_unit {
	UNIT_UNKNOWN,
	UNIT_BYTES_FORWARD, /* octets of requests */
	UNIT_PACKETS        /* packets, or octets of replies */
};

struct finding {
	enum verdict verdict;
	struct ratefit fit;
	enum verdict_unit unit;
	enum rateplan_end end;
	size_t sent;
	size_t answered; /* with the time of day */
	size_t kods;
	char kod[5];          /* the code that decides; "" for none */
	size_t kod_after;     /* packets before the first */
	size_t first_loss;    /* this many before it; = sent for none */
	double top;           /* packets a second */
	double seconds;       /* from the first packet to the last */
	double rtt_rest;      /* milliseconds, median; -1: unknown */
	double rtt_saturated; /* while packets were refused */
	size_t padded;        /* padded requests sent at a low rate */
	size_t padded_answered;
};

/* Above this, random loss is a warning. */
#define LOSS_WARNING 0.05

/*
 * One kiss of death, to packet `number`; one that says "stop" counts for more
 * than one that says "slow down".
 */
void verdict_kod(
    struct finding *f, size_t number, const char code[5], bool stop);

/* What verdict_kod() told stands in *f already; the rest is set. */
void verdict_judge(const struct rateplan *p, struct finding *f);

/* The same of a few packets that ended before there was a plan. */
void verdict_judge_few(
    size_t sent, size_t answered, enum rateplan_end end, struct finding *f);

/*
 * Several probes of the same server from the same source, as one: *sum has
 * their counts; `events` are all of them in order of time.
 */
void verdict_join(const struct finding *list, size_t count,
    const struct ratefit_event *events, struct finding *sum);

/* Padded requests at a low rate: all lost, though few of the others were. */
bool verdict_size_filter(
    size_t plain, size_t plain_answered, size_t padded, size_t answered);

/* Of the same probe with plain and with padded requests. */
enum verdict_unit verdict_unit(const struct ratefit *plain,
    const struct ratefit *padded, unsigned plain_size, unsigned padded_size);

/* What two findings from two sources say together. */
enum difference {
	DIFFERENCE_NONE,  /* neither is limited */
	DIFFERENCE_ALIKE, /* both are, and nothing tells them apart */
	DIFFERENCE_FIRST, /* the first alone is limited */
	DIFFERENCE_SECOND,
	DIFFERENCE_BOTH, /* both are, differently */
	DIFFERENCE_UNKNOWN
};

struct trace {
	const struct ratefit_event *events;
	size_t count;
};

/*
 * *evidence: as ratefit's llr; above RATEFIT_SURE it is beyond doubt.  What a
 * server says needs no evidence.
 */
enum difference verdict_compare(
    const struct finding f[2], const struct trace traces[2], double *evidence);

/*
 * It looks like a server's own limit; so may one on the path that others keep
 * full, to whom loss is left to chance.
 */
bool verdict_may_be_shared(const struct finding *f);

/*
 * A limit that the server has, and nobody on the way: it says so, or behaves
 * as none but a server can.
 */
bool verdict_is_servers_own(const struct finding *f);

/* Something keeps packets away, be it path or server. */
bool verdict_is_limit(enum verdict v);

/* Where the limit is, told from two servers by the same way. */
enum where {
	WHERE_UNKNOWN,
	WHERE_NONE,
	WHERE_SERVER, /* one has it, the other does not: it, or its end */
	WHERE_EACH,   /* each server limits by itself */
	WHERE_PATH    /* both are limited, and alike */
};

enum where verdict_where(const struct finding *a, const struct finding *b);

/* "unknown", "none", "server", "each", "path" */
const char *verdict_where_name(enum where where);

const char *verdict_name(enum verdict v);

/* An exit code of monitoring plug-ins (command.h). */
int verdict_code(const struct finding *f);

#endif
