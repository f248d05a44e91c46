/*
 * What the subcommands' command lines have in common.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>
#include <stdio.h>

#include "command.h"
#include "why.h"

/* `commands` end with a null. */
void options_help(FILE *fp, const struct command *const *commands);
void options_list(FILE *fp, const struct command *const *commands);

/* Their names in one line, for the shells. */
void options_commands(FILE *fp, const struct command *const *commands);

/* Of one: its usage and options.  For its -h. */
void options_help_one(FILE *fp, const struct command *command);

/* Of an option --`what`: optarg as a number, or -1 and why. */
int options_number(const char *what, uint32_t min, uint32_t max, uint32_t *out,
    struct why *why);

#endif
