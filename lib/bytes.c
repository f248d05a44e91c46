#include "bytes.h"

void
bytes_init(struct bytes *b, const void *p, size_t len)
{
	b->p = p;
	b->len = len;
	b->off = 0;
	b->bad = false;
}

const uint8_t *
bytes_take(struct bytes *b, size_t n)
{
	const uint8_t *at;

	if (b->bad || n > b->len - b->off) {
		b->bad = true;
		return NULL;
	}
	at = b->p + b->off;
	b->off += n;
	return at;
}

uint8_t
bytes_u8(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 1);

	return p ? p[0] : 0;
}

uint16_t
bytes_be16(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 2);

	return p ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

uint32_t
bytes_be32(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 4);

	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		(uint32_t)p[2] << 8 | p[3]
		 : 0;
}

size_t
bytes_left(const struct bytes *b)
{
	return b->bad ? 0 : b->len - b->off;
}

bool
bytes_ok(const struct bytes *b)
{
	return !b->bad;
}
