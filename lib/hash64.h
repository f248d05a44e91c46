/*
 * A 64-bit hash for tables and for finding damage.  Not for secrets, nor
 * against somebody who picks what is hashed.  The same on every machine.
 */
#ifndef HASH64_H
#define HASH64_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash64(const void *p, size_t len);

#endif
