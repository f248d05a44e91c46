/*
 * What is wanted: every reservation that was accepted, and tombstones of
 * those forgotten, each with its version.  One law on every way in (an
 * Access-Accept, an import, a reservation learnt from a target): the newest
 * version wins, and of two lines that want one address or prefix the newer
 * one has it, the older becomes a tombstone of its own version: a later wish
 * of its line, which another machine may have taken already, is not lost with
 * it.  What its line had before its last word on it (said.h) becomes one,
 * too.  So two machines that saw the same wishes in any order, and each
 * other's tombstones, want the same.
 *
 * All functions work inside a transaction of the caller.
 */
#ifndef WANTED_H
#define WANTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"
#include "state.h"
#include "why.h"

/* Key in STATE_WANTED: '4' + circuit-id, '6' + MAC, 'f' + line (IPv6 by
 * line).  The three do not know of each other: one subscriber may have a
 * reservation by MAC and one by line, for servers of either kind. */
#define WANTED_KEY_MAX (1 + HOST_ID_MAX)
size_t wanted_key(const struct host *h, uint8_t key[WANTED_KEY_MAX]);

/* Stored form <-> host; -1: not of our making. */
#define WANTED_VALUE_MAX 1024
size_t wanted_pack(const struct host *h, uint8_t value[WANTED_VALUE_MAX]);
int wanted_unpack(const void *key, size_t key_len, const void *value,
    size_t value_len, struct host *out);

/* 1 and *out (tombstones too), 0 none, -1 and why. */
int wanted_get(struct store_txn *t, const struct host_id *id, struct host *out,
    struct why *why);
/* The IPv6 reservation by MAC that the line has now, the same way. */
int wanted_of_line(struct store_txn *t, const struct host_id *line,
    struct host *out, struct why *why);

/*
 * A number that grows with every change of what is wanted: who has seen all
 * at one number has nothing new to look for as long as it stays.
 */
int wanted_changes(struct store_txn *t, uint64_t *out, struct why *why);

/* The next version: larger than the clock and than any seen before. */
int wanted_next_version(
    struct store_txn *t, struct host_version *out, struct why *why);

/* What came of a merge; `evicted` is called for each reservation that lost
 * its place to the merged one, before it is turned into a tombstone. */
enum wanted_verdict {
	WANTED_OLD,  /* the state holds a newer one: nothing was changed */
	WANTED_SAME, /* nothing to change */
	WANTED_TAKEN /* it is in, now with its version */
};
typedef void wanted_fn(
    void *arg, const struct host *loser, const struct host *winner);

/*
 * Bring one reservation or tombstone with its version in.  When a newer one
 * holds its address, its prefix or (IPv6) its line, it is put as a
 * tombstone.  A reservation that overlaps another line's without
 * being equal is taken as it is: wanted_overlap() tells beforehand.
 * Returns the verdict, or -1 and why.
 */
int wanted_merge(struct store_txn *t, const struct host *h, wanted_fn *evicted,
    void *arg, struct why *why);

/*
 * Another line's live reservation whose address or prefix overlaps one of
 * h's without being the same: 1 and *out, 0 none, -1 and why.
 */
int wanted_overlap(struct store_txn *t, const struct host *h, struct host *out,
    struct why *why);

/* Only the day of last sight, or of a tombstone's burial; nothing is newer
 * for it. */
int wanted_saw(
    struct store_txn *t, const struct host *h, uint32_t day, struct why *why);

/* Today in days since 1970. */
uint32_t wanted_today(void);

/*
 * Each host by such an identifier (HOST_ANY_ID: all), tombstones too, in key
 * order, until fn returns something else than 0, which is returned; -1 and
 * why.
 */
typedef int wanted_each_fn(void *arg, const struct host *h);
int wanted_each(struct store_txn *t, enum host_id_type by, wanted_each_fn *fn,
    void *arg, struct why *why);

/* All of them in one array (free()); 0, or -1 and why. */
int wanted_all(struct store_txn *t, enum host_id_type by, struct host **out,
    size_t *count, struct why *why);

#endif
