#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "figure.h"

static void
has_no_exponent(void **state)
{
	static const struct {
		double v;
		int digits;
		const char *text;
	} cases[] = {
		{ 0, 3, "0" },
		{ 1e-9, 3, "0" },
		{ 0.00012, 2, "0.00012" },
		{ 0.125, 3, "0.125" },
		{ 3.99812, 4, "3.998" },
		{ 12, 3, "12" },
		{ 99.4, 2, "99" },
		{ 99.6, 2, "100" },
		{ 100, 2, "100" },
		{ 999.4, 3, "999" },
		{ 999.7, 3, "1000" },
		{ 1234.5, 3, "1234" },
		{ 10000, 3, "10000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    figure(cases[i].v, cases[i].digits).s, cases[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_no_exponent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
