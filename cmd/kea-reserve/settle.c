#include <stdlib.h>
#include <string.h>

#include "settle.h"

/* Most tests, and failed sets, that one commit may spend on finding
 * culprits; what is not settled then waits for the next one. */
#define TEST_BUDGET 24
#define SET_BUDGET 6

/* The document with what stands IN; null and why. */
static struct keadoc_post *
compose(struct settle *s)
{
	struct keadoc_post *doc;
	struct plan *plan;

	for (size_t i = 0; i < s->count; i++)
		s->wants[s->changing[i]].held = s->standing[i] != STAND_IN;
	plan = plan_make(s->wants, s->plan->want_count, s->doc);
	doc = plan ? plan_apply(plan, s->doc) : NULL;
	plan_free(plan);
	if (!doc)
		why_set(s->why, "%s: out of memory", s->ep->label);
	return doc;
}

const struct keadoc_post *
settle_good(struct settle *s)
{
	if (!s->good)
		s->good = keadoc_post_as_is(s->doc);
	if (!s->good)
		why_set(s->why, "%s: out of memory", s->ep->label);
	return s->good;
}

/* Put the document there, or free it. */
static void
keep(struct keadoc_post **there, struct keadoc_post *doc, bool good)
{
	if (good) {
		keadoc_post_free(*there);
		*there = doc;
	} else {
		keadoc_post_free(doc);
	}
}

static int
test_document(struct settle *s)
{
	struct keadoc_post *doc = compose(s);
	int r = doc ? s->ways->test(s, doc) : -1;

	keep(&s->tested, doc, r == 1);
	return r;
}

/* Let the service have it; a refused one is undone.  The first is what passed
 * the test last: just what stands IN. */
static int
set_document(struct settle *s)
{
	struct keadoc_post *doc = s->tested ? s->tested : compose(s);
	int r = -1;

	s->tested = NULL;
	if (doc && s->intent(s->intent_arg, true, s->why) == 0)
		r = s->ways->set(s, doc);
	keep(&s->good, doc, r == 1);
	return r;
}

/* Does Kea take what stands IN: 1, 0 and its words, -1 and why. */
static int
acceptable(struct settle *s)
{
	return s->setting ? set_document(s) : test_document(s);
}

/* Does it take what runs there? */
static int
test_good(struct settle *s)
{
	const struct keadoc_post *doc = settle_good(s);

	return doc ? s->ways->test(s, doc) : -1;
}

static void
stand(struct settle *s, size_t from, size_t to, enum settle_standing how)
{
	for (size_t i = from; i < to; i++)
		if (s->standing[i] != STAND_BAD)
			s->standing[i] = how;
}

static int
refuse(struct settle *s, size_t i)
{
	size_t want = s->changing[i];

	s->standing[i] = STAND_BAD;
	s->out->outcomes[want] = BACKEND_REFUSED;
	s->out->reasons[want] = strdup(s->text);
	return s->out->reasons[want] ? 0 : why_errno(s->why, "refusal");
}

/*
 * Bring in as many of [from, to) as Kea takes, halving what it refuses until
 * the culprits stand alone.
 */
static int
bring_in(struct settle *s, size_t from, size_t to)
{
	size_t mid = from + (to - from) / 2;
	int r;

	if (s->budget == 0 || from == to)
		return 0;
	s->budget--;
	stand(s, from, to, STAND_IN);
	r = acceptable(s);
	if (r != 0)
		return r == -1 ? -1 : 0;
	if (s->overtaken) {
		s->budget = 0;
		return 0;
	}
	if (to - from == 1)
		return refuse(s, from);
	stand(s, from, to, STAND_OUT);
	return bring_in(s, from, mid) == -1 ? -1 : bring_in(s, mid, to);
}

static size_t
standing_in(const struct settle *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += s->standing[i] == STAND_IN;
	return n;
}

