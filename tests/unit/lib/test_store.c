#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <lmdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "store.h"

enum {
	WANTED,
	APPLIED,
	TABLES
};

_Static_assert(sizeof(off_t) == 8 && sizeof(time_t) == 8,
    "the Makefile's own flags make them so on every machine");

static const char *const names[TABLES] = { "wanted", "applied" };

/* A folder of the test's own; the store is `dir`/s, not there yet. */
struct place {
	char dir[64];
	char store[80];
	char data[96];
	char lock[96];
};

static int
drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	snprintf(
	    p->dir, sizeof(p->dir), "%.40s/store.XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->store, sizeof(p->store), "%s/s", p->dir);
	snprintf(p->data, sizeof(p->data), "%s/data.mdb", p->store);
	snprintf(p->lock, sizeof(p->lock), "%s/lock.mdb", p->store);
	*state = p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;

	nftw(p->dir, drop, 8, FTW_DEPTH | FTW_PHYS);
	free(p);
	return 0;
}

static struct store *
open_or_die(const struct place *p)
{
	struct why why = { "" };
	struct store *s = store_open(p->store, names, TABLES, 1, &why);

	assert_string_equal(why.text, "");
	assert_non_null(s);
	return s;
}

/* The store must not open; the reason holds `want`. */
static void
refused(const struct place *p, unsigned int format, const char *want)
{
	struct why why = { "" };

	assert_null(store_open(p->store, names, TABLES, format, &why));
	if (!strstr(why.text, want))
		fail_msg("have '%s', want '%s'", why.text, want);
	assert_non_null(strstr(why.text, p->store));
}

static struct store_txn *
begin(struct store *s, bool write)
{
	struct why why = { "" };
	struct store_txn *t = store_begin(s, write, &why);

	assert_string_equal(why.text, "");
	assert_non_null(t);
	return t;
}

static void
put(struct store_txn *t, size_t table, const char *key, const char *value)
{
	assert_int_equal(
	    store_put(t, table, key, strlen(key), value, strlen(value), NULL),
	    0);
}

/* The whole value, or "-" when there is none. */
static void
want_value(struct store *s, size_t table, const char *key, const char *want)
{
	struct store_txn *t = begin(s, false);
	const void *value = "-";
	size_t len = 1;
	int found = store_get(t, table, key, strlen(key), &value, &len, NULL);

	assert_int_equal(found, strcmp(want, "-") != 0);
	assert_int_equal(len, strlen(want));
	assert_memory_equal(value, want, len);
	store_abort(t);
}

static void
put_one(struct store *s, const char *key, const char *value)
{
	struct store_txn *t = begin(s, true);

	put(t, WANTED, key, value);
	assert_int_equal(store_commit(t, NULL), 0);
}

static void
keeps_what_is_committed(void **state)
{
	struct store *s = open_or_die(*state);
	struct store_txn *t = begin(s, true);

	put(t, WANTED, "a", "1");
	put(t, APPLIED, "a", "2");
	assert_int_equal(store_commit(t, NULL), 0);
	t = begin(s, true);
	put(t, WANTED, "a", "3");
	put(t, WANTED, "b", "4");
	store_abort(t);
	store_close(s);
	s = open_or_die(*state);
	want_value(s, WANTED, "a", "1");
	want_value(s, APPLIED, "a", "2");
	want_value(s, WANTED, "b", "-");
	store_close(s);
}

static void
replaces_and_deletes(void **state)
{
	struct store *s = open_or_die(*state);
	struct store_txn *t;

	put_one(s, "a", "1");
	put_one(s, "a", "22");
	want_value(s, WANTED, "a", "22");
	t = begin(s, true);
	assert_int_equal(store_del(t, WANTED, "a", 1, NULL), 0);
	assert_int_equal(store_del(t, WANTED, "a", 1, NULL), 0);
	assert_int_equal(store_commit(t, NULL), 0);
	want_value(s, WANTED, "a", "-");
	store_close(s);
}

