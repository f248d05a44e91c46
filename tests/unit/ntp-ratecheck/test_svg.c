#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "svg.h"

/* A transit's name, or a client's, is whatever an operator writes. */
static void
escapes_what_is_markup(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *fp = open_memstream(&text, &len);

	(void)state;
	assert_non_null(fp);
	svg_text(fp, "c", SVG_START, 1, 2, "a&b<c>d\"e");
	fclose(fp);
	assert_non_null(strstr(text, ">a&amp;b&lt;c&gt;d&quot;e</text>"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_what_is_markup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
