/*
 * The command line of circuitid-decode.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdio.h>

#include "decode.h"
#include "opts.h"
#include "templates.h"
#include "why.h"

enum options_mode {
	OPTIONS_DECODE,
	OPTIONS_ANNOTATE
};

struct options {
	enum opts_about about; /* else than nothing: all that is set */
	enum options_mode mode;
	struct decode_options decode;
	const char *config; /* of the site; null: none */
	const char *templates[TEMPLATES_MAX];
	size_t template_count;
	int operands; /* where in argv the values, or files, begin */
};

/* Returns 0, or -1 and why; an empty one asks for the usage. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);

extern const struct opts_tool options_tool;

#endif
