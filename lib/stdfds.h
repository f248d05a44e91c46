/*
 * Descriptors 0 to 2, which a caller may have closed.
 */
#ifndef STDFDS_H
#define STDFDS_H

#include <stdbool.h>

/*
 * Open /dev/null on those that are closed: a database or a socket that became
 * descriptor 1 would get what is printed.  Before anything else is opened.
 * Returns whether stdout was open.
 */
bool stdfds_open(void);

#endif
