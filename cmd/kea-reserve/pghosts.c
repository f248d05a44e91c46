#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jsonload.h"
#include "keadoc.h"
#include "num.h"
#include "pghosts.h"

#define SCHEMA_MIN 13
#define SCHEMA_MAX 29

/* "collecte" as a flex-id, in hexadecimal: no line has it. */
#define FORGOTTEN_ID "636f6c6c65637465"
#define FORGOTTEN_TYPE "4"

/* Kea's numbers of the identifiers' types. */
static const enum host_id_type id_types[] = { HOST_HW_ADDRESS, HOST_DUID,
	HOST_CIRCUIT_ID, HOST_CLIENT_ID, HOST_FLEX_ID };

#define ID_TYPES (sizeof(id_types) / sizeof(id_types[0]))

/* Columns of both statements below. */
enum {
	ROW,
	ID,
	ID_TYPE,
	SUBNET,
	HOSTNAME,
	CLASSES,
	CONTEXT,
	TYPE,
	ADDR,
	LEN
};

/* One row a reservation, and in IPv6 one an address or prefix of it. */
static const char *const select4 =
    "SELECT host_id, encode(dhcp_identifier, 'hex'), dhcp_identifier_type,"
    " dhcp4_subnet_id, hostname, dhcp4_client_classes, user_context, 4,"
    " host('0.0.0.0'::inet + ipv4_address), 32"
    " FROM hosts WHERE dhcp4_subnet_id IS NOT NULL ORDER BY host_id";
static const char *const select6 =
    "SELECT h.host_id, encode(h.dhcp_identifier, 'hex'),"
    " h.dhcp_identifier_type, h.dhcp6_subnet_id, h.hostname,"
    " h.dhcp6_client_classes, h.user_context, r.type,"
    " host(r.address::inet), r.prefix_len"
    " FROM hosts h LEFT JOIN ipv6_reservations r ON r.host_id = h.host_id"
    " WHERE h.dhcp6_subnet_id IS NOT NULL"
    " ORDER BY h.host_id, r.reservation_id";

int
pghosts_check(struct pgdb *db, struct why *why)
{
	struct pgrows *rows;
	uint32_t version;
	const char *text;
	int r = 0;

	if (pgdb_exec(db, "SELECT version FROM schema_version", NULL, 0, &rows,
		why) == -1) {
		if (strcmp(pgdb_state(db), "42P01") != 0)
			return why_prefix(why, "database %s", pgdb_name(db));
		return why_set(why,
		    "database %s: want Kea's tables (kea-admin db-init "
		    "pgsql), have none",
		    pgdb_name(db));
	}
	text = pgrows_count(rows) == 1 ? pgrows_get(rows, 0, 0) : NULL;
	if (!text ||
	    num_parse_u32(text, SCHEMA_MIN, SCHEMA_MAX, &version) == -1)
		r = why_set(why,
		    "database %s: want Kea's schema %d to %d, have %s",
		    pgdb_name(db), SCHEMA_MIN, SCHEMA_MAX,
		    text ? text : "none");
	pgrows_free(rows);
	return r;
}

/* A member, when there is a value for it; false when memory is short. */
static bool
set(json_t *obj, const char *key, const char *text)
{
	return !text || text[0] == '\0' ||
	    json_object_set_new(obj, key, json_string(text)) == 0;
}

/* "a, b" as Kea keeps its classes. */
static bool
set_classes(json_t *obj, const char *text)
{
	json_t *list = json_array();

	while (text && *text != '\0') {
		size_t len;

		text += strspn(text, ", ");
		len = strcspn(text, ",");
		if (len > 0 &&
		    json_array_append_new(list, json_stringn(text, len)) == -1)
			break;
		text += len;
	}
	return json_object_set_new(obj, "client-classes", list) == 0 &&
	    (!text || *text == '\0');
}

/* Null where there is none, or it is no JSON; false when memory is short. */
static bool
read_context(const struct pgrows *rows, size_t i, json_t **out)
{
	const char *context = pgrows_get(rows, i, CONTEXT);
	json_error_t error;

	*out = context ? jsonload(context, strlen(context), 0, &error) : NULL;
	return *out || !context || !jsonload_no_memory(&error);
}

