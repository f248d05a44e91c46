#include <string.h>

#include "idindex_format.h"

void
idindex_put64(uint8_t *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

uint64_t
idindex_get64(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

void
idindex_put_head(uint8_t *p, const struct stat *st, uint64_t count)
{
	const uint64_t state[] = {
		(uint64_t)st->st_size,
		(uint64_t)st->st_mtim.tv_sec,
		(uint64_t)st->st_mtim.tv_nsec,
		(uint64_t)st->st_ctim.tv_sec,
		(uint64_t)st->st_ctim.tv_nsec,
		(uint64_t)st->st_ino,
		count,
	};

	memcpy(p, IDINDEX_MAGIC, 8);
	for (size_t i = 0; i < sizeof(state) / sizeof(state[0]); i++)
		idindex_put64(p + 8 + 8 * i, state[i]);
}

uint64_t
idindex_block_count(uint64_t count)
{
	return (count + IDINDEX_PER_BLOCK - 1) / IDINDEX_PER_BLOCK;
}
