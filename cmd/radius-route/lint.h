/*
 * Faults of lists, patterns, secrets and prefixes, found before they cost a
 * subscriber his connection.
 */
#ifndef LINT_H
#define LINT_H

#include "loaded.h"
#include "route.h"

enum lint_weight {
	LINT_NOTE,  /* wants mending; every line still has one answer */
	LINT_BLOCKS /* some line has no certain answer */
};

/* One finding: "FILE:LINE: ..." or "FILE: PATH: ...". */
typedef void lint_fn(void *arg, enum lint_weight weight, const char *text);

/*
 * Report everything.  The lists as they were read come back in *loaded, to
 * be freed.  Returns 0, or -1 when memory is short.
 */
int lint_run(
    const struct route *r, struct loaded **loaded, lint_fn *fn, void *arg);

#endif
