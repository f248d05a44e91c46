#include <string.h>

#include "options.h"
#include "opts.h"

enum {
	OPT_BATCH = OPTS_LONG,
	OPT_CHECK,
	OPT_EMIT,
	OPT_EXEC,
	OPT_EXPLAIN,
	OPT_INDEX
};

static const struct opts_row rows[] = {
	{ OPT_BATCH, "batch", NULL, NULL, "decide every line of stdin" },
	{ 'c', "config", "FILE", NULL, "the site file" },
	{ OPT_CHECK, "check", NULL, NULL, "find contradictions" },
	{ OPT_EMIT, "emit", "WHAT", "files proxy",
	    "print a file for FreeRADIUS" },
	{ OPT_EXEC, "exec", NULL, NULL, "answer as rlm_exec wants it" },
	{ OPT_EXPLAIN, "explain", NULL, NULL, "say what decided and why" },
	{ 'h', "help", NULL, NULL, "print this and exit" },
	{ 'i', "circuit-id", "CIRCUIT-ID", NULL, "the line" },
	{ OPT_INDEX, "index", NULL, NULL, "build the indexes of the lists" },
	{ OPTS_OPTIONS, "list-options", NULL, NULL,
	    "print these for a program and exit" },
	{ 'u', "user-name", "USER-NAME", NULL, "who asks" },
	{ 'V', "version", NULL, NULL, "print the version and exit" },
	{ 0, NULL, NULL, NULL, NULL },
};

static const char *const mode_names[] = {
	[MODE_DECIDE] = "",
	[MODE_EXPLAIN] = "--explain",
	[MODE_BATCH] = "--batch",
	[MODE_EMIT_FILES] = "--emit files",
	[MODE_EMIT_PROXY] = "--emit proxy",
	[MODE_CHECK] = "--check",
	[MODE_INDEX] = "--index",
};

static void
usage(FILE *fp)
{
	fputs("usage: radius-route [-c FILE] [--exec] [-u USER-NAME] "
	      "-i CIRCUIT-ID\n"
	      "       radius-route [-c FILE] --explain [-u USER-NAME] "
	      "-i CIRCUIT-ID\n"
	      "       radius-route [-c FILE] --batch < CIRCUIT-IDS\n"
	      "       radius-route [-c FILE] --emit files | --emit proxy\n"
	      "       radius-route [-c FILE] --check | --index\n"
	      "       radius-route -h | -V | --list-options\n\n",
	    fp);
}

const struct opts_tool options_tool = { "radius-route", rows, usage };

bool
options_has_exec(int argc, char *const argv[])
{
	/* getopt_long takes an unambiguous beginning for the whole. */
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "--exe", 5) == 0)
			return true;
	return false;
}

static int
set_mode(struct options *o, enum mode mode, struct why *why)
{
	if (o->mode != MODE_DECIDE && o->mode != mode)
		return why_set(why, "%s does not go with %s", mode_names[mode],
		    mode_names[o->mode]);
	o->mode = mode;
	return 0;
}

static int
set_emit(struct options *o, const char *what, struct why *why)
{
	if (strcmp(what, "files") == 0)
		return set_mode(o, MODE_EMIT_FILES, why);
	if (strcmp(what, "proxy") == 0)
		return set_mode(o, MODE_EMIT_PROXY, why);
	return why_set(why, "--emit: want files or proxy, have \"%s\"", what);
}

static int
take(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'c':
		o->config = optarg;
		return 0;
	case 'i':
		o->circuit_id = optarg;
		return 0;
	case 'u':
		o->user_name = optarg;
		return 0;
	case OPT_EXEC:
		o->exec = true;
		return 0;
	case OPT_BATCH:
		return set_mode(o, MODE_BATCH, why);
	case OPT_CHECK:
		return set_mode(o, MODE_CHECK, why);
	case OPT_EMIT:
		return set_emit(o, optarg, why);
	case OPT_EXPLAIN:
		return set_mode(o, MODE_EXPLAIN, why);
	case OPT_INDEX:
		return set_mode(o, MODE_INDEX, why);
	default: /* -h and its like */
		return why_set(
		    why, "-h, -V and --list-options do not go with --exec");
	}
}

/* What must and must not stand together. */
static int
check(const struct options *o, struct why *why)
{
	bool one_id = o->mode == MODE_DECIDE || o->mode == MODE_EXPLAIN;

	if (o->exec && o->mode != MODE_DECIDE)
		return why_set(
		    why, "--exec does not go with %s", mode_names[o->mode]);
	if (one_id && !o->circuit_id)
		return why_set(why, "want --circuit-id, have none; see -h");
	if (!one_id && (o->circuit_id || o->user_name))
		return why_set(why, "%s does not go with %s",
		    o->circuit_id ? "--circuit-id" : "--user-name",
		    mode_names[o->mode]);
	return 0;
}

int
options_parse(int argc, char *argv[], struct options *out, struct why *why)
{
	struct opts opts;
	int ch;

	*out = (struct options){ .mode = MODE_DECIDE };
	opts_init(&opts, rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
		if (!options_has_exec(argc, argv))
			out->about = opts_about(ch);
		if (out->about != OPTS_ABOUT_NOTHING)
			return 0;
		if (take(out, ch, why) == -1)
			return -1;
	}
	if (opts_done(argc, argv, why) == -1)
		return -1;
	return check(out, why);
}
