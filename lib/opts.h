/*
 * The options of a tool, told once: for getopt_long(), for -h and for the
 * completion of shells.
 */
#ifndef OPTS_H
#define OPTS_H

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

#include "why.h"

struct opts_row {
	int code;          /* the short option, or OPTS_LONG and more: none */
	const char *name;  /* the long one */
	const char *arg;   /* what it wants: "FILE"; null: nothing */
	const char *words; /* all there is to choose from, blanks between */
	const char *help;  /* a few words */
};

#define OPTS_LONG 256
#define OPTS_MAX 64
#define OPTS_OPTIONS (OPTS_LONG + OPTS_MAX) /* --list-options, of all tools */

/* What getopt_long() wants. */
struct opts {
	char shorts[2 * OPTS_MAX + 2];
	struct option longs[OPTS_MAX + 1];
};

/* `rows` end with a null name; more than OPTS_MAX are left out. */
void opts_init(struct opts *o, const struct opts_row *rows);

/* What opts_next() returns beside an option's code. */
#define OPTS_END (-1)
#define OPTS_BAD (-2)

/*
 * The next option of the command line: getopt_long(), which says nothing by
 * itself and leaves optarg and optind.  OPTS_BAD: no such option, or its value
 * is missing or not wanted; and why, in the words of all tools.
 */
int opts_next(const struct opts *o, int argc, char *argv[], struct why *why);

/* No arguments behind the options: 0, or -1 and why. */
int opts_done(int argc, char *const argv[], struct why *why);

/* One line an option, for people. */
void opts_help(FILE *fp, const struct opts_row *rows);

/*
 * One line an option, for programs: short (or -), long, argument (or -), words
 * (or -) and help, with tabs between.
 */
void opts_list(FILE *fp, const struct opts_row *rows);

/* What is asked about a tool itself: -h, -V and --list-options. */
enum opts_about {
	OPTS_ABOUT_NOTHING,
	OPTS_ABOUT_USE,
	OPTS_ABOUT_VERSION,
	OPTS_ABOUT_OPTIONS
};

/* By what opts_next() returned. */
enum opts_about opts_about(int code);

struct opts_tool {
	const char *name;
	const struct opts_row *rows;
	void (*usage)(FILE *fp); /* all that stands above the options */
};

/* Says on fp what was asked; of nothing, nothing. */
void opts_tell(FILE *fp, enum opts_about about, const struct opts_tool *tool);

#endif
