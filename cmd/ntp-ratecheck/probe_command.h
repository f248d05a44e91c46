/*
 * What `probe` and `compare` do with a command line.
 */
#ifndef PROBE_COMMAND_H
#define PROBE_COMMAND_H

#include "command.h"
#include "probe_options.h"

/*
 * Parse it, and act unless it wants help or only the plan.  Returns an exit
 * code.
 */
int probe_command(int argc, char *argv[], const struct command *self,
    int (*act)(const struct probe_options *o));

#endif
