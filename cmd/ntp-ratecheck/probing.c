#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "mono.h"
#include "ntppkt.h"
#include "probing.h"
#include "vis.h"

#define PAUSE 5 /* seconds, for a bucket to fill */

struct progress {
	const char *what;
	bool shown;
};

/* wire_tell: what is being tried, and for how long yet. */
static void
show(void *arg, const struct rateplan *p, double left)
{
	struct progress *progress = arg;
	char what[VIS_SIZE(128)];

	vis_text(what, sizeof(what), progress->what, strlen(progress->what));
	fprintf(stderr, "\r%s: %s, %.3g a second, %zu sent, %.0f s left\033[K",
	    what, rateplan_phase_name(rateplan_phase(p)), rateplan_rate(p),
	    rateplan_count(p), fmax(0, left));
	progress->shown = true;
}

static void
wipe(const struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}

static struct rateplan *
new_plan(const struct probe_options *o, struct why *why)
{
	struct rateplan_conf conf = { .max_rate = o->max_rate,
		.seconds = o->seconds,
		.budget = o->budget };
	struct rateplan *p;

	if (getrandom(&conf.seed, sizeof(conf.seed), 0) != sizeof(conf.seed)) {
		why_errno(why, "getrandom");
		return NULL;
	}
	p = rateplan_new(&conf);
	if (!p)
		why_set(why, "out of memory");
	return p;
}

/* The plan goes, its trace stays. */
static int
keep_events(const struct rateplan *p, struct probed *out, struct why *why)
{
	size_t n = rateplan_count(p);

	out->events = calloc(n + 1, sizeof(*out->events));
	if (!out->events)
		return why_set(why, "out of memory");
	memcpy(out->events, rateplan_events(p), n * sizeof(*out->events));
	return 0;
}

static int
play(const struct probe_options *o, const struct errand *e,
    const struct wire *w, struct probed *out, struct why *why)
{
	struct rateplan *p = new_plan(o, why);
	struct progress progress = { .what = e->what };
	struct wire_play play = { .wire = w,
		.plan = p,
		.size = e->size,
		.seconds = o->seconds,
		.tell = isatty(STDERR_FILENO) ? show : NULL,
		.arg = &progress };
	int rc;

	if (!p)
		return -1;
	out->begun = mono_ns();
	rc = wire_run(&play, &out->f, why);
	wipe(&progress);
	if (rc == 0) {
		verdict_judge(p, &out->f);
		rc = keep_events(p, out, why);
	}
	rateplan_free(p);
	return rc;
}

static int
begin(const struct probe_options *o, const struct errand *e, struct wire *w,
    struct probed *out, struct why *why)
{
	memset(out, 0, sizeof(*out));
	out->host = e->host;
	out->name = e->source->name;
	if (wire_open(w, o, e->host, e->source, why) == -1)
		return -1;
	memcpy(out->peer, w->peer, sizeof(out->peer));
	memcpy(out->self, w->self, sizeof(out->self));
	return 0;
}

int
probing_run(const struct probe_options *o, const struct errand *e,
    struct probed *out, struct why *why)
{
	struct wire w;
	int rc = begin(o, e, &w, out, why);

	if (rc == 0)
		rc = play(o, e, &w, out, why);
	wire_close(&w);
	return rc;
}

void
probed_free(struct probed *p)
{
	free(p->events);
	p->events = NULL;
}

/* Padded requests took the place of plain ones: the limit has another face. */
static int
play_padded(const struct probe_options *o, const struct errand *e,
    const struct wire *w, struct probed *out, struct why *why)
{
	struct errand padded = *e;
	struct probed other = { .host = e->host };
	int rc;

	probing_pause(PAUSE);
	padded.size = o->size;
	rc = play(o, &padded, w, &other, why);
	if (rc == 0)
		out->f.unit = verdict_unit(
		    &out->f.fit, &other.f.fit, NTPPKT_LEN + 28, o->size + 28);
	probed_free(&other);
	return rc;
}

/* The probe itself, once it is known which sizes arrive. */
static int
play_sized(const struct probe_options *o, const struct errand *e,
    const struct wire *w, const struct wire_sizes *sizes, struct probed *out,
    struct why *why)
{
	probing_pause(PAUSE);
	if (play(o, e, w, out, why) == -1)
		return -1;
	if (verdict_size_filter(sizes->sent[0], sizes->answered[0],
		sizes->sent[1], sizes->answered[1]) &&
	    !verdict_is_limit(out->f.verdict))
		out->f.verdict = VERDICT_SIZE_FILTER;
	else if (out->f.verdict == VERDICT_POLICER && sizes->answered[1] > 0)
		return play_padded(o, e, w, out, why);
	return 0;
}

int
probing_sizes(const struct probe_options *o, const struct errand *e,
    struct probed *out, struct why *why)
{
	struct wire_sizes sizes;
	struct wire w;
	int rc = begin(o, e, &w, out, why);

	if (rc == 0)
		rc = wire_sizes(&w, o, &sizes, &out->f, why);
	if (rc == 0 && sizes.end != RATEPLAN_END_NOT)
		verdict_judge_few(sizes.sent[0] + sizes.sent[1],
		    sizes.answered[0] + sizes.answered[1], sizes.end, &out->f);
	else if (rc == 0)
		rc = play_sized(o, e, &w, &sizes, out, why);
	if (rc == 0) {
		out->f.padded = sizes.sent[1];
		out->f.padded_answered = sizes.answered[1];
	}
	wire_close(&w);
	return rc;
}

void
probing_pause(double seconds)
{
	struct timespec ts = { .tv_nsec = 100000000 };

	for (int i = 0; i < (int)(10 * seconds) && !wire_interrupted(); i++)
		nanosleep(&ts, NULL);
}
