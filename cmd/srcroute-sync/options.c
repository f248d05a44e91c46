#include "options.h"
#include "opts.h"

#define LOCK "/run/collecte-srcroute.lock"

enum {
	OPT_CHECK = OPTS_LONG,
	OPT_LOCK,
	OPT_ROOT
};

static const struct opts_row rows[] = {
	{ 'a', "apply", NULL, NULL, "make the kernel's rules so" },
	{ 'c', "config", "FILE", NULL, "the site file" },
	{ OPT_CHECK, "check", NULL, NULL, "look at the declaration alone" },
	{ 'f', "force", NULL, NULL, "apply what looks like a mistake" },
	{ 'h', "help", NULL, NULL, "print this and exit" },
	{ 'j', "json", NULL, NULL, "one JSON object a line" },
	{ OPTS_OPTIONS, "list-options", NULL, NULL,
	    "print these for a program and exit" },
	{ OPT_LOCK, "lock", "FILE", NULL, "one at a time that applies" },
	{ OPT_ROOT, "root", "DIR", NULL, "where rt_tables and the like are" },
	{ 'V', "version", NULL, NULL, "print the version and exit" },
	{ 0, NULL, NULL, NULL, NULL },
};

static void
usage(FILE *fp)
{
	fputs("usage: srcroute-sync [-j] [-c FILE] [--root DIR]\n"
	      "       srcroute-sync -a [-fj] [-c FILE] [--lock FILE] "
	      "[--root DIR]\n"
	      "       srcroute-sync --check [-c FILE] [--root DIR]\n"
	      "       srcroute-sync -h | -V | --list-options\n\n",
	    fp);
}

const struct opts_tool options_tool = { "srcroute-sync", rows, usage };

static int
set_mode(struct options *o, enum mode mode, struct why *why)
{
	if (o->mode != MODE_DIFF && o->mode != mode)
		return why_set(why, "--check does not go with --apply");
	o->mode = mode;
	return 0;
}

static int
take(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'a':
		return set_mode(o, MODE_APPLY, why);
	case OPT_CHECK:
		return set_mode(o, MODE_CHECK, why);
	case 'c':
		o->config = optarg;
		return 0;
	case 'f':
		o->force = true;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case OPT_LOCK:
		o->lock = optarg;
		return 0;
	default: /* OPT_ROOT */
		o->root = optarg;
		return 0;
	}
}

/* What must stand together. */
static int
check(struct options *o, struct why *why)
{
	if (o->force && o->mode != MODE_APPLY)
		return why_set(why, "--force: want --apply with it");
	if (o->lock && o->mode != MODE_APPLY)
		return why_set(why, "--lock: want --apply with it");
	if (o->mode == MODE_CHECK && o->json)
		return why_set(why, "--json does not go with --check");
	if (!o->lock)
		o->lock = LOCK;
	return 0;
}

int
options_parse(int argc, char *argv[], struct options *out, struct why *why)
{
	struct opts opts;
	int ch;

	*out = (struct options){ .mode = MODE_DIFF, .root = "" };
	opts_init(&opts, rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
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
