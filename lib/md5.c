#include <string.h>

#include "md5.h"

#define BLOCK 64

struct state {
	uint32_t h[4];
	uint64_t len;
	uint8_t buf[BLOCK];
	size_t used;
};

/* floor(2^32 * abs(sin(i + 1))) */
static const uint32_t sines[64] = { 0xd76aa478, 0xe8c7b756, 0x242070db,
	0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8,
	0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e,
	0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
	0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87,
	0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942,
	0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60,
	0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039,
	0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7,
	0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1, 0x6fa87e4f,
	0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
	0xeb86d391 };

static const uint8_t turns[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 },
	{ 4, 11, 16, 23 }, { 6, 10, 15, 21 } };

static uint32_t
le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/* The function of step i, and which word it takes. */
static uint32_t
mix(unsigned i, uint32_t b, uint32_t c, uint32_t d, unsigned *word)
{
	switch (i / 16) {
	case 0:
		*word = i;
		return (b & c) | (~b & d);
	case 1:
		*word = (5 * i + 1) % 16;
		return (d & b) | (~d & c);
	case 2:
		*word = (3 * i + 5) % 16;
		return b ^ c ^ d;
	default:
		*word = (7 * i) % 16;
		return c ^ (b | ~d);
	}
}

static void
block(uint32_t h[4], const uint8_t *p)
{
	uint32_t a = h[0], b = h[1], c = h[2], d = h[3];

	for (unsigned i = 0; i < 64; i++) {
		unsigned word, turn = turns[i / 16][i % 4];
		uint32_t f = mix(i, b, c, d, &word);
		uint32_t next = d;

		f += a + sines[i] + le32(p + (size_t)4 * word);
		d = c;
		c = b;
		b += f << turn | f >> (32 - turn);
		a = next;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
}

static void
add(struct state *s, const void *data, size_t len)
{
	const uint8_t *p = data;

	s->len += len;
	for (size_t i = 0; i < len; i++) {
		s->buf[s->used++] = p[i];
		if (s->used == BLOCK) {
			block(s->h, s->buf);
			s->used = 0;
		}
	}
}

static void
put_le(uint8_t *out, uint64_t v, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		out[i] = (uint8_t)(v >> 8 * i);
}

static void
finish(struct state *s, uint8_t out[MD5_LEN])
{
	uint8_t bits[8];

	put_le(bits, s->len * 8, sizeof(bits));
	add(s, "\x80", 1);
	while (s->used != BLOCK - sizeof(bits))
		add(s, "", 1);
	add(s, bits, sizeof(bits));
	for (size_t i = 0; i < 4; i++)
		put_le(out + 4 * i, s->h[i], 4);
	explicit_bzero(s, sizeof(*s));
}

void
md5(const struct md5_part *parts, size_t count, uint8_t out[MD5_LEN])
{
	struct state s = { .h = { 0x67452301, 0xefcdab89, 0x98badcfe,
			       0x10325476 } };

	for (size_t i = 0; i < count; i++)
		add(&s, parts[i].p, parts[i].len);
	finish(&s, out);
}

void
md5_hmac(const void *key, size_t key_len, const void *p, size_t len,
    uint8_t out[MD5_LEN])
{
	uint8_t inner[BLOCK] = { 0 }, outer[BLOCK], digest[MD5_LEN];

	if (key_len > BLOCK)
		md5(&(struct md5_part){ key, key_len }, 1, inner);
	else if (key_len > 0)
		memcpy(inner, key, key_len);
	for (size_t i = 0; i < BLOCK; i++) {
		outer[i] = inner[i] ^ 0x5c;
		inner[i] ^= 0x36;
	}
	md5((struct md5_part[]){ { inner, BLOCK }, { p, len } }, 2, digest);
	md5((struct md5_part[]){ { outer, BLOCK }, { digest, MD5_LEN } }, 2,
	    out);
	explicit_bzero(inner, sizeof(inner));
	explicit_bzero(outer, sizeof(outer));
}
