/*
 * MD5 (RFC 1321), for what RADIUS does with it (RFC 2865).
 */
#ifndef MD5_H
#define MD5_H

#include <stddef.h>
#include <stdint.h>

void md5(const void *data, size_t len, uint8_t out[16]);

#endif
