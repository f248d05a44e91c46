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
	bool rested; /* the bucket was full at the start */
	double seconds;
	double top_rate;        /* of the densest 8 packets */
	double dt[RATEFIT_MAX]; /* since the packet before; [0] is 0 */
	uint8_t seen[RATEFIT_MAX];
};

/* A token bucket between two links that lose packets. */
struct rf_bucket {
	double rate;
	double burst;
	double leak;   /* what passes when it is empty */
	double loss;   /* of packets that it lets pass, before and behind */
	double front;  /* 0..1: how much of the loss is before the bucket */
	double jitter; /* seconds: how late a packet may reach the bucket */
	double faint;  /* levels less likely than this are let go */
};

/* So faint that it makes no difference. */
#define RF_FINE 1e-4

/*
 * Where a search walks: logarithms of the first three, so that a step is a
 * ratio.
 */
enum rf_axis {
	RF_RATE,
	RF_BURST,
	RF_LOSS,
	RF_FRONT,
	RF_AXES
};

struct rf_point {
	double x[RF_AXES];
	double leak;
	double jitter;
	double faint;
	double ll;
};

/* Log likelihoods of the whole trace. */
double rf_random_ll(const struct rf_trace *t);
double rf_chain_ll(const struct rf_trace *t);
/* -INFINITY as soon as it is below `floor`. */
double rf_bucket_ll(
    const struct rf_trace *t, const struct rf_bucket *b, double floor);
double rf_score_ll(
    const struct rf_trace *t, double average, double burst, double loss);
double rf_guard_ll(const struct rf_trace *t, double headway, double loss);

/* Seconds in which the bucket was empty and refused. */
double rf_saturated(const struct rf_trace *t, const struct rf_bucket *b);

/*
 * The best of each kind; where it is far below the likelihood of a rival, it
 * may be another one that is.
 */
struct rf_point rf_search_bucket(const struct rf_trace *t, double rival);
struct rf_point rf_search_leaky(const struct rf_trace *t, double rival);

/* p->ll, or -INFINITY as soon as it is below `floor`. */
void rf_rate(const struct rf_trace *t, struct rf_point *p, double floor);

/* Walk uphill by steps of `from` down to `to`; axes whose bit is held stay. */
void rf_climb(const struct rf_trace *t, struct rf_point *p, unsigned held,
    double from, double to);

/*
 * The top that is `tokens` away from *p, in the burst or in what the rate
 * brings in the whole trace.
 */
struct rf_point rf_hop(const struct rf_trace *t, const struct rf_point *p,
    unsigned held, enum rf_axis axis, double tokens);

void rf_bucket_of(const struct rf_point *p, struct rf_bucket *b);

/*
 * RATE, BURST and LOSS: where the likelihood, all else fitted anew, has fallen
 * by `drop` from that of *best.
 */
void rf_spans(const struct rf_trace *t, const struct rf_point *best,
    double drop, struct ratefit_span spans[3]);

#endif
