/*
 * ntp-ratecheck: who floods NTP, who drops NTP, at which rate?
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "msg.h"
#include "options.h"

static const struct command *const commands[] = {
	&command_read,
	&command_probe,
	&command_compare,
	NULL,
};

static const struct command *
find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int
finish(int rc)
{
	return msg_close_stdout() == -1 ? RC_UNKNOWN : rc;
}

static bool
is(const char *word, const char *brief, const char *name)
{
	return (brief && strcmp(word, brief) == 0) || strcmp(word, name) == 0;
}

int
main(int argc, char *argv[])
{
	const struct command *command;

	msg_init("ntp-ratecheck");
	if (argc < 2) {
		msg_warn("want a subcommand, have none; see -h");
		return RC_UNKNOWN;
	}
	command = find(argv[1]);
	if (command)
		return finish(command->run(argc - 1, argv + 1));
	if (is(argv[1], "-h", "--help"))
		options_help(stdout, commands);
	else if (is(argv[1], "-V", "--version"))
		puts("ntp-ratecheck " VERSION);
	else if (is(argv[1], NULL, "--list-options"))
		options_list(stdout, commands);
	else if (is(argv[1], NULL, "--list-commands"))
		options_commands(stdout, commands);
	else {
		msg_warn("%s: no such %s; see -h", argv[1],
		    *argv[1] == '-' ? "option" : "subcommand");
		return RC_UNKNOWN;
	}
	return finish(RC_OK);
}
