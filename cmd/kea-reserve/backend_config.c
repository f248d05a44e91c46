#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backend.h"
#include "keacmd.h"

#define PROBE_MS 1000
/* 100,000 reservations through the control agent take about 8 seconds. */
#define COMMAND_MS 60000

/* Most config-tests, and failed config-sets, that one commit may spend on
 * finding culprits; what is not settled then waits for the next one. */
#define TEST_BUDGET 24
#define SET_BUDGET 6

enum standing {
	STAND_OUT, /* left out for now */
	STAND_IN,
	STAND_BAD /* Kea refuses it */
};

/* One commit under way. */
struct job {
	const struct endpoint *ep;
	const struct keadoc *doc;
	struct plan_want *wants; /* the plan's, with what is left out held */
	size_t want_count;
	size_t *changing; /* wants that the plan changes, by index */
	enum standing *standing;
	size_t count; /* of both */
	unsigned int budget;
	bool setting; /* the question is config-set, no longer config-test */
	json_t *good; /* the document that Kea took last; owned */
	backend_intent_fn *intent;
	void *intent_arg;
	struct backend_result *out;
	char text[512]; /* Kea's last words */
	struct why *why;
};

/* A command's result, its text in job->text; -1 and why. */
static int
ask(struct job *j, const char *command, json_t *arguments)
{
	struct keacmd_answer a;
	int r = keacmd_call(
	    &j->ep->kea, command, arguments, COMMAND_MS, &a, j->why);

	if (r == 0) {
		r = a.result;
		memcpy(j->text, a.text, sizeof(j->text));
		if (r < 0) /* no code of Kea's */
			r = KEACMD_ERROR;
	}
	keacmd_answer_clear(&a);
	return r;
}

static int
probe(const struct endpoint *ep, struct backend_probe *out, struct why *why)
{
	struct keacmd_answer a;
	json_t *reload;
	int r = -1;

	*out = (struct backend_probe){ 0 };
	if (keacmd_call(&ep->kea, "status-get", NULL, PROBE_MS, &a, why) ==
	    -1) {
		keacmd_answer_clear(&a);
		return -1;
	}
	reload = json_object_get(a.arguments, "reload");
	if (a.result != KEACMD_OK) {
		why_set(why, "%s: status-get: %s", ep->label, a.text);
	} else if (!json_is_integer(reload)) {
		why_set(why, "%s: status-get: want \"reload\"", ep->label);
	} else {
		out->pid =
		    json_integer_value(json_object_get(a.arguments, "pid"));
		out->configured = time(NULL) - json_integer_value(reload);
		r = 0;
	}
	keacmd_answer_clear(&a);
	return r;
}

static struct keadoc *
snapshot(const struct endpoint *ep, struct why *why)
{
	struct keacmd_answer a;
	struct keadoc *doc = NULL;

	if (keacmd_call(&ep->kea, "config-get", NULL, COMMAND_MS, &a, why) ==
	    0) {
		if (a.result != KEACMD_OK)
			why_set(why, "%s: config-get: %s", ep->label, a.text);
		else if (!(doc = keadoc_parse(a.arguments, ep->family, why)))
			why_prefix(why, "%s: config-get", ep->label);
	}
	keacmd_answer_clear(&a);
	return doc;
}

/* The document with what stands IN; null and why. */
static json_t *
compose(struct job *j)
{
	struct plan *plan;
	json_t *doc;

	for (size_t i = 0; i < j->count; i++)
		j->wants[j->changing[i]].held = j->standing[i] != STAND_IN;
	plan = plan_make(j->wants, j->want_count, j->doc);
	doc = plan ? plan_apply(plan, j->doc) : NULL;
	plan_free(plan);
	if (!doc)
		why_set(j->why, "%s: out of memory", j->ep->label);
	return doc;
}

