/*
 * A member of the state's group puts a link in the place of one of its files
 * in the very moment between our look at it and LMDB's open.
 */
#include <fcntl.h>
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

#include "fsuser.h"
#include "store.h"

static const char *const tables[] = { "one" };
static const char words[] = "not to be written by this program\n";

static char root[] = "/tmp/storerace.XXXXXX";
static char dir[64], victim[64], name[128];
static const char *replaced; /* null: nothing is, this time */

/*
 * In the place of libc's: the store's last call before it has LMDB open the
 * files, as long as the lock file is new.
 */
int
fallocate(int fd, int mode, off_t offset, off_t len)
{
	assert_int_equal(mode, 0);
	if (replaced) {
		snprintf(name, sizeof(name), "%s/%s", dir, replaced);
		assert_int_equal(unlink(name), 0);
		assert_int_equal(symlink(victim, name), 0);
	}
	return posix_fallocate(fd, offset, len);
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
	return 0;
}

static int
teardown(void **state)
{
	static const char *const names[] = { "state/data.mdb", "state/lock.mdb",
		"state", "victim" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s/%s", root, names[i]);
		remove(name);
	}
	return rmdir(root);
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

/* A user without root's rights is kept by the kernel from others' files. */
static void
check_race(const char *which, bool exists)
{
	struct why why = { "" };
	struct stat st;

	if (geteuid() != 0)
		return;
	replaced = which;
	if (exists)
		write_victim();
	assert_null(store_open(dir, tables, 1, 1, &why));
	assert_non_null(strstr(why.text, "permission denied"));
	if (exists)
		check_victim();
	else
		assert_int_equal(lstat(victim, &st), -1);
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
}

/* Behind it root is root again, and the state is the group's. */
static void
nobody_interferes(void **state)
{
	struct why why = { "" };
	struct store *s = store_open(dir, tables, 1, 1, &why);
	struct stat st;
	int fd;

	(void)state;
	assert_non_null(s);
	store_close(s);
	fd = open(victim, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_uid, geteuid());
	assert_int_equal(st.st_gid, getegid());
	close(fd);
	snprintf(name, sizeof(name), "%s/lock.mdb", dir);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
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

/* Where nobody but root can put a link, root stays what it is. */
static void
only_where_others_write(void **state)
{
	struct stat st = { .st_mode = S_IFDIR | 0755 };
	struct fsuser u;

	(void)state;
	assert_int_equal(fsuser_become(&u, &st), 0);
	assert_false(u.changed);
	fsuser_back(&u);
	st.st_mode |= S_IWGRP;
	assert_int_equal(fsuser_become(&u, &st), 0);
	assert_int_equal(u.changed, geteuid() == 0);
	fsuser_back(&u);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = { T(lock_becomes_a_link),
		T(data_becomes_a_link), T(link_to_a_file_to_be_made),
		T(nobody_interferes), T(group_is_mended),
		T(only_where_others_write) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
