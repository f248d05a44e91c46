#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "act.h"
#include "msg.h"
#include "recover.h"
#include "report.h"
#include "verdict.h"
#include "waitpoll.h"
#include "watcher.h"

enum {
	LOOK_EVERY = 10000, /* all layers, in milliseconds */
	KEEP_EVERY = 1000,  /* the small table of a member that was cut */
	SETTLE_MAX = 120000 /* for a default to come back after --on-up */
};

/* One path as it is watched. */
struct leg {
	struct facts facts;
	struct verdict verdict;
	bool asked;          /* this round sent something */
	bool fresh;          /* the last round was heard */
	struct tally window; /* since the last round that was heard */
	struct tally last;   /* up to it */
	struct rtroute way;  /* the last default of the member's table */
	bool has_way;
	bool beside; /* probed by the small table */
	bool complained;
	uint64_t kept_at;
	const char *told; /* the verdict printed last */
	struct act act;
};

struct watcher {
	struct layers *layers;
	struct prober *prober;
	const struct options *options;
	const struct path *paths;
	size_t count;
	struct watch watch;
	struct watch_path *states;
	struct leg *legs;
	uint64_t looked_at;
};

static volatile sig_atomic_t stopped;

static void
on_signal(int sig)
{
	if (sig != SIGCHLD)
		stopped = 1;
}

/* Signals come while we sleep and at no other time. */
static void
catch_signals(sigset_t *before)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
	struct sigaction sa = { .sa_handler = on_signal };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		sigaddset(&set, signals[i]);
		sigaction(signals[i], &sa, NULL);
	}
	sigprocmask(SIG_BLOCK, &set, before);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigdelset(before, signals[i]);
}

static uint32_t
table_beside(const struct watcher *w, size_t i)
{
	return w->legs[i].beside ? recover_table(w->paths[i].table) : 0;
}

static bool
is_cut(const struct watch_path *s)
{
	return s->state == WATCH_DOWN || s->state == WATCH_RECOVERING;
}

/* All that is to be known of path i; `silent`: of its present silence. */
static void
look(struct watcher *w, size_t i, bool silent)
{
	struct leg *g = &w->legs[i];
	const struct rtlook_table *t = &g->facts.table;

	layers_look(w->layers, i, table_beside(w, i), &g->facts);
	g->facts.tally = silent ? g->window : g->last;
	g->facts.beside = g->beside;
	g->facts.probed = prober_has(w->prober, i) &&
	    (g->facts.tally.sent > 0 || g->facts.tally.send_error != 0);
	verdict_judge(&w->paths[i], &g->facts, &g->verdict);
	/* Of a member that was cut, a default now is another's: its spare. */
	if (t->has_default && t->best.type == RTN_UNICAST &&
	    (!is_cut(&w->states[i]) || !g->has_way)) {
		g->way = t->best;
		g->has_way = true;
	}
}

/* The same, by the rules of now and not those of look_around(). */
static void
look_anew(struct watcher *w, size_t i, bool silent)
{
	layers_refresh(w->layers, NULL);
	look(w, i, silent);
}

static const char *
timestamp(char buf[40])
{
	struct timeval tv;
	struct tm tm;
	size_t n;

	gettimeofday(&tv, NULL);
	gmtime_r(&tv.tv_sec, &tm);
	n = strftime(buf, 40, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf + n, 40 - n, ".%03dZ", (int)(tv.tv_usec / 1000));
	return buf;
}

static void
tell(struct watcher *w, size_t i, const char *event)
{
	struct leg *g = &w->legs[i];
	char when[40];

	report_line(stdout, w->options->json, timestamp(when), event,
	    &w->paths[i], &g->facts, &g->verdict);
	fflush(stdout);
	g->told = g->verdict.word;
}

static void
complain(struct watcher *w, size_t i, const struct why *why)
{
	if (!w->legs[i].complained)
		msg_warn("%s %s: probing beside the member's table: %s",
		    w->paths[i].member, report_family(w->paths[i].family),
		    why->text);
	w->legs[i].complained = true;
}

static void
go_beside(struct watcher *w, size_t i, uint64_t now)
{
	struct leg *g = &w->legs[i];
	struct why why;

	if (!g->has_way || !prober_has(w->prober, i))
		return;
	if (recover_put(w->layers->rt, &w->paths[i], &g->way, &why) == -1) {
		complain(w, i, &why);
		return;
	}
	g->beside = true;
	g->complained = false;
	g->kept_at = now;
}

