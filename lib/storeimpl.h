/*
 * What store.c and storeopen.c share; the one place that knows LMDB.
 */
#ifndef STOREIMPL_H
#define STOREIMPL_H

#include <lmdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "store.h"
#include "why.h"

/* A 32-bit program's addresses are few, and its plans want some too. */
#define STORE_MAP_SIZE ((size_t)1 << (sizeof(size_t) == 8 ? 30 : 28))
#define STORE_MAX_READERS 510

struct store {
	char *dir;
	int dirfd; /* while it is opened */
	struct stat folder;
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

/* An error of LMDB or of the system in words; returns -1. */
int store_fail(const char *dir, const char *what, int rc, struct why *why);

#endif
