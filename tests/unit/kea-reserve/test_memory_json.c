/* Where memory ends while JSON is read, that is what is said, and nothing is
 * read of which something is missing. */
#include "help.h"
#include "import_line.h"
#include "include_file.h"
#include "keacmd.h"
#include "keafile.h"
#include "pghosts.h"
#include "place.h"
#include "short.h"
#include "site.h"

#define MOST 2000

/* Longer than any buffer of jansson's at the start, and each than the one
 * before: all of them make it grow. */
#define LONG1 "olt-of-a-town/1/2/3/4"
#define LONG2 "a-host-with-a-still-longer-name.ftth.example"
#define LONG3                                            \
	"00112233445566778899aabbccddeeff00112233445566" \
	"778899aabbccddeeff00112233445566778899aabbccddeeff"

struct context {
	char path[256];
	bool refused; /* memory was, once */
};

/* Behind what is tried. */
static void
all_is_given(struct context *c)
{
	c->refused = OWN_MEMORY && left < 0;
	left = -1;
}

/* Each time another demand for memory is refused, at last none.  `try` is
 * true when all was read, which has to be so whenever it is said. */
static void
sweep(struct context *c, bool (*try)(struct context *c, struct why *why))
{
	long refused = 0;

	do {
		struct why why = { "" };
		bool done;

		assert_true(refused < MOST);
		name_forget();
		left = OWN_MEMORY ? refused : -1;
		done = try(c, &why);
		if (!done && !strstr(why.text, "out of memory") &&
		    !strstr(why.text, "Cannot allocate memory"))
			fail_msg("%ld: %s", refused, why.text);
		assert_true(done || c->refused);
		refused++;
	} while (c->refused);
	name_forget();
	assert_true(!OWN_MEMORY || refused > 10);
}

static struct context
with_file(void **state, const char *text)
{
	struct context c = { "", false };
	FILE *fp;

	snprintf(c.path, sizeof(c.path), "%s/file",
	    ((const struct place *)*state)->dir);
	fp = fopen(c.path, "w");
	assert_non_null(fp);
	fputs(text, fp);
	assert_int_equal(0, fclose(fp));
	return c;
}

static bool
try_site(struct context *c, struct why *why)
{
	struct site *site = site_load(c->path, why);
	bool ok = site;

	all_is_given(c);
	if (ok) {
		const struct site_member *m = site->members;

		assert_string_equal(m->realm, LONG2);
		assert_string_equal(m->globs[0], LONG1 "/*");
		assert_string_equal(m->globs[1], LONG3 "*");
	}
	site_free(site);
	return ok;
}

static void
the_site_file(void **state)
{
	struct context c = with_file(state,
	    "{ \"members\": { \"ils\": { \"circuit-id-globs\":\n"
	    "[ \"" LONG1 "/*\", \"" LONG3 "*\" ], \"realm\": \"" LONG2 "\",\n"
	    "\"prefixes\": [ { \"prefix\": \"192.0.2.0/24\" } ] } } }\n");

	sweep(&c, try_site);
}

#define HOST(id) "{\"circuit-id\": \"" id "\", \"hostname\": \"" LONG2 "\"}"

static const char answer[] =
    "{\"result\": 0, \"text\": \"" LONG1
    "\", \"arguments\": {\"Dhcp4\": {\"server-tag\": \"" LONG3
    "\", \"reservations\": [" HOST(LONG3) ", " HOST("6f") "]}}}";

static bool
try_answer(struct context *c, struct why *why)
{
	struct keacmd_answer a;
	struct keadoc *doc = NULL;
	json_t *list = NULL, *raw = NULL;
	char *text = strdup(answer);
	bool ok;
	int r;

	if (!text) {
		all_is_given(c);
		(void)why_errno(why, "text");
		return false;
	}
	r = keacmd_parse_long(
	    text, strlen(text), 0, keadoc_path(AF_INET), &a, why);
	if (r == 0)
		doc =
		    keadoc_parse_long(a.arguments, &text, a.list, AF_INET, why);
	if (doc && !(list = keadoc_global(doc)))
		why_set(why, "out of memory");
	if (list && !(raw = keadoc_raw(&doc->hosts[1])))
		why_set(why, "out of memory");
	all_is_given(c);
	ok = raw;
	if (r == 0)
		assert_string_equal(a.text, LONG1);
	if (doc) {
		assert_string_equal(LONG3,
		    json_string_value(
			json_object_get(doc->body, "server-tag")));
		assert_int_equal(2, doc->host_count);
	}
	if (list)
		assert_int_equal(2, json_array_size(list));
	if (raw) {
		assert_true(json_equal(raw, json_array_get(list, 1)));
		assert_string_equal(
		    LONG2, json_string_value(json_object_get(raw, "hostname")));
	}
	keadoc_free(doc);
	keacmd_answer_clear(&a);
	free(text);
	json_decref(list);
	json_decref(raw);
	return ok;
}

static void
an_answer(void **state)
{
	struct context c = { "", false };

	(void)state;
	sweep(&c, try_answer);
}

