/*
 * The command line of member-conf.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "daemons.h"
#include "opts.h"

enum mode {
	MODE_PRINT,
	MODE_DIFF, /* against a file */
	MODE_COMMANDS
};

struct options {
	enum opts_about about; /* else than nothing: all that is set */
	enum mode mode;
	const char *config; /* null: the default */
	enum conf_part part;
	const struct daemon *daemon;
	const char *file;   /* MODE_DIFF: "-" is stdin */
	const char *member; /* name or realm; null: all */
};

/* -1 and why: not as the synopsis says. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);

void options_commands(FILE *fp); /* the first argument, all there are */

extern const struct opts_tool options_tool;

#endif
