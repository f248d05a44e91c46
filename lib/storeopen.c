#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "num.h"
#include "sigmute.h"
#include "storeimpl.h"

#define META_TABLE "collecte"
#define FREE_LIST 0 /* LMDB's own table of unused pages */

static const char format_key[] = "format";

int
store_fail(const char *dir, const char *what, int rc, struct why *why)
{
	switch (rc) {
	case MDB_INVALID:
		return why_set(why,
		    "%s: %s: not a database, or its head is damaged, or a "
		    "%d-bit program made it",
		    dir, what, sizeof(size_t) == 8 ? 32 : 64);
	case MDB_VERSION_MISMATCH:
		return why_set(why,
		    "%s: %s: written by another version of LMDB", dir, what);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
		return why_set(why, "%s: %s: the database is damaged (%s)", dir,
		    what, mdb_strerror(rc));
	case MDB_MAP_FULL:
		return why_set(why,
		    "%s: %s: full: it may have %zu MiB; nothing was changed",
		    dir, what, STORE_MAP_SIZE >> 20);
	case MDB_READERS_FULL:
		return why_set(why, "%s: %s: more than %d readers at once", dir,
		    what, STORE_MAX_READERS);
	case EACCES:
		return why_set(why,
		    "%s: %s: permission denied: want a user of the folder's "
		    "group",
		    dir, what);
	case EIO: /* LMDB's word for a write that was cut, too */
		return why_set(why,
		    "%s: %s: %s: a full disk, a file size limit or a broken "
		    "disk; nothing was changed",
		    dir, what, mdb_strerror(rc));
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return why_set(why, "%s: %s: %s; nothing was changed", dir,
		    what, mdb_strerror(rc));
	default:
		return why_set(why, "%s: %s: %s", dir, what, mdb_strerror(rc));
	}
}

/* How many pages from `first` on are on the free list. */
static int
count_free_from(MDB_txn *txn, size_t first, size_t *count)
{
	MDB_cursor *cursor;
	MDB_val key;
	MDB_val value;
	int rc = mdb_cursor_open(txn, FREE_LIST, &cursor);

	*count = 0;
	if (rc != 0)
		return rc;
	while ((rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
		const size_t *pages = value.mv_data; /* [0] is their number */

		if (value.mv_size < sizeof(*pages) ||
		    pages[0] > value.mv_size / sizeof(*pages) - 1) {
			rc = MDB_CORRUPTED;
			break;
		}
		for (size_t i = 1; i <= pages[0]; i++)
			*count += pages[i] >= first;
	}
	mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

struct length {
	int fd;
	size_t page;      /* octets of one */
	size_t last;      /* the highest page in use, or once in use */
	size_t have;      /* octets in the file */
	bool implausible; /* more pages than the map holds */
};

static int
measure(struct store *s, struct length *l, struct why *why)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;

	mdb_env_info(s->env, &info);
	mdb_env_stat(s->env, &stat);
	if (mdb_env_get_fd(s->env, &l->fd) != 0 || fstat(l->fd, &st) == -1)
		return why_errno(why, "%s/data.mdb: stat", s->dir);
	l->page = stat.ms_psize;
	l->last = info.me_last_pgno;
	l->have = (size_t)st.st_size;
	l->implausible = l->last >= info.me_mapsize / l->page;
	return 0;
}

/* The same under the write lock; grows the file to see what is behind. */
static int
mend_length(struct store *s, MDB_txn *txn, struct why *why)
{
	size_t unused = 0;
	struct length l;
	size_t first;
	size_t want;

	if (measure(s, &l, why) == -1)
		return -1;
	if (l.implausible)
		return store_fail(s->dir, "data.mdb", MDB_CORRUPTED, why);
	first = l.have / l.page;
	want = (l.last + 1) * l.page;
	if (first > l.last)
		return 0;
	if (ftruncate(l.fd, (off_t)want) == -1)
		return store_fail(s->dir, "data.mdb", errno, why);
	if (count_free_from(txn, first, &unused) == 0 &&
	    unused == l.last + 1 - first)
		return 0;
	(void)!ftruncate(l.fd, (off_t)l.have);
	return why_set(why,
	    "%s/data.mdb: cut short: want %zu octets, have %zu: restore it or "
	    "move it away",
	    s->dir, want, l.have);
}

/*
 * Reading a page behind the end of the file would kill us with SIGBUS.  A
 * sound file may lack pages at its end when none of these is in use: then
 * make it whole.  Else it was cut.
 */
static int
check_length(struct store *s, struct why *why)
{
	struct length l;
	MDB_txn *lock;
	MDB_txn *txn;
	int ret;
	int rc;

	if (measure(s, &l, why) == -1)
		return -1;
	if (!l.implausible && l.have / l.page > l.last)
		return 0;
	rc = mdb_txn_begin(s->env, NULL, 0, &lock);
	if (rc != 0)
		return store_fail(s->dir, "data.mdb", rc, why);
	/* LMDB shows its free list to readers only. */
	rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
	if (rc == 0) {
		ret = mend_length(s, txn, why);
		mdb_txn_abort(txn);
	} else {
		ret = store_fail(s->dir, "data.mdb", rc, why);
	}
	mdb_txn_abort(lock);
	return ret;
}

static int
check_format(
    struct store *s, MDB_txn *txn, unsigned int format, struct why *why)
{
	MDB_val key = { sizeof(format_key) - 1, (void *)(uintptr_t)format_key };
	MDB_val value;
	uint32_t have;
	int rc = mdb_get(txn, s->meta, &key, &value);

	if (rc != 0)
		return rc;
	if (num_span_u32(value.mv_data, value.mv_size, 0, UINT32_MAX, &have) ==
	    -1)
		return MDB_CORRUPTED;
	if (have == format)
		return 0;
	why_set(why, "%s: written by another version: want format %u, have %u",
	    s->dir, format, have);
	return -1;
}

static int
put_format(struct store *s, MDB_txn *txn, unsigned int format)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", format);
	MDB_val key = { sizeof(format_key) - 1, (void *)(uintptr_t)format_key };
	MDB_val value = { (size_t)len, text };

	return mdb_put(txn, s->meta, &key, &value, 0);
}

