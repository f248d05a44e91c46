/*
 * The index beside the wanted reservations (wanted.h): who holds an address
 * or prefix, and which MAC a line has.  Live ones only, those of each kind of
 * identifier apart.
 *
 *   'A' + kind + address + length -> wanted key
 *   'L' + circuit-id              -> wanted key (by MAC)
 *   'S' + ...                     -> said.h
 */
#ifndef WINDEX_H
#define WINDEX_H

#include "wanted.h"

int windex_put(struct store_txn *t, const struct host *h, struct why *why);
int windex_del(struct store_txn *t, const struct host *h, struct why *why);

/* The holder's wanted key: 1, 0 none, -1 and why. */
int windex_net(struct store_txn *t, enum host_id_type by,
    const struct ipnet *net, uint8_t key[WANTED_KEY_MAX], size_t *len,
    struct why *why);
int windex_line(struct store_txn *t, const struct host_id *line,
    uint8_t key[WANTED_KEY_MAX], size_t *len, struct why *why);

/*
 * The wanted key of each that overlaps `net` without being the same, until
 * fn returns something else than 0, which is returned; -1 and why.
 */
typedef int windex_fn(void *arg, const uint8_t *key, size_t len);
int windex_overlaps(struct store_txn *t, enum host_id_type by,
    const struct ipnet *net, windex_fn *fn, void *arg, struct why *why);

#endif
