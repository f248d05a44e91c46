/*
 * Stored values: big-endian numbers and short texts with their length in
 * front, behind a number that says which record it is.  Reading goes
 * through bytes.h.
 */
#ifndef PACK_H
#define PACK_H

#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "name.h"

struct pack {
	uint8_t *p;
	size_t size; /* what does not fit is a fault of the caller's sizes */
	size_t len;
};

void pack_u8(struct pack *k, uint8_t v);
void pack_u32(struct pack *k, uint32_t v);
void pack_u64(struct pack *k, uint64_t v);
/* At most 255 octets; more are cut. */
void pack_bytes(struct pack *k, const void *p, size_t len);
void pack_text(struct pack *k, const char *s);

uint64_t unpack_u64(struct bytes *b);
/* Into buf, NUL-terminated; one that does not fit spoils the cursor. */
void unpack_text(struct bytes *b, char *buf, size_t size);
/* The same as a name, `size` with its NUL; want of memory spoils, too. */
void unpack_name(struct bytes *b, size_t size, struct name *out);

#endif
