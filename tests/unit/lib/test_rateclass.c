#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "rateclass.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* "TAG,TAG d=TEXT/BPS u=TEXT/BPS", or "no". */
static const char *
shown(const char *s, size_t len)
{
	static char text[1024];
	struct rateclass c;
	size_t n = 0;

	memset(&c, 0xee, sizeof(c));
	if (!rateclass_parse(s, len, &c))
		return "no";
	for (size_t i = 0; i < c.tag_count; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%.*s",
		    i > 0 ? "," : "", (int)c.tag[i].len, c.tag[i].p);
	for (size_t i = 0; i < c.down_count; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, " d=%.*s/%ju",
		    (int)c.down[i].len, c.down[i].p, (uintmax_t)c.down[i].bps);
	for (size_t i = 0; i < c.up_count; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, " u=%.*s/%ju",
		    (int)c.up[i].len, c.up[i].p, (uintmax_t)c.up[i].bps);
	return text;
}

static void
reads_profiles(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "FTTH-GP-DL300m10m500k-UL300m1m500k",
		    "FTTH,GP d=300m/300000000 d=10m/10000000 d=500k/500000 "
		    "u=300m/300000000 u=1m/1000000 u=500k/500000" },
		{ "X-DL1g-UL0", "X d=1g/1000000000 u=0/0" },
		{ "X-DL300-UL007k8", "X d=300/300 u=007k/7000 u=8/8" },
		{ "DL-UL-DL1-UL2", "DL,UL d=1/1 u=2/2" },
		{ "a.b_c-DL1-UL1", "a.b_c d=1/1 u=1/1" },
		{ "X-DL1k2k3k4k5k6k7k8k-UL18446744073709551615",
		    "X d=1k/1000 d=2k/2000 d=3k/3000 d=4k/4000 d=5k/5000 "
		    "d=6k/6000 d=7k/7000 d=8k/8000 "
		    "u=18446744073709551615/18446744073709551615" },
		{ "1-2-3-4-5-6-7-8-9-a-b-c-d-e-f-g-DL1-UL1",
		    "1,2,3,4,5,6,7,8,9,a,b,c,d,e,f,g d=1/1 u=1/1" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(
		    shown(rows[i].text, strlen(rows[i].text)), rows[i].want);
}

static void
takes_nothing_else(void **state)
{
	static const char *const other[] = {
		"",
		"-",
		"--",
		"FTTH",
		"DL1-UL1", /* no tag */
		"-DL1-UL1",
		"X--DL1-UL1",
		"X-DL1",
		"X-UL1-DL1",
		"X-DL1-UL1-",
		"X-DL1-UL1-Y",
		"X-DL-UL1",
		"X-DL1-UL",
		"X-DLm-UL1",
		"X-DL1-UL1x",
		"X-DL1K-UL1", /* as written: small letters */
		"X-dl1-ul1",
		"X-DL1.5m-UL1",
		"X-DL1-UL1 ",
		" X-DL1-UL1",
		"X\tY-DL1-UL1",
		"\xc3\xa9-DL1-UL1",
		"X-DL1-UL18446744073709551616",
		"X-DL1-UL18446744073709552k", /* beyond 64 bits of bit/s */
		"X-DL1k2k3k4k5k6k7k8k9k-UL1",
		"1-2-3-4-5-6-7-8-9-a-b-c-d-e-f-g-h-DL1-UL1",
		"fwf_in-a-1M",
		"T02 1M",
		"21M/21M",
		"SERVICE-INET(11000000,1375000)",
	};

	(void)state;
	for (size_t i = 0; i < LEN(other); i++)
		assert_string_equal(shown(other[i], strlen(other[i])), "no");
	assert_string_equal(shown("X-DL1-UL1\0", 10), "no");
	assert_string_equal(shown("X-DL1\0-UL1", 10), "no");
	assert_string_equal(shown("X-DL1-UL12", 9), "X d=1/1 u=1/1");
}

static void
leaves_out_alone(void **state)
{
	struct rateclass c = { .tag_count = 77 };

	(void)state;
	assert_false(rateclass_parse("-DL1-UL1", 8, &c));
	assert_int_equal(c.tag_count, 77);
	assert_false(rateclass_parse(NULL, 0, &c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_profiles),
		cmocka_unit_test(takes_nothing_else),
		cmocka_unit_test(leaves_out_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
