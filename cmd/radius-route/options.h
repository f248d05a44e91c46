/*
 * The command line of radius-route.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "opts.h"
#include "why.h"

enum mode {
	MODE_DECIDE,
	MODE_EXPLAIN,
	MODE_BATCH,
	MODE_EMIT_FILES,
	MODE_EMIT_PROXY,
	MODE_CHECK,
	MODE_INDEX
};

struct options {
	enum opts_about about; /* else than nothing: all that is set */
	enum mode mode;
	bool exec;              /* under rlm_exec */
	const char *config;     /* null: the default */
	const char *circuit_id; /* null: not given */
	const char *user_name;
};

/*
 * Whether --exec is among the arguments, also before a mistake: then nothing
 * may go to stdout, whatever follows.
 */
bool options_has_exec(int argc, char *const argv[]);

/* -1 and why: not as the synopsis says. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);

extern const struct opts_tool options_tool;

#endif
