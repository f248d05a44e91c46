/*
 * Bringing a whole document to a service that takes or refuses it whole: all
 * changes of a plan at once when its test likes them, else without the
 * culprits, which are found by halving; then for real, read back.  How a
 * document is tested and set is the back-end's.
 */
#ifndef SETTLE_H
#define SETTLE_H

#include "backend.h"
#include "keadoc_post.h"

struct settle;

struct settle_ways {
	const char *test_name; /* for messages */

	/* Would the service take it?  1; 0, its words in s->text; -1 and why. */
	int (*test)(struct settle *s, const struct keadoc_post *doc);

	/*
	 * Have it take the document; counts in s->out->sets.  1; 0 refused
	 * and undone, its words in s->text; -1 and why.
	 * 0 and s->overtaken: somebody else has set one since the snapshot,
	 * which must not be undone.
	 */
	int (*set)(struct settle *s, const struct keadoc_post *doc);

	/* Someone began a set and did not see its end: have the service be
	 * well again with settle_good().  0, or -1 and why. */
	int (*heal)(struct settle *s);

	struct keadoc *(*snapshot)(const struct endpoint *ep, struct why *why);
};

enum settle_standing {
	STAND_OUT, /* left out for now */
	STAND_IN,
	STAND_BAD /* refused */
};

/* One commit under way. */
struct settle {
	/* As commit() was called. */
	const struct settle_ways *ways;
	const struct endpoint *ep;
	const struct keadoc *doc;
	const struct plan *plan;
	backend_intent_fn *intent;
	void *intent_arg;
	struct backend_result *out;
	struct why *why;

	/* For the ways. */
	char text[BACKEND_TEXT_MAX]; /* why one was refused */
	bool overtaken;              /* begin again, with another snapshot */
	struct backend_probe seen;   /* the service as it was left */

	/* Its own. */
	struct keadoc_post *good;   /* what was taken last; null: what was
	                               there */
	struct keadoc_post *tested; /* what passed the test last, until it is
	                               set */
	struct plan_want *wants;    /* the plan's, with what is left out held */
	size_t *changing;           /* wants that the plan changes, by index */
	enum settle_standing *standing;
	size_t count; /* of both */
	unsigned int budget;
	bool setting; /* the question is the set, no longer the test */
};

/* The document that was taken last, or that was there.  Null and why when
 * memory is short. */
const struct keadoc_post *settle_good(struct settle *s);

/* backend.h's commit(). */
int settle_run(const struct settle_ways *ways, const struct endpoint *ep,
    const struct keadoc *doc, const struct plan *plan, bool deaf,
    backend_intent_fn *intent, void *arg, struct backend_result *out,
    struct why *why);

#endif
