/*
 * What the subcommands' command lines have in common.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdio.h>

#include "command.h"

/* `commands` end with a null. */
void options_help(FILE *fp, const struct command *const *commands);
void options_list(FILE *fp, const struct command *const *commands);

/* Their names in one line, for the shells. */
void options_commands(FILE *fp, const struct command *const *commands);

/* Of one: its usage and options.  For its -h. */
void options_help_one(FILE *fp, const struct command *command);

#endif
