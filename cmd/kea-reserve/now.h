/*
 * The time of day.  All of the tool reads it here: time(2) lags behind
 * clock_gettime(2) by up to a tick of the kernel, so that what comes later
 * would now and then be a second earlier.
 */
#ifndef NOW_H
#define NOW_H

#include <stdint.h>

/* Since 1970, UTC. */
uint64_t now_us(void);
int64_t now_seconds(void);

#endif
