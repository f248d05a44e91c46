#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "hook.h"
#include "idlist.h"
#include "pairs.h"

static char secret_file[] = "/tmp/test_pairs.XXXXXX";

static int
setup(void **state)
{
	int fd = mkstemp(secret_file);

	(void)state;
	return fd == -1 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(secret_file);
}

static void
quotes(const char *s, const char *want)
{
	char buf[64];

	assert_int_equal(pairs_quote(buf, sizeof(buf), s), strlen(want));
	assert_string_equal(buf, want);
}

static void
test_quote(void **state)
{
	(void)state;
	quotes("", "''");
	quotes("secret01", "'secret01'");
	quotes("it's", "'it\\'s'");
	quotes("a\\nb\\", "'a\\\\nb\\\\'");
	quotes("\"%{x}\" #,=", "'\"%{x}\" #,='");
	quotes("\xc3\xa9\xff", "'\xc3\xa9\xff'");
}

/* Never half an escape, never past the end. */
static void
test_quote_small(void **state)
{
	char buf[32];

	(void)state;
	for (size_t size = 0; size < 16; size++) {
		memset(buf, '#', sizeof(buf));
		assert_true(
		    pairs_quote(buf, size, "a'b'c") < size || size == 0);
		assert_int_equal(buf[size], '#');
		if (size < 3)
			continue;
		assert_int_equal(buf[0], '\'');
		assert_int_equal(buf[strlen(buf) - 1], '\'');
		assert_true(strlen(buf) < 3 || buf[strlen(buf) - 2] != '\\');
	}
	/* As much as the contract says is enough. */
	assert_int_equal(pairs_quote(buf, 2 * 5 + 3, "'''''"), 12);
}

static void
write_secret(const char *s)
{
	FILE *fp = fopen(secret_file, "w");

	assert_non_null(fp);
	fprintf(fp, "%s\n", s);
	assert_int_equal(fclose(fp), 0);
}

static void
test_line(void **state)
{
	struct site_member m = { .realm = (char *)"ils-ftth" };
	const uint8_t id[] = { 0x00, 0x04, 0xff };
	struct why why = { "" };
	char buf[PAIRS_SIZE];

	(void)state;
	assert_int_equal(pairs_for_line(buf, &m, id, sizeof(id), &why), 0);
	assert_string_equal(
	    buf, "Proxy-To-Realm := 'ils-ftth', User-Name := '0x0004ff'");
	m.password_file = secret_file;
	write_secret("se'cret");
	assert_int_equal(pairs_for_line(buf, &m, id, sizeof(id), &why), 0);
	assert_string_equal(buf,
	    "Proxy-To-Realm := 'ils-ftth', User-Name := '0x0004ff', "
	    "User-Password := 'se\\'cret'");
	assert_int_equal(pairs_for_member(buf, &m, "\"%{x}\"", &why), 0);
	assert_string_equal(buf,
	    "Proxy-To-Realm := 'ils-ftth', User-Name := \"%{x}\", "
	    "User-Password := 'se\\'cret'");
}

/* The longest of everything still fits, for the hook as well. */
static void
test_longest(void **state)
{
	char secret[PAIRS_MAX_SECRET + 2], realm[64];
	struct site_member m = { .realm = realm, .password_file = secret_file };
	uint8_t id[IDLIST_MAX_OCTETS];
	struct why why = { "" };
	char buf[PAIRS_SIZE];

	(void)state;
	memset(secret, '\'', sizeof(secret));
	secret[PAIRS_MAX_SECRET] = '\0';
	memset(realm, 'r', sizeof(realm));
	realm[63] = '\0';
	memset(id, 0xab, sizeof(id));
	write_secret(secret);
	assert_int_equal(pairs_for_line(buf, &m, id, sizeof(id), &why), 0);
	assert_true(strlen(buf) < HOOK_MAX);
	assert_int_equal(strlen(buf),
	    strlen("Proxy-To-Realm := '', User-Name := '0x', "
		   "User-Password := ''") +
		63 + 2 * IDLIST_MAX_OCTETS + 2 * PAIRS_MAX_SECRET);
	secret[PAIRS_MAX_SECRET] = 'x';
	secret[PAIRS_MAX_SECRET + 1] = '\0';
	write_secret(secret);
	assert_int_equal(pairs_for_line(buf, &m, id, sizeof(id), &why), -1);
	assert_non_null(
	    strstr(why.text, ": want at most 128 octets, have more"));
}

static void
test_refused(void **state)
{
	struct site_member m = { .realm = (char *)"r",
		.password_file = (char *)"/nonexistent" };
	struct why why = { "" };
	char buf[PAIRS_SIZE];

	(void)state;
	assert_int_equal(
	    pairs_for_line(buf, &m, (const uint8_t *)"x", 1, &why), -1);
	assert_string_equal(
	    why.text, "/nonexistent: No such file or directory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_quote_small),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