static void
empty_and_binary_values(void **state)
{
	static const char key[] = { 0, 1, 0 };
	struct store *s = open_or_die(*state);
	struct store_txn *t = begin(s, true);
	const void *value;
	size_t len;

	assert_int_equal(store_put(t, WANTED, key, 3, "", 0, NULL), 0);
	assert_int_equal(store_put(t, WANTED, key, 2, "x\0y", 3, NULL), 0);
	assert_int_equal(store_commit(t, NULL), 0);
	t = begin(s, false);
	assert_int_equal(store_get(t, WANTED, key, 3, &value, &len, NULL), 1);
	assert_int_equal(len, 0);
	assert_int_equal(store_get(t, WANTED, key, 2, &value, &len, NULL), 1);
	assert_int_equal(len, 3);
	assert_memory_equal(value, "x\0y", 3);
	store_abort(t);
	store_close(s);
}

struct seen {
	char text[128];
	int stop_after;
};

static int
see(void *arg, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct seen *seen = arg;
	size_t len = strlen(seen->text);

	snprintf(seen->text + len, sizeof(seen->text) - len, "%.*s=%.*s ",
	    (int)key_len, (const char *)key, (int)value_len,
	    (const char *)value);
	return --seen->stop_after == 0 ? 7 : 0;
}

static int
walk(struct store *s, const char *prefix, int stop_after, struct seen *seen)
{
	struct store_txn *t = begin(s, false);
	int ret;

	memset(seen, 0, sizeof(*seen));
	seen->stop_after = stop_after;
	ret = store_each(t, WANTED, prefix, strlen(prefix), see, seen, NULL);
	store_abort(t);
	return ret;
}

static void
walks_by_prefix_in_order(void **state)
{
	struct store *s = open_or_die(*state);
	struct seen seen;

	assert_int_equal(walk(s, "", -1, &seen), 0);
	assert_string_equal(seen.text, "");
	put_one(s, "b1", "x");
	put_one(s, "a2", "y");
	put_one(s, "a1", "z");
	put_one(s, "c", "w");
	assert_int_equal(walk(s, "", -1, &seen), 0);
	assert_string_equal(seen.text, "a1=z a2=y b1=x c=w ");
	assert_int_equal(walk(s, "a", -1, &seen), 0);
	assert_string_equal(seen.text, "a1=z a2=y ");
	assert_int_equal(walk(s, "a11", -1, &seen), 0);
	assert_string_equal(seen.text, "");
	assert_int_equal(walk(s, "d", -1, &seen), 0);
	assert_int_equal(walk(s, "a", 1, &seen), 7);
	assert_string_equal(seen.text, "a1=z ");
	store_close(s);
}

static void
bad_keys(void **state)
{
	struct store *s = open_or_die(*state);
	struct store_txn *t = begin(s, true);
	char key[STORE_KEY_MAX + 1];
	struct why why = { "" };
	const void *value;
	size_t len;

	memset(key, 'k', sizeof(key));
	assert_int_equal(
	    store_put(t, WANTED, key, sizeof(key), "v", 1, &why), -1);
	assert_non_null(
	    strstr(why.text, "want a key of 1 to 511 octets, have 512"));
	assert_int_equal(store_put(t, WANTED, "", 0, "v", 1, &why), -1);
	assert_non_null(strstr(why.text, "have 0"));
	assert_int_equal(
	    store_get(t, WANTED, key, sizeof(key), &value, &len, &why), -1);
	assert_int_equal(store_del(t, WANTED, key, sizeof(key), &why), -1);
	/* A bad key spoils nothing. */
	assert_int_equal(
	    store_put(t, WANTED, key, STORE_KEY_MAX, "v", 1, &why), 0);
	assert_int_equal(store_commit(t, &why), 0);
	store_close(s);
}

