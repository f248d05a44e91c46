/*
 * Print a fragment, or what differs between it and a file.
 */
#ifndef SHOW_H
#define SHOW_H

#include "options.h"

enum {
	EXIT_SAME,
	EXIT_DIFFERENT,
	EXIT_USER
};

/* The exit code; nothing is on stdout when it is EXIT_USER. */
int show_run(const struct options *o);

#endif
