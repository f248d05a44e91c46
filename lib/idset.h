/*
 * Line identifiers in memory, each with the list and line it came from: to
 * ask many questions of lists that are read once.
 */
#ifndef IDSET_H
#define IDSET_H

#include <stddef.h>
#include <stdint.h>

struct idset;

struct idset_entry {
	const uint8_t *id; /* valid while the set lives */
	size_t len;
	size_t list; /* the caller's number */
	unsigned long line;
};

struct idset *idset_new(void);      /* null when memory is short */
void idset_free(struct idset *set); /* null is fine */

/* The same identifier may be added many times.  -1 when memory is short. */
int idset_add(struct idset *set, const uint8_t *id, size_t len, size_t list,
    unsigned long line);

/* In the order they were added. */
size_t idset_count(const struct idset *set);
struct idset_entry idset_at(const struct idset *set, size_t i);

#define IDSET_NONE SIZE_MAX

/* The first entry of this identifier, and the next one of the same. */
size_t idset_find(const struct idset *set, const uint8_t *id, size_t len);
size_t idset_next(const struct idset *set, size_t i);

#endif
