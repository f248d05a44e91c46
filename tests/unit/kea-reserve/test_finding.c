#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "finding.h"

/* What finding_print() writes. */
static char *
printed(const struct findings *f, bool json)
{
	char *text = NULL;
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);
	struct out out;

	assert_non_null(fp);
	assert_false(f->failed);
	out_init(&out, fp, OUT_JSON);
	finding_print(f, json ? &out : NULL, fp);
	fclose(fp);
	return text;
}

static void
check_print(const struct findings *f, bool json, const char *want)
{
	char *have = printed(f, json);

	assert_string_equal(have, want);
	free(have);
}

static void
test_none(void **state)
{
	struct findings f;

	(void)state;
	finding_init(&f, "t");
	check_print(&f, false, "");
	check_print(&f, true, "");
	assert_false(finding_faults(&f));
	finding_free(&f);
}

static void
test_print(void **state)
{
	struct findings f;

	(void)state;
	finding_init(&f, "rosette dhcp4");
	finding_add(&f, FIND_MAC_SOURCES, "mac-sources", "want %d, have \"%s\"",
	    1, "x\n");
	finding_add(&f, FIND_TARGETS, "", "want\xff one");
	check_print(&f, false,
	    "rosette dhcp4: mac-sources: want 1, have \"x\\x0a\"; use [ "
	    "\"any\" ] [mac-sources]\n"
	    "rosette dhcp4: want\\xff one; declare the DHCP machines "
	    "[targets]\n");
	check_print(&f, true,
	    "{\"finding\":\"mac-sources\",\"where\":\"rosette dhcp4\","
	    "\"path\":\"mac-sources\",\"found\":\"want 1, have \\\"x\\u000a\\\"\","
	    "\"do\":\"use [ \\\"any\\\" ]\"}\n"
	    "{\"finding\":\"targets\",\"where\":\"rosette dhcp4\","
	    "\"found\":null,\"do\":\"declare the DHCP machines\"}\n");
	assert_true(finding_faults(&f));
	finding_free(&f);
}

/* Notes are told apart, and are no fault. */
static void
test_note(void **state)
{
	struct findings f;

	(void)state;
	finding_init(&f, "rosette");
	finding_add(&f, FIND_NEWER_PATH, "a", "x");
	check_print(&f, false,
	    "rosette: a: note: x; move it before Kea 3.0 [newer-path]\n");
	check_print(&f, true,
	    "{\"finding\":\"newer-path\",\"where\":\"rosette\","
	    "\"path\":\"a\",\"found\":\"x\","
	    "\"do\":\"move it before Kea 3.0\",\"note\":true}\n");
	assert_false(finding_faults(&f));
	finding_free(&f);
}

/* The place is not told twice. */
static void
test_why(void **state)
{
	struct findings f;
	struct why why;

	(void)state;
	finding_init(&f, "rosette dhcp4");
	why_set(&why, "rosette dhcp4: list-commands: no answer");
	finding_add_why(&f, FIND_NO_ANSWER, &why);
	why_set(&why, "rosette dhcp44: x");
	finding_add_why(&f, FIND_NO_ANSWER, &why);
	assert_int_equal(f.count, 2);
	assert_string_equal(f.list[0].text, "list-commands: no answer");
	assert_string_equal(f.list[1].text, "rosette dhcp44: x");
	finding_free(&f);
}

/* Each has a name of its own, of words with hyphens, and says what to do. */
static void
test_kinds(void **state)
{
	(void)state;
	for (int i = 0; i < FIND_KINDS; i++) {
		const struct finding_kind *k = finding_kind(i);

		assert_non_null(k->name);
		assert_non_null(k->fix);
		assert_true(k->name[0] != '\0' && k->fix[0] != '\0');
		assert_int_equal(strspn(k->name, "abcdefghijklmnopqrstuvwxyz-"),
		    strlen(k->name));
		assert_null(strpbrk(k->fix, "\n;"));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(k->name, finding_kind(j)->name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_note),
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
