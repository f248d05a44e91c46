#include <string.h>

#include "pack.h"

static void
put(struct pack *k, const void *p, size_t len)
{
	if (len == 0 || len > k->size - k->len)
		return;
	memcpy(k->p + k->len, p, len);
	k->len += len;
}

void
pack_u8(struct pack *k, uint8_t v)
{
	put(k, &v, 1);
}

static void
put_be(struct pack *k, uint64_t v, unsigned int octets)
{
	while (octets-- > 0)
		pack_u8(k, (uint8_t)(v >> (8 * octets)));
}

void
pack_u32(struct pack *k, uint32_t v)
{
	put_be(k, v, 4);
}

void
pack_u64(struct pack *k, uint64_t v)
{
	put_be(k, v, 8);
}

void
pack_bytes(struct pack *k, const void *p, size_t len)
{
	if (len > UINT8_MAX)
		len = UINT8_MAX;
	pack_u8(k, (uint8_t)len);
	put(k, p, len);
}

void
pack_text(struct pack *k, const char *s)
{
	pack_bytes(k, s, strlen(s));
}

uint64_t
unpack_u64(struct bytes *b)
{
	uint64_t hi = bytes_be32(b);

	return hi << 32 | bytes_be32(b);
}

void
unpack_text(struct bytes *b, char *buf, size_t size)
{
	size_t len = bytes_u8(b);
	const uint8_t *p;

	buf[0] = '\0';
	if (len >= size) {
		b->bad = true;
		return;
	}
	p = bytes_take(b, len);
	if (!p)
		return;
	memcpy(buf, p, len);
	buf[len] = '\0';
}

void
unpack_name(struct bytes *b, size_t size, struct name *out)
{
	size_t len = bytes_u8(b);
	const uint8_t *p = bytes_take(b, len);

	*out = (struct name){ NULL };
	if (!p || len == 0)
		return;
	if (len >= size ||
	    name_set(out, (const char *)p, strnlen((const char *)p, len)) == -1)
		b->bad = true;
}
