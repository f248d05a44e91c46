#include <stdlib.h>
#include <string.h>

#include "applied.h"
#include "check.h"
#include "gather.h"
#include "lint.h"
#include "lint_state.h"
#include "msg.h"
#include "peek.h"
#include "visit.h"

/* Prints what was found; returns the exit code that it asks for. */
static int
report(const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		msg_warn("%s", f->list[i]);
	if (f->failed) {
		msg_warn("%s: out of memory", f->where);
		return EXIT_USER;
	}
	return f->count > 0 ? EXIT_SOME : EXIT_OK;
}

static int
worse(int a, int b)
{
	return a > b ? a : b;
}

static int
check_local(const struct site *site)
{
	struct findings f;
	int rc;

	finding_init(&f, site->path);
	lint_site(site, &f);
	rc = report(&f);
	finding_free(&f);
	finding_init(&f, site->state_dir);
	lint_state_dir(site->state_dir, &f);
	rc = worse(rc, report(&f));
	finding_free(&f);
	return rc;
}

/* What is shared by the threads: each has its own element. */
struct round {
	const struct site *site;
	struct visit *visits;
};

static void
visit_one(void *arg, const struct endpoint *ep, size_t i)
{
	const struct round *r = arg;

	visit_endpoint(ep, r->site, &r->visits[i]);
}

/*
 * Once per target: its two services stand or fall together.  The reason of
 * the last commit that tried; asking Kea to write would be a change.
 */
static int
check_durable(const struct endpoints *eps, const struct visit *visits, size_t i,
    struct peek *peek, struct why *why)
{
	const struct endpoint *ep = &eps->list[i];
	struct endpoint_record r = { 0 };
	const char *reason = r.not_durable;

	if (peek->txn && endpoint_record_get(peek->txn, ep, &r, why) == -1)
		return -1;
	if (visits[i].cannot_write)
		reason = "Kea does not know the command";
	if (reason[0] == '\0')
		return 0;
	msg_warn("%s: config-write: want reservations on Kea's disk, have "
		 "them in its memory alone (%s): a restart forgets them "
		 "until the next call or --retry brings them back; let "
		 "Kea's user write its configuration file",
	    ep->target->name, reason);
	return 1;
}

static int
check_target(const struct site_target *target, const struct endpoints *eps,
    const struct visit *visits, struct peek *peek, struct why *why)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < eps->count; i++)
		if (eps->list[i].target == target)
			rc = check_durable(eps, visits, i, peek, why);
	return rc;
}

static int
check_targets(const struct site *site, const struct endpoints *eps,
    const struct visit *visits)
{
	struct peek peek;
	struct why why;
	int rc = peek_open(site->state_dir, &peek, &why);
	bool some = false;

	for (size_t i = 0; rc != -1 && i < site->target_count; i++) {
		rc = check_target(&site->targets[i], eps, visits, &peek, &why);
		some |= rc == 1;
	}
	peek_close(&peek);
	if (rc == -1) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	return some ? EXIT_SOME : EXIT_OK;
}

static int
check_endpoints(const struct site *site, const struct endpoints *eps)
{
	struct round r = { site, NULL };
	struct why why;
	int rc;

	r.visits = calloc(eps->count + 1, sizeof(*r.visits));
	if (!r.visits || gather(eps, visit_one, &r, &why) == -1) {
		msg_warn("%s", r.visits ? why.text : "out of memory");
		free(r.visits);
		return EXIT_USER;
	}
	rc = check_targets(site, eps, r.visits);
	for (size_t i = 0; i < eps->count; i++) {
		rc = worse(rc, report(&r.visits[i].f));
		finding_free(&r.visits[i].f);
	}
	free(r.visits);
	return rc;
}

int
mode_check(struct run *r)
{
	int rc = check_local(r->site);

	return worse(rc, check_endpoints(r->site, &r->eps));
}
