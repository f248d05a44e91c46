/*
 * --diff: what every endpoint holds against what is wanted, and target
 * against target for what is not ours.
 */
#ifndef DIFF_H
#define DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "applied.h"
#include "host.h"
#include "keadoc.h"
#include "options.h"
#include "out.h"

/* What one endpoint should hold of one family, by identifier. */
struct diff_want {
	struct host host;
	enum applied_state state; /* at this endpoint */
	char *reason;             /* of a refusal; null: none */
};

/* One record for each difference. */
struct diff {
	struct out *out;
	size_t count;
};

/* Pure.  `wants` is sorted by diff_sort(). */
void diff_sort(struct diff_want *wants, size_t count);
/* That of the identifier, or null. */
const struct diff_want *diff_find(
    const struct diff_want *wants, size_t count, const struct host_id *id);
void diff_wanted(struct diff *d, const char *label,
    const struct diff_want *wants, size_t count, const struct keadoc *doc);

/* A service that answered, with the reservations there that are not ours. */
struct diff_side {
	const char *label;
	const struct keadoc_host **foreign; /* sorted; free() */
	size_t count;
};

int diff_side_make(struct diff_side *s, const char *label,
    const struct diff_want *wants, size_t count, const struct keadoc *doc);
/* What one of the sides holds and another does not, or otherwise. */
void diff_foreign(struct diff *d, const struct diff_side *sides, size_t count);

/*
 * The mode, an exit code: 0 no difference, 1 some, or an endpoint that
 * cannot be asked (a message names it), 2 an error.
 */
int mode_diff(struct run *r);

#endif
