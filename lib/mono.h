/*
 * Time that goes on evenly whatever becomes of the clock: for deadlines and
 * durations within one process.  It counts from some time before its start.
 */
#ifndef MONO_H
#define MONO_H

#include <stdint.h>

int64_t mono_ns(void);
int64_t mono_ms(void);

#endif
