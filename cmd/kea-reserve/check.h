/*
 * --check: lint the declaration, the state's folder and Kea's configuration
 * at every endpoint.  Changes nothing.
 */
#ifndef CHECK_H
#define CHECK_H

#include "options.h"

/*
 * The mode.  Each finding is one line on stdout; the exit code is 0 without any
 * but notes, 1 with some (an endpoint that cannot be asked is one), 2 when it could not be
 * checked.
 */
int mode_check(struct run *r);

#endif
