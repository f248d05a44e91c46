#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "duid.h"

#define RAW(s) s, sizeof(s) - 1
#define MAC "\x1c\xea\xad\xac\x1e\x00"

static struct duid
parsed(const char *p, size_t len)
{
	struct duid d;
	struct why why = { "" };

	memset(&d, 0xee, sizeof(d));
	if (duid_parse(p, len, &d, &why) == -1)
		fail_msg("%s", why.text);
	return d;
}

static void
reads_a_link_layer_address(void **state)
{
	struct duid d = parsed(RAW("\0\3\0\1" MAC));
	char text[DUID_LINK_LOCAL_SIZE];

	(void)state;
	assert_int_equal(d.type, DUID_LL);
	assert_int_equal(d.hw_type, 1);
	assert_true(d.has_mac);
	assert_false(d.has_iaid);
	assert_memory_equal(&d.mac, MAC, 6);
	duid_link_local(&d.mac, text);
	assert_string_equal(text, "fe80::1eea:adff:feac:1e00");
}

static void
reads_the_time(void **state)
{
	struct duid d = parsed(RAW("\0\1\0\1\x32\x94\xed\x00" MAC));
	char text[DUID_TIME_SIZE];

	(void)state;
	assert_true(d.has_mac);
	duid_time(&d, text);
	assert_string_equal(text, "2026-11-22T00:00:00Z");
	d.time = 0;
	duid_time(&d, text);
	assert_string_equal(text, "2000-01-01T00:00:00Z");
	d.time = UINT32_MAX;
	duid_time(&d, text);
	assert_string_equal(text, "2136-02-07T06:28:15Z");
}

static void
reads_the_others(void **state)
{
	struct duid d = parsed(RAW("\0\2\0\0\0\x09\1\2\3"));
	char text[DUID_UUID_SIZE];

	(void)state;
	assert_int_equal(d.enterprise, 9);
	assert_int_equal(d.id_len, 3);
	assert_false(d.has_mac);
	d = parsed(RAW("\0\4\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"));
	duid_uuid(&d, text);
	assert_string_equal(text, "00010203-0405-0607-0809-0a0b0c0d0e0f");
	d = parsed(RAW("\1\2x"));
	assert_int_equal(d.type, 258);
	assert_null(duid_type_name(d.type));
	/* Not Ethernet, or not of its length. */
	d = parsed(RAW("\0\3\0\x20" MAC));
	assert_false(d.has_mac);
	d = parsed(RAW("\0\3\0\1" MAC MAC));
	assert_false(d.has_mac);
	assert_int_equal(d.id_len, 12);
}

static void
reads_a_client_identifier(void **state)
{
	struct duid d = parsed(RAW("\xff\0\0\0\7\0\3\0\1" MAC));

	(void)state;
	assert_true(d.has_iaid);
	assert_int_equal(d.iaid, 7);
	assert_true(d.has_mac);
}

static void
refuses_what_is_too_short_or_long(void **state)
{
	static const struct {
		const char *p;
		size_t len;
		const char *why;
	} rows[] = {
		{ RAW(""), "want a DUID, have 0 octets" },
		{ RAW("\0"), "want a DUID, have 1 octets" },
		{ RAW("\0\3"),
		    "want a DUID: more than the head of DUID-LL, have 2 "
		    "octets" },
		{ RAW("\0\3\0\1"),
		    "want a DUID: more than the head of DUID-LL, have 4 "
		    "octets" },
		{ RAW("\0\1\0\1\1\2\3"),
		    "want a DUID: more than the head of DUID-LLT, have 7 "
		    "octets" },
		{ RAW("\0\4abc"), "want the 16 octets of a UUID, have 3" },
		{ RAW("\xff\0\0\0\7\0"), "want a DUID, have 1 octets" },
	};
	char big[DUID_MAX_OCTETS + 1] = { 0, 9 };
	struct duid d;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(
		    duid_parse(rows[i].p, rows[i].len, &d, &why), -1);
		assert_string_equal(why.text, rows[i].why);
	}
	assert_int_equal(duid_parse(big, sizeof(big) - 1, &d, &why), 0);
	assert_int_equal(duid_parse(big, sizeof(big), &d, &why), -1);
	assert_string_equal(
	    why.text, "want a DUID of at most 130 octets, have 131");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_link_layer_address),
		cmocka_unit_test(reads_the_time),
		cmocka_unit_test(reads_the_others),
		cmocka_unit_test(reads_a_client_identifier),
		cmocka_unit_test(refuses_what_is_too_short_or_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
