#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "applied.h"
#include "commit.h"
#include "convert.h"
#include "msg.h"
#include "wanted.h"
#include "worker.h"

/* How often a waiting worker looks whether there is something new. */
#define GLANCE_US 20000

/* Rounds in a row that bring nothing further. */
#define STUCK_MAX 5

/* How often Kea may answer later than that before it is given up. */
#define LATE_US 500000
#define LATE_MAX 8

/* Longest wait for the other service of the machine. */
#define TURN_MS 3000

/* Behind FreeRADIUS and its hooks, where they share a processor. */
#define NICE 10

struct worker {
	struct commit_site c;
	bool child; /* of --retry: look in any case, no settling */
	bool force; /* one round, whatever the probe says */
	enum commit_release release; /* the quarantined ones too */
	bool burst;    /* something was committed and not settled yet */
	bool settling; /* this look is the second one */
	bool unsaved;  /* ... and not yet asked to be written */
	bool failed;   /* the last round did */
	unsigned int stuck;
	uint64_t changes; /* of the state, when it was last looked through */
};

static void
sleep_us(uint64_t us)
{
	struct timespec t = { (time_t)(us / 1000000),
		(long)(us % 1000000) * 1000 };

	nanosleep(&t, NULL);
}

/* Is there anything to do that the state knows of: 1, 0, or -1 and why. */
static int
pending(struct worker *w, struct why *why)
{
	struct store_txn *t = store_begin(w->c.store, false, why);
	struct endpoint_record rec;
	int r = -1;

	if (t && wanted_changes(t, &w->changes, why) == 0 &&
	    endpoint_record_get(t, w->c.ep, &rec, why) == 0)
		r = rec.intent ? 1 : applied_pending(t, w->c.ep, why);
	store_abort(t);
	/* A worker that was killed did not come to it; where Kea cannot,
	 * --retry sees whether it can by now. */
	if (r != -1 && rec.unwritten &&
	    (w->child || rec.not_durable[0] == '\0'))
		w->burst = w->unsaved = true;
	w->burst |= r != -1 && rec.unsettled;
	return r;
}

/* Has the state changed since it was looked through? */
static bool
is_news(struct worker *w)
{
	struct store_txn *t = store_begin(w->c.store, false, NULL);
	uint64_t now = w->changes;

	if (t)
		(void)wanted_changes(t, &now, NULL);
	store_abort(t);
	return now != w->changes;
}

static void
pause_between(struct worker *w)
{
	struct endpoint_status st;
	uint64_t now = endpoint_now();

	endpoint_status_read(w->c.state_dir, w->c.ep, &st);
	if (st.resumes > now)
		sleep_us(st.resumes - now);
}

/*
 * A Kea that is busy with a commit of another machine's, or whose agent is
 * with one of the other family's, answers late: nobody waits for us any more,
 * but what is pending should not wait for the next call.
 */
static int
probe(struct worker *w, struct why *why)
{
	uint64_t begun;
	int same;

	for (unsigned int i = 0; i < LATE_MAX; i++) {
		begun = endpoint_now();
		same = commit_probe(&w->c, why);
		if (same != -1 || endpoint_now() - begun < LATE_US)
			break;
	}
	return same;
}

/*
 * The two services of a target share a machine's processors as a rule: while
 * one is busy with a commit, the other's goes slower, and DHCP is deaf for
 * longer.  One after the other, then; but a service that hangs keeps the other
 * no longer than this from its own commit.  Returns a descriptor to close
 * behind the commit, or -1: go on without.
 */
static int
take_turn(const struct worker *w)
{
	struct endpoint machine = { .target = w->c.ep->target };
	struct why why;
	int fd;

	snprintf(
	    machine.label, sizeof(machine.label), "%s", w->c.ep->target->name);
	fd = endpoint_lock(w->c.state_dir, &machine, TURN_MS, &why);
	return fd < 0 ? -1 : fd;
}

static int
commit(struct worker *w, struct commit_count *count, struct why *why)
{
	int machine = take_turn(w);
	int r = commit_round(&w->c, w->release, count, why);

	malloc_trim(0); /* it may be large, and much waiting follows */
	if (machine != -1)
		close(machine);
	return r;
}

/* Look, and commit if there is anything: 1 done something, 0 nothing to do,
 * -1 and why: give up for now. */
static int
turn(struct worker *w, struct why *why)
{
	struct commit_count count;
	int same, due;

	if (!w->c.backend)
		w->c.backend = backend_choose(w->c.ep, why);
	if (!w->c.backend)
		return commit_fail(&w->c, why);
	same = probe(w, why);
	if (same == -1)
		return -1;
	due = pending(w, why);
	if (due == -1)
		return commit_fail(&w->c, why);
	if (same && !due && !w->force)
		return 0;
	pause_between(w);
	if (!same && w->child) /* by another document Kea may judge otherwise */
		w->release = COMMIT_RELEASE_ALL;
	if (commit(w, &count, why) == -1) {
		/* Kea may stand there with less than it had: once more. */
		w->failed = !w->failed;
		return w->failed ? 1 : -1;
	}
	w->failed = false;
	w->force = false;
	w->release = COMMIT_RELEASE_NONE;
	w->burst |= count.sets > 0;
	w->unsaved |= count.sets > 0;
	if (w->settling && !count.changed && count.unknown == 0) {
		if (commit_settled(&w->c, why) == -1)
			return commit_fail(&w->c, why);
		w->burst = w->unsaved; /* noted before this look */
	}
	w->settling = false;
	w->stuck = count.unknown > 0 && count.settled == 0 ? w->stuck + 1 : 0;
	if (w->stuck == STUCK_MAX) {
		why_set(
		    why, "%s: does not keep what it is given", w->c.ep->label);
		return commit_fail(&w->c, why);
	}
	return 1;
}

