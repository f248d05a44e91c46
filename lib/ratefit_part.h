/*
 * Parts of ratefit.c: the likelihoods of the models, and the search for the
 * parameters of the bucket.  For these files alone.
 */
#ifndef RATEFIT_PART_H
#define RATEFIT_PART_H

#include "ratefit.h"

struct rf_trace {
	int n;
	int lost;
	int answered;
	double seconds;
	double top_rate;        /* of the densest 8 packets */
	double dt[RATEFIT_MAX]; /* since the packet before; [0] is 0 */
	uint8_t seen[RATEFIT_MAX];
};

/* A token bucket between two links that lose packets. */
struct rf_bucket {
	double rate;
	double burst;
	double leak;  /* what passes when it is empty */
	double loss;  /* of packets that it lets pass, before and behind */
	double front; /* 0..1: how much of the loss is before the bucket */
};

/* Log likelihoods of the whole trace. */
double rf_random_ll(const struct rf_trace *t);
double rf_chain_ll(const struct rf_trace *t);
double rf_bucket_ll(const struct rf_trace *t, const struct rf_bucket *b);
double rf_score_ll(
    const struct rf_trace *t, double average, double burst, double loss);
double rf_guard_ll(const struct rf_trace *t, double headway, double loss);

/* Seconds in which the bucket was empty and refused. */
double rf_saturated(const struct rf_trace *t, const struct rf_bucket *b);

/* The best of each kind, and its log likelihood. */
double rf_search_bucket(const struct rf_trace *t, struct rf_bucket *best);
double rf_search_leaky(const struct rf_trace *t, struct rf_bucket *best);

enum rf_axis {
	RF_RATE,
	RF_BURST,
	RF_LOSS
};

/*
 * Where the likelihood, all else fitted anew, has fallen by `drop` from `top`,
 * the one of `best`.
 */
struct ratefit_span rf_interval(const struct rf_trace *t,
    const struct rf_bucket *best, double top, enum rf_axis axis, double drop);

#endif
