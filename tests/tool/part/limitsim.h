/*
 * Limits of the rate as paths and servers have them, one packet at a time:
 * what the estimator is tried on.  Header only: unit tests and tools include
 * it.
 */
#ifndef LIMITSIM_H
#define LIMITSIM_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* splitmix64: the same numbers from the same seed everywhere. */
static inline uint64_t
sim_next(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static inline double
sim_unit(uint64_t *seed)
{
	return (double)(sim_next(seed) >> 11) * 0x1p-53;
}

enum sim_kind {
	SIM_FREE,
	SIM_BUCKET,
	SIM_CHRONY,
	SIM_NTPSEC,
	SIM_NTPD
};

struct limitsim {
	enum sim_kind kind;
	double rate;
	double burst;
	double leak; /* SIM_CHRONY: what passes over the limit */
	double loss; /* of all, half before and half behind the limit */
	double level;
	double last;
	bool begun;
	uint64_t seed;
};

static inline bool
sim_bucket(struct limitsim *s, double dt)
{
	s->level = fmin(s->burst, s->level + s->rate * dt);
	if (s->level >= 1) {
		s->level -= 1;
		return true;
	}
	if (s->kind == SIM_BUCKET || sim_unit(&s->seed) >= s->leak)
		return false;
	s->level = 0;
	return true;
}

static inline bool
sim_ntpsec(struct limitsim *s, double dt)
{
	s->level = s->level * exp(-dt * s->rate / s->burst) + 1 / s->burst;
	return s->level < s->rate;
}

/* Mean headway 1/rate with a ceiling of 8, and never two in a second. */
static inline bool
sim_ntpd(struct limitsim *s, double dt)
{
	const double headway = 1 / s->rate, limit = 8 * headway;

	dt = floor(dt + 0.5);
	s->level = fmax(0, s->level - dt);
	if (dt >= 1 && s->level + headway < limit) {
		s->level += headway - 2;
		return true;
	}
	if (s->level < limit)
		s->level = limit + 2;
	return false;
}

/* Whether the request sent at `t` seconds is answered. */
static inline bool
sim_answers(struct limitsim *s, double t)
{
	double half = 1 - sqrt(1 - s->loss), dt;
	bool pass;

	if (sim_unit(&s->seed) < half)
		return false;
	dt = s->begun ? t - s->last : 1e6;
	if (!s->begun && s->kind <= SIM_CHRONY)
		s->level = s->burst;
	s->begun = true;
	s->last = t;
	switch (s->kind) {
	case SIM_BUCKET:
	case SIM_CHRONY:
		pass = sim_bucket(s, dt);
		break;
	case SIM_NTPSEC:
		pass = sim_ntpsec(s, dt);
		break;
	case SIM_NTPD:
		pass = sim_ntpd(s, dt);
		break;
	default:
		pass = true;
	}
	return pass && sim_unit(&s->seed) >= half;
}

#endif