static void
one_writer_many_readers(void **state)
{
	struct store *s = open_or_die(*state);
	struct why why = { "" };
	struct store_txn *old;
	struct store_txn *t;
	const void *value;
	size_t len;

	put_one(s, "a", "1");
	old = begin(s, false);
	t = begin(s, true);
	assert_null(store_begin(s, true, &why));
	assert_non_null(strstr(why.text, "already writing"));
	put(t, WANTED, "a", "2");
	assert_int_equal(store_commit(t, NULL), 0);
	/* A reader keeps the world it began with. */
	assert_int_equal(store_get(old, WANTED, "a", 1, &value, &len, NULL), 1);
	assert_memory_equal(value, "1", 1);
	store_abort(old);
	want_value(s, WANTED, "a", "2");
	assert_int_equal(store_commit(begin(s, true), NULL), 0);
	store_close(s);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
modes_whatever_the_umask(void **state)
{
	struct place *p = *state;
	mode_t old = umask(0777);

	store_close(open_or_die(p));
	assert_int_equal(umask(old), 0777);
	assert_int_equal(mode_of(p->store), 02770);
	assert_int_equal(mode_of(p->data), 0660);
	assert_int_equal(mode_of(p->lock), 0660);
}

static void
an_existing_folder_keeps_its_mode(void **state)
{
	struct place *p = *state;

	assert_int_equal(mkdir(p->store, 0700), 0);
	store_close(open_or_die(p));
	assert_int_equal(mode_of(p->store), 0700);
	assert_int_equal(chmod(p->data, 0600), 0);
	store_close(open_or_die(p));
	assert_int_equal(mode_of(p->data), 0660);
}

/* Run fn in a child as `uid`; its exit code, 200 + signal when killed. */
static int
in_child(int (*fn)(const struct place *), const struct place *p, uid_t uid,
    gid_t gid)
{
	pid_t pid = fork();
	int status;

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		if (uid != 0 &&
		    (setgroups(0, NULL) == -1 || setresgid(gid, gid, gid) ||
			setresuid(uid, uid, uid)))
			_exit(99);
		_exit(fn(p));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

static int
child_adds(const struct place *p)
{
	struct why why = { "" };
	struct store *s = store_open(p->store, names, TABLES, 1, &why);
	struct store_txn *t = s ? store_begin(s, true, &why) : NULL;

	if (!t || store_put(t, WANTED, "child", 5, "1", 1, &why) == -1 ||
	    store_commit(t, &why) == -1)
		return strstr(why.text, "want a user of the folder's group")
		    ? 13
		    : 14;
	store_close(s);
	return 0;
}

static void
a_group_shares_it(void **state)
{
	struct place *p = *state;
	struct store *s;

	if (geteuid() != 0) {
		/* Nobody else to be: the mode is what there is to see. */
		store_close(open_or_die(p));
		assert_int_equal(mode_of(p->data), 0660);
		return;
	}
	assert_int_equal(chmod(p->dir, 0755), 0);
	assert_int_equal(mkdir(p->store, 0770), 0);
	assert_int_equal(chown(p->store, 0, 54321), 0);
	assert_int_equal(chmod(p->store, 02770), 0);
	store_close(open_or_die(p));
	assert_int_equal(in_child(child_adds, p, 54322, 54321), 0);
	assert_int_equal(in_child(child_adds, p, 54322, 54399), 13);
	s = open_or_die(p);
	want_value(s, WANTED, "child", "1");
	store_close(s);
	/* Closed to the child from the file on, not from the folder. */
	assert_int_equal(chmod(p->store, 0755), 0);
	assert_int_equal(chown(p->data, 0, 0), 0);
	assert_int_equal(in_child(child_adds, p, 54322, 54321), 13);
}

static void
descriptors_stay_here(void **state)
{
	struct store *s = open_or_die(*state);
	int open_ones = 0;

	for (int fd = 3; fd < 64; fd++) {
		int flags = fcntl(fd, F_GETFD);
		char path[128];
		char link[32];
		ssize_t n;

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, path, sizeof(path) - 1);
		if (flags == -1 || n <= 0)
			continue;
		path[n] = '\0';
		if (!strstr(path, ".mdb"))
			continue;
		assert_true(flags & FD_CLOEXEC);
		open_ones++;
	}
	assert_true(open_ones >= 2);
	store_close(s);
}

static void
bad_folders(void **state)
{
	struct place *p = *state;
	struct place deep = *p;
	int fd;

	snprintf(deep.store, sizeof(deep.store), "%s/none/s", p->dir);
	refused(&deep, 1, "cannot create the folder: No such file");
	fd = open(p->store, O_WRONLY | O_CREAT, 0600);
	assert_int_not_equal(fd, -1);
	close(fd);
	refused(p, 1, "Not a directory");
	assert_int_equal(unlink(p->store), 0);
	assert_int_equal(mkdir(p->store, 0700), 0);
	assert_int_equal(mkdir(p->data, 0700), 0);
	refused(p, 1, "data.mdb: Is a directory");
}

static void
another_format_is_refused(void **state)
{
	struct store *s = open_or_die(*state);

	put_one(s, "a", "1");
	store_close(s);
	refused(*state, 2, "written by another version: want format 2, have 1");
	s = open_or_die(*state);
	want_value(s, WANTED, "a", "1");
	store_close(s);
}

static void
a_new_table_is_added(void **state)
{
	static const char *const more[] = { "wanted", "applied", "seen" };
	struct place *p = *state;
	struct store *s = open_or_die(p);

	put_one(s, "a", "1");
	store_close(s);
	s = store_open(p->store, more, 3, 1, NULL);
	assert_non_null(s);
	want_value(s, WANTED, "a", "1");
	want_value(s, 2, "a", "-");
	store_close(s);
}

static void
write_file(const char *path, off_t at, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0660);

	assert_int_not_equal(fd, -1);
	assert_int_equal(pwrite(fd, bytes, len, at), len);
	close(fd);
}