static json_t *
read_host(const struct pgrows *rows, size_t i)
{
	json_t *obj = json_object(), *parsed;
	bool ok = true;
	uint32_t type;

	if (!read_context(rows, i, &parsed)) {
		json_decref(obj);
		return NULL;
	}
	if (num_parse_u32(
		pgrows_get(rows, i, ID_TYPE), 0, ID_TYPES - 1, &type) == 0)
		ok = set(obj, host_id_type_name(id_types[type]),
		    pgrows_get(rows, i, ID));
	if (parsed && json_object_set_new(obj, "user-context", parsed) == -1)
		ok = false;
	if (ok && set(obj, PGHOSTS_ID, pgrows_get(rows, i, ROW)) &&
	    set(obj, "hostname", pgrows_get(rows, i, HOSTNAME)) &&
	    set_classes(obj, pgrows_get(rows, i, CLASSES)))
		return obj;
	json_decref(obj);
	return NULL;
}

/* One address or prefix more of the reservation. */
static bool
add_net(json_t *obj, const struct pgrows *rows, size_t i)
{
	const char *addr = pgrows_get(rows, i, ADDR);
	const char *type = pgrows_get(rows, i, TYPE);
	char text[64];
	const char *key;
	json_t *list;

	if (!addr || !type)
		return true;
	if (strcmp(type, "4") == 0)
		return set(obj, "ip-address", addr);
	key = strcmp(type, "2") == 0 ? "prefixes" : "ip-addresses";
	snprintf(text, sizeof(text), "%s%s%s", addr, *type == '2' ? "/" : "",
	    *type == '2' ? pgrows_get(rows, i, LEN) : "");
	list = json_object_get(obj, key);
	if (!list) {
		list = json_array();
		if (json_object_set_new(obj, key, list) == -1)
			return false;
	}
	return json_array_append_new(list, json_string(text)) == 0;
}

static bool
is_tombstones(const struct pgrows *rows, size_t i)
{
	return strcmp(pgrows_get(rows, i, ID), FORGOTTEN_ID) == 0 &&
	    strcmp(pgrows_get(rows, i, ID_TYPE), FORGOTTEN_TYPE) == 0;
}

/* False when memory is short. */
static bool
take_tombstones(const struct pgrows *rows, size_t i, struct pghosts *out)
{
	json_t *obj, *list;
	bool ok;

	if (!read_context(rows, i, &obj))
		return false;
	list = json_object_get(json_object_get(obj, HOST_MARK), "forgotten");
	ok = !json_is_object(list) ||
	    json_object_update(out->forgotten, list) == 0;

	json_decref(obj);
	snprintf(out->row, sizeof(out->row), "%s", pgrows_get(rows, i, ROW));
	return ok;
}

static bool
same_row(const struct pgrows *rows, size_t i)
{
	return i > 0 &&
	    strcmp(pgrows_get(rows, i, ROW), pgrows_get(rows, i - 1, ROW)) == 0;
}

/* False when memory is short. */
static bool
take_rows(const struct pgrows *rows, struct pghosts *out)
{
	json_t *obj = NULL;

	for (size_t i = 0; i < pgrows_count(rows); i++) {
		bool global = strcmp(pgrows_get(rows, i, SUBNET), "0") == 0;

		if (global && is_tombstones(rows, i)) {
			if (!take_tombstones(rows, i, out))
				return false;
			continue;
		}
		if (!same_row(rows, i)) {
			obj = read_host(rows, i);
			if (json_array_append_new(
				global ? out->list : out->in_subnet, obj) == -1)
				return false;
		}
		if (!add_net(obj, rows, i))
			return false;
	}
	return true;
}

