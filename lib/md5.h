/*
 * MD5 (RFC 1321) and HMAC-MD5 (RFC 2104), for RADIUS alone: nothing new should
 * rest on it.  Short messages: each call takes all parts of one.
 */
#ifndef MD5_H
#define MD5_H

#include <stddef.h>
#include <stdint.h>

#define MD5_LEN 16

struct md5_part {
	const void *p;
	size_t len;
};

/* Of the parts, one behind the other. */
void md5(const struct md5_part *parts, size_t count, uint8_t out[MD5_LEN]);

void md5_hmac(const void *key, size_t key_len, const void *p, size_t len,
    uint8_t out[MD5_LEN]);

#endif
