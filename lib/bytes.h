/*
 * Read cursor over untrusted bytes, with a sticky error: read on without
 * checking, then ask bytes_ok() once.  After an error every read gives 0,
 * or a null pointer, and the cursor stays where it was.
 */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	const uint8_t *p; /* not owned */
	size_t len;
	size_t off;
	bool bad;
};

void bytes_init(struct bytes *b, const void *p, size_t len);

uint8_t bytes_u8(struct bytes *b);
uint16_t bytes_be16(struct bytes *b);
uint32_t bytes_be32(struct bytes *b);

/* n octets in place; null when fewer are left. */
const uint8_t *bytes_take(struct bytes *b, size_t n);

/* Octets not read yet; 0 after an error. */
size_t bytes_left(const struct bytes *b);

/* No read went past the end so far. */
bool bytes_ok(const struct bytes *b);

#endif
