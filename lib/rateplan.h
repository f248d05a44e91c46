/*
 * What a prober of rate limits sends next, given what it saw: pure, it knows
 * neither sockets nor the clock.  Times are nanoseconds since the probe began.
 *
 * The plan of T seconds and at most M packets a second, all gaps jittered by
 * half (clients in step with each other share a limiter unfairly):
 *
 *   base   2 a second for 0.1 T: does it answer at all?
 *   ramp   4, 8, 16 ... M, each 0.06 T; M until 0.65 T, and
 *          for 0.2 T
 *   hold   once more is lost than before: twice of what passes, until 0.8 T
 *   rest   silence, for the bucket to fill
 *   train  M until T: how much went in
 *
 * No answer to the first four, three more tries and it ends.  A kiss of death
 * RATE ends all but one late probe, DENY or RSTR ends all.  Sixteen in a row
 * without answer end the hold.
 */
#ifndef RATEPLAN_H
#define RATEPLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ratefit.h"

#define RATEPLAN_SECOND 1000000000LL

/* Requests of which none is answered, and refusals, that end it. */
#define RATEPLAN_TRIES 7
#define RATEPLAN_REFUSALS 3

struct rateplan_conf {
	double max_rate; /* packets a second */
	double seconds;
	unsigned budget; /* packets in all */
	uint64_t seed;   /* of the jitter */
};

enum rateplan_phase {
	RATEPLAN_BASE,
	RATEPLAN_RETRY, /* the first four were lost */
	RATEPLAN_RAMP,
	RATEPLAN_HOLD,
	RATEPLAN_REST,
	RATEPLAN_TRAIN,
	RATEPLAN_CONFIRM, /* after a kiss of death RATE */
	RATEPLAN_DONE
};

enum rateplan_end {
	RATEPLAN_END_NOT, /* still at it */
	RATEPLAN_END_PLAN,
	RATEPLAN_END_BUDGET,
	RATEPLAN_END_BLOCKED,
	RATEPLAN_END_RATE,
	RATEPLAN_END_DENY,
	RATEPLAN_END_REFUSED, /* ICMP: nobody there, or prohibited */
	RATEPLAN_END_STOPPED
};

enum rateplan_reply {
	RATEPLAN_TIME,
	RATEPLAN_KOD_RATE,
	RATEPLAN_KOD_DENY /* or RSTR */
};

struct rateplan;

/* Null when memory is short. */
struct rateplan *rateplan_new(const struct rateplan_conf *conf);
void rateplan_free(struct rateplan *p); /* null is fine */

/*
 * The time to send at, at or after `now`; -1: done, nothing more is sent.
 * With *wait_only, only ask again at that time.
 */
int64_t rateplan_next(struct rateplan *p, int64_t now, bool *wait_only);

/* One was sent; returns its number, from 0. */
size_t rateplan_sent(struct rateplan *p, int64_t now);

/* An answer to number `i`; a second one to the same changes nothing. */
void rateplan_got(
    struct rateplan *p, size_t i, int64_t now, enum rateplan_reply reply);

/* ICMP says that nothing arrives; three of them before any answer end it. */
void rateplan_refused(struct rateplan *p, int64_t now);

/* The user has had enough: no more is sent. */
void rateplan_stop(struct rateplan *p);

enum rateplan_phase rateplan_phase(const struct rateplan *p);
enum rateplan_end rateplan_end(const struct rateplan *p);
double rateplan_rate(const struct rateplan *p);  /* tried at present */
double rateplan_top(const struct rateplan *p);   /* highest that was tried */
size_t rateplan_count(const struct rateplan *p); /* packets sent */

/* The trace; valid until the next rateplan_sent(). */
const struct ratefit_event *rateplan_events(const struct rateplan *p);

/* Round trip of number `i` in nanoseconds, -1: not answered. */
int64_t rateplan_rtt(const struct rateplan *p, size_t i);
enum rateplan_phase rateplan_phase_of(const struct rateplan *p, size_t i);

const char *rateplan_phase_name(enum rateplan_phase phase);

#endif
