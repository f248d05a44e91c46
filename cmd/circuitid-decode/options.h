/*
 * The command line of circuitid-decode.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdio.h>

#include "decode.h"
#include "templates.h"
#include "why.h"

enum options_mode {
	OPTIONS_DECODE,
	OPTIONS_ANNOTATE,
	OPTIONS_HELP,
	OPTIONS_VERSION,
	OPTIONS_LIST /* of options, for the completion of shells */
};

struct options {
	enum options_mode mode;
	struct decode_options decode;
	const char *config; /* of the site; null: none */
	const char *templates[TEMPLATES_MAX];
	size_t template_count;
	int operands; /* where in argv the values, or files, begin */
};

/* Returns 0, or -1 and why; an empty one asks for the usage. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);

void options_usage(FILE *fp);
void options_help(FILE *fp);
void options_list(FILE *fp);

#endif
