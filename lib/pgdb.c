#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <postgresql/libpq-fe.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mono.h"
#include "pgdb.h"
#include "site.h"

/* What we use of libpq, loaded at the first connection. */
static struct {
	PGconn *(*connectdbParams)(
	    const char *const *, const char *const *, int);
	PQconninfoOption *(*conninfoParse)(const char *, char **);
	void (*conninfoFree)(PQconninfoOption *);
	ConnStatusType (*status)(const PGconn *);
	char *(*errorMessage)(const PGconn *);
	char *(*db)(const PGconn *);
	void (*finish)(PGconn *);
	int (*sendQueryParams)(PGconn *, const char *, int, const Oid *,
	    const char *const *, const int *, const int *, int);
	int (*socket)(const PGconn *);
	int (*isBusy)(PGconn *);
	int (*consumeInput)(PGconn *);
	PGresult *(*getResult)(PGconn *);
	ExecStatusType (*resultStatus)(const PGresult *);
	char *(*resultErrorField)(const PGresult *, int);
	int (*ntuples)(const PGresult *);
	int (*getisnull)(const PGresult *, int, int);
	char *(*getvalue)(const PGresult *, int, int);
	void (*clear)(PGresult *);
	void (*freemem)(void *);
} pq;

static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static bool loaded;
static struct why load_why;

struct pgdb {
	PGconn *conn;
	unsigned int patience_ms;
	bool silent; /* it did not answer: nothing more is asked of it */
	char state[6];
};

struct pgrows {
	PGresult *result;
};

static bool
find(void *lib, const char *name, void *fn, size_t size)
{
	void *symbol = dlsym(lib, name);

	if (!symbol)
		return false;
	memcpy(fn, &symbol, size);
	return true;
}

#define FIND(member) find(lib, "PQ" #member, &pq.member, sizeof(pq.member))

static void
load(void)
{
	void *lib = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);

	if (!lib) {
		why_set(&load_why,
		    "want libpq.so.5 (package libpq5) for PostgreSQL: %s",
		    dlerror());
		return;
	}
	loaded = FIND(connectdbParams) && FIND(conninfoParse) &&
	    FIND(conninfoFree) && FIND(status) && FIND(errorMessage) &&
	    FIND(db) && FIND(finish) && FIND(sendQueryParams) && FIND(socket) &&
	    FIND(isBusy) && FIND(consumeInput) && FIND(getResult) &&
	    FIND(resultStatus) && FIND(resultErrorField) && FIND(ntuples) &&
	    FIND(getisnull) && FIND(getvalue) && FIND(clear) && FIND(freemem);
	if (!loaded)
		why_set(&load_why, "libpq lacks a function: %s", dlerror());
}

