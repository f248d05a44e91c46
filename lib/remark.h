/*
 * What is to be said of a declaration, one line each, in the order of finding:
 *
 *   WHERE: PATH: want X, have Y
 *
 * WHERE is a file or an endpoint, or "" when PATH says it all.  Texts may hold
 * hostile octets but no NUL; who prints escapes them.
 */
#ifndef REMARK_H
#define REMARK_H

#include <stdbool.h>
#include <stddef.h>

struct remarks {
	const char *where; /* in front of each; not owned */
	char **list;
	size_t count;
	bool failed; /* memory was short: the list is not complete */
};

void remark_init(struct remarks *r, const char *where);
void remark_free(struct remarks *r);

/* `path` is the place within WHERE; "" when it is the whole. */
void remark_add(struct remarks *r, const char *path, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
