/*
 * The rate profile that a wholesale operator puts into Class:
 *
 *   TAG{-TAG}-DLrates-ULrates     FTTH-GP-DL300m10m500k-UL300m1m500k
 *
 * rates: one or more numbers, each with k, m or g behind it or nothing.
 * What the first, second and third rate mean is not public, so they are only
 * numbered.  RFC 2865 makes Class opaque: one that does not fit is no error.
 */
#ifndef RATECLASS_H
#define RATECLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RATECLASS_MAX_TAGS 16
#define RATECLASS_MAX_RATES 8

/* All pointers are into the value. */
struct rateclass_tag {
	const char *p;
	size_t len;
};

struct rateclass_rate {
	const char *p; /* as written: "10m" */
	size_t len;
	uint64_t bps; /* with k 10^3, m 10^6, g 10^9 */
};

struct rateclass {
	struct rateclass_tag tag[RATECLASS_MAX_TAGS];
	size_t tag_count;
	struct rateclass_rate down[RATECLASS_MAX_RATES];
	size_t down_count;
	struct rateclass_rate up[RATECLASS_MAX_RATES];
	size_t up_count;
};

/* Whether all of p[0..len) fits; only then *out is set. */
bool rateclass_parse(const void *p, size_t len, struct rateclass *out);

#endif
