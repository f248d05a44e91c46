/*
 * Reservations in the tables of Kea's PostgreSQL host back-end, schemas 13
 * (Kea 2.2) to 29 (Kea 3.0), as the JSON of Kea's configuration and back.
 * Global ones have subnet 0.  Tombstones travel in the user-context of one
 * row a family, whose identifier is no subscriber's.
 */
#ifndef PGHOSTS_H
#define PGHOSTS_H

#include <jansson.h>

#include "host.h"
#include "pgdb.h"
#include "why.h"

struct pghosts {
	json_t *list;      /* global reservations, each with PGHOSTS_ID */
	json_t *in_subnet; /* the others */
	json_t *forgotten; /* tombstones, by identifier */
	char row[24];      /* of the tombstones; "": none yet */
};

/* Member of each reservation read: its row, as text. */
#define PGHOSTS_ID "host-id"

/* Is it Kea's, of a version that we know?  0, or -1 and why. */
int pghosts_check(struct pgdb *db, struct why *why);

/* All of the family; 0, or -1 and why.  Clear it when it was 0. */
int pghosts_read(
    struct pgdb *db, int family, struct pghosts *out, struct why *why);
void pghosts_clear(struct pghosts *p);

/* `raw` is the reservation in its place, as it was read, or null. */
int pghosts_put(
    struct pgdb *db, const struct host *h, const json_t *raw, struct why *why);
int pghosts_remove(
    struct pgdb *db, int family, const json_t *raw, struct why *why);

/* Other tombstones than those that were read. */
int pghosts_forget(struct pgdb *db, int family, const struct pghosts *was,
    json_t *forgotten, struct why *why);

#endif
