#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sigmute.h"
#include "storeimpl.h"

struct store_txn *
store_begin(struct store *s, bool write, struct why *why)
{
	struct store_txn *t;
	int rc;

	if (write && s->writing) {
		why_set(why, "%s: already writing", s->dir);
		return NULL;
	}
	t = calloc(1, sizeof(*t));
	if (!t) {
		why_errno(why, "%s", s->dir);
		return NULL;
	}
	rc = mdb_txn_begin(s->env, NULL, write ? 0 : MDB_RDONLY, &t->txn);
	if (rc != 0) {
		store_fail(s->dir, write ? "write" : "read", rc, why);
		free(t);
		return NULL;
	}
	t->store = s;
	t->write = write;
	if (write)
		s->writing = true;
	return t;
}

static void
end(struct store_txn *t)
{
	if (t->write)
		t->store->writing = false;
	free(t);
}

int
store_commit(struct store_txn *t, struct why *why)
{
	const char *dir = t->store->dir;
	struct sigmute mute;
	int rc;

	sigmute_begin(&mute, SIGXFSZ);
	rc = mdb_txn_commit(t->txn);
	sigmute_end(&mute);
	end(t);
	return rc == 0 ? 0 : store_fail(dir, "commit", rc, why);
}

void
store_abort(struct store_txn *t)
{
	if (!t)
		return;
	mdb_txn_abort(t->txn);
	end(t);
}

static int
make_key(struct store_txn *t, const void *key, size_t len, MDB_val *out,
    struct why *why)
{
	if (len == 0 || len > STORE_KEY_MAX)
		return why_set(why,
		    "%s: want a key of 1 to %d octets, have %zu", t->store->dir,
		    STORE_KEY_MAX, len);
	out->mv_size = len;
	out->mv_data = (void *)(uintptr_t)key; /* LMDB only reads it */
	return 0;
}

int
store_get(struct store_txn *t, size_t table, const void *key, size_t key_len,
    const void **value, size_t *value_len, struct why *why)
{
	MDB_val k;
	MDB_val v;
	int rc;

	if (make_key(t, key, key_len, &k, why) == -1)
		return -1;
	rc = mdb_get(t->txn, t->store->tables[table], &k, &v);
	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc != 0)
		return store_fail(t->store->dir, "read", rc, why);
	*value = v.mv_data;
	*value_len = v.mv_size;
	return 1;
}

int
store_put(struct store_txn *t, size_t table, const void *key, size_t key_len,
    const void *value, size_t value_len, struct why *why)
{
	MDB_val v = { value_len, (void *)(uintptr_t)value };
	struct sigmute mute;
	MDB_val k;
	int rc;

	if (make_key(t, key, key_len, &k, why) == -1)
		return -1;
	/* A large transaction may have to write before its end. */
	sigmute_begin(&mute, SIGXFSZ);
	rc = mdb_put(t->txn, t->store->tables[table], &k, &v, 0);
	sigmute_end(&mute);
	return rc == 0 ? 0 : store_fail(t->store->dir, "write", rc, why);
}

int
store_del(struct store_txn *t, size_t table, const void *key, size_t key_len,
    struct why *why)
{
	MDB_val k;
	int rc;

	if (make_key(t, key, key_len, &k, why) == -1)
		return -1;
	rc = mdb_del(t->txn, t->store->tables[table], &k, NULL);
	if (rc == 0 || rc == MDB_NOTFOUND)
		return 0;
	return store_fail(t->store->dir, "write", rc, why);
}

static bool
has_prefix(const MDB_val *key, const void *prefix, size_t len)
{
	return key->mv_size >= len &&
	    (len == 0 || memcmp(key->mv_data, prefix, len) == 0);
}

int
store_each(struct store_txn *t, size_t table, const void *prefix,
    size_t prefix_len, store_fn *fn, void *arg, struct why *why)
{
	MDB_val k = { prefix_len, (void *)(uintptr_t)prefix };
	MDB_cursor_op op = prefix_len > 0 ? MDB_SET_RANGE : MDB_FIRST;
	MDB_cursor *cursor;
	int stop = 0;
	MDB_val v;
	int rc;

	rc = mdb_cursor_open(t->txn, t->store->tables[table], &cursor);
	if (rc != 0)
		return store_fail(t->store->dir, "read", rc, why);
	while (stop == 0 && (rc = mdb_cursor_get(cursor, &k, &v, op)) == 0) {
		if (!has_prefix(&k, prefix, prefix_len))
			break;
		stop = fn(arg, k.mv_data, k.mv_size, v.mv_data, v.mv_size);
		op = MDB_NEXT;
	}
	mdb_cursor_close(cursor);
	if (rc != 0 && rc != MDB_NOTFOUND)
		return store_fail(t->store->dir, "read", rc, why);
	return stop;
}