/* The first of ours in this environment: then nobody else's may be there. */
static int
create_meta(struct store *s, MDB_txn *txn, unsigned int format, struct why *why)
{
	MDB_stat stat;
	MDB_dbi root;
	int rc = mdb_dbi_open(txn, NULL, 0, &root);

	if (rc == 0)
		rc = mdb_stat(txn, root, &stat);
	if (rc != 0)
		return rc;
	if (stat.ms_entries > 0)
		return why_set(why,
		    "%s: want a folder of our own, have the "
		    "database of another program",
		    s->dir);
	rc = mdb_dbi_open(txn, META_TABLE, MDB_CREATE, &s->meta);
	return rc == 0 ? put_format(s, txn, format) : rc;
}

/*
 * Handles for the tables in one transaction.  Returns 0, an error of LMDB
 * (MDB_NOTFOUND: something must be created first), or -1 with why set.
 */
static int
open_tables(struct store *s, const char *const *names, unsigned int format,
    bool create, struct why *why)
{
	unsigned int flags = create ? MDB_CREATE : 0;
	MDB_txn *txn;
	int rc = mdb_txn_begin(s->env, NULL, create ? 0 : MDB_RDONLY, &txn);

	if (rc != 0)
		return rc;
	rc = mdb_dbi_open(txn, META_TABLE, 0, &s->meta);
	if (rc == MDB_NOTFOUND && create)
		rc = create_meta(s, txn, format, why);
	if (rc == 0)
		rc = check_format(s, txn, format, why);
	for (size_t i = 0; rc == 0 && i < s->table_count; i++)
		rc = mdb_dbi_open(txn, names[i], flags, &s->tables[i]);
	if (rc != 0) {
		mdb_txn_abort(txn);
		return rc;
	}
	return mdb_txn_commit(txn);
}

/* Returns 0 or an error of LMDB. */
static int
start_env(struct store *s)
{
	int rc = mdb_env_create(&s->env);

	if (rc == 0)
		rc = mdb_env_set_mapsize(s->env, STORE_MAP_SIZE);
	if (rc == 0)
		rc = mdb_env_set_maxreaders(s->env, STORE_MAX_READERS);
	if (rc == 0)
		rc = mdb_env_set_maxdbs(s->env, (MDB_dbi)(s->table_count + 1));
	return rc == 0 ? storefile_open(s) : rc;
}

/*
 * Whoever waits while the first one makes the lock file, and that one is
 * killed, is left with an empty one: alone, it makes it itself.
 */
static int
start_env_or_again(struct store *s)
{
	int rc = start_env(s);

	if (rc != MDB_INVALID)
		return rc;
	mdb_env_close(s->env);
	s->env = NULL;
	return start_env(s);
}

static int
open_env(struct store *s, struct why *why)
{
	int dead;
	int fd;
	int rc = start_env_or_again(s);

	if (rc != 0)
		return store_fail(s->dir, "data.mdb", rc, why);
	/* LMDB leaves this one open for programs that we may start. */
	if (mdb_env_get_fd(s->env, &fd) == 0)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	/* Slots of killed readers would keep old pages for ever. */
	rc = mdb_reader_check(s->env, &dead);
	if (rc != 0)
		return store_fail(s->dir, "lock.mdb", rc, why);
	return check_length(s, why);
}

static int
open_all(struct store *s, const char *const *names, unsigned int format,
    struct why *why)
{
	int rc;

	if (storefile_find(s, why) == -1 || open_env(s, why) == -1 ||
	    storefile_check(s, why) == -1)
		return -1;
	rc = open_tables(s, names, format, false, why);
	if (rc == MDB_NOTFOUND)
		rc = open_tables(s, names, format, true, why);
	if (rc == 0 || rc == -1)
		return rc;
	return store_fail(s->dir, "data.mdb", rc, why);
}

struct store *
store_open(const char *dir, const char *const *tables, size_t table_count,
    unsigned int format, struct why *why)
{
	struct store *s = calloc(1, sizeof(*s));
	struct sigmute mute;
	int ret;

	if (!s)
		goto no_memory;
	s->table_count = table_count;
	s->dirfd = s->links = s->files[0] = s->files[1] = -1;
	s->dir = strdup(dir);
	s->tables = calloc(table_count + 1, sizeof(*s->tables));
	if (!s->dir || !s->tables)
		goto no_memory;
	sigmute_begin(&mute, SIGXFSZ);
	ret = open_all(s, tables, format, why);
	sigmute_end(&mute);
	storefile_leave(s);
	if (ret == -1) {
		store_close(s);
		return NULL;
	}
	return s;
no_memory:
	why_errno(why, "%s", dir);
	store_close(s);
	return NULL;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	if (s->env)
		mdb_env_close(s->env);
	free(s->tables);
	free(s->dir);
	free(s);
}
