/*
 * The command line of srcroute-sync.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "opts.h"
#include "why.h"

enum mode {
	MODE_DIFF, /* say what is to be done */
	MODE_APPLY,
	MODE_CHECK /* the declaration alone */
};

struct options {
	enum opts_about about; /* else than nothing: all that is set */
	enum mode mode;
	bool force;
	bool json;
	const char *config; /* null: the default */
	const char *lock;
	const char *root; /* in front of the system's files */
};

/* -1 and why: not as the synopsis says. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);

extern const struct opts_tool options_tool;

#endif
