#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "num.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static int
parse(const char *s, uint64_t min, uint64_t max, uint64_t *out)
{
	return num_span_u64(s, strlen(s), min, max, out);
}

static void
reads_whole_numbers(void **state)
{
	uint64_t n = 9;

	(void)state;
	assert_int_equal(parse("0", 0, 0, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(parse("0042", 1, 99, &n), 0);
	assert_int_equal(n, 42);
	assert_int_equal(parse("18446744073709551615", 0, UINT64_MAX, &n), 0);
	assert_true(n == UINT64_MAX);
}

static void
refuses_anything_else(void **state)
{
	static const char *const bad[] = { "", " 1", "1 ", "+1", "-1", "0x1",
		"1a", "a", "1.0", "1\n", "18446744073709551616",
		"18446744073709551620", "99999999999999999999999999",
		"\xc2\xb2" };
	uint64_t n = 9;

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++)
		if (parse(bad[i], 0, UINT64_MAX, &n) != -1)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(n, 9);
}

static void
holds_the_bounds(void **state)
{
	uint32_t n = 9;

	(void)state;
	assert_int_equal(num_parse_u32("4", 5, 7, &n), -1);
	assert_int_equal(num_parse_u32("8", 5, 7, &n), -1);
	assert_int_equal(n, 9);
	assert_int_equal(num_parse_u32("5", 5, 7, &n), 0);
	assert_int_equal(n, 5);
	assert_int_equal(num_parse_u32("7", 5, 7, &n), 0);
	assert_int_equal(n, 7);
	assert_int_equal(num_parse_u32("4294967295", 0, UINT32_MAX, &n), 0);
	assert_true(n == UINT32_MAX);
	n = 9;
	/* 2^32 + 7 must not come out as 7. */
	assert_int_equal(num_parse_u32("4294967303", 0, UINT32_MAX, &n), -1);
	assert_int_equal(n, 9);
}

static void
stops_at_the_length(void **state)
{
	uint32_t n = 9;
	uint64_t big = 9;

	(void)state;
	assert_int_equal(num_span_u32("123", 2, 0, 99, &n), 0);
	assert_int_equal(n, 12);
	assert_int_equal(num_span_u64("123", 0, 0, 99, &big), -1);
	assert_int_equal(num_span_u64("1\0", 2, 0, 99, &big), -1);
	assert_int_equal(big, 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_whole_numbers),
		cmocka_unit_test(refuses_anything_else),
		cmocka_unit_test(holds_the_bounds),
		cmocka_unit_test(stops_at_the_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
