#include <string.h>
#include <time.h>

#include "backend.h"
#include "keacmd.h"
#include "settle.h"

/* 100,000 reservations through the control agent take about 8 seconds. */
#define COMMAND_MS 60000

/* Longest pause behind a config-test. */
#define CATCH_UP_MAX_US 500000

/* A command's result, its text in s->text; -1 and why. */
static int
ask(struct settle *s, const char *command, const struct keadoc_post *doc)
{
	struct keacmd_answer a;
	int r = doc
	    ? keacmd_post(&s->ep->kea, command, keadoc_post_print, doc,
		  COMMAND_MS, &a, s->why)
	    : keacmd_call(&s->ep->kea, command, NULL, COMMAND_MS, &a, s->why);

	if (r == 0) {
		r = a.result;
		memcpy(s->text, a.text, sizeof(s->text));
		if (r < 0) /* no code of Kea's */
			r = KEACMD_ERROR;
	}
	keacmd_answer_clear(&a);
	return r;
}

/* Put the last good document back: on any version it heals a failed set. */
static int
restore(struct settle *s)
{
	const struct keadoc_post *good = settle_good(s);
	struct settle undo = *s;

	s->out->sets++;
	if (good && ask(&undo, "config-set", good) == KEACMD_OK)
		return 0;
	/* The file it was started with is the last thing that may help. */
	if (ask(&undo, "config-reload", NULL) == KEACMD_OK)
		return why_set(s->why,
		    "%s: config-set failed (%s), the former configuration "
		    "too; Kea is back with its file's",
		    s->ep->label, undo.text);
	return why_set(s->why,
	    "%s: config-set failed (%s), and so did the former configuration "
	    "and config-reload: DHCP may be down",
	    s->ep->label, undo.text);
}

/* What the service was told last, for still_as_left(). */
static int
remember(struct settle *s)
{
	return backend_status(s->ep, &s->seen, s->why);
}

/*
 * Kea has no set that depends on what is there.  A process that was stopped
 * since its snapshot would put an old document over what another machine has
 * set meanwhile: ask once more, right before.  What this does not see, of the
 * last second or two, the other machine finds at its second look.
 */
static int
still_as_left(struct settle *s)
{
	struct backend_probe now;

	if (backend_status(s->ep, &now, s->why) == -1)
		return -1;
	return backend_same(&s->seen, &now);
}

/*
 * config-set of a document; a failed one is undone at once.  1: Kea took it;
 * 0: refused and undone, why in s->text, or s->overtaken; -1 and why.
 */
static int
set(struct settle *s, const struct keadoc_post *doc)
{
	int r = still_as_left(s);

	if (r == -1)
		return -1;
	s->overtaken = r == 0;
	if (s->overtaken)
		return 0;
	s->out->sets++;
	r = ask(s, "config-set", doc);
	if (r == -1) /* the answer was lost: the next round looks */
		return -1;
	if (r != KEACMD_OK && restore(s) == -1)
		return -1;
	return remember(s) == -1 ? -1 : r == KEACMD_OK;
}

static struct keadoc *
snapshot(const struct endpoint *ep, struct why *why)
{
	struct backend_probe seen;
	struct keadoc *doc;

	if (backend_status(ep, &seen, why) == -1)
		return NULL;
	doc = backend_config_get(ep, why);
	if (doc) {
		doc->pid = seen.pid;
		doc->configured = seen.configured;
	}
	return doc;
}

/* Kea answers no DHCP while it tests, and what came meanwhile is lost with
 * the sockets that config-set opens anew: let it catch up first. */
static void
catch_up(uint64_t deaf_us)
{
	uint64_t us =
	    deaf_us / 4 < CATCH_UP_MAX_US ? deaf_us / 4 : CATCH_UP_MAX_US;
	struct timespec t = { (time_t)(us / 1000000),
		(long)(us % 1000000) * 1000 };

	nanosleep(&t, NULL);
}

static int
test(struct settle *s, const struct keadoc_post *doc)
{
	uint64_t begun = endpoint_now();
	int r = ask(s, "config-test", doc);

	if (r == KEACMD_OK)
		catch_up(endpoint_now() - begun);
	return r == -1 ? -1 : r == KEACMD_OK;
}

static int
heal(struct settle *s)
{
	return restore(s) == -1 ? -1 : remember(s);
}

static const struct settle_ways ways = {
	.test_name = "config-test",
	.test = test,
	.set = set,
	.heal = heal,
	.snapshot = snapshot,
};

static int
commit(const struct endpoint *ep, const struct keadoc *doc,
    const struct plan *plan, bool heal, backend_intent_fn *intent, void *arg,
    struct backend_result *out, struct why *why)
{
	struct settle s = { .ways = &ways,
		.ep = ep,
		.doc = doc,
		.intent = intent,
		.intent_arg = arg,
		.out = out,
		.why = why };

	return settle_run(&s, plan, heal);
}

static int
persist(const struct endpoint *ep, struct why *why)
{
	struct settle s = { .ep = ep, .why = why };
	int r = ask(&s, "config-write", NULL);

	if (r == -1)
		return -1;
	if (r == KEACMD_OK)
		return 1;
	why_set(why, "config-write: %s", s.text);
	return 0;
}

static const char *const needs[] = { "config-get", "config-test", "config-set",
	NULL };

const struct backend backend_config = {
	.name = "config",
	.needs = needs,
	.in_memory = true,
	.probe = backend_status,
	.snapshot = snapshot,
	.commit = commit,
	.persist = persist,
};
