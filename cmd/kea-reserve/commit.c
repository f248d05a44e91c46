#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "applied.h"
#include "commit.h"
#include "event_round.h"
#include "lease.h"
#include "msg.h"
#include "now.h"
#include "plan.h"
#include "wanted.h"
#include "wants.h"
#include "worker.h"

/* Change the endpoint's record in a transaction of its own. */
typedef void record_fn(struct endpoint_record *r, const void *arg);

static int
change_record(const struct commit_site *c, record_fn *fn, const void *arg,
    struct why *why)
{
	struct store_txn *t = store_begin(c->store, true, why);
	struct endpoint_record r;

	if (!t)
		return -1;
	if (endpoint_record_get(t, c->ep, &r, why) == -1) {
		store_abort(t);
		return -1;
	}
	fn(&r, arg);
	if (endpoint_record_put(t, c->ep, &r, why) == -1) {
		store_abort(t);
		return -1;
	}
	return store_commit(t, why);
}

static int
read_record(
    const struct commit_site *c, struct endpoint_record *out, struct why *why)
{
	struct store_txn *t = store_begin(c->store, false, why);
	int r = t ? endpoint_record_get(t, c->ep, out, why) : -1;

	store_abort(t);
	return r;
}

static void
set_error(struct endpoint_record *r, const void *arg)
{
	const char *text = arg;

	if (r->error_since == 0)
		r->error_since = now_us();
	snprintf(r->error, sizeof(r->error), "%s", text);
}

static void
clear_error(struct endpoint_record *r, const void *arg)
{
	(void)arg;
	r->error_since = 0;
	r->error[0] = '\0';
}

static void
note_status(const struct commit_site *c, bool failed)
{
	struct endpoint_status st;

	endpoint_status_read(c->state_dir, c->ep, &st);
	st.probed = endpoint_now();
	st.failed = failed ? st.probed : 0;
	st.busy = 0;
	endpoint_status_write(c->lock, &st);
}

int
commit_fail(const struct commit_site *c, const struct why *why)
{
	struct endpoint_record was;
	struct why other;

	if (!c->attended && read_record(c, &was, &other) == 0 &&
	    was.error_since == 0)
		msg_warn("%s", why->text);
	if (change_record(c, set_error, why->text, &other) == -1)
		msg_warn("%s", other.text);
	note_status(c, true);
	return -1;
}

int
commit_probe(const struct commit_site *c, struct why *why)
{
	struct backend_probe now, left;
	struct endpoint_record was;

	if (c->backend->probe(c->ep, &now, why) == -1)
		return commit_fail(c, why);
	if (read_record(c, &was, why) == -1)
		return commit_fail(c, why);
	if (was.error_since != 0) {
		msg_log("%s: answers again", c->ep->label);
		if (change_record(c, clear_error, NULL, why) == -1)
			return commit_fail(c, why);
	}
	note_status(c, false);
	left = (struct backend_probe){ was.pid, was.configured };
	return backend_same(&left, &now);
}

static void
log_learnt(void *arg, const struct host *loser, const struct host *winner)
{
	char from[HOST_STRLEN], to[HOST_STRLEN];

	(void)arg;
	msg_log("%s gives way to %s, which is newer (learnt)",
	    host_str(loser, from), host_str(winner, to));
}

/* Merge what other machines put there; *learnt counts what was news. */
static int
merge(const struct commit_site *c, struct store_txn *t,
    const struct host **news, size_t count, size_t *learnt, struct why *why)
{
	char name[HOST_STRLEN];

	for (size_t i = 0; i < count; i++) {
		struct host h;
		int r = WANTED_OLD;

		if (host_turn(news[i], endpoint_by(c->ep), &h))
			r = wanted_merge(t, &h, log_learnt, NULL, why);
		if (r == -1)
			return -1;
		if (r != WANTED_TAKEN)
			continue;
		(*learnt)++;
		msg_log("%s: learnt %s", c->ep->label, host_str(&h, name));
	}
	return 0;
}

