/*
 * A PostgreSQL database.  libpq is loaded at the first connection, not at
 * start: who needs no database must not pay for it.  All values are text.
 */
#ifndef PGDB_H
#define PGDB_H

#include <stddef.h>

#include "why.h"

struct pgdb;
struct pgrows;

/*
 * Connect.  `conninfo` is a connection string or URI of libpq without a
 * password; that is the one line of `password_file` (null: none needed).
 * A statement that takes a minute, or that waits 50 s for a lock, fails; and so
 * does one to which nothing at all is said in `patience_ms` (a machine that
 * stands still), and then all that follow.
 * Null and why; free with pgdb_close() (null is fine).
 */
struct pgdb *pgdb_open(const char *conninfo, const char *password_file,
    unsigned int patience_ms, struct why *why);
void pgdb_close(struct pgdb *db);

/* The name of the database. */
const char *pgdb_name(const struct pgdb *db);

/*
 * One statement with its parameters $1, $2 ... (null: NULL).  *rows may be
 * null, for who wants none; else free them with pgrows_free().  0, or -1 and
 * why, and pgdb_state() says what kind of error it was.
 */
int pgdb_exec(struct pgdb *db, const char *sql, const char *const *params,
    size_t count, struct pgrows **rows, struct why *why);

/* SQLSTATE of the last error: five characters; "" when it had none. */
const char *pgdb_state(const struct pgdb *db);

size_t pgrows_count(const struct pgrows *rows);
/* Null for NULL; lives as long as the rows. */
const char *pgrows_get(const struct pgrows *rows, size_t row, int column);
void pgrows_free(struct pgrows *rows);

#endif
