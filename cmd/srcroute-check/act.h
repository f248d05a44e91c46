/*
 * --on-down and --on-up: one command of a path at a time, the latest wish
 * next.
 */
#ifndef ACT_H
#define ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "facts.h"
#include "runcmd.h"
#include "verdict.h"

struct act {
	const struct path *path;
	struct runcmd running;
	bool running_down;
	/* What is to be run as soon as nothing is; null: nothing. */
	const char *command;
	bool told;         /* that it cannot be started */
	uint64_t again_at; /* no sooner is it tried once more */
	bool shell, down;
	struct verdict verdict;
};

/* A command that cannot be started is tried again after so long. */
#define ACT_AGAIN_MS 1000

/*
 * Run `command` because the path went down, or came up; null: nothing.  What
 * was wanted before and has not begun is forgotten.
 */
void act_want(struct act *a, bool down, const char *command, bool shell,
    const struct path *path, const struct verdict *verdict);

/*
 * Start what is wanted (again, where it could not be), take notice of what
 * ended; failures become messages.  Whether something runs.
 */
bool act_go(struct act *a, uint64_t now);

#endif
