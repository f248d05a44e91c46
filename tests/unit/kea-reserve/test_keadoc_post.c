/*
 * Memory may end anywhere: the document to be posted is all of it or none.
 * One without its reservations would be taken by Kea, and cut off everybody.
 */
#include "help.h"
#include "plan.h"
#include "short.h"

#define LINES 40

/* Two of LINES get another address, one line is new. */
static struct plan *
plan_for(const struct keadoc *doc, struct plan_want wants[3])
{
	struct plan *plan;

	wants[0].host = host4("line-1", "192.0.2.101", 2);
	wants[1].host = host4("line-2", "192.0.2.102", 2);
	wants[2].host = host4("line-x", "192.0.2.103", 2);
	plan = plan_make(wants, 3, doc);
	assert_non_null(plan);
	assert_int_equal(plan->changes, 3);
	return plan;
}

static struct keadoc *
service_of_lines(void)
{
	char hosts[4096] = "", one[128];

	for (int i = 0; i < LINES; i++) {
		snprintf(one, sizeof(one),
		    "%s{'circuit-id': '6C696E652D%02X', 'ip-address': "
		    "'192.0.2.%d'}",
		    i > 0 ? ", " : "", 0x30 + i, i + 1);
		strncat(hosts, one, sizeof(hosts) - strlen(hosts) - 1);
	}
	return service4(hosts);
}

/* How many, in a configuration with all of its other parts. */
static size_t
lines_in(struct keadoc_post *post, const struct keadoc *doc)
{
	json_t *root = posted(post);
	const json_t *body = json_object_get(root, "Dhcp4");
	size_t n = json_array_size(json_object_get(body, "reservations"));

	assert_int_equal(json_object_size(body), json_object_size(doc->body));
	json_decref(root);
	return n;
}

/* The n-th demand for memory is refused, for every n. */
static void
all_or_none(void **state)
{
	struct plan_want wants[3] = { 0 };
	struct keadoc *doc;
	struct plan *plan;
	long refused = 0;
	bool done = false;

	(void)state;
	doc = service_of_lines();
	plan = plan_for(doc, wants);
	for (long n = 0; !done && n < 100000; n++) {
		struct keadoc_post *same, *new;

		left = OWN_MEMORY ? n : 0;
		same = keadoc_post_as_is(doc);
		new = plan_apply(plan, doc);
		done = left >= 0;
		left = -1;
		refused += !same || !new;
		if (same)
			assert_int_equal(lines_in(same, doc), LINES);
		if (new)
			assert_int_equal(lines_in(new, doc), LINES + 1);
	}
	assert_true(done);
	assert_true(!OWN_MEMORY || refused > LINES);
	plan_free(plan);
	keadoc_free(doc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all_or_none) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
