/*
 * The command line.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ask.h"
#include "opts.h"
#include "server.h"
#include "why.h"

enum {
	EXIT_ACCEPT,
	EXIT_REJECT,
	EXIT_USER
};

struct options {
	enum opts_about about; /* else than nothing: all that is set */
	bool json;
	bool kea_args;
	bool sign;
	struct ask_args args;
	const char *secret_file;
	const char *dictionary; /* null: the one shipped */
	const char *source;     /* null: the system's choice */
	uint32_t timeout_s;
	uint32_t tries;
	struct server_name server;
};

/* Returns 0, or -1 and why. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);

extern const struct opts_tool options_tool;

#endif