/* All at once, when Kea's test likes it; else without the culprits. */
static int
test_all(struct settle *s)
{
	int r;

	s->budget = TEST_BUDGET;
	if (bring_in(s, 0, s->count) == -1)
		return -1;
	if (standing_in(s) > 0)
		return 0;
	/* Nothing passed: is it us, or what runs there already? */
	r = test_good(s);
	if (r != 0)
		return r == -1 ? -1 : 0;
	for (size_t i = 0; i < s->count; i++) {
		s->out->outcomes[s->changing[i]] = BACKEND_UNKNOWN;
		free(s->out->reasons[s->changing[i]]);
		s->out->reasons[s->changing[i]] = NULL;
	}
	return why_set(s->why, "%s: %s refuses the configuration that runs: %s",
	    s->ep->label, s->ways->test_name, s->text);
}

/* Only what stands IN goes on; the rest stays held. */
static void
keep_in(struct settle *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		if (s->standing[i] == STAND_IN) {
			s->changing[n] = s->changing[i];
			s->standing[n++] = STAND_IN;
		} else {
			s->wants[s->changing[i]].held = true;
		}
	s->count = n;
}

/* What passed the test, for real.  Some faults show only here. */
static int
set_all(struct settle *s)
{
	s->setting = true;
	s->budget = SET_BUDGET;
	keep_in(s);
	return bring_in(s, 0, s->count);
}

static int
read_back(struct settle *s)
{
	struct keadoc *now = s->ways->snapshot(s->ep, s->why);
	int r = now ? backend_read_back(s->out, s->plan, s->wants, now) : -1;

	if (now && r == -1)
		why_set(s->why, "%s: out of memory", s->ep->label);
	keadoc_free(now);
	return r;
}

static int
run(struct settle *s, bool deaf)
{
	/* Someone began a config-set and did not see its end: the service
	 * may be deaf, whatever it says. */
	if (deaf &&
	    (s->intent(s->intent_arg, true, s->why) == -1 ||
		s->ways->heal(s) == -1))
		return -1;
	if (s->count > 0 && (test_all(s) == -1 || set_all(s) == -1))
		return -1;
	if (s->out->sets == 0 && !s->overtaken)
		return 0;
	if (s->out->sets > 0 && read_back(s) == -1)
		return -1;
	return s->intent(s->intent_arg, false, s->why);
}

/* Room for everything; what the plan keeps is done already. */
static int
begin(struct settle *s)
{
	const struct plan *plan = s->plan;
	size_t n = plan->want_count;

	s->wants = calloc(n + 1, sizeof(*s->wants));
	s->changing = calloc(n + 1, sizeof(*s->changing));
	s->standing = calloc(n + 1, sizeof(*s->standing));
	if (backend_result_new(s->out, plan->count, s->why) == -1)
		return -1;
	if (!s->wants || !s->changing || !s->standing)
		return why_errno(s->why, "%s", s->ep->label);
	for (size_t i = 0; i < n; i++) {
		enum plan_verb verb = plan->actions[i].verb;

		s->wants[i] = plan->wants[i];
		if (verb == PLAN_KEEP)
			s->out->outcomes[i] = BACKEND_DONE;
		else if (verb != PLAN_REFUSE)
			s->changing[s->count++] = i;
	}
	return 0;
}

int
settle_run(const struct settle_ways *ways, const struct endpoint *ep,
    const struct keadoc *doc, const struct plan *plan, bool deaf,
    backend_intent_fn *intent, void *arg, struct backend_result *out,
    struct why *why)
{
	struct settle s = { .ways = ways,
		.ep = ep,
		.doc = doc,
		.plan = plan,
		.intent = intent,
		.intent_arg = arg,
		.out = out,
		.why = why,
		.seen = { doc->pid, doc->configured } };
	int r = begin(&s);

	if (r == 0)
		r = run(&s, deaf);
	keadoc_post_free(s.good);
	keadoc_post_free(s.tested);
	free(s.wants);
	free(s.changing);
	free(s.standing);
	return r;
}
