/*
 * The command line of member-conf.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "daemons.h"

enum mode {
	MODE_PRINT,
	MODE_DIFF, /* against a file */
	MODE_HELP,
	MODE_VERSION,
	MODE_OPTIONS,
	MODE_COMMANDS
};

struct options {
	enum mode mode;
	const char *config; /* null: the default */
	enum conf_part part;
	const struct daemon *daemon;
	const char *file;   /* MODE_DIFF: "-" is stdin */
	const char *member; /* name or realm; null: all */
};

/* -1 and why: not as the synopsis says. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);

void options_help(FILE *fp);     /* synopsis and every option */
void options_list(FILE *fp);     /* for the completion of shells */
void options_commands(FILE *fp); /* the first argument, all there are */

#endif
