#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "linetpl.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* "key=value key=- ...", or "no". */
static const char *
matched(const char *template, const char *value)
{
	static char text[1024];
	static struct linetpl t;
	struct lineid line = { .count = 0 };
	char buf[LINEID_VALUE_SIZE];
	struct why why;
	size_t n = 0, len;

	if (linetpl_compile(&t, "x", template, &why, NULL) == -1)
		return why.text[0] ? "does not compile" : "no why";
	if (!linetpl_match(&t, value, strlen(value), &line))
		return "no";
	assert_string_equal(line.layout->name, "x");
	assert_string_equal(line.layout->confidence, "site");
	text[0] = '\0';
	for (size_t i = 0; i < line.count; i++) {
		const struct lineid_field *f = &line.field[i];
		const char *v = lineid_value(f, buf, &len);

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s=%.*s",
		    i > 0 ? " " : "", lineid_key_name(f->key),
		    f->type == LINEID_ABSENT ? 1 : (int)len,
		    f->type == LINEID_ABSENT ? "-" : v);
	}
	return text;
}

static void
matches(void **state)
{
	static const struct {
		const char *template, *value, *want;
	} rows[] = {
		{ "%node pon %slot/%port", "olt-1 pon 1/2",
		    "node=olt-1 slot=1 port=2" },
		{ "%node pon %slot/%port", "olt-1 PON 01/2",
		    "node=olt-1 slot=1 port=2" },
		{ "%node pon %slot/%port", "olt-1   pon  1/2",
		    "node=olt-1 slot=1 port=2" },
		{ "%node pon %slot/%port", "olt-1 pon 1/2 ", "no" },
		{ "%node pon %slot/%port", "olt-1 pon 1/x", "no" },
		{ "%node pon %slot/%port", "olt-1 pon 1/4294967296", "no" },
		{ "%node pon %slot", "a pon 1 pon 2", "node=a pon 1 slot=2" },
		{ "%node-%slot", "-7", "node= slot=7" },
		{ "%node:%slot[:%vlan]", "a:1", "node=a slot=1 vlan=-" },
		{ "%node:%slot[:%vlan]", "a:1:2", "node=a slot=1 vlan=2" },
		{ "%node:%slot[:%vlan[.%c_vlan]]", "a:1:2.3",
		    "node=a slot=1 vlan=2 c_vlan=3" },
		{ "%node:%slot[:%vlan[.%c_vlan]]", "a:1:2",
		    "node=a slot=1 vlan=2 c_vlan=-" },
		/* What an option took and gave back counts as left out. */
		{ "[%slot/%port]%node", "1/x", "slot=- port=- node=1/x" },
		{ "%{node}x%slot", "abx7", "node=ab slot=7" },
		{ "%2slot%2port%rest", "010203", "slot=1 port=2 rest=03" },
		{ "%2slot%port", "0102", "slot=1 port=2" },
		{ "%2slot", "1", "no" },
		{ "%4node", "abcd", "node=abcd" },
		{ "%4node", "abc", "no" },
		{ "%4node", "abcde", "no" },
		{ "%access_type(eth|ethernet) %slot", "ethernet 7",
		    "access_type=ethernet slot=7" },
		{ "%access_type(eth|ethernet) %slot", "ETH 7",
		    "access_type=ETH slot=7" },
		{ "%access_type(eth|ethernet) %slot", "ethe 7", "no" },
		{ "%slot(1|2)", "2", "slot=2" },
		{ "%slot(1|2)", "3", "no" },
		{ "%slot(1|2)%rest", "3", "no" },
		{ "100%% %[%slot%]", "100% [7]", "slot=7" },
		{ "%mac/%slot", "0:d:b9:42:aa:60/1",
		    "mac=00:0d:b9:42:aa:60 slot=1" },
		{ "%mac/%slot", "0:d:b9:42:aa/1", "no" },
		{ "%onu_serial %slot", "ZTEG-1 7", "no" },
		{ "%onu_serial %slot", "ZTEG1 7", "onu_serial=ZTEG1 slot=7" },
		{ "%if_name:%vlan", "ge-0/0/1.5:7",
		    "if_name=ge-0/0/1.5 vlan=7" },
		{ "%session|%slot", "a b|1", "no" },
		{ "%slot%rest", "12", "slot=12 rest=" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(
		    matched(rows[i].template, rows[i].value), rows[i].want);
}

#define OPEN8 "[[[[[[[["

static void
tells_what_is_wrong_and_where(void **state)
{
	static const struct {
		const char *template;
		size_t at;
		const char *why;
	} rows[] = {
		{ "", 0, "want a field, have none" },
		{ "olt-1", 5, "want a field, have none" },
		{ "a %nod b", 3, "want the name of a field, have \"nod\"" },
		{ "a %", 3, "want the name of a field behind %, have none" },
		{ "a %Node", 3,
		    "want the name of a field behind %, have none" },
		{ "%{node", 1, "want '}' behind the name, have none" },
		{ "%node %node", 7, "want node once, have it again" },
		{ "%0slot", 1, "want a width of 1 to 255, have 0" },
		{ "%256slot", 1, "want a width of 1 to 255, have 256" },
		{ "%slot%port", 5,
		    "want something between two numbers, or a width, have "
		    "neither" },
		{ "%slot [%port", 6, "want ']' for this one, have none" },
		{ "%slot]", 5, "want a '[' before, have none" },
		{ "%slot" OPEN8 "[", 13, "want at most 8 '[' open, have more" },
		{ "%slot(a|)", 8, "want a word, have an empty one" },
		{ "%slot()", 6, "want a word, have an empty one" },
		{ "%slot(a", 7, "want ')' behind the words, have none" },
		{ "%2slot(a)", 6, "want a width or words, have both" },
		{ "%mac(a)", 4, "want no words for %mac" },
		{ "%slot\t", 5, "want printable characters, have \\x09" },
	};
	struct linetpl t;
	struct why why;

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		size_t at = 999;

		assert_int_equal(
		    linetpl_compile(&t, "x", rows[i].template, &why, &at), -1);
		assert_string_equal(why.text, rows[i].why);
		assert_int_equal(at, rows[i].at);
		assert_int_equal(
		    linetpl_compile(&t, "x", rows[i].template, NULL, NULL), -1);
	}
}

static void
bounds_what_it_takes(void **state)
{
	static char text[LINETPL_MAX_TEXT + 2];
	static char value[LINETPL_MAX_VALUE + 2];
	struct linetpl t;
	struct lineid line;
	struct why why;
	size_t at;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, "%node ", 6);
	assert_int_equal(linetpl_compile(&t, "x", text, &why, &at), -1);
	assert_string_equal(why.text, "want at most 255 characters, have more");
	text[LINETPL_MAX_TEXT] = '\0';
	assert_int_equal(linetpl_compile(&t, "x", text, &why, &at), -1);
	assert_string_equal(why.text, "want at most 160 parts, have more");
	memset(value, 'v', sizeof(value) - 1);
	assert_int_equal(linetpl_compile(&t, "x", "%node", &why, &at), 0);
	assert_false(linetpl_match(&t, value, LINETPL_MAX_VALUE + 1, &line));
	assert_true(linetpl_match(&t, value, LINETPL_MAX_VALUE, &line));
	assert_int_equal(line.field[0].len, LINETPL_MAX_VALUE);
}

/* Texts and options that fit everywhere: no reason to take long. */
static void
stays_polynomial(void **state)
{
	static const char template[] =
	    "%node[a][a][a][a]%string[a][a][a][a]%rest[a][a][a][a]%session b";
	char value[LINETPL_MAX_VALUE];
	struct linetpl t;
	struct lineid line;

	(void)state;
	memset(value, 'a', sizeof(value));
	assert_int_equal(linetpl_compile(&t, "x", template, NULL, NULL), 0);
	for (int i = 0; i < 20; i++)
		assert_false(linetpl_match(&t, value, sizeof(value), &line));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches),
		cmocka_unit_test(tells_what_is_wrong_and_where),
		cmocka_unit_test(bounds_what_it_takes),
		cmocka_unit_test(stays_polynomial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
