#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "bytes.h"

static const uint8_t some[] = { 1, 2, 3, 4, 5, 6, 7 };

static void
reads_in_network_order(void **state)
{
	struct bytes b;

	(void)state;
	bytes_init(&b, some, sizeof(some));
	assert_int_equal(bytes_u8(&b), 1);
	assert_int_equal(bytes_be16(&b), 0x0203);
	assert_int_equal(bytes_be32(&b), 0x04050607);
	assert_int_equal(bytes_left(&b), 0);
	assert_true(bytes_ok(&b));
}

static void
keeps_the_high_bit(void **state)
{
	static const uint8_t high[] = { 0xff, 0xfe, 0xfd, 0xfc, 0x80, 0 };
	struct bytes b;

	(void)state;
	bytes_init(&b, high, sizeof(high));
	assert_true(bytes_be32(&b) == 0xfffefdfcU);
	assert_int_equal(bytes_be16(&b), 0x8000);
}

static void
sticks_at_the_first_error(void **state)
{
	struct bytes b;

	(void)state;
	bytes_init(&b, some, 3);
	assert_int_equal(bytes_be32(&b), 0);
	assert_false(bytes_ok(&b));
	assert_int_equal(b.off, 0);
	assert_int_equal(bytes_u8(&b), 0);
	assert_null(bytes_take(&b, 0));
	assert_int_equal(bytes_left(&b), 0);
}

static void
takes_in_place(void **state)
{
	struct bytes b;

	(void)state;
	bytes_init(&b, some, sizeof(some));
	bytes_u8(&b);
	assert_ptr_equal(bytes_take(&b, 6), some + 1);
	assert_ptr_equal(bytes_take(&b, 0), some + 7);
	assert_true(bytes_ok(&b));
	assert_null(bytes_take(&b, 1));
	assert_false(bytes_ok(&b));
}

static void
survives_lengths_that_wrap(void **state)
{
	struct bytes b;

	(void)state;
	bytes_init(&b, some, sizeof(some));
	bytes_u8(&b);
	assert_null(bytes_take(&b, SIZE_MAX));
	assert_false(bytes_ok(&b));
}

static void
reads_nothing_from_nothing(void **state)
{
	struct bytes b;

	(void)state;
	bytes_init(&b, NULL, 0);
	assert_true(bytes_ok(&b));
	assert_int_equal(bytes_left(&b), 0);
	assert_int_equal(bytes_be16(&b), 0);
	assert_false(bytes_ok(&b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_in_network_order),
		cmocka_unit_test(keeps_the_high_bit),
		cmocka_unit_test(sticks_at_the_first_error),
		cmocka_unit_test(takes_in_place),
		cmocka_unit_test(survives_lengths_that_wrap),
		cmocka_unit_test(reads_nothing_from_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
