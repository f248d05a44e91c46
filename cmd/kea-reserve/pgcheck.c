#include <stdio.h>
#include <string.h>

#include "pgcheck.h"

/* The i-th hosts-database, in the one form or the other; null behind all. */
static const json_t *
database(const struct keadoc *runs, size_t i)
{
	const json_t *one = json_object_get(runs->body, "hosts-database");
	const json_t *list = json_object_get(runs->body, "hosts-databases");

	if (one && i == 0)
		return one;
	return json_array_get(list, i - (one ? 1 : 0));
}

/* That of PostgreSQL which has this name, or null; any there is: *some. */
static const json_t *
ours(const struct keadoc *runs, const char *name, bool *some)
{
	const json_t *db;

	*some = false;
	for (size_t i = 0; (db = database(runs, i)); i++) {
		const char *type =
		    json_string_value(json_object_get(db, "type"));
		const char *have =
		    json_string_value(json_object_get(db, "name"));

		if (!type || strcmp(type, "postgresql") != 0)
			continue;
		*some = true;
		if (have && strcmp(have, name) == 0)
			return db;
	}
	return NULL;
}

int
pgcheck_reads(const struct endpoint *ep, const struct keadoc *runs,
    const char *name, struct why *why)
{
	bool some;

	if (ours(runs, name, &some))
		return 0;
	if (some)
		return why_set(why,
		    "%s: hosts-database: want the name %s of our database, "
		    "have another",
		    ep->label, name);
	return why_set(why,
	    "%s: hosts-database: want one of type postgresql in Kea's "
	    "configuration, have none",
	    ep->label);
}

/* By default Kea ends itself when its database does. */
static void
check_survives(const json_t *db, struct findings *f)
{
	const char *on_fail = json_string_value(json_object_get(db, "on-fail"));

	if (!on_fail || strcmp(on_fail, "serve-retry-continue") != 0)
		finding_add(f, FIND_DATABASE_FAIL, "hosts-database.on-fail",
		    "want serve-retry-continue, have %s: Kea ends with its "
		    "database",
		    on_fail ? on_fail : "none");
	if (json_integer_value(json_object_get(db, "max-reconnect-tries")) < 1)
		finding_add(f, FIND_DATABASE_FAIL,
		    "hosts-database.max-reconnect-tries",
		    "want many, have none: Kea does not come back to its "
		    "database");
}

#define SEQUENCE(table, column)                                               \
	"has_sequence_privilege(pg_get_serial_sequence('" table "', '" column \
	"'), 'USAGE, UPDATE')"

/* Each right on its own: of a list of them one will do. */
static const struct right {
	const char *of, *what;
	const char *sql; /* null: has_table_privilege() */
} rights[] = {
	{ "schema_version", "SELECT", NULL },
	{ "hosts", "SELECT", NULL },
	{ "hosts", "INSERT", NULL },
	{ "hosts", "UPDATE", NULL },
	{ "hosts", "DELETE", NULL },
	{ "ipv6_reservations", "SELECT", NULL },
	{ "ipv6_reservations", "INSERT", NULL },
	{ "ipv6_reservations", "UPDATE", NULL },
	{ "ipv6_reservations", "DELETE", NULL },
	{ "the sequence of hosts", "USAGE", SEQUENCE("hosts", "host_id") },
	{ "the sequence of ipv6_reservations", "USAGE",
	    SEQUENCE("ipv6_reservations", "reservation_id") },
};

/* 1; 0: it is missing; -1 and why. */
static int
has_right(struct pgdb *db, const struct right *r, struct why *why)
{
	struct pgrows *rows;
	const char *text;
	char sql[192];
	int has;

	if (r->sql)
		snprintf(sql, sizeof(sql), "SELECT %s", r->sql);
	else
		snprintf(sql, sizeof(sql),
		    "SELECT has_table_privilege('%s', '%s')", r->of, r->what);
	if (pgdb_exec(db, sql, NULL, 0, &rows, why) == -1)
		return -1;
	text = pgrows_get(rows, 0, 0); /* null: there is no such sequence */
	has = !text || strcmp(text, "t") == 0;
	pgrows_free(rows);
	return has;
}

static void
check_rights(struct pgdb *db, struct findings *f)
{
	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		struct why why;
		int r = has_right(db, &rights[i], &why);

		if (r == -1) {
			finding_add(f, FIND_DATABASE_RIGHTS, "database", "%s",
			    why.text);
			return;
		}
		if (r == 0)
			finding_add(f, FIND_DATABASE_RIGHTS, "database",
			    "want the right to %s %s, have none",
			    rights[i].what, rights[i].of);
	}
}

void
pgcheck(const struct endpoint *ep, const struct keadoc *runs, struct pgdb *db,
    struct findings *f)
{
	struct why why;
	bool some;

	if (pgcheck_reads(ep, runs, pgdb_name(db), &why) == -1)
		finding_add_why(f, FIND_DATABASE, &why);
	else
		check_survives(ours(runs, pgdb_name(db), &some), f);
	check_rights(db, f);
}
