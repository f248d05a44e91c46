/*
 * A document to be posted as the arguments of config-test and config-set, or
 * to be written to a file.  Its global reservations, most of it, are text
 * from the beginning: never is there a tree of all of them.
 */
#ifndef KEADOC_POST_H
#define KEADOC_POST_H

#include <jansson.h>
#include <stdio.h>

#include "keadoc.h"

struct keadoc_post {
	json_t *rest; /* {"Dhcp4": {...}} without reservations */
	char *list;   /* these, one a line, a comma in between */
	size_t len;
	bool some; /* is one in it */
	FILE *fp;  /* `list` while it grows */
};

/*
 * Begin with all but the global reservations of `doc`, and other tombstones,
 * `forgotten` (stolen; null is for want of memory), then add one after the
 * other (stolen, and null so), then end.  Null or -1 when memory is short.
 */
struct keadoc_post *keadoc_post_begin(
    const struct keadoc *doc, json_t *forgotten);
int keadoc_post_add(struct keadoc_post *p, json_t *reservation);
int keadoc_post_end(struct keadoc_post *p);

/* The document as it was read. */
struct keadoc_post *keadoc_post_as_is(const struct keadoc *doc);

/* Print all of it, compact but for the lines of `list`: 0, or -1 when memory
 * is short.  `post` is a struct keadoc_post; see keacmd_print_fn. */
int keadoc_post_print(const void *post, FILE *fp);

void keadoc_post_free(struct keadoc_post *p); /* null is fine */

#endif