/* One that is cut: it is called so only when it was read. */
static bool
try_cut_answer(struct context *c, struct why *why)
{
	struct keacmd_answer a;
	int r = keacmd_parse_long(
	    answer, strlen(answer) - 2, 0, keadoc_path(AF_INET), &a, why);

	all_is_given(c);
	assert_int_equal(r, -1);
	keacmd_answer_clear(&a);
	return !c->refused && strstr(why->text, "no JSON, or cut");
}

static void
a_cut_answer(void **state)
{
	struct context c = { "", false };

	(void)state;
	sweep(&c, try_cut_answer);
}

static bool
try_keafile(struct context *c, struct why *why)
{
	bool includes;
	json_t *root = keafile_load(c->path, AF_INET, &includes, why);
	const json_t *body = json_object_get(root, "Dhcp4");
	bool ok = root;

	if (!root)
		assert_true(!OWN_MEMORY || errno == ENOMEM);
	all_is_given(c);
	if (root) {
		assert_string_equal(
		    json_string_value(json_object_get(body, "server-tag")),
		    LONG3);
		assert_int_equal(
		    json_array_size(json_object_get(body, "reservations")), 0);
	}
	json_decref(root);
	return ok;
}

static void
the_file_of_kea(void **state)
{
	struct context c = with_file(state,
	    "{ \"Dhcp4\": { \"server-tag\": \"" LONG3 "\",\n"
	    "\"reservations\": [ " HOST(LONG3) " ] } } // and no more\n");

	sweep(&c, try_keafile);
}

static bool
try_include(struct context *c, struct why *why)
{
	struct jsonslice one = { NULL, 0 };
	struct include_list l;
	int r = include_read(c->path, &l, why);

	all_is_given(c);
	if (r == 0) {
		assert_non_null(json_object_get(l.forgotten, LONG3));
		assert_true(jsonslice_next(&l.list, &one));
		assert_true(jsonslice_next(&l.list, &one));
		assert_false(jsonslice_next(&l.list, &one));
	}
	include_clear(&l);
	return r == 0;
}

static void
the_file_that_kea_takes_in(void **state)
{
	struct context c = with_file(state,
	    "// collecte {\"forgotten\": {\"" LONG3
	    "\": [7, \"m\"]}}\n" HOST(LONG3) ",\n" HOST("6f") "\n");

	sweep(&c, try_include);
}

static bool
try_line(struct context *c, struct why *why)
{
	static const char line[] =
	    "{\"circuit-id\": \"" LONG3 "\", \"ip4\": \"192.0.2.1\"}";
	struct import_line l;
	int r = import_line_parse(line, sizeof(line) - 1, &l, why);

	all_is_given(c);
	if (r == 0)
		assert_string_equal(l.value[IMPORT_CIRCUIT_ID], LONG3);
	import_line_free(&l);
	return r == 0;
}

static void
a_line_to_import(void **state)
{
	struct context c = { "", false };

	(void)state;
	sweep(&c, try_line);
}

/* In the place of a database: a reservation, and the tombstones. */
#define MARK "{\"collecte\": {\"version\": 7, \"machine\": \"" LONG2 "\"}}"
#define GONE "{\"collecte\": {\"forgotten\": {\"" LONG3 "\": [7, \"m\"]}}}"

static const char *const rows[2][10] = {
	{ "1", "6f6c74", "2", "0", LONG2, "ils01", MARK, "4", "192.0.2.1",
	    "32" },
	{ "2", "636f6c6c65637465", "4", "0", NULL, NULL, GONE, NULL, NULL,
	    NULL },
};

int
pgdb_exec(struct pgdb *db, const char *sql, const char *const *params,
    size_t count, struct pgrows **out, struct why *why)
{
	(void)db;
	(void)sql;
	(void)params;
	(void)count;
	(void)why;
	*out = NULL;
	return 0;
}

const char *
pgdb_name(const struct pgdb *db)
{
	(void)db;
	return "kea";
}

const char *
pgdb_state(const struct pgdb *db)
{
	(void)db;
	return "";
}

size_t
pgrows_count(const struct pgrows *r)
{
	(void)r;
	return 2;
}

const char *
pgrows_get(const struct pgrows *r, size_t row, int column)
{
	(void)r;
	return rows[row][column];
}

void
pgrows_free(struct pgrows *r)
{
	(void)r;
}

static bool
try_database(struct context *c, struct why *why)
{
	struct pghosts h;
	int r = pghosts_read(NULL, AF_INET, &h, why);

	all_is_given(c);
	if (r == -1)
		return false;
	assert_int_equal(json_array_size(h.list), 1);
	assert_non_null(
	    json_object_get(json_array_get(h.list, 0), "user-context"));
	assert_non_null(json_object_get(h.forgotten, LONG3));
	pghosts_clear(&h);
	return true;
}

/* A reservation without its mark would be another's. */
static void
a_database(void **state)
{
	struct context c = { "", false };

	(void)state;
	sweep(&c, try_database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { in_place(the_site_file),
		cmocka_unit_test(an_answer), cmocka_unit_test(a_cut_answer),
		in_place(the_file_of_kea), in_place(the_file_that_kea_takes_in),
		cmocka_unit_test(a_line_to_import),
		cmocka_unit_test(a_database) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
