#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "hash64.h"
#include "idset.h"

static void
add(struct idset *set, const char *id, size_t list, unsigned long line)
{
	assert_int_equal(
	    idset_add(set, (const uint8_t *)id, strlen(id), list, line), 0);
}

static size_t
find(const struct idset *set, const char *id)
{
	return idset_find(set, (const uint8_t *)id, strlen(id));
}

static void
test_empty(void **state)
{
	struct idset *set = idset_new();

	(void)state;
	assert_int_equal(idset_count(set), 0);
	assert_int_equal(find(set, "x"), IDSET_NONE);
	idset_free(set);
	idset_free(NULL);
}

static void
test_same(void **state)
{
	struct idset *set = idset_new();
	size_t i;

	(void)state;
	add(set, "a", 0, 1);
	add(set, "b", 0, 2);
	add(set, "a", 1, 7);
	add(set, "a", 2, 9);
	assert_int_equal(idset_count(set), 4);
	i = find(set, "a");
	assert_int_equal(idset_at(set, i).line, 1);
	i = idset_next(set, i);
	assert_int_equal(idset_at(set, i).list, 1);
	assert_int_equal(idset_at(set, i).line, 7);
	i = idset_next(set, i);
	assert_int_equal(idset_at(set, i).line, 9);
	assert_int_equal(idset_next(set, i), IDSET_NONE);
	assert_int_equal(idset_next(set, find(set, "b")), IDSET_NONE);
	idset_free(set);
}

/* Octets, not strings; a prefix is another identifier. */
static void
test_octets(void **state)
{
	struct idset *set = idset_new();

	(void)state;
	assert_int_equal(idset_add(set, (const uint8_t *)"a\0b", 3, 0, 1), 0);
	assert_int_equal(idset_find(set, (const uint8_t *)"a\0b", 3), 0);
	assert_int_equal(
	    idset_find(set, (const uint8_t *)"a\0c", 3), IDSET_NONE);
	assert_int_equal(find(set, "a"), IDSET_NONE);
	assert_int_equal(idset_at(set, 0).len, 3);
	assert_memory_equal(idset_at(set, 0).id, "a\0b", 3);
	idset_free(set);
}

/* Past every growth, first entries and later ones of the same. */
static void
test_many(void **state)
{
	struct idset *set = idset_new();
	char id[16];

	(void)state;
	for (unsigned int i = 0; i < 30000; i++) {
		snprintf(id, sizeof(id), "id-%u", i % 20000);
		add(set, id, 0, i);
	}
	for (unsigned int i = 0; i < 20000; i++) {
		size_t at;

		snprintf(id, sizeof(id), "id-%u", i);
		at = find(set, id);
		assert_int_equal(idset_at(set, at).line, i);
		at = idset_next(set, at);
		if (i < 10000)
			assert_int_equal(idset_at(set, at).line, i + 20000);
		else
			assert_int_equal(at, IDSET_NONE);
	}
	assert_int_equal(find(set, "id-20000"), IDSET_NONE);
	idset_free(set);
}

/* Every octet and the length count; the same text hashes the same for ever:
 * indexes on disk depend on it. */
static void
test_hash(void **state)
{
	char text[40] = "olt-bsn42-01 pon 1/1/01/01/4/1/1/";
	size_t len = strlen(text);
	uint64_t before = hash64(text, len);

	(void)state;
	assert_true(hash64("", 0) == 0x9e4a7dc747cc2458u);
	assert_true(before == 0x3b60d43a5659e812u);
	assert_true(before != hash64(text, len - 1));
	assert_true(before != hash64(text, len + 1));
	for (size_t i = 0; i < len; i++) {
		text[i] ^= 1;
		assert_true(before != hash64(text, len));
		text[i] ^= 1;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_octets),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
