#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "name.h"

static void
each_is_kept_once(void **state)
{
	char text[] = "ils01";
	struct name a = { NULL }, b = { NULL };

	(void)state;
	assert_int_equal(name_set(&a, text, 5), 0);
	text[0] = 'x';
	assert_string_equal(name_str(a), "ils01");
	assert_int_equal(name_set(&b, "ils012", 5), 0);
	assert_ptr_equal(a.text, b.text);
	assert_true(name_equal(a, b));
	assert_int_equal(name_set(&b, "ils0", 4), 0);
	assert_string_equal(name_str(b), "ils0");
	assert_false(name_equal(a, b));
}

static void
none_is_empty(void **state)
{
	struct name none = { NULL }, empty, given = { "ils" }, set;

	(void)state;
	assert_string_equal(name_str(none), "");
	assert_int_equal(name_set(&empty, "", 0), 0);
	assert_true(name_equal(none, empty));
	assert_int_equal(name_set(&set, "ils", 3), 0);
	assert_true(name_equal(given, set)); /* by octets */
	assert_false(name_equal(given, none));
}

static void
octets_of_any_kind(void **state)
{
	static const char zeros[] = { 0, 0, 0 };
	char large[100000];
	const char *two = name_keep(zeros, 2), *three = name_keep(zeros, 3);

	(void)state;
	assert_ptr_not_equal(two, three);
	assert_ptr_equal(two, name_keep(three, 2));
	memset(large, 'l', sizeof(large));
	assert_memory_equal(
	    name_keep(large, sizeof(large)), large, sizeof(large));
	assert_non_null(name_keep(NULL, 0));
}

/* More than one table and one block hold; none moves. */
static void
very_many(void **state)
{
	const char *first = name_keep("n0", 2);
	char text[16];

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 50000; i++) {
			int len = snprintf(text, sizeof(text), "n%d", i);
			const char *p = name_keep(text, (size_t)len);

			assert_non_null(p);
			assert_string_equal(p, text);
		}
	assert_ptr_equal(first, name_keep("n0", 2));
	name_forget();
	assert_string_equal(name_keep("n0", 2), "n0");
}

#define THREADS 4

static void *
keep_many(void *arg)
{
	const char **out = arg;
	char text[16];

	for (int i = 0; i < 1000; i++) {
		int len = snprintf(text, sizeof(text), "t%d", i);

		out[i] = name_keep(text, (size_t)len);
	}
	return NULL;
}

static void
from_any_thread(void **state)
{
	static const char *kept[THREADS][1000];
	pthread_t threads[THREADS];

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, keep_many, kept[i]), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 1; i < THREADS; i++)
		assert_memory_equal(kept[0], kept[i], sizeof(kept[0]));
	assert_string_equal(kept[0][999], "t999");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_kept_once),
		cmocka_unit_test(none_is_empty),
		cmocka_unit_test(octets_of_any_kind),
		cmocka_unit_test(very_many),
		cmocka_unit_test(from_any_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
