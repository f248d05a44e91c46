/*
 * Check every path, once.
 */
#ifndef ONCE_H
#define ONCE_H

#include "facts.h"
#include "layers.h"
#include "options.h"
#include "prober.h"
#include "why.h"

/*
 * Print a line a path.  Returns an exit code, the worst weight of all; -1
 * and why: nothing could be asked.
 */
int once_run(struct layers *l, struct prober *p, const struct options *o,
    struct why *why);

#endif
