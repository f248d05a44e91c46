/*
 * The command line of srcroute-sync.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "why.h"

enum mode {
	MODE_DIFF, /* say what is to be done */
	MODE_APPLY,
	MODE_CHECK, /* the declaration alone */
	MODE_HELP,
	MODE_VERSION,
	MODE_OPTIONS
};

struct options {
	enum mode mode;
	bool force;
	bool json;
	const char *config; /* null: the default */
	const char *lock;
	const char *root; /* in front of the system's files */
};

/* -1 and why: not as the synopsis says. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);

void options_help(FILE *fp); /* synopsis and every option */
void options_list(FILE *fp); /* for the completion of shells */

#endif
