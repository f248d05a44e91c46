/*
 * Decide many identifiers, one a line.
 */
#ifndef BATCH_H
#define BATCH_H

#include <stdio.h>

#include "route.h"

/*
 * For each line of fd print "ID TAB MEMBER"; "-" for nobody's line, "?" when
 * it cannot be decided, which is told on stderr under `name`.  Returns
 * EXIT_OK, EXIT_SOME when there was a "?", EXIT_USER after a message.
 */
int batch_run(const struct route *r, int fd, const char *name, FILE *out);

#endif
