/*
 * A member of the state's group puts a link in the place of one of its files
 * in the very moment between our look at it and LMDB's open.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <ftw.h>
#include <lmdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store.h"

static const char *const tables[] = { "one" };
static const char words[] = "not to be written by this program\n";

static char root[] = "/tmp/storerace.XXXXXX";
static char dir[64], victim[64], name[128];
static const char *replaced; /* null: nothing is, this time */

/*
 * In the place of LMDB's: behind all that the store looks at, before the files
 * are opened by their names.
 */
int
mdb_env_open(MDB_env *env, const char *path, unsigned int flags, mode_t mode)
{
	__typeof__(mdb_env_open) *next =
	    (__typeof__(next))dlsym(RTLD_NEXT, "mdb_env_open");

	if (replaced) {
		snprintf(name, sizeof(name), "%s/%s", dir, replaced);
		assert_int_equal(unlink(name), 0);
		assert_int_equal(symlink(victim, name), 0);
	}
	return next(env, path, flags, mode);
}

static bool beaten; /* another process makes the same link a moment before */

int
symlinkat(const char *target, int folder, const char *path)
{
	__typeof__(symlinkat) *next =
	    (__typeof__(next))dlsym(RTLD_NEXT, "symlinkat");

	if (beaten)
		assert_int_equal(next(target, folder, path), 0);
	return next(target, folder, path);
}

static int
setup(void **state)
{
	(void)state;
	memcpy(root, "/tmp/storerace.XXXXXX", sizeof(root));
	assert_non_null(mkdtemp(root)); /* 0700: nobody else gets through */
	snprintf(dir, sizeof(dir), "%s/state", root);
	snprintf(victim, sizeof(victim), "%s/victim", root);
	replaced = NULL;
	beaten = false;
	return 0;
}

