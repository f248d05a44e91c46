/*
 * Rows of Kea's PostgreSQL tables.  The first octet is the family ('6' or
 * else), the rest is rows: a line each, columns with tabs between, "\N" for
 * NULL where the tables allow one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/kea-reserve/keadoc.h"
#include "../../cmd/kea-reserve/pghosts.h"
#include "fuzz.h"
#include "name.h"

#define COLUMNS 10
#define ROWS 64

struct pgrows {
	char *text;
	char *cell[ROWS][COLUMNS];
	size_t count;
};

static const uint8_t *input;
static size_t input_len;

static void
cut_row(char *line, char *cells[COLUMNS])
{
	static char nothing[] = "0";

	for (size_t i = 0; i < COLUMNS; i++) {
		cells[i] = strsep(&line, "\t");
		if (!cells[i])
			cells[i] = nothing;
		/* host_id to dhcp4_subnet_id are never NULL. */
		if (i > 3 && strcmp(cells[i], "\\N") == 0)
			cells[i] = NULL;
	}
	/* Both are of one row of ipv6_reservations. */
	if (!cells[9])
		cells[8] = NULL;
}

/* Every parameter has its value, and every value a place. */
static void
check_params(const char *sql, const char *const *params, size_t count)
{
	char name[24];

	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "$%zu", i + 1);
		assert(params[i] && strstr(sql, name));
	}
	snprintf(name, sizeof(name), "$%zu", count + 1);
	assert(!strstr(sql, name));
}

/* In the place of a database. */
int
pgdb_exec(struct pgdb *db, const char *sql, const char *const *params,
    size_t count, struct pgrows **rows, struct why *why)
{
	struct pgrows *r;
	char *rest, *line;

	(void)why;
	assert(!db && sql);
	check_params(sql, params, count);
	if (!rows)
		return 0;
	r = calloc(1, sizeof(*r));
	assert(r);
	r->text =
	    params ? strdup("7\n") : strndup((const char *)input, input_len);
	rest = r->text;
	while (r->count < ROWS && (line = strsep(&rest, "\n")))
		if (*line != '\0')
			cut_row(line, r->cell[r->count++]);
	*rows = r;
	return 0;
}

const char *
pgdb_name(const struct pgdb *db)
{
	assert(!db);
	return "kea";
}

const char *
pgdb_state(const struct pgdb *db)
{
	assert(!db);
	return "";
}

size_t
pgrows_count(const struct pgrows *rows)
{
	return rows->count;
}

const char *
pgrows_get(const struct pgrows *rows, size_t row, int column)
{
	assert(row < rows->count && column >= 0 && column < COLUMNS);
	return rows->cell[row][column];
}

void
pgrows_free(struct pgrows *rows)
{
	free(rows->text);
	free(rows);
}

/* Each goes back to its row, to a new one, and away. */
static void
check_writing(const struct keadoc *doc)
{
	struct why why = { "" };

	for (size_t i = 0; i < doc->host_count; i++) {
		const struct keadoc_host *h = &doc->hosts[i];

		if (!h->has_id || !json_object_get(h->raw, PGHOSTS_ID))
			continue;
		assert(pghosts_put(NULL, &h->host, h->raw, &why) == 0);
		assert(pghosts_put(NULL, &h->host, NULL, &why) == 0);
		assert(pghosts_remove(NULL, doc->family, h->raw, &why) == 0);
	}
}

/* Every reservation has its row, and the whole is a document of Kea's. */
static void
check_list(const struct pghosts *h, int family)
{
	json_t *root = json_pack("{s:{s:O, s:{s:{s:O}}}}",
	    family == AF_INET ? "Dhcp4" : "Dhcp6", "reservations", h->list,
	    "user-context", "collecte", "forgotten", h->forgotten);
	struct why why = { "" };
	struct keadoc *doc = keadoc_parse(root, family, &why);

	assert(doc && doc->host_count <= json_array_size(h->list));
	for (size_t i = 0; i < json_array_size(h->list); i++) {
		const json_t *o = json_array_get(h->list, i);

		assert(json_is_array(json_object_get(o, "client-classes")));
	}
	check_writing(doc);
	keadoc_free(doc);
	json_decref(root);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pghosts h;
	struct why why = { "" };
	json_t *none;
	int family;

	if (size == 0)
		return 0;
	none = json_object();
	family = data[0] == '6' ? AF_INET6 : AF_INET;
	input = data + 1;
	input_len = size - 1;
	if (pghosts_read(NULL, family, &h, &why) == 0) {
		assert(why.text[0] == '\0');
		check_list(&h, family);
		assert(
		    pghosts_forget(NULL, family, &h, h.forgotten, &why) == 0);
		assert(pghosts_forget(NULL, family, &h, none, &why) == 0);
		pghosts_clear(&h);
	} else {
		assert(why.text[0] != '\0');
	}
	(void)pghosts_check(NULL, &why);
	json_decref(none);
	name_forget();
	return 0;
}
