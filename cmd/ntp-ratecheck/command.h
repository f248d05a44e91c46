/*
 * The subcommands of ntp-ratecheck: a row here and a file each.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "opts.h"

/* Exit codes: those of monitoring plug-ins. */
enum {
	RC_OK,
	RC_WARNING,
	RC_CRITICAL,
	RC_UNKNOWN
};

/* "OK", "WARNING", "CRITICAL", "UNKNOWN". */
const char *level_name(int rc);

/* The worse of two: what is not known is better than what is bad. */
int level_worse(int a, int b);

struct command {
	const char *name;
	const char *usage;           /* what follows the name; lines of 80 */
	const struct opts_row *rows; /* its options */
	/* argv[0] is the name.  Returns an exit code; stdout is not flushed. */
	int (*run)(int argc, char *argv[]);
};

extern const struct command command_compare;
extern const struct command command_probe;
extern const struct command command_read;

#endif
