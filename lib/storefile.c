#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storeimpl.h"

/*
 * LMDB opens its files by name, makes them, follows links and writes to what
 * it finds.  A member of the folder's group could put a link there after our
 * look at them.  So it gets a folder where nobody else may write, with two
 * links of the same names to descriptors: of the files that were looked at.
 */
enum {
	DATA,
	LOCK
};
static const char *const names[] = { "data.mdb", "lock.mdb" };
#define LINK_DATA "/proc/self/fd/30"
#define LINK_LOCK "/proc/self/fd/31"
#define LINK_FD 30 /* and the next: so while LMDB opens its files */
static const char *const links[] = { LINK_DATA, LINK_LOCK };

/* 64 octets a reader and a head that is no larger than three readers. */
#define LOCK_SIZE ((STORE_MAX_READERS + 3) * (size_t)64)

/*
 * LMDB makes its lock file as a hole and writes there through a map: on a
 * full disk that is SIGBUS.  So take the room first.
 */
static int
reserve_lock_file(int fd, const struct stat *st)
{
	if ((size_t)st->st_blocks * 512 >= LOCK_SIZE ||
	    fallocate(fd, 0, 0, LOCK_SIZE) == 0 || errno == EOPNOTSUPP)
		return 0;
	return -1;
}

/*
 * Someone who restored a backup may not have thought of mode and group.  What
 * has another name, too, may be somebody else's.
 */
static void
mend_rights(int fd, const struct stat *st, const struct stat *folder)
{
	if ((geteuid() != st->st_uid && geteuid() != 0) || st->st_nlink != 1)
		return;
	if ((folder->st_mode & S_IWGRP) && st->st_gid != folder->st_gid)
		(void)!fchown(fd, (uid_t)-1, folder->st_gid);
	if ((st->st_mode & 0660) != 0660)
		(void)fchmod(fd, 0660);
}

static int
replaced(const struct store *s, int i, struct why *why)
{
	return why_set(
	    why, "%s/%s: was replaced while it was opened", s->dir, names[i]);
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* What was opened, as everybody who shares it needs it; and known by an O_PATH
 * from here on: when any other descriptor of the lock file is closed, the
 * process loses LMDB's lock on it. */
static int
keep_file(struct store *s, int i, int fd, struct why *why)
{
	struct stat folder, st, now;

	if (fstat(s->dirfd, &folder) == -1 || fstat(fd, &st) == -1)
		return store_fail(s->dir, names[i], errno, why);
	if (!S_ISREG(st.st_mode))
		return why_set(why, "%s/%s: want a file", s->dir, names[i]);
	mend_rights(fd, &st, &folder);
	if (i == LOCK && reserve_lock_file(fd, &st) == -1)
		return store_fail(s->dir, names[i], errno, why);
	s->files[i] =
	    openat(s->dirfd, names[i], O_PATH | O_CLOEXEC | O_NOFOLLOW);
	if (s->files[i] == -1 || fstat(s->files[i], &now) == -1)
		return store_fail(s->dir, names[i], errno, why);
	return same_file(&st, &now) ? 0 : replaced(s, i, why);
}

/* Files of one group, whatever the umask of who comes first. */
static int
find_file(struct store *s, int i, struct why *why)
{
	mode_t old = umask(0);
	int fd = openat(s->dirfd, names[i],
	    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0660);
	int rc;

	umask(old);
	if (fd == -1)
		return store_fail(s->dir, names[i], errno, why);
	rc = keep_file(s, i, fd, why);
	close(fd);
	return rc;
}

/* Another process of this user may make the same at this moment. */
static int
make_link(int folder, int i)
{
	char have[sizeof(LINK_DATA)];
	ssize_t n = readlinkat(folder, names[i], have, sizeof(have));

	if (n == -1 && errno == ENOENT &&
	    (symlinkat(links[i], folder, names[i]) == 0 || errno == EEXIST))
		n = readlinkat(folder, names[i], have, sizeof(have));
	if (n == -1 || (size_t)n != strlen(links[i]) ||
	    memcmp(have, links[i], (size_t)n) != 0) {
		errno = n == -1 ? errno : EEXIST;
		return -1;
	}
	return 0;
}

/* This user's folder of links. */
static int
find_links(struct store *s, struct why *why)
{
	const int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	struct stat st;
	char name[32];

	snprintf(name, sizeof(name), ".links-%u", (unsigned int)geteuid());
	s->links = openat(s->dirfd, name, how);
	if (s->links == -1 && errno == ENOENT &&
	    (mkdirat(s->dirfd, name, 0700) == 0 || errno == EEXIST))
		s->links = openat(s->dirfd, name, how);
	if (s->links == -1 || fstat(s->links, &st) == -1)
		return why_errno(why, "%s/%s", s->dir, name);
	if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return why_set(why,
		    "%s/%s: want a folder where user %u alone may write: "
		    "remove it",
		    s->dir, name, (unsigned int)geteuid());
	for (int i = 0; i < 2; i++)
		if (make_link(s->links, i) == -1)
			return why_errno(
			    why, "%s/%s/%s", s->dir, name, names[i]);
	return 0;
}

int
storefile_find(struct store *s, struct why *why)
{
	const char *dir = s->dir;

	/* mkdir(2) drops the set-group-id bit. */
	if (mkdir(dir, 0770) == 0) {
		if (chmod(dir, 02770) == -1)
			return why_errno(why, "%s: chmod", dir);
	} else if (errno != EEXIST) {
		return why_errno(why, "%s: cannot create the folder", dir);
	}
	s->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->dirfd == -1)
		return store_fail(dir, "open", errno, why);
	if (find_file(s, DATA, why) == -1 || find_file(s, LOCK, why) == -1)
		return -1;
	return find_links(s, why);
}