static void
come_back(struct watcher *w, size_t i)
{
	struct why why;

	if (recover_drop(w->layers->rt, &w->paths[i], &why) == -1)
		complain(w, i, &why);
	w->legs[i].beside = false;
}

/*
 * The small table is lost with its link, and made again.  Once the member is
 * up it goes, but not before there is a default.
 */
static void
keep_beside(struct watcher *w, size_t i, uint64_t now)
{
	const struct watch_path *s = &w->states[i];
	struct leg *g = &w->legs[i];

	if (now - g->kept_at < KEEP_EVERY ||
	    (!g->beside && (!is_cut(s) || !w->options->on_down)))
		return;
	g->kept_at = now;
	look(w, i, false);
	if (is_cut(s)) {
		go_beside(w, i, now);
		return;
	}
	if ((g->facts.table.has_default &&
		g->facts.table.best.type == RTN_UNICAST) ||
	    now - s->restored_at >= SETTLE_MAX)
		come_back(w, i);
}

static void
act_on(struct watcher *w, size_t i, bool down, uint64_t now)
{
	const char *command = down ? w->options->on_down : w->options->on_up;
	struct leg *g = &w->legs[i];

	if (down && command)
		go_beside(w, i, now);
	/* Without one, what still waits to be started is not wanted either. */
	act_want(&g->act, down, command, w->options->shell, &w->paths[i],
	    &g->verdict);
}

static void
happen(struct watcher *w, size_t i, enum watch_event event, uint64_t now)
{
	tell(w, i, watch_event_name(event));
	if (event == WATCH_CUT)
		act_on(w, i, true, now);
	else if (event == WATCH_RESTORED)
		act_on(w, i, false, now);
}

static void
begin_round(struct watcher *w, size_t i)
{
	struct leg *g = &w->legs[i];

	g->asked = prober_has(w->prober, i) &&
	    layers_lent(w->layers, i, table_beside(w, i)) == LOOK_RIGHT;
	if (g->fresh) {
		g->window = (struct tally){ 0 };
		prober_forget(w->prober, i);
		g->fresh = false;
	}
	if (g->asked)
		prober_send(w->prober, i);
}

/* Whether packets come back by path i. */
static bool
end_round(struct watcher *w, size_t i)
{
	struct leg *g = &w->legs[i];

	if (!prober_has(w->prober, i)) {
		look(w, i, false);
		return !g->verdict.dead;
	}
	g->fresh = g->asked && prober_end(w->prober, i, &g->window);
	if (g->fresh)
		g->last = g->window;
	return g->fresh;
}

/*
 * Not heard, and nothing says that it is dead: a fault of our own rules, or of
 * the question.  That is no reason to cut a member.
 */
static bool
is_our_fault(struct watcher *w, size_t i)
{
	const struct watch_path *s = &w->states[i];
	const struct leg *g = &w->legs[i];

	if (s->heard || is_cut(s) ||
	    (g->asked && s->unheard + 1 < w->options->watch.lost))
		return false;
	look(w, i, true);
	if (!g->verdict.dead)
		look_anew(w, i, true);
	return !g->verdict.dead;
}

static void
tell_change(struct watcher *w, size_t i)
{
	if (w->legs[i].told && w->legs[i].verdict.word != w->legs[i].told)
		tell(w, i, "changed");
}

/* What is told with an event: of a cut, what it was decided by. */
static void
look_for(struct watcher *w, size_t i, enum watch_event event, bool silent)
{
	struct leg *g = &w->legs[i];
	struct verdict before = g->verdict;

	look_anew(w, i, silent);
	if (event == WATCH_CUT && !g->verdict.dead)
		g->verdict = before;
}

static void
step(struct watcher *w, size_t i)
{
	bool heard = w->states[i].heard;
	uint64_t now = prober_now();

	if (is_our_fault(w, i)) {
		watch_skip(&w->watch, i);
		tell_change(w, i);
	} else {
		enum watch_event event = watch_step(&w->watch, i, now);

		if (event != WATCH_NOTHING) {
			look_for(w, i, event, !heard);
			happen(w, i, event, now);
		}
	}
	keep_beside(w, i, now);
}

