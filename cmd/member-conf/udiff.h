/*
 * Two texts line by line, as diff -u shows them.
 */
#ifndef UDIFF_H
#define UDIFF_H

#include <stddef.h>
#include <stdio.h>

struct udiff_text {
	const char *name;
	const char *p;
	size_t len;
};

/*
 * 0 when they are the same and nothing is printed, 1 when they differ, -1 when
 * memory is short.  What stands behind the words "secret" and "password" is not
 * shown; octets that a terminal could take as more than text are \xNN.
 */
int udiff_print(
    FILE *fp, const struct udiff_text *a, const struct udiff_text *b);

#endif