/* A descriptor that the process may have under one of the links' numbers. */
struct guest {
	int number;
	int flags; /* -1: there is none */
	int aside;
};

/* Have `fd` there instead.  0, or -1 and errno. */
static int
move_in(struct guest *g, int number, int fd)
{
	*g = (struct guest){ number, fcntl(number, F_GETFD), -1 };
	if (g->flags != -1) {
		g->aside = fcntl(number, F_DUPFD_CLOEXEC, LINK_FD + 2);
		if (g->aside == -1)
			return -1;
	}
	return dup3(fd, number, O_CLOEXEC) == -1 ? -1 : 0;
}

static void
move_out(const struct guest *g)
{
	if (g->flags == -1) {
		close(g->number);
	} else if (g->aside != -1) {
		(void)dup3(g->aside, g->number,
		    (g->flags & FD_CLOEXEC) ? O_CLOEXEC : 0);
		close(g->aside);
	}
}

int
storefile_open(struct store *s)
{
	struct guest guests[2];
	char path[32];
	int n = 0, rc = 0;

	while (rc == 0 && n < 2) {
		rc = move_in(&guests[n], LINK_FD + n, s->files[n]) == -1 ? errno
									 : 0;
		n++;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", s->links);
	/* A transaction is bound to its object, not to the thread. */
	if (rc == 0)
		rc = mdb_env_open(s->env, path, MDB_NOTLS, 0660);
	while (n > 0)
		move_out(&guests[--n]);
	return rc;
}

int
storefile_check(struct store *s, struct why *why)
{
	struct stat ours, named, open;
	int fd;

	for (int i = 0; i < 2; i++)
		if (fstat(s->files[i], &ours) == -1 ||
		    fstatat(s->dirfd, names[i], &named, AT_SYMLINK_NOFOLLOW) ==
			-1 ||
		    !same_file(&ours, &named))
			return replaced(s, i, why);
	if (mdb_env_get_fd(s->env, &fd) != 0 || fstat(fd, &open) == -1 ||
	    fstat(s->files[DATA], &ours) == -1 || !same_file(&open, &ours))
		return why_set(
		    why, "%s: LMDB opened another file: want /proc", s->dir);
	return 0;
}

void
storefile_leave(struct store *s)
{
	int *fds[] = { &s->dirfd, &s->links, &s->files[DATA], &s->files[LOCK] };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] != -1)
			close(*fds[i]);
		*fds[i] = -1;
	}
}
