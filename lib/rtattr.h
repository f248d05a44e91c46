/*
 * The attributes of a message of rtnetlink, from hostile octets.
 */
#ifndef RTATTR_H
#define RTATTR_H

#include <stddef.h>
#include <stdint.h>

#include "why.h"

/* One of them: its value's octets, in the message. */
struct rtattr_value {
	unsigned int type;
	const uint8_t *p;
	size_t len;
};

/*
 * Take the next one of *rest octets at *at; *rest is 0 at the end.
 * Returns 0, or -1 and why: it is cut.
 */
int rtattr_next(
    const uint8_t **at, size_t *rest, struct rtattr_value *a, struct why *why);

/* Returns 0, or -1 and why: not of that size. */
int rtattr_u32(const struct rtattr_value *a, uint32_t *out, struct why *why);

#endif