/* Put the last good document back: on any version it heals a failed set. */
static int
restore(struct job *j)
{
	struct job undo = *j;

	j->out->sets++;
	if (ask(&undo, "config-set", j->good) == KEACMD_OK)
		return 0;
	/* The file it was started with is the last thing that may help. */
	if (ask(&undo, "config-reload", NULL) == KEACMD_OK)
		return why_set(j->why,
		    "%s: config-set failed (%s), the former configuration "
		    "too; Kea is back with its file's",
		    j->ep->label, undo.text);
	return why_set(j->why,
	    "%s: config-set failed (%s), and so did the former configuration "
	    "and config-reload: DHCP may be down",
	    j->ep->label, undo.text);
}

/*
 * config-set of a document; a failed one is undone at once.  1: Kea took it;
 * 0: refused and undone, why in job->text; -1 and why.
 */
static int
set_document(struct job *j, json_t *doc)
{
	int r;

	if (j->intent(j->intent_arg, true, j->why) == -1)
		return -1;
	j->out->sets++;
	r = ask(j, "config-set", doc);
	if (r == -1) /* the answer was lost: the next round looks */
		return -1;
	if (r != KEACMD_OK)
		return restore(j) == -1 ? -1 : 0;
	json_decref(j->good);
	j->good = json_incref(doc);
	return 1;
}

/* Does Kea take what stands IN: 1, 0 and its words, -1 and why. */
static int
acceptable(struct job *j)
{
	json_t *doc = compose(j);
	int r;

	if (!doc)
		return -1;
	if (j->setting) {
		r = set_document(j, doc);
	} else {
		r = ask(j, "config-test", doc);
		r = r == -1 ? -1 : r == KEACMD_OK;
	}
	json_decref(doc);
	return r;
}

static void
stand(struct job *j, size_t from, size_t to, enum standing s)
{
	for (size_t i = from; i < to; i++)
		if (j->standing[i] != STAND_BAD)
			j->standing[i] = s;
}

static int
refuse(struct job *j, size_t i)
{
	size_t want = j->changing[i];

	j->standing[i] = STAND_BAD;
	j->out->outcomes[want] = BACKEND_REFUSED;
	j->out->reasons[want] = strdup(j->text);
	return j->out->reasons[want] ? 0 : why_errno(j->why, "refusal");
}

/*
 * Bring in as many of [from, to) as Kea takes, halving what it refuses until
 * the culprits stand alone.
 */
static int
bring_in(struct job *j, size_t from, size_t to)
{
	size_t mid = from + (to - from) / 2;
	int r;

	if (j->budget == 0 || from == to)
		return 0;
	j->budget--;
	stand(j, from, to, STAND_IN);
	r = acceptable(j);
	if (r != 0)
		return r == -1 ? -1 : 0;
	if (to - from == 1)
		return refuse(j, from);
	stand(j, from, to, STAND_OUT);
	return bring_in(j, from, mid) == -1 ? -1 : bring_in(j, mid, to);
}

static size_t
standing_in(const struct job *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->count; i++)
		n += j->standing[i] == STAND_IN;
	return n;
}

/* All at once, when Kea's test likes it; else without the culprits. */
static int
test_all(struct job *j)
{
	int r;

	j->budget = TEST_BUDGET;
	if (bring_in(j, 0, j->count) == -1)
		return -1;
	if (standing_in(j) > 0)
		return 0;
	/* Nothing passed: is it us, or what runs there already? */
	r = ask(j, "config-test", j->doc->root);
	if (r == KEACMD_OK || r == -1)
		return r == -1 ? -1 : 0;
	for (size_t i = 0; i < j->count; i++) {
		j->out->outcomes[j->changing[i]] = BACKEND_UNKNOWN;
		free(j->out->reasons[j->changing[i]]);
		j->out->reasons[j->changing[i]] = NULL;
	}
	return why_set(j->why,
	    "%s: config-test refuses the configuration that runs: %s",
	    j->ep->label, j->text);
}

/* Only what stands IN goes on; the rest stays held. */
static void
keep_in(struct job *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->count; i++)
		if (j->standing[i] == STAND_IN) {
			j->changing[n] = j->changing[i];
			j->standing[n++] = STAND_IN;
		} else {
			j->wants[j->changing[i]].held = true;
		}
	j->count = n;
}

