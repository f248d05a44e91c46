/*
 * The operator's command: started without a shell, watched, not waited for.
 */
#ifndef RUNCMD_H
#define RUNCMD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "why.h"

/* One NAME=VALUE of its environment, beside our own. */
struct runcmd_var {
	const char *name; /* null ends a list */
	const char *value;
};

struct runcmd {
	pid_t pid; /* 0: not running */
	uint64_t started_at;
	bool told; /* to end */
};

/* How long it may take before it is told to end, and then made to. */
#define RUNCMD_MAX_MS 30000
#define RUNCMD_GRACE_MS 5000

/*
 * Start `command`, its words parted by blanks; with `shell` it is a command
 * line of sh(1).  Its standard input is empty, its standard output is our
 * standard error.  Returns 0, or -1 and why (it cannot be executed).
 */
int runcmd_start(struct runcmd *r, const char *command, bool shell,
    const struct runcmd_var *vars, uint64_t now, struct why *why);

/*
 * Has it ended?  1 and its wait status, 0 not yet.  Ends one that takes too
 * long, and all that it started.
 */
int runcmd_poll(struct runcmd *r, uint64_t now, int *status);

/* "exit status 3", "killed by signal 15". */
const char *runcmd_status_text(int status, char *buf, size_t size);

#endif
