#include <stdlib.h>

#include "hash64.h"
#include "ntpmatch_part.h"

#define FIRST_SIZE 1024

static struct waiting *
entry(const struct waitring *r, uint64_t number)
{
	return &r->entries[number & (r->size - 1)];
}

static size_t
hash_key(const struct waitring *r, uint32_t pair, uint16_t port, uint64_t stamp)
{
	uint64_t words[2] = { r->seed ^ stamp, (uint64_t)port << 32 | pair };

	return (size_t)hash64(words, sizeof(words)) & (r->size - 1);
}

static uint64_t
stamp_of(const struct waiting *w, enum waitring_key key)
{
	return key == WAITRING_TRANSMIT ? w->transmit : w->receive;
}

static void
link_one(struct waitring *r, enum waitring_key key, uint64_t number)
{
	struct waiting *w = entry(r, number);
	size_t h = hash_key(r, w->pair, w->port, stamp_of(w, key));

	w->older[key] = r->heads[key][h];
	r->heads[key][h] = number;
}

static void
link_both(struct waitring *r, uint64_t number)
{
	link_one(r, WAITRING_TRANSMIT, number);
	if (entry(r, number)->receive != 0)
		link_one(r, WAITRING_RECEIVE, number);
}

static int
resize(struct waitring *r, size_t size)
{
	struct waitring next = *r;

	next.size = size;
	next.entries = malloc(size * sizeof(*next.entries));
	next.heads[0] = calloc(size, sizeof(uint64_t));
	next.heads[1] = calloc(size, sizeof(uint64_t));
	if (!next.entries || !next.heads[0] || !next.heads[1]) {
		waitring_free(&next);
		return -1;
	}
	for (uint64_t i = r->first; i < r->end; i++) {
		*entry(&next, i) = *entry(r, i);
		link_both(&next, i);
	}
	waitring_free(r);
	*r = next;
	return 0;
}

int
waitring_init(struct waitring *r, size_t max, uint64_t seed)
{
	*r = (struct waitring){ .first = 1, .end = 1, .seed = seed };
	r->max = 1;
	while (r->max < max)
		r->max *= 2;
	return resize(r, r->max < FIRST_SIZE ? r->max : FIRST_SIZE);
}

void
waitring_free(struct waitring *r)
{
	free(r->entries);
	free(r->heads[0]);
	free(r->heads[1]);
}

size_t
waitring_count(const struct waitring *r)
{
	return (size_t)(r->end - r->first);
}

struct waiting *
waitring_oldest(struct waitring *r)
{
	return r->first < r->end ? entry(r, r->first) : NULL;
}

/* What still names it finds that its number is below the first. */
void
waitring_pop(struct waitring *r)
{
	r->first++;
}

bool
waitring_full(const struct waitring *r)
{
	return waitring_count(r) == r->max;
}

int
waitring_push(struct waitring *r, const struct waiting *w)
{
	if (waitring_count(r) == r->size && resize(r, r->size * 2) == -1)
		return -1;
	*entry(r, r->end) = *w;
	link_both(r, r->end);
	r->end++;
	return 0;
}

/* From `number` on, the first of those that a key is equal to. */
static struct waiting *
search(struct waitring *r, enum waitring_key key, uint64_t number,
    const struct waiting *like)
{
	while (number >= r->first) {
		struct waiting *w = entry(r, number);

		if (w->pair == like->pair && w->port == like->port &&
		    stamp_of(w, key) == stamp_of(like, key))
			return w;
		number = w->older[key];
	}
	return NULL;
}

struct waiting *
waitring_find(struct waitring *r, enum waitring_key key, uint32_t pair,
    uint16_t port, uint64_t stamp)
{
	struct waiting like = {
		.transmit = stamp, .receive = stamp, .pair = pair, .port = port
	};

	return search(
	    r, key, r->heads[key][hash_key(r, pair, port, stamp)], &like);
}

struct waiting *
waitring_next(
    struct waitring *r, enum waitring_key key, const struct waiting *w)
{
	return search(r, key, w->older[key], w);
}