static int
drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
teardown(void **state)
{
	(void)state;
	return nftw(root, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static void
write_victim(void)
{
	int fd = open(victim, O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, words, sizeof(words)), sizeof(words));
	close(fd);
}

static void
check_victim(void)
{
	char have[sizeof(words) + 1];
	int fd = open(victim, O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(read(fd, have, sizeof(have)), sizeof(words));
	assert_memory_equal(have, words, sizeof(words));
	close(fd);
}

/* Root's, and any other member's of the group. */
static void
check_race(const char *which, bool exists)
{
	struct why why = { "" };
	struct stat st;

	replaced = which;
	if (exists)
		write_victim();
	assert_null(store_open(dir, tables, 1, 1, &why));
	assert_non_null(strstr(why.text, which));
	assert_non_null(strstr(why.text, "was replaced"));
	if (exists)
		check_victim();
	else
		assert_int_equal(lstat(victim, &st), -1);
}

static void
links(char path[sizeof(name)])
{
	snprintf(
	    path, sizeof(name), "%s/.links-%u", dir, (unsigned int)geteuid());
}

static void
lock_becomes_a_link(void **state)
{
	(void)state;
	check_race("lock.mdb", true);
}

static void
data_becomes_a_link(void **state)
{
	(void)state;
	check_race("data.mdb", true);
}

static void
link_to_a_file_to_be_made(void **state)
{
	(void)state;
	check_race("lock.mdb", false);
	replaced = NULL;
	remove(name);
	check_race("data.mdb", false);
}

/* The state is the group's, the folder of links this user's. */
static void
nobody_interferes(void **state)
{
	struct why why = { "" };
	struct store *s = store_open(dir, tables, 1, 1, &why);
	struct stat st;

	(void)state;
	assert_non_null(s);
	store_close(s);
	snprintf(name, sizeof(name), "%s/lock.mdb", dir);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	links(name);
	assert_int_equal(lstat(name, &st), 0);
	assert_int_equal(st.st_uid, geteuid());
	assert_int_equal(st.st_mode & 0777, 0700);
}

/* Who has many files open has some under any number: a lock among them. */
static void
open_files_stay(void **state)
{
	struct why why = { "" };
	struct stat was, st;
	struct store *s;
	int fds[90];

	(void)state;
	for (size_t i = 0; i < 90; i++) {
		fds[i] = open(root, O_RDONLY | O_DIRECTORY);
		assert_true(fds[i] >= 0);
	}
	assert_int_equal(fstat(fds[0], &was), 0);
	s = store_open(dir, tables, 1, 1, &why);
	assert_non_null(s);
	store_close(s);
	for (size_t i = 0; i < 90; i++) {
		assert_int_equal(fstat(fds[i], &st), 0);
		assert_int_equal(st.st_ino, was.st_ino);
		assert_int_equal(fcntl(fds[i], F_GETFD), 0);
		close(fds[i]);
	}
}

static void
refused(const char *want)
{
	struct why why = { "" };

	assert_null(store_open(dir, tables, 1, 1, &why));
	assert_non_null(strstr(why.text, want));
}

/* Where another one may write, another one may have written. */
static void
links_of_somebody_else(void **state)
{
	struct store *s = store_open(dir, tables, 1, 1, NULL);

	(void)state;
	assert_non_null(s);
	store_close(s);
	links(name);
	assert_int_equal(chmod(name, 0770), 0);
	refused("alone may write");
	assert_int_equal(chmod(name, 0700), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(name, 4242, 4242), 0);
		refused("alone may write");
	}
	assert_int_equal(nftw(name, drop, 8, FTW_DEPTH | FTW_PHYS), 0);
	assert_int_equal(symlink(root, name), 0);
	refused(".links-");
}

/* Whoever was killed between the two. */
static void
links_half_made(void **state)
{
	struct store *s = store_open(dir, tables, 1, 1, NULL);

	(void)state;
	assert_non_null(s);
	store_close(s);
	links(name);
	snprintf(name + strlen(name), sizeof(name) - strlen(name), "/lock.mdb");
	assert_int_equal(unlink(name), 0);
	s = store_open(dir, tables, 1, 1, NULL);
	assert_non_null(s);
	store_close(s);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(symlink(victim, name), 0);
	refused("File exists");
}

/* Many hooks at once, of a user who was never here. */
static void
links_made_twice(void **state)
{
	struct why why = { "" };
	struct store *s;

	(void)state;
	beaten = true;
	s = store_open(dir, tables, 1, 1, &why);
	assert_string_equal(why.text, "");
	assert_non_null(s);
	store_close(s);
}

/* Another process must not take the lock file for one that nobody uses. */
static void
lock_is_held(void **state)
{
	struct flock l = { .l_type = F_WRLCK, .l_len = 1 };
	struct store *s = store_open(dir, tables, 1, 1, NULL);
	int fd, status;
	pid_t pid;

	(void)state;
	assert_non_null(s);
	snprintf(name, sizeof(name), "%s/lock.mdb", dir);
	pid = fork();
	if (pid == 0) {
		fd = open(name, O_RDWR);
		_exit(fcntl(fd, F_GETLK, &l) == 0 && l.l_type == F_UNLCK);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	store_close(s);
}

/* A backup put back by root: the group's again, and so is what is in it. */
static void
group_is_mended(void **state)
{
	struct why why = { "" };
	struct store *s = store_open(dir, tables, 1, 1, &why);
	struct stat st;

	(void)state;
	assert_non_null(s);
	store_close(s);
	if (geteuid() != 0)
		return;
	snprintf(name, sizeof(name), "%s/data.mdb", dir);
	assert_int_equal(chown(dir, 0, 4242), 0);
	assert_int_equal(chmod(dir, 02770), 0);
	assert_int_equal(chmod(name, 0600), 0);
	s = store_open(dir, tables, 1, 1, &why);
	assert_non_null(s);
	store_close(s);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_gid, 4242);
	assert_int_equal(st.st_mode & 07777, 0660);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = { T(lock_becomes_a_link),
		T(data_becomes_a_link), T(link_to_a_file_to_be_made),
		T(nobody_interferes), T(open_files_stay), T(group_is_mended),
		T(links_of_somebody_else), T(links_half_made),
		T(links_made_twice), T(lock_is_held) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
