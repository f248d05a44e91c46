/* Where memory ends nothing is half read, and nothing freed twice. */
#include "help.h"
#include "include_file.h"
#include "keadoc_host.h"
#include "pgdoc.h"
#include "plan.h"
#include "place.h"
#include "short.h"

#define MOST 2000
#define LINES 40

/* The first name is that of the mark: behind all else that takes memory. */
static json_t *
marked(void)
{
	return json_of("{'circuit-id': '6f', 'ip-address': '192.0.2.1',"
		       " 'user-context': {'collecte': {'version': 7,"
		       " 'machine': 'rosette', 'member': 'ils'}}}");
}

static void
one_reservation(void **state)
{
	bool done = false;
	long refused = 0;

	(void)state;
	for (long n = 0; !done && n < MOST; n++) {
		json_t *raw = marked();
		struct keadoc_host h;
		int r;

		name_forget();
		left = OWN_MEMORY ? n : 0;
		r = keadoc_host_read(raw, AF_INET, true, &h);
		done = left >= 0;
		left = -1;
		if (r == -1)
			assert_null(h.nets);
		else
			assert_true(h.marked && h.net_count == 1);
		refused += r == -1;
		free(h.nets);
		json_decref(raw);
	}
	name_forget();
	assert_true(done);
	assert_true(!OWN_MEMORY || refused > 1);
}

static size_t
elements(struct jsonslice list)
{
	struct jsonslice one;
	size_t n = 0;

	while (jsonslice_next(&list, &one))
		n++;
	return n;
}

/* A list that is cut would have Kea drop the others. */
static void
all_of_a_file(void **state)
{
	char path[256];
	FILE *fp;
	bool done = false;
	long refused = 0;

	snprintf(path, sizeof(path), "%s/hosts", ((struct place *)*state)->dir);
	fp = fopen(path, "w");
	assert_non_null(fp);
	for (int i = 0; i < LINES; i++)
		fprintf(fp, "%s{ \"circuit-id\": \"6f%02x\" }",
		    i > 0 ? ",\n" : "", i);
	assert_int_equal(0, fclose(fp));
	for (long n = 0; !done && n < MOST; n++) {
		struct include_list l;
		struct why why;
		int r;

		left = OWN_MEMORY ? n : 0;
		r = include_read(path, &l, &why);
		done = left >= 0;
		left = -1;
		if (r == 0)
			assert_int_equal(elements(l.list), LINES);
		refused += r == -1;
		include_clear(&l);
	}
	assert_true(done);
	assert_true(!OWN_MEMORY || refused > 3);
}

/* What the configuration holds must not be taken for a real subnet's. */
static void
all_of_a_database(void **state)
{
	struct site_target target = { .name = TEXT("t") };
	struct endpoint ep = { .target = &target, .family = AF_INET };
	struct keadoc *runs = service4("{'circuit-id': '61'}");
	json_t *in_config = keadoc_global(runs);
	struct pghosts p = { json_of("[{'circuit-id': '62'}]"),
		json_of("[{'circuit-id': '63'}]"), json_object(), "" };
	bool done = false;

	(void)state;
	for (long n = 0; !done && n < MOST; n++) {
		struct keadoc *doc, *again;
		struct why why;

		left = OWN_MEMORY ? n : 0;
		doc = pgdoc_make(&ep, runs, in_config, &p, &why);
		again = doc ? pgdoc_again(&ep, doc, &p, &why) : NULL;
		done = left >= 0;
		left = -1;
		if (doc)
			assert_true(
			    json_equal(pgdoc_in_config(doc), in_config));
		if (doc)
			assert_int_equal(3, doc->host_count);
		if (again)
			assert_int_equal(3, again->host_count);
		if (again)
			assert_int_equal(
			    runs->subnet_count, again->subnet_count);
		keadoc_free(doc);
		keadoc_free(again);
	}
	assert_true(done);
	json_decref(in_config);
	pghosts_clear(&p);
	keadoc_free(runs);
}

#define MARK                                                          \
	"'user-context': {'collecte': {'version': 7, 'machine': 'm'," \
	" 'member': 'ils'}}"

/* A document that lacks something would be set without it. */
static void
all_of_a_configuration(void **state)
{
	json_t *root = json_of(
	    "{'Dhcp4': {'reservations-global': true,"
	    " 'user-context': {'collecte': {'forgotten': {'66': [5, 'm'],"
	    " '67': [6, 'n']}}},"
	    " 'client-classes': [{'name': 'ils01'}, {'name': 'ils02'}],"
	    " 'subnet4': [{'id': 1, 'subnet': '192.0.2.0/24'}, {'id': 2,"
	    "  'subnet': '198.51.100.0/24', 'reservations': ["
	    "  {'hw-address': '00:00:5e:00:53:01'}]}],"
	    " 'reservations': [{'circuit-id': '61', 'ip-address': '192.0.2.1',"
	    " " MARK "}, {'circuit-id': '62', 'ip-address': '192.0.2.2',"
	    " 'client-classes': ['ils01']}]}}");
	struct plan_want wants[2] = { { .host = host4("a", "192.0.2.9", 9) },
		{ .host = host4("c", "192.0.2.1", 8) } };
	bool done = false;

	(void)state;
	for (long n = 0; !done && n < MOST; n++) {
		struct keadoc *doc;
		struct plan *plan;
		struct why why;

		name_forget();
		left = OWN_MEMORY ? n : 0;
		doc = keadoc_parse(root, AF_INET, &why);
		plan = doc ? plan_make(wants, 2, doc) : NULL;
		done = left >= 0;
		left = -1;
		if (doc) {
			assert_int_equal(3, doc->host_count);
			assert_int_equal(2, doc->by_id_count);
			assert_int_equal(2, doc->subnet_count);
			assert_int_equal(2, doc->class_count);
			assert_int_equal(2, doc->gone_count);
			assert_true(doc->hosts[0].marked);
			assert_string_equal(
			    "ils01", name_str(doc->hosts[1].host.client_class));
		}
		if (plan) {
			assert_int_equal(PLAN_REPLACE, plan->actions[0].verb);
			assert_int_equal(PLAN_ADD, plan->actions[1].verb);
			assert_int_equal(2, plan->count);
		}
		plan_free(plan);
		keadoc_free(doc);
	}
	name_forget();
	assert_true(done);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(one_reservation),
		cmocka_unit_test(all_of_a_configuration),
		in_place(all_of_a_file), cmocka_unit_test(all_of_a_database) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
