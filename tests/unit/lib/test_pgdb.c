#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pgdb.h"

/* Refused without a server; a real one is asked in tests/e2e/pgsql.sh. */
static void
refused(const char *conninfo, const char *file, const char *want)
{
	struct why why = { "" };

	assert_null(pgdb_open(conninfo, file, 1000, &why));
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

/* A server that lets everybody in and then does what a real one does not do
 * when it is asked to. */
struct fake {
	char dir[32], path[64], conninfo[64];
	pid_t pid;
};

/* The messages of a server: type, length, content. */
static const char welcome[] = "R\0\0\0\10\0\0\0\0Z\0\0\0\5I";
static const char goodbye[] = "E\0\0\0\37SFATAL\0C57P01\0Mgoing down\0\0";

static void
serve(int listener, const char *last, size_t len)
{
	char buf[4096];
	int fd = accept(listener, NULL, NULL);

	if (fd == -1 || read(fd, buf, sizeof(buf)) < 1 ||
	    write(fd, welcome, sizeof(welcome) - 1) < 1 ||
	    read(fd, buf, sizeof(buf)) < 1)
		_exit(1);
	if (last && write(fd, last, len) < 1)
		_exit(1);
	if (!last)
		pause();
	_exit(0);
}

static void
fake_start(struct fake *f, const char *last, size_t len)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(f->dir, sizeof(f->dir), "/tmp/test_pgdb.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/.s.PGSQL.5432", f->dir);
	snprintf(f->conninfo, sizeof(f->conninfo), "host=%s dbname=d user=u",
	    f->dir);
	memcpy(at.sun_path, f->path, strlen(f->path));
	assert_int_equal(0, bind(listener, (struct sockaddr *)&at, sizeof(at)));
	assert_int_equal(0, listen(listener, 1));
	f->pid = fork();
	assert_int_not_equal(-1, f->pid);
	if (f->pid == 0)
		serve(listener, last, len);
	close(listener);
}

static void
fake_end(struct fake *f)
{
	kill(f->pid, SIGKILL);
	waitpid(f->pid, NULL, 0);
	unlink(f->path);
	rmdir(f->dir);
}

/* Null where libpq is not installed. */
static struct pgdb *
fake_open(struct fake *f)
{
	struct why why = { "" };
	struct pgdb *db = pgdb_open(f->conninfo, NULL, 200, &why);

	if (!db && !strstr(why.text, "libpq.so.5"))
		fail_msg("%s", why.text);
	return db;
}

static void
test_silent(void **state)
{
	struct fake f;
	struct why why = { "" };
	struct pgdb *db;

	(void)state;
	fake_start(&f, NULL, 0);
	db = fake_open(&f);
	if (db) {
		assert_int_equal(
		    -1, pgdb_exec(db, "SELECT 1", NULL, 0, NULL, &why));
		assert_string_equal(
		    "want an answer in 1 s, have none", why.text);
		assert_int_equal(
		    -1, pgdb_exec(db, "ROLLBACK", NULL, 0, NULL, &why));
		assert_string_equal("it has not answered before", why.text);
	}
	pgdb_close(db);
	fake_end(&f);
}

/* What it said before it closed is the reason. */
static void
test_goes_down(void **state)
{
	struct fake f;
	struct why why = { "" };
	struct pgdb *db;

	(void)state;
	fake_start(&f, goodbye, sizeof(goodbye) - 1);
	db = fake_open(&f);
	if (db) {
		assert_int_equal(
		    -1, pgdb_exec(db, "SELECT 1", NULL, 0, NULL, &why));
		assert_string_equal("going down", why.text);
		assert_string_equal("57P01", pgdb_state(db));
	}
	pgdb_close(db);
	fake_end(&f);
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
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_goes_down),
		cmocka_unit_test(test_nothing_to_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