int
pghosts_read(struct pgdb *db, int family, struct pghosts *out, struct why *why)
{
	struct pgrows *rows;
	bool ok;

	*out = (struct pghosts){ 0 };
	if (pgdb_exec(db, family == AF_INET ? select4 : select6, NULL, 0, &rows,
		why) == -1)
		return why_prefix(why, "database %s", pgdb_name(db));
	out->list = json_array();
	out->in_subnet = json_array();
	out->forgotten = json_object();
	ok = out->list && out->in_subnet && out->forgotten &&
	    take_rows(rows, out);
	pgrows_free(rows);
	if (ok)
		return 0;
	pghosts_clear(out);
	return why_set(why, "database %s: out of memory", pgdb_name(db));
}

void
pghosts_clear(struct pghosts *p)
{
	json_decref(p->list);
	json_decref(p->in_subnet);
	json_decref(p->forgotten);
	*p = (struct pghosts){ 0 };
}

static int
exec(struct pgdb *db, const char *sql, const char *const *params, size_t count,
    struct why *why)
{
	return pgdb_exec(db, sql, params, count, NULL, why);
}

static int
put_net(struct pgdb *db, const char *row, const struct ipnet *net,
    const char *type, struct why *why)
{
	char addr[IPNET_STRLEN], len[8];
	const char *const p[] = { addr, len, type, row };

	if (net->family == AF_UNSPEC)
		return 0;
	ipnet_str(net, addr);
	addr[strcspn(addr, "/")] = '\0';
	snprintf(len, sizeof(len), "%u", net->len);
	return exec(db,
	    "INSERT INTO ipv6_reservations"
	    " (address, prefix_len, type, host_id) VALUES ($1, $2, $3, $4)",
	    p, 4, why);
}

static int
put_nets(
    struct pgdb *db, const char *row, const struct host *h, struct why *why)
{
	if (exec(db, "DELETE FROM ipv6_reservations WHERE host_id = $1", &row,
		1, why) == -1 ||
	    put_net(db, row, &h->addr, "0", why) == -1)
		return -1;
	return put_net(db, row, &h->prefix, "2", why);
}

/* Our row: null address in IPv6, where they are rows of their own. */
struct row {
	char id[2 * HOST_ID_MAX + 1];
	char type[4];
	char addr[16];
	char *context;
};

static int
row_make(const struct host *h, const json_t *raw, struct row *out)
{
	json_t *obj = keadoc_host_json(h, raw);
	const uint8_t *a = h->addr.addr;

	for (size_t i = 0; i < h->id.len; i++)
		snprintf(&out->id[2 * i], 3, "%02x", host_id_octets(&h->id)[i]);
	for (size_t i = 0; i < ID_TYPES; i++)
		if (id_types[i] == h->id.type)
			snprintf(out->type, sizeof(out->type), "%zu", i);
	snprintf(out->addr, sizeof(out->addr), "%u",
	    (unsigned int)a[0] << 24 | (unsigned int)a[1] << 16 |
		(unsigned int)a[2] << 8 | a[3]);
	out->context =
	    json_dumps(json_object_get(obj, "user-context"), JSON_COMPACT);
	json_decref(obj);
	return out->context ? 0 : -1;
}

static int
insert(
    struct pgdb *db, const struct host *h, const struct row *r, struct why *why)
{
	bool four = h->family == AF_INET;
	const char *const p[] = { r->id, r->type, name_str(h->client_class),
		r->context, r->addr };
	struct pgrows *rows;
	char row[24];

	if (pgdb_exec(db,
		four ? "INSERT INTO hosts (dhcp_identifier,"
		       " dhcp_identifier_type, dhcp4_subnet_id,"
		       " dhcp4_client_classes, user_context, ipv4_address)"
		       " VALUES (decode($1, 'hex'), $2, 0, $3, $4, $5)"
		       " RETURNING host_id"
		     : "INSERT INTO hosts (dhcp_identifier,"
		       " dhcp_identifier_type, dhcp6_subnet_id,"
		       " dhcp6_client_classes, user_context)"
		       " VALUES (decode($1, 'hex'), $2, 0, $3, $4)"
		       " RETURNING host_id",
		p, four ? 5 : 4, &rows, why) == -1)
		return -1;
	snprintf(row, sizeof(row), "%s", pgrows_get(rows, 0, 0));
	pgrows_free(rows);
	return four ? 0 : put_nets(db, row, h, why);
}

