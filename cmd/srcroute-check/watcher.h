/*
 * Watch every path: round after round, tell what changes, act when told to.
 */
#ifndef WATCHER_H
#define WATCHER_H

#include "layers.h"
#include "options.h"
#include "prober.h"
#include "why.h"

/*
 * Until SIGTERM, SIGINT or SIGHUP.  Returns 0, or -1 and why: it could not
 * begin, or nobody reads what it prints.
 */
int watcher_run(struct layers *l, struct prober *p, const struct options *o,
    struct why *why);

#endif
