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
	bool shell, down;
	struct verdict verdict;
};

/* Run `command` because the path went down, or came up. */
void act_want(struct act *a, bool down, const char *command, bool shell,
    const struct path *path, const struct verdict *verdict);

/*
 * Start what is wanted, take notice of what ended; failures become messages.
 * Whether something runs.
 */
bool act_go(struct act *a, uint64_t now);

#endif
