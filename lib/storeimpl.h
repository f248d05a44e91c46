/*
 * What store.c, storeopen.c and storefile.c share; the one place that knows
 * LMDB.
 */
#ifndef STOREIMPL_H
#define STOREIMPL_H

#include <lmdb.h>
#include <stdbool.h>
#include <stddef.h>

#include "store.h"
#include "why.h"

/* A 32-bit program's addresses are few, and its plans want some too. */
#define STORE_MAP_SIZE ((size_t)1 << (sizeof(size_t) == 8 ? 30 : 28))
#define STORE_MAX_READERS 510

struct store {
	char *dir;
	/* While it is opened; -1: not. */
	int dirfd;    /* the folder */
	int files[2]; /* data.mdb and lock.mdb in it, as O_PATH */
	int links;    /* the folder in it with links to these */
	MDB_env *env;
	MDB_dbi meta;
	MDB_dbi *tables;
	size_t table_count;
	bool writing;
};

struct store_txn {
	struct store *store;
	MDB_txn *txn;
	bool write;
};

/*
 * The folder and the files in it, made where missing, and known by descriptors
 * from here on.  0, or -1 and why; storefile_leave() in either case.
 */
int storefile_find(struct store *s, struct why *why);
/* Have LMDB open just these.  0 or an error of LMDB. */
int storefile_open(struct store *s);
/* Are they what others find under their names?  0, or -1 and why. */
int storefile_check(struct store *s, struct why *why);
void storefile_leave(struct store *s);

/* An error of LMDB or of the system in words; returns -1. */
int store_fail(const char *dir, const char *what, int rc, struct why *why);

#endif