static void
fill(const struct place *p, int count)
{
	struct store *s = open_or_die(p);
	struct store_txn *t = begin(s, true);
	char value[200];
	char key[16];

	memset(value, 'v', sizeof(value));
	for (int i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "%05d", i);
		assert_int_equal(store_put(t, WANTED, key, strlen(key), value,
				     sizeof(value), NULL),
		    0);
	}
	assert_int_equal(store_commit(t, NULL), 0);
	store_close(s);
}

static void
garbage_is_refused(void **state)
{
	struct place *p = *state;
	char page[8192];

	memset(page, 'g', sizeof(page));
	assert_int_equal(mkdir(p->store, 0770), 0);
	write_file(p->data, 0, page, sizeof(page));
	refused(p, 1, "not a database, or its head is damaged");
	assert_int_equal(truncate(p->data, 100), 0);
	refused(p, 1, "not a database, or its head is damaged");
	/* LMDB takes an empty file for a new one. */
	assert_int_equal(truncate(p->data, 0), 0);
	store_close(open_or_die(p));
}

static void
another_lmdb_is_refused(void **state)
{
	struct place *p = *state;
	const uint32_t version = 999;
	/* Behind a page's head, which is as wide as a pointer, and a number. */
	const off_t at = sizeof(size_t) + 8 + 4;

	fill(p, 1);
	write_file(p->data, at, &version, sizeof(version));
	refused(p, 1, "written by another version of LMDB");
}

/* LMDB's page heads are as wide as a pointer. */
static void
another_word_size_is_refused(void **state)
{
	struct place *p = *state;
	const size_t head = sizeof(size_t) == 8 ? 12 : 16;
	const char *who =
	    sizeof(size_t) == 8 ? "32-bit program" : "64-bit program";
	const uint32_t magic_version[] = { 0xBEEFC0DE, 1 };
	const uint16_t meta_page = 8;
	char page[8192] = "";

	fill(p, 1);
	memcpy(page + head - 6, &meta_page, sizeof(meta_page));
	memcpy(page + head, magic_version, sizeof(magic_version));
	write_file(p->data, 0, page, sizeof(page));
	refused(p, 1, who);
}