/* Wait until `end` for something to commit: 1 there is, 0, or -1 and why. */
static int
glance(struct worker *w, uint64_t end, struct why *why)
{
	int due = 0;

	while (due == 0 && endpoint_now() < end) {
		if (is_news(w))
			due = pending(w, why);
		else
			sleep_us(GLANCE_US);
	}
	return due;
}

static uint64_t
settle_time(const struct worker *w)
{
	struct endpoint_status st;

	endpoint_status_read(w->c.state_dir, w->c.ep, &st);
	return WORKER_SETTLE_US + 2 * st.cost;
}

/*
 * The burst is over: have it written, then look once more for what another
 * machine, writing at the same moment, may have undone.
 */
static int
finish_burst(struct worker *w, struct why *why)
{
	int due;

	if (w->unsaved && commit_persist(&w->c, why) == -1)
		return -1;
	w->unsaved = false;
	if (w->child)
		return 0;
	due = glance(w, endpoint_now() + settle_time(w), why);
	if (due == -1)
		return commit_fail(&w->c, why);
	if (due == 0) {
		w->burst = false;
		w->force = w->settling = true;
	}
	return 1;
}

static int
work(struct worker *w, struct why *why)
{
	int r;

	do {
		r = turn(w, why);
		if (r == 0 && w->burst)
			r = finish_burst(w, why);
	} while (r == 1);
	return r;
}

/* Everything applied: 0; else 1. */
static int
verdict(struct worker *w)
{
	size_t n[APPLIED_QUARANTINED + 1] = { 0 };
	struct why why;
	struct store_txn *t = store_begin(w->c.store, false, &why);
	int r = t ? applied_count(t, w->c.ep, n, &why) : -1;

	store_abort(t);
	if (r == -1)
		msg_warn("%s: %s", w->c.ep->label, why.text);
	return r == -1 || n[APPLIED_NOT] > 0 || n[APPLIED_REFUSED] > 0 ||
	    n[APPLIED_QUARANTINED] > 0;
}

/* Work under `lock`, and again when something came between the last look and
 * the unlocking. */
static int
run(const struct site *site, const struct endpoint *ep, int lock,
    enum commit_release release)
{
	bool child = release != COMMIT_RELEASE_NONE;
	struct worker w = {
		.child = child, .force = child, .release = release
	};
	struct why why = { "" };
	int r = -1;

	w.c = (struct commit_site){ .state_dir = site->state_dir,
		.ep = ep,
		.store = state_open(site->state_dir, &why),
		.lock = lock,
		.attended = child };
	if (w.c.store && convert_state(w.c.store, site, &why) == -1) {
		store_close(w.c.store);
		w.c.store = NULL;
	}
	while (w.c.store && w.c.lock >= 0) {
		r = work(&w, &why);
		close(w.c.lock);
		w.c.lock = -1;
		if (r == 0 && is_news(&w))
			w.c.lock = endpoint_lock(site->state_dir, ep, 0, &why);
	}
	if (!w.c.store)
		msg_warn("%s", why.text);
	if (r == 0)
		r = verdict(&w);
	store_close(w.c.store);
	return r == 0 ? 0 : 1;
}

/* Nothing of the caller's stays open: FreeRADIUS waits for its pipe. */
static int
detach(int lock)
{
	int null;

	closelog();
	if (setsid() == -1 || (lock != 3 && dup2(lock, 3) == -1))
		return -1;
	closefrom(4);
	null = open("/dev/null", O_RDWR);
	if (null == -1)
		return -1;
	for (int fd = 0; fd < 3; fd++)
		if (dup2(null, fd) == -1)
			return -1;
	if (null > 3)
		close(null);
	msg_to_syslog();
	return 3;
}

/* In the first child: leave a grandchild that nobody has to wait for. */
_Noreturn static void
become_worker(const struct site *site, const struct endpoint *ep, int lock)
{
	pid_t pid;

	lock = detach(lock);
	if (lock == -1)
		_exit(1);
	pid = fork();
	if (pid != 0)
		_exit(pid == -1);
	(void)setpriority(PRIO_PROCESS, 0, NICE); /* or as we are */
	run(site, ep, lock, COMMIT_RELEASE_NONE);
	_exit(0);
}

int
worker_start(const struct site *site, const struct endpoint *ep, int lock,
    struct why *why)
{
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0)
		become_worker(site, ep, lock);
	close(lock);
	if (pid == -1)
		return why_errno(why, "%s: fork", ep->label);
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return why_errno(why, "%s: waitpid", ep->label);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return why_set(
		    why, "%s: no worker could be started", ep->label);
	return 0;
}

pid_t
worker_fork(const struct site *site, const struct endpoint *ep, bool all,
    unsigned int patience_ms, struct why *why)
{
	pid_t pid;
	int lock;

	fflush(NULL);
	pid = fork();
	if (pid == -1)
		return why_errno(why, "%s: fork", ep->label);
	if (pid > 0)
		return pid;
	lock = endpoint_lock(site->state_dir, ep, patience_ms, why);
	if (lock == -2)
		msg_warn("%s: a commit is still under way", ep->label);
	else if (lock == -1)
		msg_warn("%s", why->text);
	_exit(lock < 0 ? 1
		       : run(site, ep, lock,
			     all ? COMMIT_RELEASE_ALL : COMMIT_RELEASE_DUE));
}
