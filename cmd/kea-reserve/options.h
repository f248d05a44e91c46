/*
 * The command line, and what every mode starts from.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "opts.h"
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
	MODE_CHECK
};

struct options {
	enum opts_about about; /* else than nothing: the rest is not checked */
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
	bool wait;            /* it was given */
};

/* Returns 0, or -1 and why; free in either case. */
int options_parse(int argc, char *argv[], struct options *out, struct why *why);
void options_free(struct options *o);

/* Is --exec, which getopt_long() may take cut short, on the command line?  Told
 * before that is parsed: its errors must not reach stdout. */
bool options_has_exec(int argc, char *const argv[]);

extern const struct opts_tool options_tool;

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
