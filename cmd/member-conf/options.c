#include <string.h>

#include "options.h"
#include "opts.h"

enum {
	OPT_COMMANDS = OPTS_LONG
};

static const struct opts_row rows[] = {
	{ 'c', "config", "FILE", NULL, "the site file" },
	{ 'd', "diff", NULL, NULL, "against the file in place" },
	{ 'h', "help", NULL, NULL, "print this and exit" },
	{ OPT_COMMANDS, "list-commands", NULL, NULL,
	    "print the daemons for a program and exit" },
	{ OPTS_OPTIONS, "list-options", NULL, NULL,
	    "print these for a program and exit" },
	{ 'p', "part", "PART", "classes subnets", "of kea4 and kea6" },
	{ 'V', "version", NULL, NULL, "print the version and exit" },
	{ 0, NULL, NULL, NULL, NULL },
};

static void
usage(FILE *fp)
{
	fputs("usage: member-conf [-c FILE] [-p PART] DAEMON [MEMBER]\n"
	      "       member-conf -d [-c FILE] [-p PART] DAEMON "
	      "[FILE [MEMBER]]\n"
	      "       member-conf -h | -V | --list-commands | "
	      "--list-options\n\n"
	      "DAEMON is",
	    fp);
	for (const struct daemon *d = daemons; d->name; d++)
		fprintf(fp, "%s %s",
		    d == daemons    ? ""
			: d[1].name ? ","
				    : " or",
		    d->name);
	fputs(".\nPART is classes or subnets.\n\n", fp);
}

const struct opts_tool options_tool = { "member-conf", rows, usage };

void
options_commands(FILE *fp)
{
	for (const struct daemon *d = daemons; d->name; d++)
		fprintf(fp, "%s%s", d == daemons ? "" : " ", d->name);
	fputc('\n', fp);
}

static int
take_part(struct options *o, struct why *why)
{
	if (strcmp(optarg, "classes") == 0)
		o->part = PART_CLASSES;
	else if (strcmp(optarg, "subnets") == 0)
		o->part = PART_SUBNETS;
	else
		return why_set(why,
		    "--part: want classes or subnets, have \"%s\"", optarg);
	return 0;
}

static int
take(struct options *o, int ch, struct why *why)
{
	switch (ch) {
	case 'c':
		o->config = optarg;
		return 0;
	case 'd':
		o->mode = MODE_DIFF;
		return 0;
	default: /* 'p' */
		return take_part(o, why);
	}
}

static int
take_arguments(struct options *o, char **arg, struct why *why)
{
	if (!*arg)
		return why_set(why, "want a daemon, have none; see -h");
	o->daemon = daemon_find(*arg++, why);
	if (!o->daemon)
		return -1;
	if (o->part != PART_ALL && !o->daemon->parts)
		return why_set(
		    why, "--part does not go with %s", o->daemon->name);
	o->file = o->daemon->place;
	if (o->mode == MODE_DIFF && *arg)
		o->file = *arg++;
	if (*arg)
		o->member = *arg++;
	if (*arg)
		return why_set(
		    why, "want no more arguments, have \"%s\"", *arg);
	return 0;
}

int
options_parse(int argc, char *argv[], struct options *out, struct why *why)
{
	struct opts opts;
	int ch;

	*out = (struct options){ .mode = MODE_PRINT };
	opts_init(&opts, rows);
	while ((ch = opts_next(&opts, argc, argv, why)) != OPTS_END) {
		if (ch == OPTS_BAD)
			return -1;
		out->about = opts_about(ch);
		if (out->about != OPTS_ABOUT_NOTHING)
			return 0;
		if (ch == OPT_COMMANDS) {
			out->mode = MODE_COMMANDS;
			return 0;
		}
		if (take(out, ch, why) == -1)
			return -1;
	}
	return take_arguments(out, argv + optind, why);
}
