#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "applied.h"
#include "dry.h"
#include "event.h"
#include "msg.h"
#include "now.h"
#include "options.h"
#include "state.h"
#include "wanted.h"
#include "worker.h"

/* A worker that runs may be in its longest pause, and then in a commit. */
#define PATIENCE_MS 60000

/* Did it end with nothing left to do? */
static bool
ended_well(pid_t pid, const struct endpoint *ep)
{
	int status;

	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return false;
	if (WIFSIGNALED(status)) /* it could not say so itself */
		msg_warn("%s: its worker was ended by signal %d", ep->label,
		    WTERMSIG(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* One child per endpoint, all at once; true when all ended with nothing
 * left to do. */
static bool
work_everywhere(struct run *r, bool all)
{
	pid_t *pids = calloc(r->eps.count + 1, sizeof(*pids));
	bool done = pids != NULL;
	struct why why;

	if (!pids)
		msg_warn("out of memory");
	for (size_t i = 0; pids && i < r->eps.count; i++) {
		pids[i] = worker_fork(
		    r->site, &r->eps.list[i], all, PATIENCE_MS, &why);
		if (pids[i] == -1)
			msg_warn("%s", why.text);
	}
	for (size_t i = 0; pids && i < r->eps.count; i++)
		done &= pids[i] > 0 && ended_well(pids[i], &r->eps.list[i]);
	free(pids);
	return done;
}

/* What remains at an endpoint, in one line; -1 and why. */
static int
report(struct store_txn *t, const struct endpoint *ep, struct why *why)
{
	size_t n[APPLIED_QUARANTINED + 1];
	struct endpoint_record rec;

	if (endpoint_record_get(t, ep, &rec, why) == -1 ||
	    applied_count(t, ep, n, why) == -1)
		return -1;
	if (rec.error_since != 0)
		msg_warn("%s", rec.error);
	if (n[APPLIED_NOT] > 0)
		msg_warn("%s: %zu pending", ep->label, n[APPLIED_NOT]);
	if (n[APPLIED_REFUSED] + n[APPLIED_QUARANTINED] > 0)
		msg_warn("%s: %zu refused (--list says why)", ep->label,
		    n[APPLIED_REFUSED] + n[APPLIED_QUARANTINED]);
	return 0;
}

/* Opened before the work too: a state that cannot be used is told once and
 * not by every child. */
static int
with_state(struct run *r,
    int (*fn)(struct run *, struct store_txn *, uint64_t *, struct why *),
    uint64_t *number)
{
	struct why why;
	struct store *s = state_open(r->site->state_dir, &why);
	struct store_txn *t = s ? store_begin(s, false, &why) : NULL;
	int rc = t ? fn(r, t, number, &why) : -1;

	store_abort(t);
	store_close(s);
	if (rc == -1)
		msg_warn("%s", why.text);
	return rc;
}

/* Old addresses whose last lease has ended. */
static int
sweep(struct run *r, struct store *s, bool write, struct why *why)
{
	struct store_txn *t = store_begin(s, write, why);
	uint64_t now = now_us();
	int n = t ? event_sweep(t, write, &r->eps, now, why) : -1;

	if (n > 0 && write)
		return store_commit(t, why);
	store_abort(t);
	return n;
}

/* Mostly there are none: nothing is written for that. */
static void
sweep_events(struct run *r)
{
	struct why why;
	struct store *s = state_open(r->site->state_dir, &why);
	int n = s ? sweep(r, s, false, &why) : -1;

	if (n > 0)
		n = sweep(r, s, true, &why);
	if (n == -1)
		msg_warn("%s", why.text);
	store_close(s);
}

static int
report_all(
    struct run *r, struct store_txn *t, uint64_t *number, struct why *why)
{
	(void)number;
	for (size_t i = 0; i < r->eps.count; i++)
		if (report(t, &r->eps.list[i], why) == -1)
			return -1;
	return 0;
}

static int
get_changes(
    struct run *r, struct store_txn *t, uint64_t *number, struct why *why)
{
	(void)r;
	return wanted_changes(t, number, why);
}

int
mode_retry(struct run *r)
{
	uint64_t before;
	bool all;

	if (with_state(r, get_changes, &before) == -1)
		return EXIT_USER;
	all = work_everywhere(r, false);
	sweep_events(r);
	if (with_state(r, report_all, NULL) == -1)
		return EXIT_USER;
	return all ? EXIT_OK : EXIT_SOME;
}

static int
dry_reconcile(struct run *r)
{
	struct why why;
	struct store *s = state_open(r->site->state_dir, &why);
	int rc = s ? dry_run(r, s, NULL, NULL, &why) : -1;

	store_close(s);
	if (rc != -1)
		return rc;
	msg_warn("%s", why.text);
	return EXIT_USER;
}

int
mode_reconcile(struct run *r)
{
	uint64_t before, after;
	bool all;

	if (r->opt->dry)
		return dry_reconcile(r);
	if (with_state(r, get_changes, &before) == -1)
		return EXIT_USER;
	all = work_everywhere(r, true);
	if (with_state(r, get_changes, &after) == -1)
		return EXIT_USER;
	/* What one endpoint taught us, the others do not have yet. */
	if (after != before)
		all = work_everywhere(r, true);
	sweep_events(r);
	if (with_state(r, report_all, NULL) == -1)
		return EXIT_USER;
	return all ? EXIT_OK : EXIT_SOME;
}
