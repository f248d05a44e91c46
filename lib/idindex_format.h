/*
 * The index file, for idindex.h alone.  All numbers are little-endian.
 *
 *   head      magic, the state of the list, counts, checksum over the head
 *             (without it) and the fan-out
 *   fan-out   for each block the hash of its first entry
 *   blocks    checksum over the rest of the block, then entries in the order
 *             of their hashes; the last block is filled up with zeros
 *
 * An entry is the hash of an identifier, the offset of its line in the list,
 * and the number of that line.
 */
#ifndef IDINDEX_FORMAT_H
#define IDINDEX_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* The last octet is the version of the format. */
#define IDINDEX_MAGIC "clctidx\001"

enum {
	IDINDEX_HEAD = 72,
	IDINDEX_HEAD_SUM = 64, /* where the head's checksum stands */
	IDINDEX_BLOCK = 4096,
	IDINDEX_ENTRY = 24,
	IDINDEX_PER_BLOCK = (IDINDEX_BLOCK - 8) / IDINDEX_ENTRY
};

struct idindex_entry {
	uint64_t hash;
	uint64_t offset;
	uint64_t line;
};

void idindex_put64(uint8_t *p, uint64_t v);
uint64_t idindex_get64(const uint8_t *p);

/* The head but for its checksum: what identifies the list's state. */
void idindex_put_head(uint8_t *p, const struct stat *st, uint64_t count);

uint64_t idindex_block_count(uint64_t count);

#endif
