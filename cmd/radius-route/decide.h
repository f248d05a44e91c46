/*
 * Whose line is this?  Evidence is gathered from the lists and patterns
 * first; judging it is pure, and all the rules are there:
 *
 *   1. A list that cannot be read whole: cannot decide, whatever else is.
 *   2. In lists of two members: cannot decide.
 *   3. In a list: that member.
 *   4. A line in some list that is no identifier might have been this one:
 *      cannot decide.
 *   5. The matching pattern with most literal characters; two such of
 *      different members: cannot decide.
 *   6. Nobody's.
 */
#ifndef DECIDE_H
#define DECIDE_H

#include "route.h"

/* What one list says about one identifier. */
struct list_says {
	unsigned long line;         /* that has it; 0: none has */
	bool by_index;              /* the index said so */
	bool unusable;              /* the list: reason has PATH in it */
	unsigned long trouble_line; /* first line that is no id; 0: none */
	struct why reason;          /* of unusable, or of the trouble */
};

struct evidence {
	struct list_says *lists; /* as route's */
	bool *rules;             /* which patterns match */
};

/* Null when memory is short. */
struct evidence *evidence_new(const struct route *r);
void evidence_free(struct evidence *e); /* null is fine */

/*
 * Ask every list, by its index where that can be used, and every pattern.
 * An index that is there and cannot be used is told to the operator.
 */
void evidence_gather(
    const struct route *r, const uint8_t *id, size_t len, struct evidence *e);

/* The patterns alone. */
void evidence_match(
    const struct route *r, const uint8_t *id, size_t len, struct evidence *e);

enum verdict {
	VERDICT_MEMBER,
	VERDICT_NONE,
	VERDICT_UNSURE
};

struct decision {
	enum verdict verdict;
	const struct site_member *member; /* null but for VERDICT_MEMBER */
	const struct route_list *list;    /* that decided, or null */
	unsigned long line;               /* in it */
	const struct route_rule *rule;    /* that decided, or null */
	struct why why;                   /* of NONE and UNSURE */
};

void judge(
    const struct route *r, const struct evidence *e, struct decision *out);

#endif
