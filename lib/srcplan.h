/*
 * From the rules wanted and the rules there are to the steps between, in an
 * order in which no packet ever takes a way that neither the old rules nor the
 * new ones have for it, wherever the steps are broken off:
 *
 *   guards and shortcuts, then new rules from the longest prefix to the
 *   shortest; then, when all of those are there, what is too many, from the
 *   shortest prefix to the longest.
 *
 * With the same prefix the new rule stands behind the old one and takes over
 * when that is deleted, in one step.  Pure: nothing is asked or changed here.
 */
#ifndef SRCPLAN_H
#define SRCPLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "rule.h"
#include "srcrule.h"

enum srcplan_cause {
	SRCPLAN_MISSING,   /* wanted, not there */
	SRCPLAN_STALE,     /* ours, not wanted */
	SRCPLAN_DUPLICATE, /* ours, wanted once, there more often */
	SRCPLAN_DAMAGED,   /* ours with something that we never write */
	SRCPLAN_RENEWED    /* in the way of deleting a damaged one */
};

struct srcplan_step {
	struct rule rule;
	const struct site_member *member; /* of an addition; null: of none */
	enum srcplan_cause cause;
	bool add;     /* else delete */
	bool twin;    /* add what the kernel may take for one that is there */
	size_t at;    /* of a deletion: its place in the kernel's list */
	size_t first; /* the same of the first of its equals */
};

struct srcplan {
	struct srcplan_step *steps;
	size_t count;
	size_t adds;    /* the first so many */
	size_t ours;    /* rules of ours that there are */
	size_t sources; /* of these: with a source */
	size_t lost;    /* of those: nothing is wanted for it any more */
};

/*
 * `have` is the kernel's list of each family, in its order, whosever the
 * rules are.  Returns 0, or -1 when memory is short.  srcplan_free() after it.
 */
int srcplan_make(
    const struct srcrules *want, const struct rules *have, struct srcplan *out);
void srcplan_free(struct srcplan *plan);

/* "missing", "stale"... */
const char *srcplan_cause_name(enum srcplan_cause cause);

#endif