static void
another_program_is_refused(void **state)
{
	struct place *p = *state;
	MDB_val v = { 1, (void *)(uintptr_t) "x" };
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;

	assert_int_equal(mkdir(p->store, 0770), 0);
	assert_int_equal(mdb_env_create(&env), 0);
	assert_int_equal(mdb_env_open(env, p->store, 0, 0660), 0);
	assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
	assert_int_equal(mdb_put(txn, dbi, &v, &v, 0), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
	refused(p, 1, "the database of another program");
}

static void
damaged_pages_are_refused(void **state)
{
	struct place *p = *state;
	char zero[4096 * 40] = { 0 };
	struct stat st;

	fill(p, 1000);
	assert_int_equal(stat(p->data, &st), 0);
	assert_true(st.st_size > (off_t)sizeof(zero));
	write_file(
	    p->data, st.st_size - (off_t)sizeof(zero), zero, sizeof(zero));
	refused(p, 1, "the database is damaged");
}

static off_t
size_of(const struct place *p)
{
	struct stat st;

	assert_int_equal(stat(p->data, &st), 0);
	return st.st_size;
}

/* Without the check, the first read past the end is SIGBUS. */
static void
a_cut_file_is_refused(void **state)
{
	struct place *p = *state;
	off_t whole;

	fill(p, 1000);
	whole = size_of(p);
	for (off_t cut = 1; cut < whole - 8192; cut += whole / 7) {
		off_t left = whole - cut;

		assert_int_equal(truncate(p->data, left), 0);
		refused(p, 1, "cut short");
		assert_int_equal(size_of(p), left);
		refused(p, 1, "cut short");
	}
}

/* Values of several pages put and deleted at random, in a few commits. */
static void
churn(struct store *s, uint32_t seed)
{
	uint32_t keys = 20 + seed % 100;
	size_t len = 3000 + seed * 997 % 6000;
	char value[9000] = "";
	char key[16];

	for (int i = 0; i < 3; i++) {
		struct store_txn *t = begin(s, true);

		for (int n = 0; n < 300; n++) {
			seed = seed * 1664525 + 1013904223;
			snprintf(key, sizeof(key), "%05u", (seed >> 8) % keys);
			if (seed >> 31)
				store_put(t, WANTED, key, 5, value, len, NULL);
			else
				store_del(t, WANTED, key, 5, NULL);
		}
		assert_int_equal(store_commit(t, NULL), 0);
	}
}

/*
 * A transaction that gives back the last pages which it took leaves a file
 * that is shorter than its head says.  That is no damage.
 */
static void
a_sound_short_file_is_made_whole(void **state)
{
	struct place *p = *state;
	struct store *s;
	off_t before = 0;
	off_t after = 0;

	for (uint32_t seed = 77; before == after; seed++) {
		assert_true(seed < 500); /* else this tests nothing */
		unlink(p->data);
		unlink(p->lock);
		s = open_or_die(p);
		churn(s, seed);
		store_close(s);
		before = size_of(p);
		store_close(open_or_die(p));
		after = size_of(p);
	}
	assert_true(after > before);
	s = open_or_die(p);
	put_one(s, "x", "1");
	store_close(s);
	s = open_or_die(p);
	want_value(s, WANTED, "x", "1");
	store_close(s);
}

/* Add values until the files may not grow; the reason must hold `want`. */
static int
fill_up(const struct place *p, rlim_t size, const char *want)
{
	struct rlimit limit = { size, size };
	struct why why = { "" };
	struct store *s = store_open(p->store, names, TABLES, 1, &why);
	char value[3000] = "";
	char key[16];
	int rc = 0;

	if (!s || setrlimit(RLIMIT_FSIZE, &limit) == -1)
		return 10;
	for (int i = 0; i < 1000 && rc == 0; i++) {
		struct store_txn *t = store_begin(s, true, &why);

		snprintf(key, sizeof(key), "k%d", i);
		if (!t ||
		    store_put(t, WANTED, key, strlen(key), value, sizeof(value),
			&why) == -1)
			return 11;
		rc = store_commit(t, &why);
	}
	want_value(s, WANTED, "a", "1");
	store_close(s);
	return rc == -1 && strstr(why.text, want) ? 0 : 12;
}

static int
child_fills_up(const struct place *p)
{
	return fill_up(p, 50 * 4096, "File too large; nothing was changed");
}

/* The last write is cut in the middle of a page. */
static int
child_fills_up_to_a_part(const struct place *p)
{
	return fill_up(p, 50 * 4096 + 1000, "a full disk, a file size limit");
}

static void
a_full_disk_loses_nothing(void **state)
{
	struct place *p = *state;
	struct store *s = open_or_die(p);

	put_one(s, "a", "1");
	store_close(s);
	assert_int_equal(in_child(child_fills_up, p, 0, 0), 0);
	assert_int_equal(in_child(child_fills_up_to_a_part, p, 0, 0), 0);
	s = open_or_die(p);
	want_value(s, WANTED, "a", "1");
	put_one(s, "b", "2");
	want_value(s, WANTED, "b", "2");
	store_close(s);
}

static int
child_cannot_create(const struct place *p)
{
	struct rlimit limit = { 4096, 4096 };
	struct why why = { "" };

	if (setrlimit(RLIMIT_FSIZE, &limit) == -1)
		return 10;
	if (store_open(p->store, names, TABLES, 1, &why))
		return 11;
	return strstr(why.text, "File too large") ? 0 : 12;
}

static void
no_room_to_create(void **state)
{
	assert_int_equal(in_child(child_cannot_create, *state, 0, 0), 0);
	store_close(open_or_die(*state));
}

/* -- killing -- */

enum {
	WRITERS = 3,
	ROUNDS = 25
};

/* Add W-000001 and so on, and tell each number once it is on disk. */
static _Noreturn void
writer(const struct place *p, int id, int tell)
{
	struct store *s = store_open(p->store, names, TABLES, 1, NULL);
	const void *value;
	char key[32];
	size_t len;

	if (!s)
		_exit(1);
	for (uint32_t n = 0;; n++) {
		struct store_txn *t = store_begin(s, true, NULL);

		if (!t)
			_exit(2);
		if (n == 0) {
			snprintf(key, sizeof(key), "last%d", id);
			if (store_get(t, APPLIED, key, strlen(key), &value,
				&len, NULL) == 1)
				memcpy(&n, value, sizeof(n));
			n++;
		}
		snprintf(key, sizeof(key), "%d-%06u", id, n);
		if (store_put(
			t, WANTED, key, strlen(key), &n, sizeof(n), NULL) == -1)
			_exit(3);
		snprintf(key, sizeof(key), "last%d", id);
		if (store_put(t, APPLIED, key, strlen(key), &n, sizeof(n),
			NULL) == -1 ||
		    store_commit(t, NULL) == -1)
			_exit(4);
		if (write(tell, &n, sizeof(n)) != sizeof(n))
			_exit(5);
	}
}

static pid_t
start_writer(const struct place *p, int id, int *fd)
{
	int pair[2];
	pid_t pid;

	assert_int_equal(pipe(pair), 0);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		close(pair[0]);
		writer(p, id, pair[1]);
	}
	close(pair[1]);
	*fd = pair[0];
	return pid;
}

