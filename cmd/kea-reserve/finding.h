/*
 * What a check found, one line each, in the order of finding:
 *
 *   WHERE: PATH: want X, have Y
 *
 * WHERE is a file or an endpoint.  Texts may hold hostile octets but no NUL;
 * who prints escapes them.
 */
#ifndef FINDING_H
#define FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "why.h"

struct findings {
	const char *where; /* in front of each; not owned */
	char **list;
	size_t count;
	bool failed; /* memory was short: the list is not complete */
};

void finding_init(struct findings *f, const char *where);
void finding_free(struct findings *f);

/* `path` is the place within WHERE; "" when it is the whole. */
void finding_add(struct findings *f, const char *path, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* What a function of ours said, which may name WHERE itself already. */
void finding_add_why(struct findings *f, const struct why *why);

#endif