/* libpq's words end in newlines, and have some inside. */
static int
say(struct why *why, const char *what, const char *words)
{
	char line[512];
	size_t len;

	snprintf(line, sizeof(line), "%s", words ? words : "no reason given");
	len = strlen(line);
	while (len > 0 && line[len - 1] == '\n')
		line[--len] = '\0';
	for (char *p = line; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return why_set(why, "%s%s", what, line);
}

/* It would be read by everybody who reads the site file, and by ps(1). */
static int
check_conninfo(const char *conninfo, struct why *why)
{
	char *words = NULL;
	PQconninfoOption *list = pq.conninfoParse(conninfo, &words);
	bool secret = false;

	if (!list) {
		say(why, "want a connection string of libpq: ", words);
		pq.freemem(words);
		return -1;
	}
	for (const PQconninfoOption *o = list; o->keyword; o++)
		secret |= strcmp(o->keyword, "password") == 0 && o->val;
	pq.conninfoFree(list);
	if (secret)
		return why_set(why,
		    "the connection string holds a password: want it in "
		    "database-password-file");
	return 0;
}

static int
connect_to(struct pgdb *db, const char *conninfo, const char *password,
    struct why *why)
{
	const char *const keys[] = { "dbname", "connect_timeout",
		"tcp_user_timeout", "application_name", "options",
		"client_encoding", *password ? "password" : NULL, NULL };
	const char *const values[] = { conninfo, "3", "10000", "kea-reserve",
		"-c statement_timeout=60000 -c lock_timeout=50000 "
		"-c standard_conforming_strings=on",
		"UTF8", password, NULL };

	db->conn = pq.connectdbParams(keys, values, 1);
	if (!db->conn)
		return why_set(why, "out of memory");
	if (pq.status(db->conn) != CONNECTION_OK)
		return say(why, "", pq.errorMessage(db->conn));
	return 0;
}

struct pgdb *
pgdb_open(const char *conninfo, const char *password_file,
    unsigned int patience_ms, struct why *why)
{
	char password[256] = "";
	struct pgdb *db;
	int r;

	pthread_once(&load_once, load);
	if (!loaded) {
		why_set(why, "%s", load_why.text);
		return NULL;
	}
	db = calloc(1, sizeof(*db));
	if (!db) {
		why_set(why, "out of memory");
		return NULL;
	}
	db->patience_ms = patience_ms;
	r = check_conninfo(conninfo, why);
	if (r == 0 && password_file)
		r = site_secret(password_file, password, sizeof(password), why);
	if (r == 0)
		r = connect_to(db, conninfo, password, why);
	explicit_bzero(password, sizeof(password));
	if (r == 0)
		return db;
	pgdb_close(db);
	return NULL;
}

void
pgdb_close(struct pgdb *db)
{
	if (db && db->conn)
		pq.finish(db->conn);
	free(db);
}

const char *
pgdb_name(const struct pgdb *db)
{
	return pq.db(db->conn);
}

const char *
pgdb_state(const struct pgdb *db)
{
	return db->state;
}

static int
exec_failed(struct pgdb *db, const PGresult *result, struct why *why)
{
	const char *state = NULL, *words = NULL;

	if (result) {
		state = pq.resultErrorField(result, PG_DIAG_SQLSTATE);
		words = pq.resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	}
	snprintf(db->state, sizeof(db->state), "%s", state ? state : "");
	return say(why, "", words ? words : pq.errorMessage(db->conn));
}

/* Until a result is there, or it is known that none comes; -1 and why. */
static int
await(struct pgdb *db, int64_t until, struct why *why)
{
	while (pq.isBusy(db->conn)) {
		struct pollfd fd = { pq.socket(db->conn), POLLIN, 0 };
		int64_t left = until - mono_ms();
		int r = left > 0 ? poll(&fd, 1, (int)left) : 0;

		if (r == -1 && errno != EINTR)
			return why_errno(why, "poll");
		if (r == 0) {
			db->silent = true;
			return why_set(why, "want an answer in %u s, have none",
			    (db->patience_ms + 999) / 1000);
		}
		if (r == 1 && !pq.consumeInput(db->conn))
			return say(why, "", pq.errorMessage(db->conn));
	}
	return 0;
}

/*
 * The last result of what was sent, null when there is none; -1 and why.  One
 * that has come counts, whatever becomes of the connection after it.
 */
static int
receive(struct pgdb *db, PGresult **out, struct why *why)
{
	int64_t until = mono_ms() + db->patience_ms;
	PGresult *next;

	do {
		if (await(db, until, why) == -1)
			return *out ? 0 : -1;
		next = pq.getResult(db->conn);
		if (next) {
			pq.clear(*out);
			*out = next;
		}
	} while (next);
	return 0;
}

static int
ask(struct pgdb *db, const char *sql, const char *const *params, size_t count,
    PGresult **out, struct why *why)
{
	*out = NULL;
	if (db->silent)
		return why_set(why, "it has not answered before");
	if (!pq.sendQueryParams(
		db->conn, sql, (int)count, NULL, params, NULL, NULL, 0))
		return say(why, "", pq.errorMessage(db->conn));
	return receive(db, out, why);
}

int
pgdb_exec(struct pgdb *db, const char *sql, const char *const *params,
    size_t count, struct pgrows **rows, struct why *why)
{
	PGresult *result;
	int r = ask(db, sql, params, count, &result, why);
	ExecStatusType status =
	    result ? pq.resultStatus(result) : PGRES_FATAL_ERROR;
	struct pgrows *out = NULL;

	db->state[0] = '\0';
	if (r == -1)
		return -1;
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		r = exec_failed(db, result, why);
	else if (rows && !(out = calloc(1, sizeof(*out))))
		r = why_set(why, "out of memory");
	if (!out) {
		pq.clear(result);
		return r;
	}
	out->result = result;
	*rows = out;
	return 0;
}

size_t
pgrows_count(const struct pgrows *rows)
{
	return (size_t)pq.ntuples(rows->result);
}

const char *
pgrows_get(const struct pgrows *rows, size_t row, int column)
{
	if (pq.getisnull(rows->result, (int)row, column))
		return NULL;
	return pq.getvalue(rows->result, (int)row, column);
}

void
pgrows_free(struct pgrows *rows)
{
	if (!rows)
		return;
	pq.clear(rows->result);
	free(rows);
}
