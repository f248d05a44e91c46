#include <time.h>

#include "backend.h"
#include "keacmd.h"
#include "settle.h"

/* Longest pause behind a config-test. */
#define CATCH_UP_MAX_US 500000

/* Put the last good document back: on any version it heals a failed set. */
static int
restore(struct settle *s, const char *failed)
{
	const struct keadoc_post *good = settle_good(s);

	s->out->sets++;
	return good ? backend_restore(s->ep, good, failed, s->why) : -1;
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
	r = backend_tell(s->ep, "config-set", doc, s->text, s->why);
	if (r == -1) /* the answer was lost: the next round looks */
		return -1;
	if (r != KEACMD_OK && restore(s, s->text) == -1)
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
	int r = backend_tell(s->ep, "config-test", doc, s->text, s->why);

	if (r == KEACMD_OK)
		catch_up(endpoint_now() - begun);
	return r == -1 ? -1 : r == KEACMD_OK;
}

static int
heal(struct settle *s)
{
	return restore(s, NULL) == -1 ? -1 : remember(s);
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
    const struct plan *plan, bool deaf, backend_intent_fn *intent, void *arg,
    struct backend_result *out, struct why *why)
{
	return settle_run(&ways, ep, doc, plan, deaf, intent, arg, out, why);
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
	.persist = backend_write,
};
