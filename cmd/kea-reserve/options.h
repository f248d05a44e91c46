/*
 * The command line, and what every mode starts from.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "endpoint.h"
#include "request.h"
#include "site.h"
#include "why.h"

enum {
	EXIT_OK,
	EXIT_SOME,
	EXIT_USER
};

enum mode {
	MODE_ADD,
	MODE_FORGET,
	MODE_RETRY,
	MODE_RECONCILE,
	MODE_LIST,
	MODE_DIFF,
	MODE_IMPORT,
	MODE_CHECK,
	MODE_HELP,
	MODE_VERSION,
	MODE_OPTIONS
};

struct options {
	enum mode mode;
	bool exec;     /* run by FreeRADIUS */
	bool dry;      /* -n */
	bool json;     /* -j */
	bool unseen;   /* --unseen: only those not seen ... */
	uint32_t days; /* ... since so many days */
	const char *config;
	struct request_args args;
	const char *forget; /* the circuit-id of --forget */
	const char **urls;  /* -k; options_free() */
	size_t url_count;
	unsigned int wait_ms; /* -w */
};

/* Returns 0, or -1 and why; free in either case. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);
void options_free(struct options *o);
void options_usage(FILE *fp);
void options_help(FILE *fp); /* and every option */
void options_list(FILE *fp); /* for the completion of shells */

/* What a mode works with. */
struct run {
	const struct options *opt;
	struct site *site;
	struct endpoints eps;
};

/* Each mode, an exit code; messages are said already. */
int mode_add(struct run *r);
int mode_forget(struct run *r);
int mode_retry(struct run *r);
int mode_reconcile(struct run *r);

#endif
