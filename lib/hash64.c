#include "hash64.h"

/* Odd constants with about as many ones as zeros. */
#define MULTIPLIER 0x9e3779b97f4a7c15u
#define SEED 0x2545f4914f6cdd1du

static uint64_t
little_endian(const unsigned char *p, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)p[i] << (8 * i);
	return word;
}

static uint64_t
mix(uint64_t h)
{
	h *= MULTIPLIER;
	return h ^ h >> 32;
}

uint64_t
hash64(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t h = SEED ^ len;

	for (; len >= 8; p += 8, len -= 8)
		h = mix(h ^ little_endian(p, 8));
	return mix(mix(h ^ little_endian(p, len)));
}
