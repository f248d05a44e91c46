#include <stdlib.h>
#include <string.h>

#include "hash64.h"
#include "idset.h"

struct slot {
	uint64_t hash;
	size_t at;  /* in the octets */
	size_t len; /* of the identifier */
	size_t list;
	unsigned long line;
	size_t same;  /* next of the same identifier */
	size_t chain; /* next identifier in this bucket */
	size_t last;  /* of the same; only in the first one */
};

struct idset {
	uint8_t *octets;
	size_t octets_len;
	size_t octets_size;
	struct slot *slots;
	size_t count;
	size_t size;
	size_t *buckets; /* as many as slots fit, a power of two */
};

struct idset *
idset_new(void)
{
	return calloc(1, sizeof(struct idset));
}

void
idset_free(struct idset *set)
{
	if (!set)
		return;
	free(set->octets);
	free(set->slots);
	free(set->buckets);
	free(set);
}

static size_t *
bucket_of(const struct idset *set, uint64_t hash)
{
	return &set->buckets[hash & (set->size - 1)];
}

/* Only the first entry of each identifier is in a chain. */
static void
link_first(struct idset *set, size_t i)
{
	size_t *bucket = bucket_of(set, set->slots[i].hash);

	set->slots[i].chain = *bucket;
	*bucket = i;
}

static int
grow_slots(struct idset *set)
{
	size_t size = set->size == 0 ? 1024 : set->size * 2;
	struct slot *slots = realloc(set->slots, size * sizeof(*slots));
	size_t *buckets;

	if (!slots)
		return -1;
	set->slots = slots;
	buckets = malloc(size * sizeof(*buckets));
	if (!buckets)
		return -1;
	free(set->buckets);
	set->buckets = buckets;
	set->size = size;
	for (size_t i = 0; i < size; i++)
		buckets[i] = IDSET_NONE;
	for (size_t i = 0; i < set->count; i++)
		if (slots[i].last != IDSET_NONE)
			link_first(set, i);
	return 0;
}

static int
grow_octets(struct idset *set, size_t len)
{
	size_t size = set->octets_size;
	uint8_t *octets;

	if (len <= size - set->octets_len)
		return 0;
	while (len > size - set->octets_len)
		size = size * 2 + 4096;
	octets = realloc(set->octets, size);
	if (!octets)
		return -1;
	set->octets = octets;
	set->octets_size = size;
	return 0;
}

int
idset_add(struct idset *set, const uint8_t *id, size_t len, size_t list,
    unsigned long line)
{
	size_t first = idset_find(set, id, len), i = set->count;
	struct slot *s;

	if ((i == set->size && grow_slots(set) == -1) ||
	    grow_octets(set, len) == -1)
		return -1;
	s = &set->slots[i];
	*s = (struct slot){ hash64(id, len), set->octets_len, len, list, line,
		IDSET_NONE, IDSET_NONE, IDSET_NONE };
	if (len > 0)
		memcpy(set->octets + set->octets_len, id, len);
	set->octets_len += len;
	set->count++;
	if (first == IDSET_NONE) {
		s->last = i;
		link_first(set, i);
	} else {
		set->slots[set->slots[first].last].same = i;
		set->slots[first].last = i;
	}
	return 0;
}

size_t
idset_count(const struct idset *set)
{
	return set->count;
}

struct idset_entry
idset_at(const struct idset *set, size_t i)
{
	const struct slot *s = &set->slots[i];

	return (struct idset_entry){ set->octets + s->at, s->len, s->list,
		s->line };
}

size_t
idset_find(const struct idset *set, const uint8_t *id, size_t len)
{
	uint64_t hash = hash64(id, len);
	size_t i;

	if (set->count == 0)
		return IDSET_NONE;
	for (i = *bucket_of(set, hash); i != IDSET_NONE;
	     i = set->slots[i].chain) {
		const struct slot *s = &set->slots[i];

		if (s->hash == hash && s->len == len &&
		    memcmp(set->octets + s->at, id, len) == 0)
			break;
	}
	return i;
}

size_t
idset_next(const struct idset *set, size_t i)
{
	return set->slots[i].same;
}
