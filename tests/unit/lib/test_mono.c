#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "mono.h"

static void
goes_on(void **state)
{
	const struct timespec step = { .tv_nsec = 3000000 };
	int64_t begun = mono_ns();

	(void)state;
	nanosleep(&step, NULL);
	assert_true(mono_ns() - begun >= step.tv_nsec);
}

static void
one_clock_in_two_units(void **state)
{
	int64_t before = mono_ns(), ms = mono_ms(), after = mono_ns();

	(void)state;
	assert_true(ms >= before / 1000000);
	assert_true(ms <= after / 1000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(goes_on),
		cmocka_unit_test(one_clock_in_two_units) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
