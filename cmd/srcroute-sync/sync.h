/*
 * One run of srcroute-sync: what is declared, what there is, and the
 * difference, said or made.
 */
#ifndef SYNC_H
#define SYNC_H

#include "options.h"

enum {
	EXIT_SAME,      /* or made so */
	EXIT_DIFFERENT, /* --apply: something is not done */
	EXIT_USER
};

/*
 * Messages go to stderr, the difference to stdout.  `after` (may be null) is
 * called after each change that the kernel answered.  Returns the exit code.
 */
int sync_run(const struct options *o, void (*after)(void));

#endif