/* In the caller's transaction: release, learn, and read what is wanted. */
static int
learn_in(const struct commit_site *c, struct store_txn *t,
    enum commit_release release, const struct keadoc *doc, struct wants *out,
    size_t *learnt, struct why *why)
{
	const struct host **news;
	size_t count;
	int r;

	if (release != COMMIT_RELEASE_NONE &&
	    applied_release(t, c->ep, release == COMMIT_RELEASE_ALL, why) == -1)
		return -1;
	if (wants_read(c->ep, t, doc, out, why) == -1)
		return -1;
	if (plan_learn(out->list, out->count, endpoint_by(c->ep), doc, &news,
		&count) == -1) {
		wants_free(out);
		return why_set(why, "%s: out of memory", c->ep->label);
	}
	r = merge(c, t, news, count, learnt, why);
	free(news);
	if (r == 0 && count == 0)
		return 0;
	wants_free(out);
	return r == -1 ? -1 : wants_read(c->ep, t, doc, out, why);
}

static int
learn(const struct commit_site *c, enum commit_release release,
    const struct keadoc *doc, struct wants *out, size_t *learnt,
    struct why *why)
{
	struct store_txn *t = store_begin(c->store, true, why);

	if (!t)
		return -1;
	if (learn_in(c, t, release, doc, out, learnt, why) == -1) {
		store_abort(t);
		return -1;
	}
	if (store_commit(t, why) == -1) {
		wants_free(out);
		return -1;
	}
	return 0;
}

static void
set_intent(struct endpoint_record *r, const void *arg)
{
	const bool *begun = arg;

	r->intent = *begun;
	if (*begun)
		r->unwritten = r->unsettled = true;
}

static int
note_intent(void *arg, bool begun, struct why *why)
{
	return change_record(arg, set_intent, &begun, why);
}

/* What is new is counted, and a new refusal is told. */
static int
mark_state(const struct commit_site *c, struct store_txn *t,
    const struct host *h, enum applied_state state, const char *reason,
    struct commit_count *count, struct why *why)
{
	char name[HOST_STRLEN];
	int before = applied_state(t, c->ep, h, NULL, why);

	if (before == -1)
		return -1;
	if (before != (int)state)
		count->settled++;
	if (before != (int)state && state != APPLIED_DONE)
		msg_warn("%s: refused: %s: %s", c->ep->label, host_str(h, name),
		    reason);
	return applied_put(t, c->ep, h, state, reason, why);
}

static int
mark_one(const struct commit_site *c, struct store_txn *t,
    const struct plan_action *a, enum backend_outcome outcome,
    const char *reason, struct commit_count *count, struct why *why)
{
	const struct host *h = &a->want->host;

	if (a->verb == PLAN_REFUSE && !a->reason) /* held: as it was */
		return 0;
	if (a->verb == PLAN_REFUSE)
		return mark_state(
		    c, t, h, APPLIED_REFUSED, a->reason, count, why);
	switch (outcome) {
	case BACKEND_DONE:
		return mark_state(c, t, h, APPLIED_DONE, NULL, count, why);
	case BACKEND_REFUSED:
		return mark_state(
		    c, t, h, APPLIED_QUARANTINED, reason, count, why);
	default:
		count->unknown++;
		return 0;
	}
}

static int
mark(const struct commit_site *c, const struct plan *plan,
    const struct backend_result *r, struct commit_count *count, struct why *why)
{
	struct store_txn *t = store_begin(c->store, true, why);

	if (!t)
		return -1;
	for (size_t i = 0; i < plan->want_count && i < r->count; i++)
		if (mark_one(c, t, &plan->actions[i], r->outcomes[i],
			r->reasons[i], count, why) == -1) {
			store_abort(t);
			return -1;
		}
	return store_commit(t, why);
}

static void
log_removals(const struct commit_site *c, const struct plan *plan,
    const struct backend_result *r)
{
	char name[KEADOC_NAME_MAX];

	for (size_t i = plan->want_count; i < r->count; i++)
		if (r->outcomes[i] == BACKEND_DONE)
			msg_log("%s: removed %s: %s", c->ep->label,
			    keadoc_name(plan->actions[i].have, name),
			    plan->actions[i].reason);
}

static void
set_seen(struct endpoint_record *r, const void *arg)
{
	const struct backend_probe *p = arg;

	r->pid = p->pid;
	r->configured = p->configured;
}

/*
 * Remember which process this was, and its configuration, to notice a restart
 * and what others set: `before`, when we changed nothing, is from before the
 * snapshot, so that whatever came after that is noticed.
 */
static int
remember(const struct commit_site *c, const struct backend_probe *before,
    const struct commit_count *count, struct why *why)
{
	struct backend_probe now = *before;

	if (count->sets > 0 && c->backend->probe(c->ep, &now, why) == -1)
		return -1;
	return change_record(c, set_seen, &now, why);
}

