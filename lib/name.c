#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hash64.h"
#include "name.h"

/* Octets are put one behind the other into blocks of this size. */
#define BLOCK_SIZE 65536

struct block {
	struct block *next;
	char octets[];
};

struct entry {
	const char *p; /* null: free */
	size_t len;
};

/* An open table, never more than half full. */
static struct {
	struct entry *entries;
	size_t size; /* a power of two */
	size_t count;
	struct block *blocks; /* the last one first */
	char *free;           /* what is left of it */
	size_t left;
} table;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Where it is, or where it goes. */
static struct entry *
find(struct entry *entries, size_t size, const void *octets, size_t len)
{
	size_t i = (size_t)hash64(octets, len) & (size - 1);

	while (entries[i].p &&
	    (entries[i].len != len || memcmp(entries[i].p, octets, len) != 0))
		i = (i + 1) & (size - 1);
	return &entries[i];
}

static int
make_room(void)
{
	size_t size = table.size == 0 ? 256 : 2 * table.size;
	struct entry *entries;

	if (2 * (table.count + 1) <= table.size)
		return 0;
	entries = calloc(size, sizeof(*entries));
	if (!entries)
		return -1;
	for (size_t i = 0; i < table.size; i++) {
		const struct entry *e = &table.entries[i];

		if (e->p)
			*find(entries, size, e->p, e->len) = *e;
	}
	free(table.entries);
	table.entries = entries;
	table.size = size;
	return 0;
}

/* For good: the table alone knows. */
static char *
copy(const void *octets, size_t len)
{
	size_t need = len + 1;
	char *p;

	if (need > table.left) {
		size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
		struct block *b = malloc(sizeof(*b) + size);

		if (!b)
			return NULL;
		b->next = table.blocks;
		table.blocks = b;
		table.free = b->octets;
		table.left = size;
	}
	p = table.free;
	table.free += need;
	table.left -= need;
	memcpy(p, octets, len);
	p[len] = '\0';
	return p;
}

static const void *
keep(const void *octets, size_t len)
{
	struct entry *e;

	if (make_room() == -1)
		return NULL;
	e = find(table.entries, table.size, octets, len);
	if (!e->p) {
		e->p = copy(octets, len);
		if (!e->p)
			return NULL;
		e->len = len;
		table.count++;
	}
	return e->p;
}

const void *
name_keep(const void *octets, size_t len)
{
	const void *p;

	pthread_mutex_lock(&lock);
	p = keep(len > 0 ? octets : "", len);
	pthread_mutex_unlock(&lock);
	return p;
}

int
name_set(struct name *out, const char *text, size_t len)
{
	const char *p = name_keep(text, len);

	if (!p)
		return -1;
	out->text = p;
	return 0;
}

const char *
name_str(struct name n)
{
	return n.text ? n.text : "";
}

bool
name_equal(struct name a, struct name b)
{
	return a.text == b.text || strcmp(name_str(a), name_str(b)) == 0;
}

void
name_forget(void)
{
	pthread_mutex_lock(&lock);
	while (table.blocks) {
		struct block *next = table.blocks->next;

		free(table.blocks);
		table.blocks = next;
	}
	free(table.entries);
	memset(&table, 0, sizeof(table));
	pthread_mutex_unlock(&lock);
}
