/*
 * Bounded decimal numbers.  The whole text must be digits: no sign, no
 * blanks, no hex.  Leading zeros are allowed (line identifiers have them).
 */
#ifndef NUM_H
#define NUM_H

#include <stddef.h>
#include <stdint.h>

/*
 * Parse all of s[0..len) into [min, max].
 * Returns 0 and sets *out, or -1 and leaves *out alone.
 */
int num_span_u64(
    const char *s, size_t len, uint64_t min, uint64_t max, uint64_t *out);
int num_span_u32(
    const char *s, size_t len, uint32_t min, uint32_t max, uint32_t *out);

/* The same for a NUL-terminated string. */
int num_parse_u32(const char *s, uint32_t min, uint32_t max, uint32_t *out);

#endif