static uint32_t
last_told(int fd)
{
	uint32_t last = 0;
	uint32_t n;

	while (read(fd, &n, sizeof(n)) == sizeof(n))
		last = n;
	close(fd);
	return last;
}

static int
count_one(void *arg, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	uint32_t n;

	(void)key;
	(void)key_len;
	assert_int_equal(value_len, sizeof(n));
	memcpy(&n, value, sizeof(n));
	assert_int_equal(n, ++*(uint32_t *)arg);
	return 0;
}

/* Every number up to the last one told is there, and no gap. */
static void
check_told(struct store *s, int id, uint32_t told)
{
	struct store_txn *t = begin(s, false);
	const void *value = NULL;
	uint32_t count = 0;
	uint32_t last = 0;
	char key[16];
	size_t len;

	snprintf(key, sizeof(key), "%d-", id);
	assert_int_equal(
	    store_each(t, WANTED, key, strlen(key), count_one, &count, NULL),
	    0);
	assert_true(count >= told);
	snprintf(key, sizeof(key), "last%d", id);
	if (store_get(t, APPLIED, key, strlen(key), &value, &len, NULL) == 1)
		memcpy(&last, value, sizeof(last));
	assert_int_equal(last, count);
	store_abort(t);
}

/* Wait for the first word of one writer, then a moment longer. */
static void
let_them_write(int fd, long moment_us)
{
	struct timespec t = { .tv_nsec = moment_us * 1000 };
	struct pollfd p = { .fd = fd, .events = POLLIN };

	assert_int_equal(poll(&p, 1, 20000), 1);
	nanosleep(&t, NULL);
}

