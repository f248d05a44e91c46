#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "pgdb.h"

/* Refused without a server; a real one is asked in tests/e2e/pgsql.sh. */
static void
refused(const char *conninfo, const char *file, const char *want)
{
	struct why why = { "" };

	assert_null(pgdb_open(conninfo, file, &why));
	/* A machine without libpq says that instead. */
	if (!strstr(why.text, "libpq.so.5") && !strstr(why.text, want))
		fail_msg("%s: %s", conninfo, why.text);
	assert_null(strchr(why.text, '\n'));
}

static void
test_conninfo(void **state)
{
	(void)state;
	refused("host", NULL, "want a connection string of libpq: ");
	refused("postgresql://[", NULL, "want a connection string of libpq: ");
	refused("frobnicate=1", NULL, "want a connection string of libpq: ");
	refused("host=/nowhere password=x", NULL,
	    "holds a password: want it in database-password-file");
	refused("postgresql://u:secret@127.0.0.1/d", NULL, "holds a password");
}

static void
test_password_file(void **state)
{
	(void)state;
	refused("host=/nowhere", "/nowhere/secret", "/nowhere/secret: ");
}

static void
test_no_server(void **state)
{
	(void)state;
	refused("host=/nowhere dbname=d user=u", NULL, "/nowhere/.s.PGSQL");
}

static void
test_nothing_to_free(void **state)
{
	(void)state;
	pgdb_close(NULL);
	pgrows_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conninfo),
		cmocka_unit_test(test_password_file),
		cmocka_unit_test(test_no_server),
		cmocka_unit_test(test_nothing_to_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