/* What no probe tells: rules, and addresses that came or went. */
static void
look_around(struct watcher *w, const char *first)
{
	uint64_t now = prober_now();
	struct why why;

	if (!first && now - w->looked_at < LOOK_EVERY)
		return;
	w->looked_at = now;
	if (layers_refresh(w->layers, &why) == -1)
		msg_warn("%s", why.text);
	for (size_t i = 0; i < w->count; i++) {
		if (!first && w->states[i].unheard > 0)
			continue;
		look(w, i, false);
		if (first)
			tell(w, i, first);
		else
			tell_change(w, i);
	}
}

static bool
run_acts(struct watcher *w)
{
	bool running = false;

	for (size_t i = 0; i < w->count; i++)
		running |= act_go(&w->legs[i].act, prober_now());
	return running;
}

/* Is there one that could not be started yet? */
static bool
is_one_due(const struct watcher *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->legs[i].act.command)
			return true;
	return false;
}

/* However late it is, signals are let in once. */
static void
sleep_until(struct watcher *w, uint64_t deadline, const sigset_t *open)
{
	for (bool last = false; !last && !stopped;) {
		bool running = run_acts(w);
		uint64_t now = prober_now(), wait;
		struct timespec t;

		last = now >= deadline;
		wait = last ? 0 : deadline - now;
		/* One that runs too long has to be ended, one due started. */
		if ((running || is_one_due(w)) && wait > KEEP_EVERY)
			wait = KEEP_EVERY;
		t = (struct timespec){ (time_t)(wait / 1000),
			(long)(wait % 1000) * 1000000 };
		if (waitpoll(NULL, 0, &t, open) == -1 && errno != EINTR)
			return;
	}
}

/* Members that an earlier watch cut, and left so. */
static void
adopt(struct watcher *w)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct path *p = &w->paths[i];
		struct rtlook_table t = { .exists = false };

		if (p->source.family == AF_UNSPEC ||
		    !recover_is_there(p, &w->layers->have))
			continue;
		watch_adopt(&w->watch, i, prober_now());
		w->legs[i].beside = true;
		if (rtlook_table(w->layers->rt, p->family,
			recover_table(p->table), &t, NULL) == 0 &&
		    t.has_default) {
			w->legs[i].way = t.best;
			w->legs[i].has_way = true;
		}
	}
}

static void
finish(struct watcher *w)
{
	while (run_acts(w))
		poll(NULL, 0, 50);
	for (size_t i = 0; i < w->count; i++) {
		if (is_cut(&w->states[i]))
			msg_warn("%s %s: is cut, and stays so until the next "
				 "--watch",
			    w->paths[i].member,
			    report_family(w->paths[i].family));
		else if (w->legs[i].beside)
			come_back(w, i);
	}
}

static void
go_on(struct watcher *w, const sigset_t *open)
{
	const char *first = "start";

	while (!stopped && !ferror(stdout)) {
		uint64_t begin = prober_now();

		for (size_t i = 0; i < w->count; i++)
			begin_round(w, i);
		prober_wait(w->prober, begin + w->options->timeout);
		for (size_t i = 0; i < w->count; i++)
			watch_hear(&w->watch, i, end_round(w, i));
		for (size_t i = 0; i < w->count; i++)
			step(w, i);
		look_around(w, first);
		first = NULL;
		sleep_until(w, begin + w->options->interval, open);
	}
}

int
watcher_run(struct layers *l, struct prober *p, const struct options *o,
    struct why *why)
{
	struct watcher w = { .layers = l,
		.prober = p,
		.options = o,
		.paths = l->paths->list,
		.count = l->paths->count };
	sigset_t open;
	int rc = -1;

	w.legs = calloc(w.count, sizeof(*w.legs));
	w.states = calloc(w.count, sizeof(*w.states));
	if (!w.legs || !w.states) {
		why_set(why, "out of memory");
	} else if (layers_refresh(l, why) == 0) {
		for (size_t i = 0; i < w.count; i++) {
			w.states[i].member = l->paths->member[i];
			w.states[i].family = w.paths[i].family;
		}
		watch_init(&w.watch, &o->watch, w.states, w.count);
		adopt(&w);
		catch_signals(&open);
		go_on(&w, &open);
		finish(&w);
		rc = 0;
	}
	free(w.states);
	free(w.legs);
	return rc;
}
