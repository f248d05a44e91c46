#include <stdbool.h>
#include <string.h>

#include "num.h"
#include "options.h"

static void
usage(FILE *fp, const struct command *const *commands)
{
	const char *lead = "usage:";

	for (size_t i = 0; commands[i]; i++, lead = "      ")
		fprintf(fp, "%s ntp-ratecheck %s %s\n", lead, commands[i]->name,
		    commands[i]->usage);
	fprintf(fp,
	    "%s ntp-ratecheck -h | -V | --list-options | --list-commands\n",
	    lead);
}

void
options_help(FILE *fp, const struct command *const *commands)
{
	usage(fp, commands);
	for (size_t i = 0; commands[i]; i++) {
		fprintf(fp, "\n%s:\n", commands[i]->name);
		opts_help(fp, commands[i]->rows);
	}
}

void
options_help_one(FILE *fp, const struct command *command)
{
	fprintf(fp, "usage: ntp-ratecheck %s %s\n\n", command->name,
	    command->usage);
	opts_help(fp, command->rows);
}

/* An option of that name stands in a table before. */
static bool
told(const struct command *const *commands, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++)
		for (const struct opts_row *r = commands[i]->rows; r->name; r++)
			if (strcmp(r->name, name) == 0)
				return true;
	return false;
}

/* Each once, for the shells: the subcommands share some. */
void
options_list(FILE *fp, const struct command *const *commands)
{
	for (size_t i = 0; commands[i]; i++)
		for (const struct opts_row *r = commands[i]->rows; r->name;
		     r++) {
			const struct opts_row one[] = { *r, { 0 } };

			if (!told(commands, i, r->name))
				opts_list(fp, one);
		}
}

void
options_commands(FILE *fp, const struct command *const *commands)
{
	for (size_t i = 0; commands[i]; i++)
		fprintf(fp, "%s%s", i == 0 ? "" : " ", commands[i]->name);
	putc('\n', fp);
}

int
options_number(const char *what, uint32_t min, uint32_t max, uint32_t *out,
    struct why *why)
{
	if (num_parse_u32(optarg, min, max, out) == -1)
		return why_set(why, "--%s: want %u..%u, have \"%s\"", what, min,
		    max, optarg);
	return 0;
}

const char *
level_name(int rc)
{
	static const char *const names[] = {
		[RC_OK] = "OK",
		[RC_WARNING] = "WARNING",
		[RC_CRITICAL] = "CRITICAL",
		[RC_UNKNOWN] = "UNKNOWN",
	};

	return names[rc];
}

int
level_worse(int a, int b)
{
	static const int weights[] = {
		[RC_OK] = 0,
		[RC_UNKNOWN] = 1,
		[RC_WARNING] = 2,
		[RC_CRITICAL] = 3,
	};

	return weights[b] > weights[a] ? b : a;
}