/* What else stands in the row is not ours to say. */
static int
update(struct pgdb *db, const struct host *h, const struct row *r,
    const char *row, struct why *why)
{
	bool four = h->family == AF_INET;
	const char *const p[] = { row, name_str(h->client_class), r->context,
		r->addr };

	if (exec(db,
		four ? "UPDATE hosts SET dhcp4_client_classes = $2,"
		       " user_context = $3, ipv4_address = $4"
		       " WHERE host_id = $1"
		     : "UPDATE hosts SET dhcp6_client_classes = $2,"
		       " user_context = $3 WHERE host_id = $1",
		p, four ? 4 : 3, why) == -1)
		return -1;
	return four ? 0 : put_nets(db, row, h, why);
}

static const char *
row_of(const json_t *raw)
{
	return json_string_value(json_object_get(raw, PGHOSTS_ID));
}

int
pghosts_put(
    struct pgdb *db, const struct host *h, const json_t *raw, struct why *why)
{
	struct row r = { 0 };
	int rc;

	if (row_make(h, raw, &r) == -1)
		return why_set(why, "out of memory");
	rc = raw ? update(db, h, &r, row_of(raw), why) : insert(db, h, &r, why);
	free(r.context);
	return rc;
}

/* A row may hold what another family's server gives as well. */
int
pghosts_remove(struct pgdb *db, int family, const json_t *raw, struct why *why)
{
	const char *row = row_of(raw);
	bool four = family == AF_INET;

	if (exec(db,
		four ? "DELETE FROM hosts WHERE host_id = $1"
		       " AND dhcp6_subnet_id IS NULL"
		     : "DELETE FROM hosts WHERE host_id = $1"
		       " AND dhcp4_subnet_id IS NULL",
		&row, 1, why) == -1)
		return -1;
	if (!four &&
	    exec(db, "DELETE FROM ipv6_reservations WHERE host_id = $1", &row,
		1, why) == -1)
		return -1;
	return exec(db,
	    four ? "UPDATE hosts SET dhcp4_subnet_id = NULL,"
		   " ipv4_address = NULL, dhcp4_client_classes = NULL"
		   " WHERE host_id = $1"
		 : "UPDATE hosts SET dhcp6_subnet_id = NULL,"
		   " dhcp6_client_classes = NULL WHERE host_id = $1",
	    &row, 1, why);
}

static int
write_tombstones(struct pgdb *db, int family, const struct pghosts *was,
    const char *context, struct why *why)
{
	const char *const p[] = { context,
		was->row[0] != '\0' ? was->row : FORGOTTEN_ID };

	if (was->row[0] != '\0')
		return exec(db,
		    "UPDATE hosts SET user_context = $1 WHERE host_id = $2", p,
		    2, why);
	return exec(db,
	    family == AF_INET
		? "INSERT INTO hosts (user_context, dhcp_identifier,"
		  " dhcp_identifier_type, dhcp4_subnet_id)"
		  " VALUES ($1, decode($2, 'hex'), " FORGOTTEN_TYPE ", 0)"
		: "INSERT INTO hosts (user_context, dhcp_identifier,"
		  " dhcp_identifier_type, dhcp6_subnet_id)"
		  " VALUES ($1, decode($2, 'hex'), " FORGOTTEN_TYPE ", 0)",
	    p, 2, why);
}

int
pghosts_forget(struct pgdb *db, int family, const struct pghosts *was,
    json_t *forgotten, struct why *why)
{
	json_t *obj;
	char *context;
	int r;

	if (json_equal(was->forgotten, forgotten))
		return 0;
	obj = json_pack("{s:{s:O}}", HOST_MARK, "forgotten", forgotten);
	context = json_dumps(obj, JSON_COMPACT);
	json_decref(obj);
	if (!context)
		return why_set(why, "out of memory");
	r = write_tombstones(db, family, was, context, why);
	free(context);
	return r;
}
