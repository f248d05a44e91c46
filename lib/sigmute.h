/*
 * Hold back a signal that a system call of this thread may cause, and eat
 * the one that it did: SIGPIPE of a write into a closed connection, SIGXFSZ
 * of one past a file size limit.  The call then fails with errno alone,
 * whatever the program does with the signal elsewhere.
 */
#ifndef SIGMUTE_H
#define SIGMUTE_H

#include <signal.h>
#include <stdbool.h>

struct sigmute {
	sigset_t set;
	sigset_t old;
	bool was_pending;
};

void sigmute_begin(struct sigmute *m, int sig);
void sigmute_end(struct sigmute *m); /* keeps errno */

#endif