/* Plan, commit and mark against one snapshot. */
static int
carry_out(const struct commit_site *c, const struct keadoc *doc,
    const struct wants *w, struct commit_count *count, struct why *why)
{
	struct plan *plan = plan_make(w->list, w->count, doc);
	struct backend_result result = { 0 };
	struct endpoint_record rec;
	struct event_round events = { 0 };
	int r = -1;

	if (!plan) {
		why_set(why, "%s: out of memory", c->ep->label);
	} else if (read_record(c, &rec, why) == 0 &&
	    event_round_begin(&events, c->store, c->ep, why) == 0) {
		struct why later;

		r = c->backend->commit(c->ep, doc, plan, rec.intent,
		    note_intent, (void *)(uintptr_t)c, &result, why);
		count->sets = result.sets;
		count->changed = result.sets > 0 || result.changed;
		if ((mark(c, plan, &result, count, &later) == -1 ||
			event_round_end(
			    &events, c->store, c->ep, doc, &later) == -1) &&
		    r == 0) {
			*why = later;
			r = -1;
		}
		log_removals(c, plan, &result);
		lease_clear(c->ep, plan, &result);
	}
	free(events.list);
	backend_result_clear(&result);
	plan_free(plan);
	return r;
}

static int
round_at(const struct commit_site *c, enum commit_release release,
    struct commit_count *out, struct why *why)
{
	struct backend_probe before;
	struct keadoc *doc;
	struct wants w;
	int r = -1;

	if (c->backend->probe(c->ep, &before, why) == -1)
		return -1;
	doc = c->backend->snapshot(c->ep, why);
	if (doc && learn(c, release, doc, &w, &out->learnt, why) == 0) {
		r = carry_out(c, doc, &w, out, why);
		wants_free(&w);
	}
	keadoc_free(doc);
	return r == -1 ? -1 : remember(c, &before, out, why);
}

/* The pause that keeps DHCP deaf at most a tenth of the time. */
static void
note_cost(const struct commit_site *c, uint64_t begun, bool paused)
{
	struct endpoint_status st;
	uint64_t pause;

	endpoint_status_read(c->state_dir, c->ep, &st);
	st.probed = endpoint_now();
	st.busy = 0;
	if (paused) {
		st.cost = st.probed - begun;
		pause = 9 * st.cost;
		st.resumes = st.probed +
		    (pause < WORKER_PAUSE_MAX_US ? pause : WORKER_PAUSE_MAX_US);
	}
	endpoint_status_write(c->lock, &st);
}

int
commit_round(const struct commit_site *c, enum commit_release release,
    struct commit_count *out, struct why *why)
{
	uint64_t begun = endpoint_now();
	struct endpoint_status st;
	int r;

	*out = (struct commit_count){ 0 };
	endpoint_status_read(c->state_dir, c->ep, &st);
	st.busy = begun;
	endpoint_status_write(c->lock, &st);
	r = round_at(c, release, out, why);
	note_cost(c, begun, out->sets > 0);
	return r == -1 ? commit_fail(c, why) : 0;
}

static void
set_settled(struct endpoint_record *r, const void *arg)
{
	(void)arg;
	r->unsettled = false;
}

int
commit_settled(const struct commit_site *c, struct why *why)
{
	return change_record(c, set_settled, NULL, why);
}

static void
set_written(struct endpoint_record *r, const void *arg)
{
	const char *text = arg;

	r->unwritten = text != NULL;
	snprintf(
	    r->not_durable, sizeof(r->not_durable), "%s", text ? text : "");
}

int
commit_persist(const struct commit_site *c, struct why *why)
{
	struct endpoint_record was;
	struct why text = { "" };
	int r;

	if (read_record(c, &was, why) == -1)
		return commit_fail(c, why);
	if (!was.unwritten)
		return 0;
	r = c->backend->persist(c->ep, &text);
	if (r == -1) {
		*why = text;
		return commit_fail(c, why);
	}
	if (r == 0 && was.not_durable[0] == '\0')
		msg_warn("%s: %s: its reservations are in memory alone and "
			 "come back after a restart by the next call",
		    c->ep->label, text.text);
	if (change_record(c, set_written, r == 1 ? NULL : text.text, why) == -1)
		return commit_fail(c, why);
	return 0;
}