static void
kill_round(const struct place *p, uint32_t told[WRITERS], long moment_us)
{
	pid_t pid[WRITERS];
	int fd[WRITERS];
	struct store *s;

	for (int i = 0; i < WRITERS; i++)
		pid[i] = start_writer(p, i, &fd[i]);
	let_them_write(fd[0], moment_us);
	for (int i = 0; i < WRITERS; i++) {
		int status;

		assert_int_equal(kill(pid[i], SIGKILL), 0);
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFSIGNALED(status));
	}
	s = open_or_die(p);
	for (int i = 0; i < WRITERS; i++) {
		uint32_t last = last_told(fd[i]);

		if (last > told[i])
			told[i] = last;
		check_told(s, i, told[i]);
	}
	store_close(s);
}

static void
survives_kill(void **state)
{
	uint32_t told[WRITERS] = { 0 };
	unsigned int seed = (unsigned int)getpid();

	print_message("# seed %u\n", seed);
	for (int i = 0; i < ROUNDS; i++)
		kill_round(*state, told, rand_r(&seed) % 20000);
	assert_true(told[0] > 0 && told[1] > 0 && told[2] > 0);
}

/* Two come first at the same time and are killed while they make it. */
static void
survives_kill_at_its_birth(void **state)
{
	struct place *p = *state;
	unsigned int seed = (unsigned int)getpid();
	uint32_t n;

	print_message("# seed %u\n", seed);
	for (int i = 0; i < 30; i++) {
		struct timespec t = { .tv_nsec = rand_r(&seed) % 3000000 };
		struct store *s;
		pid_t pid[2];
		int fd[2];

		unlink(p->data);
		unlink(p->lock);
		rmdir(p->store);
		pid[0] = start_writer(p, 0, &fd[0]);
		pid[1] = start_writer(p, 1, &fd[1]);
		nanosleep(&t, NULL);
		for (int k = 0; k < 2; k++) {
			int status;

			kill(pid[k], SIGKILL);
			waitpid(pid[k], &status, 0);
			assert_true(WIFSIGNALED(status));
		}
		s = open_or_die(p);
		for (int k = 0; k < 2; k++) {
			n = last_told(fd[k]);
			check_told(s, k, n);
		}
		put_one(s, "x", "1");
		store_close(s);
	}
}

/* A reader that is killed must not pin old pages for ever. */
static _Noreturn void
reader(const struct place *p, int tell)
{
	struct store *s = store_open(p->store, names, TABLES, 1, NULL);

	if (!s || !store_begin(s, false, NULL) || write(tell, "r", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

static void
killed_readers_free_their_slots(void **state)
{
	struct place *p = *state;
	struct store *s;
	off_t settled;
	int pair[2];
	char c;

	fill(p, 200);
	for (int i = 0; i < 20; i++) {
		pid_t pid;

		assert_int_equal(pipe(pair), 0);
		pid = fork();
		assert_int_not_equal(pid, -1);
		if (pid == 0)
			reader(p, pair[1]);
		assert_int_equal(read(pair[0], &c, 1), 1);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		close(pair[0]);
		close(pair[1]);
	}
	for (int i = 0; i < 5; i++)
		fill(p, 200);
	settled = size_of(p);
	for (int i = 0; i < 20; i++)
		fill(p, 200);
	assert_int_equal(size_of(p), settled);
	s = open_or_die(p);
	store_close(s);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(keeps_what_is_committed),
		T(replaces_and_deletes),
		T(empty_and_binary_values),
		T(walks_by_prefix_in_order),
		T(bad_keys),
		T(one_writer_many_readers),
		T(modes_whatever_the_umask),
		T(an_existing_folder_keeps_its_mode),
		T(a_group_shares_it),
		T(descriptors_stay_here),
		T(bad_folders),
		T(another_format_is_refused),
		T(a_new_table_is_added),
		T(garbage_is_refused),
		T(another_lmdb_is_refused),
		T(another_word_size_is_refused),
		T(another_program_is_refused),
		T(damaged_pages_are_refused),
		T(a_cut_file_is_refused),
		T(a_sound_short_file_is_made_whole),
		T(a_full_disk_loses_nothing),
		T(no_room_to_create),
		T(survives_kill),
		T(survives_kill_at_its_birth),
		T(killed_readers_free_their_slots),
	};

	store_close(NULL);
	store_abort(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
