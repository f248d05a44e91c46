#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "hwaddr.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static void
reads_every_spelling(void **state)
{
	static const char *const spelling[] = {
		"00:0d:b9:42:aa:60",
		"00-0D-B9-42-AA-60",
		"00:0D:b9:42:Aa:60",
		"000d.b942.aa60",
		"000D.B942.AA60",
		"000d-b942-aa60",
		"000db942aa60",
		"000DB942AA60",
		"0:d:b9:42:aa:60",
		"0-d-b9-42-aa-60",
	};
	char buf[HWADDR_STRLEN];
	struct hwaddr a;

	(void)state;
	for (size_t i = 0; i < LEN(spelling); i++) {
		struct why why = { "" };

		if (hwaddr_parse(spelling[i], strlen(spelling[i]), &a, &why))
			fail_msg("%s", why.text);
		assert_string_equal(hwaddr_str(&a, buf), "00:0d:b9:42:aa:60");
	}
}

static void
refuses_anything_else(void **state)
{
	static const char *const bad[] = {
		"",
		":",
		"00:0d:b9:42:aa",
		"00:0d:b9:42:aa:",
		"00:0d:b9:42:aa:6g",
		"00:0d:b9:42:aa:60:",
		"00:0d:b9:42:aa:60:01",
		":00:0d:b9:42:aa:60",
		"00:0d:b9:42:aa:060",
		"00:0d:b9::aa:60",
		"00:0d-b9:42-aa:60",
		"00 0d b9 42 aa 60",
		" 00:0d:b9:42:aa:60",
		"00:0d:b9:42:aa:60 ",
		"00:0d:b9:42:aa:60\n",
		"000db942aa6",
		"000db942aa601",
		"0x000db942aa60",
		"0d.b942.aa60",
		"000d.b942-aa60",
		"000d.b942.aa60.0001",
		"000d:b942:aa60",
		"000db9-42aa60",
		"ils-ftth",
	};
	struct hwaddr a = { { 9 } };

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct why why = { "" };
		char want[128];

		snprintf(want, sizeof(want), "want a MAC address, have \"%s\"",
		    bad[i]);
		if (hwaddr_parse(bad[i], strlen(bad[i]), &a, &why) != -1)
			fail_msg("taken: %s", bad[i]);
		assert_string_equal(why.text, want);
		assert_int_equal(a.octet[0], 9);
	}
}

/* No octet behind `len` counts, and a NUL is no end. */
static void
stops_at_the_length(void **state)
{
	struct hwaddr a;

	(void)state;
	assert_int_equal(hwaddr_parse("000db942aa60ff", 12, &a, NULL), 0);
	assert_int_equal(hwaddr_parse("000db942aa60\0", 13, &a, NULL), -1);
	assert_int_equal(hwaddr_parse("00:0d:b9:42:aa:60", 16, &a, NULL), 0);
	assert_int_equal(a.octet[5], 6);
}

static void
quotes_only_so_much(void **state)
{
	struct why why = { "" };
	struct hwaddr a;
	char big[5000];

	(void)state;
	memset(big, 'x', sizeof(big));
	assert_int_equal(hwaddr_parse(big, sizeof(big), &a, &why), -1);
	assert_true(strlen(why.text) < 120);
}

static void
splits_a_user_name(void **state)
{
	const char *realm = "";
	char buf[HWADDR_STRLEN];
	struct hwaddr a;
	size_t len = 99;

	(void)state;
	assert_int_equal(hwaddr_parse_user("000d.b942.aa60@gnd.ftth.axione", 30,
			     &a, &realm, &len, NULL),
	    0);
	assert_string_equal(hwaddr_str(&a, buf), "00:0d:b9:42:aa:60");
	assert_int_equal(len, 15);
	assert_memory_equal(realm, "gnd.ftth.axione", len);

	assert_int_equal(
	    hwaddr_parse_user("000db942aa60", 12, &a, &realm, &len, NULL), 0);
	assert_null(realm);
	assert_int_equal(len, 0);

	assert_int_equal(
	    hwaddr_parse_user("000db942aa60@", 13, &a, &realm, &len, NULL), 0);
	assert_non_null(realm);
	assert_int_equal(len, 0);

	assert_int_equal(
	    hwaddr_parse_user("000db942aa60@a@b", 16, &a, &realm, &len, NULL),
	    0);
	assert_int_equal(len, 3);
	assert_memory_equal(realm, "a@b", len);
}

static void
refuses_a_user_that_is_no_mac(void **state)
{
	static const char *const bad[] = { "", "@", "@realm", "joe@realm",
		"000db942aa6@realm" };
	const char *realm = "kept";
	struct why why = { "" };
	struct hwaddr a;
	size_t len = 4;

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(hwaddr_parse_user(bad[i], strlen(bad[i]), &a,
				     &realm, &len, &why),
		    -1);
	assert_string_equal(
	    why.text, "want a MAC address, have \"000db942aa6\"");
	assert_string_equal(realm, "kept");
	assert_int_equal(len, 4);
}

static void
knows_the_two_bits(void **state)
{
	static const struct hwaddr plain = { { 0x00, 0x0d } },
				   local = { { 0x02 } }, group = { { 0x01 } },
				   all = { { 0xff } };

	(void)state;
	assert_false(hwaddr_is_multicast(&plain));
	assert_false(hwaddr_is_local(&plain));
	assert_true(hwaddr_is_local(&local));
	assert_false(hwaddr_is_multicast(&local));
	assert_true(hwaddr_is_multicast(&group));
	assert_false(hwaddr_is_local(&group));
	assert_true(hwaddr_is_multicast(&all));
	assert_true(hwaddr_is_local(&all));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_spelling),
		cmocka_unit_test(refuses_anything_else),
		cmocka_unit_test(stops_at_the_length),
		cmocka_unit_test(quotes_only_so_much),
		cmocka_unit_test(splits_a_user_name),
		cmocka_unit_test(refuses_a_user_that_is_no_mac),
		cmocka_unit_test(knows_the_two_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
