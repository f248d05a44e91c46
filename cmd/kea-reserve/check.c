#include <stdio.h>
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

/* How to print: a null `out` is text. */
struct check {
	const struct run *run;
	struct out *out;
	int rc;
};

/* Prints what was found, and frees it. */
static void
report(struct check *c, struct findings *f)
{
	int rc = finding_faults(f) ? EXIT_SOME : EXIT_OK;

	finding_print(f, c->out, stdout);
	if (f->failed) {
		msg_warn("%s: out of memory", f->where);
		rc = EXIT_USER;
	}
	finding_free(f);
	if (rc > c->rc)
		c->rc = rc;
}

static void
fail(struct check *c, const char *text)
{
	msg_warn("%s", text);
	c->rc = EXIT_USER;
}

static void
check_local(struct check *c)
{
	const struct site *site = c->run->site;
	struct findings f;

	finding_init(&f, site->path);
	lint_site(site, &f);
	report(c, &f);
	finding_init(&f, site->state_dir);
	lint_state_dir(site->state_dir, &f);
	report(c, &f);
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
 * 1: found; 0, or -1 and why.
 */
static int
check_durable(const struct endpoint *ep, const struct visit *visit,
    struct store_txn *t, struct findings *f, struct why *why)
{
	struct endpoint_record r = { 0 };
	const char *reason = r.not_durable;

	if (t && endpoint_record_get(t, ep, &r, why) == -1)
		return -1;
	if (reason[0] == '\0')
		reason = visit->cannot_write;
	if (reason[0] == '\0')
		return 0;
	finding_add(f, FIND_CONFIG_WRITE, "config-write",
	    "want reservations on Kea's disk, have them in its memory alone "
	    "(%s): a restart forgets them until the next call or --retry "
	    "brings them back",
	    reason);
	return 1;
}

static int
check_target(struct check *c, const struct site_target *target,
    const struct visit *visits, struct store_txn *t, struct why *why)
{
	const struct endpoints *eps = &c->run->eps;
	struct findings f;
	int rc = 0;

	finding_init(&f, target->name);
	for (size_t i = 0; rc == 0 && i < eps->count; i++)
		if (eps->list[i].target == target)
			rc = check_durable(
			    &eps->list[i], &visits[i], t, &f, why);
	report(c, &f);
	return rc;
}

static void
check_targets(struct check *c, const struct visit *visits)
{
	const struct site *site = c->run->site;
	struct peek peek;
	struct why why;
	int rc = peek_open(site->state_dir, &peek, &why);

	for (size_t i = 0; rc != -1 && i < site->target_count; i++)
		rc = check_target(c, &site->targets[i], visits, peek.txn, &why);
	peek_close(&peek);
	if (rc == -1)
		fail(c, why.text);
}

static void
check_endpoints(struct check *c)
{
	const struct endpoints *eps = &c->run->eps;
	struct round r = { c->run->site, NULL };
	struct why why = { "out of memory" };

	r.visits = calloc(eps->count + 1, sizeof(*r.visits));
	if (!r.visits || gather(eps, visit_one, &r, &why) == -1) {
		fail(c, why.text);
		free(r.visits);
		return;
	}
	check_targets(c, r.visits);
	for (size_t i = 0; i < eps->count; i++)
		report(c, &r.visits[i].f);
	free(r.visits);
}

int
mode_check(struct run *r)
{
	struct check c = { .run = r };
	struct out out;

	if (r->opt->json) {
		out_init(&out, stdout, OUT_JSON);
		c.out = &out;
	}
	check_local(&c);
	check_endpoints(&c);
	return c.rc;
}
