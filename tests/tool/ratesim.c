/*
 * ratesim KIND RATE BURST LOSS% MAX SECONDS BUDGET RUNS SEED
 *
 * Probe simulated limits, RUNS times, and say how well the estimator did: one
 * line, tab-separated:
 *
 *   runs detected right-model rate-error-median% p90% burst-error-median%
 *   rate-interval-holds burst-interval-holds packets-median ms-a-fit
 *
 * KIND: free bucket chrony ntpsec ntpd.  For none that is a bucket, "detected"
 * counts what is called limited, "right-model" what is called by its name.
 */
#include <err.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "part/limitsim.h"
#include "ratefit.h"
#include "rateplan.h"

#define RTT (20 * 1000000LL)

struct setup {
	enum sim_kind kind;
	double rate, burst, loss, max, seconds;
	unsigned budget;
};

struct result {
	unsigned detected, right, rate_held, burst_held;
	double ms;
	double *rate_error, *burst_error, *packets;
	unsigned errors;
};

static const enum ratefit_model models[] = {
	[SIM_FREE] = RATEFIT_NONE,
	[SIM_BUCKET] = RATEFIT_BUCKET,
	[SIM_CHRONY] = RATEFIT_LEAKY,
	[SIM_NTPSEC] = RATEFIT_SCORE,
	[SIM_NTPD] = RATEFIT_GUARD,
};

static enum sim_kind
kind_of(const char *s)
{
	static const char *const names[] = { "free", "bucket", "chrony",
		"ntpsec", "ntpd" };

	for (int k = 0; k < 5; k++)
		if (strcmp(s, names[k]) == 0)
			return (enum sim_kind)k;
	errx(2, "%s: want free, bucket, chrony, ntpsec or ntpd", s);
}

/* Answers come RTT later, in order. */
static void
play(struct rateplan *p, struct limitsim *s)
{
	size_t pending = 0, first = 0;
	int64_t due[64], now = 0, at;
	size_t number[64];
	bool wait_only;

	while ((at = rateplan_next(p, now, &wait_only)) >= 0) {
		if (first < pending && due[first % 64] <= at) {
			now = due[first % 64];
			rateplan_got(
			    p, number[first++ % 64], now, RATEPLAN_TIME);
			continue;
		}
		now = at;
		if (wait_only)
			continue;
		size_t i = rateplan_sent(p, now);
		if (!sim_answers(s, 1e-9 * (double)now))
			continue;
		due[pending % 64] = now + RTT;
		number[pending++ % 64] = i;
	}
	while (first < pending) {
		rateplan_got(
		    p, number[first % 64], due[first % 64], RATEPLAN_TIME);
		first++;
	}
}

static void
count(const struct setup *c, const struct ratefit *f, struct result *r)
{
	r->detected += f->limited;
	r->right += f->model == models[c->kind] ||
	    (c->kind == SIM_FREE && f->model == RATEFIT_RANDOM);
	if (c->kind != SIM_BUCKET || !f->limited || f->model != RATEFIT_BUCKET)
		return;
	r->rate_error[r->errors] = fabs(f->rate.best / c->rate - 1) * 100;
	r->burst_error[r->errors++] = fabs(f->burst.best / c->burst - 1) * 100;
	r->rate_held += f->rate.lo <= c->rate && c->rate <= f->rate.hi;
	r->burst_held += f->burst.lo <= c->burst && c->burst <= f->burst.hi;
}

static void
run(const struct setup *c, uint64_t seed, unsigned n, struct result *r)
{
	struct rateplan_conf conf = { .max_rate = c->max,
		.seconds = c->seconds,
		.budget = c->budget,
		.seed = seed };
	struct limitsim s = { .kind = c->kind,
		.rate = c->rate,
		.burst = c->burst,
		.leak = 0.25,
		.loss = c->loss / 100,
		.seed = ~seed };
	struct rateplan *p = rateplan_new(&conf);
	struct ratefit f;
	clock_t begun;

	if (!p)
		errx(2, "out of memory");
	play(p, &s);
	begun = clock();
	ratefit_rested(rateplan_events(p), rateplan_count(p), &f);
	r->ms += 1e3 * (double)(clock() - begun) / CLOCKS_PER_SEC;
	r->packets[n] = (double)rateplan_count(p);
	count(c, &f, r);
	if (getenv("RATESIM_VERBOSE"))
		printf(
		    "# seed %llu %s llr %.1f rate %.3f %.3f-%.3f burst "
		    "%.2f %.2f-%.2f loss %.3f %.3f-%.3f sent %zu lost %zu sat %.1f\n",
		    (unsigned long long)seed, ratefit_model_name(f.model),
		    f.llr, f.rate.best, f.rate.lo, f.rate.hi, f.burst.best,
		    f.burst.lo, f.burst.hi, f.loss.best, f.loss.lo, f.loss.hi,
		    rateplan_count(p), f.lost, f.saturated);
	rateplan_free(p);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
at(double *v, unsigned n, double part)
{
	if (n == 0)
		return NAN;
	qsort(v, n, sizeof(*v), by_value);
	return v[(unsigned)(part * (n - 1) + 0.5)];
}

int
main(int argc, char *argv[])
{
	struct setup c;
	struct result r = { .errors = 0 };
	unsigned runs;

	if (argc != 10)
		errx(2,
		    "want KIND RATE BURST LOSS%% MAX SECONDS BUDGET RUNS "
		    "SEED");
	c.kind = kind_of(argv[1]);
	c.rate = strtod(argv[2], NULL);
	c.burst = strtod(argv[3], NULL);
	c.loss = strtod(argv[4], NULL);
	c.max = strtod(argv[5], NULL);
	c.seconds = strtod(argv[6], NULL);
	c.budget = (unsigned)strtoul(argv[7], NULL, 10);
	runs = (unsigned)strtoul(argv[8], NULL, 10);
	r.rate_error = calloc(3 * (runs + 1), sizeof(double));
	if (!r.rate_error)
		err(2, "calloc");
	r.burst_error = r.rate_error + runs;
	r.packets = r.burst_error + runs;
	for (unsigned i = 0; i < runs; i++)
		run(&c, strtoull(argv[9], NULL, 10) * 1000003 + i, i, &r);
	printf("%u\t%u\t%u\t%.2f\t%.2f\t%.1f\t%u\t%u\t%.0f\t%.1f\n", runs,
	    r.detected, r.right, at(r.rate_error, r.errors, 0.5),
	    at(r.rate_error, r.errors, 0.9), at(r.burst_error, r.errors, 0.5),
	    r.rate_held, r.burst_held, at(r.packets, runs, 0.5), r.ms / runs);
	free(r.rate_error);
	return 0;
}
