/*
 * Durable tables in one LMDB environment, shared by several processes and
 * users of one group (folder 2770, files 0660, whatever the umask).
 *
 * A commit is on disk when store_commit() returns 0; a process that is
 * killed at any moment leaves the last commit.  Errors are told in `why`
 * with the path: not writable, full disk, written by another version,
 * corrupt or cut.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "why.h"

struct store;
struct store_txn;

/*
 * Open, and create where missing, the environment in folder `dir` with the
 * named tables.  `format` is the caller's own format number: an environment
 * that carries another one is refused.  A folder is open once in a process
 * at a time, and is not carried over fork(): open it again in the child.
 */
struct store *store_open(const char *dir, const char *const *tables,
    size_t table_count, unsigned int format, struct why *why);
void store_close(struct store *s); /* null is fine */

/*
 * One writer at a time: another one, of any process, waits as long as that
 * takes, so keep it short.  Readers never wait.  End with commit or abort.
 */
struct store_txn *store_begin(struct store *s, bool write, struct why *why);
int store_commit(struct store_txn *t, struct why *why);
void store_abort(struct store_txn *t); /* null is fine */

/*
 * `table` is an index into the names given to store_open().  A value points
 * into the environment: valid until the transaction ends or writes.
 * store_get: 1 found, 0 not, -1 and why.  store_del: no such key is fine.
 */
int store_get(struct store_txn *t, size_t table, const void *key,
    size_t key_len, const void **value, size_t *value_len, struct why *why);
int store_put(struct store_txn *t, size_t table, const void *key,
    size_t key_len, const void *value, size_t value_len, struct why *why);
int store_del(struct store_txn *t, size_t table, const void *key,
    size_t key_len, struct why *why);

/*
 * Call fn for each pair whose key begins with `prefix`, in key order, until
 * it returns something else than 0, which is returned; -1 and why on an
 * error.  fn must not write to the table it walks.
 */
typedef int store_fn(void *arg, const void *key, size_t key_len,
    const void *value, size_t value_len);
int store_each(struct store_txn *t, size_t table, const void *prefix,
    size_t prefix_len, store_fn *fn, void *arg, struct why *why);

/* Longest key, in octets (LMDB's own limit). */
#define STORE_KEY_MAX 511

#endif