/* What passed the test, for real.  Some faults show only here. */
static int
set_all(struct job *j)
{
	j->setting = true;
	j->budget = SET_BUDGET;
	keep_in(j);
	return bring_in(j, 0, j->count);
}

/* What is there now decides, not what was sent. */
static int
read_back(struct job *j)
{
	struct keadoc *now = snapshot(j->ep, j->why);
	struct plan *plan =
	    now ? plan_make(j->wants, j->want_count, now) : NULL;

	for (size_t i = 0; plan && i < j->want_count; i++)
		if (plan->actions[i].verb == PLAN_KEEP &&
		    j->out->outcomes[i] == BACKEND_UNKNOWN)
			j->out->outcomes[i] = BACKEND_DONE;
	if (now && !plan)
		why_set(j->why, "%s: out of memory", j->ep->label);
	plan_free(plan);
	keadoc_free(now);
	return plan ? 0 : -1;
}

static int
run(struct job *j, bool heal)
{
	/* Someone began a config-set and did not see its end: the service
	 * may be deaf, whatever it says. */
	if (heal &&
	    (j->intent(j->intent_arg, true, j->why) == -1 || restore(j) == -1))
		return -1;
	if (j->count > 0 && (test_all(j) == -1 || set_all(j) == -1))
		return -1;
	if (j->out->sets == 0)
		return 0;
	if (read_back(j) == -1)
		return -1;
	return j->intent(j->intent_arg, false, j->why);
}

/* Room for everything; what the plan keeps is done already. */
static int
begin(struct job *j, const struct plan *plan)
{
	size_t n = plan->want_count;

	j->want_count = n;
	j->wants = calloc(n + 1, sizeof(*j->wants));
	j->changing = calloc(n + 1, sizeof(*j->changing));
	j->standing = calloc(n + 1, sizeof(*j->standing));
	j->out->outcomes = calloc(n + 1, sizeof(*j->out->outcomes));
	j->out->reasons = calloc(n + 1, sizeof(*j->out->reasons));
	if (!j->wants || !j->changing || !j->standing || !j->out->outcomes ||
	    !j->out->reasons)
		return why_errno(j->why, "%s", j->ep->label);
	j->out->count = n;
	for (size_t i = 0; i < n; i++) {
		enum plan_verb verb = plan->actions[i].verb;

		j->wants[i] = plan->wants[i];
		if (verb == PLAN_KEEP)
			j->out->outcomes[i] = BACKEND_DONE;
		else if (verb != PLAN_REFUSE)
			j->changing[j->count++] = i;
	}
	return 0;
}

static int
commit(const struct endpoint *ep, const struct keadoc *doc,
    const struct plan *plan, bool heal, backend_intent_fn *intent, void *arg,
    struct backend_result *out, struct why *why)
{
	struct job j = { .ep = ep,
		.doc = doc,
		.intent = intent,
		.intent_arg = arg,
		.out = out,
		.why = why };
	int r;

	*out = (struct backend_result){ 0 };
	j.good = json_incref(doc->root);
	r = begin(&j, plan);
	if (r == 0)
		r = run(&j, heal);
	json_decref(j.good);
	free(j.wants);
	free(j.changing);
	free(j.standing);
	return r;
}

static int
persist(const struct endpoint *ep, struct why *why)
{
	struct job j = { .ep = ep, .why = why };
	int r = ask(&j, "config-write", NULL);

	if (r == -1)
		return -1;
	if (r == KEACMD_OK)
		return 1;
	why_set(why, "config-write: %s", j.text);
	return 0;
}

static const char *const needs[] = { "config-get", "config-test", "config-set",
	NULL };

const struct backend backend_config = {
	.name = "config",
	.needs = needs,
	.in_memory = true,
	.probe = probe,
	.snapshot = snapshot,
	.commit = commit,
	.persist = persist,
};
