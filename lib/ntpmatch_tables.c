#include <stdlib.h>
#include <string.h>

#include "hash64.h"
#include "ntpmatch_part.h"

#define FIRST_SIZE 256

/* So many are looked at to find a light one. */
#define SAMPLE 16

static size_t
hash_pair(const struct pairtab *t, const struct decap_addr *client,
    const struct decap_addr *server)
{
	uint64_t words[5] = { t->seed };

	memcpy(words + 1, client, sizeof(*client));
	memcpy(words + 3, server, sizeof(*server));
	return (size_t)hash64(words, sizeof(words)) & (t->head_count - 1);
}

static void
link_pair(struct pairtab *t, uint32_t i)
{
	struct pairkey *k = &t->keys[i];
	size_t h = hash_pair(t, &k->client, &k->server);

	k->next = t->heads[h];
	t->heads[h] = i;
}

static void
unlink_pair(struct pairtab *t, uint32_t i)
{
	struct pairkey *k = &t->keys[i];
	uint32_t *at = &t->heads[hash_pair(t, &k->client, &k->server)];

	while (*at != i)
		at = &t->keys[*at].next;
	*at = k->next;
}

/* Lists begin anew: they are twice as many. */
static int
resize_heads(struct pairtab *t, size_t size)
{
	size_t head_count = FIRST_SIZE;
	uint32_t *heads;

	while (head_count < size)
		head_count *= 2;
	heads = malloc(head_count * sizeof(*heads));
	if (!heads)
		return -1;
	free(t->heads);
	t->heads = heads;
	t->head_count = head_count;
	memset(heads, 0xff, head_count * sizeof(*heads));
	for (size_t i = 0; i < t->count; i++)
		link_pair(t, (uint32_t)i);
	return 0;
}

/* Make room for `size` pairs. */
static int
resize(struct pairtab *t, size_t size)
{
	struct ntpmatch_pair *pairs = realloc(t->pairs, size * sizeof(*pairs));
	struct pairkey *keys;

	if (!pairs)
		return -1;
	t->pairs = pairs;
	keys = realloc(t->keys, size * sizeof(*keys));
	if (!keys)
		return -1;
	t->keys = keys;
	if (resize_heads(t, size) == -1)
		return -1;
	t->size = size;
	return 0;
}

int
pairtab_init(struct pairtab *t, size_t max, uint64_t seed)
{
	*t = (struct pairtab){ .max = max, .seed = seed };
	return resize(t, max < FIRST_SIZE ? max : FIRST_SIZE);
}

void
pairtab_free(struct pairtab *t)
{
	free(t->pairs);
	free(t->keys);
	free(t->heads);
}

static uint64_t
weight(const struct ntpmatch_pair *p)
{
	return p->requests + p->replies;
}

/* The lightest of some, others each time. */
static uint32_t
give_up_one(struct pairtab *t, struct ntpmatch_pair *gone)
{
	size_t best = t->hand;

	for (size_t i = 0; i < SAMPLE && i < t->count; i++) {
		if (weight(&t->pairs[t->hand]) < weight(&t->pairs[best]))
			best = t->hand;
		t->hand = (t->hand + 1) % t->count;
	}
	unlink_pair(t, (uint32_t)best);
	*gone = t->pairs[best];
	return (uint32_t)best;
}

static uint32_t
find_pair(const struct pairtab *t, const struct decap_addr *client,
    const struct decap_addr *server)
{
	uint32_t i = t->heads[hash_pair(t, client, server)];

	while (i != PAIRTAB_NONE &&
	    (memcmp(&t->keys[i].client, client, sizeof(*client)) != 0 ||
		memcmp(&t->keys[i].server, server, sizeof(*server)) != 0))
		i = t->keys[i].next;
	return i;
}

static uint32_t
make_room(struct pairtab *t, struct ntpmatch_pair *gone)
{
	size_t size = t->size * 2 < t->max ? t->size * 2 : t->max;

	if (t->count == t->max)
		return give_up_one(t, gone);
	if (t->count == t->size && resize(t, size) == -1)
		return PAIRTAB_NONE;
	t->pairs[t->count].generation = 0;
	return (uint32_t)t->count++;
}

uint32_t
pairtab_get(struct pairtab *t, const struct decap_addr *client,
    const struct decap_addr *server, uint64_t born, struct ntpmatch_pair *gone)
{
	uint32_t i = find_pair(t, client, server), generation;

	if (i != PAIRTAB_NONE)
		return i;
	i = make_room(t, gone);
	if (i == PAIRTAB_NONE)
		return i;
	generation = t->pairs[i].generation + 1;
	t->pairs[i] = (struct ntpmatch_pair){ .client = *client,
		.server = *server,
		.born = born,
		.generation = generation };
	t->keys[i] = (struct pairkey){ .client = *client, .server = *server };
	link_pair(t, i);
	return i;
}

void
matchlog_init(struct matchlog *l, size_t max)
{
	*l = (struct matchlog){ .max = max };
}

void
matchlog_free(struct matchlog *l)
{
	free(l->entries);
}

int
matchlog_add(struct matchlog *l, const struct ntpmatch_request *r)
{
	if (l->count == l->size && l->size < l->max) {
		size_t size = l->size == 0 ? FIRST_SIZE : l->size * 2;
		struct ntpmatch_request *p;

		if (size > l->max)
			size = l->max;
		p = realloc(l->entries, size * sizeof(*p));
		if (!p)
			return -1;
		l->entries = p;
		l->size = size;
	}
	/* Only when it will grow no more does it begin anew. */
	if (l->next == l->size)
		l->next = 0;
	l->entries[l->next++] = *r;
	l->count++;
	return 0;
}

size_t
matchlog_left(const struct matchlog *l)
{
	return l->count < l->size ? (size_t)l->count : l->size;
}

struct ntpmatch_request
matchlog_at(const struct matchlog *l, size_t i)
{
	size_t at = l->next + i;

	/* Until it is full, the oldest is the first. */
	if (l->count < l->size)
		at = i;
	else if (at >= l->size)
		at -= l->size;
	return l->entries[at];
}
