/*
 * What limits these packets?  An estimator over a trace of requests in order
 * of time, each answered or not: nothing, random loss, a token bucket on the
 * path, or one of the limits that NTP servers have.  Pure: same trace, same
 * result; no memory is taken.
 *
 * Each model gives every packet a probability to be answered, given all that
 * was seen before it; the models are compared by the Bayesian information
 * criterion.  The bucket follows every level that loss before and behind it
 * leaves possible, so loss does not bias the rate: answered packets of an
 * empty bucket stand 1/rate apart, whatever else was lost.
 *
 * The trace is of all that one limiter sees, or the rate is only a share of
 * it: several clients behind one limiter want one trace together.
 */
#ifndef RATEFIT_H
#define RATEFIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ratefit_seen {
	RATEFIT_LOST,
	RATEFIT_ANSWERED, /* by the time of day, not by a kiss of death */
	RATEFIT_UNKNOWN   /* the end of a capture came before the answer */
};

struct ratefit_event {
	int64_t ns;   /* when it was sent, from any origin; never falling */
	uint8_t seen; /* enum ratefit_seen */
};

enum ratefit_model {
	RATEFIT_NONE,   /* nothing is lost, or next to nothing */
	RATEFIT_RANDOM, /* loss that knows nothing of the rate */
	RATEFIT_BUCKET, /* token bucket: policer */
	RATEFIT_LEAKY,  /* chrony: a bucket that leaks one in 2^k when empty */
	RATEFIT_SCORE,  /* ntpsec: what is refused counts too, and decays */
	RATEFIT_GUARD   /* ntpd: least and mean headway */
};
#define RATEFIT_MODELS 6

/* The best value and an interval that holds the true one in 95 % of cases. */
struct ratefit_span {
	double best;
	double lo;
	double hi;
};

struct ratefit {
	enum ratefit_model model; /* the best; a limit only if suspected */
	bool limited; /* model is a limit, beyond doubt (llr > RATEFIT_SURE) */
	bool suspected; /* model is a limit: llr > RATEFIT_MAYBE */
	double llr; /* log likelihood of the best limit over the best without */
	double bic[RATEFIT_MODELS]; /* lower is better; INFINITY: not tried */
	struct ratefit_span rate;   /* BUCKET: packets a second */
	struct ratefit_span burst;  /* BUCKET: packets */
	struct ratefit_span loss;   /* random loss, 0..1, beside the limit */
	double leak;                /* LEAKY: what passes when empty, 0..1 */
	double server_rate;         /* LEAKY, SCORE, GUARD: packets a second */
	double server_burst;        /* LEAKY, SCORE, GUARD: packets */
	double saturated; /* seconds in which a limit refused packets */
	size_t used;      /* events looked at: at most RATEFIT_MAX */
	size_t first;     /* from this one on */
	size_t lost;      /* of these */
};

#define RATEFIT_SURE 8.0
#define RATEFIT_MAYBE 4.0

/* Of a longer trace, the part of this many events that lost most is taken. */
#define RATEFIT_MAX 2048

void ratefit(const struct ratefit_event *events, size_t n, struct ratefit *out);

/* The same where the limiter saw nothing for long before the first event. */
void ratefit_rested(
    const struct ratefit_event *events, size_t n, struct ratefit *out);

/*
 * How strongly such a trace speaks against a bucket within these bounds,
 * whatever is lost beside it: by how much the log likelihood is below that of
 * the best there is.
 */
double ratefit_against(const struct ratefit_event *events, size_t n,
    const struct ratefit_span *rate, const struct ratefit_span *burst);

/* "none", "random-loss", "bucket", "leaky", "score", "guard" */
const char *ratefit_model_name(enum ratefit_model model);

#endif
