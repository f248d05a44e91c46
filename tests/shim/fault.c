/*
 * Preloaded into a command: the n-th of the system's calls fails, or the
 * process is killed there.  See fault.h.  Calls that libc makes within itself
 * (stdio's reads and writes) are not seen, but fopen, fflush and fclose are.
 */
/* A 32-bit program calls open64 what is open here: both names stay apart. */
#undef _FILE_OFFSET_BITS
#undef _TIME_BITS

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"

/* What takes its arguments as they stand, on every machine. */
#ifdef SYS_mmap2
#define MAP_CALL SYS_mmap2
#else
#define MAP_CALL SYS_mmap
#endif

static struct fault *shared;

/* Code that asks for memory by another name than malloc; null: it always has
 * it, for the loader ends the process without. */
static const struct {
	const char *file, *name;
} others[] = {
	{ "/libc.so", "libc" },
	{ "/ld-linux", NULL },
	{ "/libradcli.so", "libradcli" },
};

/* Where it lies. */
static struct range {
	uintptr_t from, to;
	const char *name;
} other_code[8];

static int
note_code(struct dl_phdr_info *info, size_t size, void *count)
{
	size_t *n = count;
	const char *name = NULL;
	bool other = false;

	(void)size;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strstr(info->dlpi_name, others[i].file)) {
			name = others[i].name;
			other = true;
		}
	for (int i = 0; other && *n < 8 && i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];

		if (ph->p_type == PT_LOAD && ph->p_flags & PF_X) {
			struct range *r = &other_code[(*n)++];

			r->from = info->dlpi_addr + ph->p_vaddr;
			r->to = r->from + ph->p_memsz;
			r->name = name;
		}
	}
	return 0;
}

/* By system calls: nothing of this may be seen by ourselves. */
__attribute__((constructor)) static void
start(void)
{
	const char *path = getenv(FAULT_ENV);
	size_t n = 0;
	long fd, at;

	if (!path)
		return;
	fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
	if (fd < 0)
		return;
	at = syscall(MAP_CALL, NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0L);
	syscall(SYS_close, fd);
	dl_iterate_phdr(note_code, &n);
	if (at != -1)
		shared = (struct fault *)at;
}

/* "open" is in ",open,write,". */
static bool
is_meant(const char *name)
{
	size_t len = strlen(name);

	if (shared->only[0] == '\0')
		return true;
	for (const char *p = shared->only; (p = strstr(p, name)); p += len)
		if (p > shared->only && p[-1] == ',' && p[len] == ',')
			return true;
	return false;
}

/* Whether this call is the one.  May not return. */
static bool
is_due(const char *name)
{
	if (!shared || shared->mode == FAULT_COUNT || !is_meant(name)) {
		if (shared && is_meant(name))
			__atomic_add_fetch(&shared->count, 1, __ATOMIC_SEQ_CST);
		return false;
	}
	if (__atomic_add_fetch(&shared->count, 1, __ATOMIC_SEQ_CST) !=
	    shared->at)
		return false;
	shared->hit = 1;
	for (size_t i = 0; i < sizeof(shared->name) - 1; i++) {
		shared->name[i] = name[i];
		if (name[i] == '\0')
			break;
	}
	if (shared->mode == FAULT_KILL)
		syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
	return true;
}

static bool
fails(const char *name, int error)
{
	if (!is_due(name) || shared->mode != FAULT_FAIL)
		return false;
	errno = error;
	return true;
}

/* Of a call that moves `size` octets: how many it may. */
static size_t
moves(const char *name, int error, size_t size, bool *failed)
{
	bool due = is_due(name);

	*failed = due && shared->mode == FAULT_FAIL;
	if (*failed)
		errno = error;
	return due && size > 1 ? 1 : size;
}

#define ERROR_SEEN 0x20 /* what ferror() looks at, in glibc */

#define NEXT(name)                     \
	static __typeof__(name) *next; \
	if (!next)                     \
	next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* Whose arguments are passed on as they are. */
#define CALL(type, name, error, bad, params, args)              \
	type name params;                                       \
	type name params                                        \
	{                                                       \
		NEXT(name);                                     \
		return fails(#name, error) ? (bad) : next args; \
	}

#define MOVE(name, error, params, args)                    \
	ssize_t name params;                               \
	ssize_t name params                                \
	{                                                  \
		bool failed;                               \
		NEXT(name);                                \
		size = moves(#name, error, size, &failed); \
		return failed ? -1 : next args;            \
	}

static mode_t
mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

#define OPEN(name, params, args)                               \
	int name params;                                       \
	int name params                                        \
	{                                                      \
		mode_t mode;                                   \
		va_list ap;                                    \
		NEXT(name);                                    \
		va_start(ap, flags);                           \
		mode = mode_of(flags, ap);                     \
		va_end(ap);                                    \
		return fails("open", EMFILE) ? -1 : next args; \
	}

OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int dir, const char *path, int flags, ...),
    (dir, path, flags, mode))
OPEN(openat64, (int dir, const char *path, int flags, ...),
    (dir, path, flags, mode))
CALL(FILE *, fopen, EMFILE, NULL, (const char *path, const char *how),
    (path, how))
CALL(FILE *, fdopen, ENOMEM, NULL, (int fd, const char *how), (fd, how))
CALL(DIR *, opendir, EMFILE, NULL, (const char *path), (path))
CALL(int, fclose, ENOSPC, EOF, (FILE * fp), (fp))
CALL(int, fsync, EIO, -1, (int fd), (fd))
CALL(int, fdatasync, EIO, -1, (int fd), (fd))
CALL(int, msync, EIO, -1, (void *at, size_t len, int flags), (at, len, flags))
CALL(int, ftruncate, ENOSPC, -1, (int fd, off_t len), (fd, len))
CALL(int, fallocate, ENOSPC, -1, (int fd, int mode, off_t at, off_t len),
    (fd, mode, at, len))
CALL(int, rename, EIO, -1, (const char *from, const char *to), (from, to))
CALL(int, renameat, EIO, -1,
    (int dir, const char *from, int todir, const char *to),
    (dir, from, todir, to))
CALL(int, unlink, EIO, -1, (const char *path), (path))
CALL(int, mkdir, ENOSPC, -1, (const char *path, mode_t mode), (path, mode))
CALL(int, fstat, EIO, -1, (int fd, struct stat *st), (fd, st))
CALL(int, flock, ENOLCK, -1, (int fd, int how), (fd, how))
CALL(int, socket, EMFILE, -1, (int family, int type, int protocol),
    (family, type, protocol))
CALL(int, bind, EADDRINUSE, -1,
    (int fd, const struct sockaddr *to, socklen_t len), (fd, to, len))
CALL(int, connect, ECONNREFUSED, -1,
    (int fd, const struct sockaddr *to, socklen_t len), (fd, to, len))
CALL(ssize_t, sendmsg, ECONNRESET, -1,
    (int fd, const struct msghdr *m, int flags), (fd, m, flags))
CALL(ssize_t, recvmsg, ECONNRESET, -1, (int fd, struct msghdr *m, int flags),
    (fd, m, flags))
CALL(ssize_t, writev, ENOSPC, -1, (int fd, const struct iovec *v, int n),
    (fd, v, n))
CALL(ssize_t, pwritev, ENOSPC, -1,
    (int fd, const struct iovec *v, int n, off_t at), (fd, v, n, at))
CALL(int, poll, ENOMEM, -1, (struct pollfd * p, nfds_t n, int ms), (p, n, ms))
CALL(int, ppoll, ENOMEM, -1,
    (struct pollfd * p, nfds_t n, const struct timespec *t,
	const sigset_t *set),
    (p, n, t, set))
CALL(int, eventfd, EMFILE, -1, (unsigned int n, int flags), (n, flags))
CALL(int, getsockname, ENOBUFS, -1,
    (int fd, struct sockaddr *at, socklen_t *len), (fd, at, len))
CALL(int, setsockopt, ENOMEM, -1,
    (int fd, int level, int name, const void *p, socklen_t len),
    (fd, level, name, p, len))
CALL(int, pthread_create, EAGAIN, EAGAIN,
    (pthread_t * out, const pthread_attr_t *how, void *(*run)(void *),
	void *arg),
    (out, how, run, arg))
CALL(int, fchmod, EPERM, -1, (int fd, mode_t mode), (fd, mode))
CALL(int, fchown, EPERM, -1, (int fd, uid_t uid, gid_t gid), (fd, uid, gid))
CALL(int, link, EIO, -1, (const char *from, const char *to), (from, to))
CALL(int, pipe2, EMFILE, -1, (int fds[2], int flags), (fds, flags))
CALL(int, dup2, EMFILE, -1, (int from, int to), (from, to))
CALL(pid_t, fork, EAGAIN, -1, (void), ())
CALL(pid_t, setsid, EPERM, -1, (void), ())
CALL(void *, mmap, ENOMEM, MAP_FAILED,
    (void *at, size_t len, int prot, int flags, int fd, off_t off),
    (at, len, prot, flags, fd, off))
CALL(void *, mmap64, ENOMEM, MAP_FAILED,
    (void *at, size_t len, int prot, int flags, int fd, off64_t off),
    (at, len, prot, flags, fd, off))

/* What could not be written is lost, and the stream knows. */
int
fflush(FILE *fp)
{
	NEXT(fflush);
	if (!fails("fflush", ENOSPC))
		return next(fp);
	if (fp)
		fp->_flags |= ERROR_SEEN;
	return EOF;
}

MOVE(getrandom, EIO, (void *p, size_t size, unsigned int flags),
    (p, size, flags))
MOVE(read, EIO, (int fd, void *p, size_t size), (fd, p, size))
MOVE(pread, EIO, (int fd, void *p, size_t size, off_t at), (fd, p, size, at))
MOVE(write, ENOSPC, (int fd, const void *p, size_t size), (fd, p, size))
MOVE(pwrite, ENOSPC, (int fd, const void *p, size_t size, off_t at),
    (fd, p, size, at))
MOVE(send, ECONNRESET, (int fd, const void *p, size_t size, int flags),
    (fd, p, size, flags))
MOVE(sendto, ECONNRESET,
    (int fd, const void *p, size_t size, int flags, const struct sockaddr *to,
	socklen_t len),
    (fd, p, size, flags, to, len))
MOVE(recv, ECONNRESET, (int fd, void *p, size_t size, int flags),
    (fd, p, size, flags))
MOVE(recvfrom, ECONNRESET,
    (int fd, void *p, size_t size, int flags, struct sockaddr *from,
	socklen_t *len),
    (fd, p, size, flags, from, len))

/*
 * dlsym() allocates, so these go to libc by its other name for them.  A
 * sanitizer has an allocator of its own, which must see every call.
 */
#ifndef __SANITIZE_ADDRESS__
/*
 * "malloc", but "libc" where libc asks for memory of its own accord, and so on
 * (others).  Null where it looks for a group: glibc 2.36 ends the process then, by
 * an assertion or worse; and in a kea-dhcp4 -t, whose 9,000 demands are Kea's
 * affair.
 */
static _Thread_local bool in_nss;

static const char *
who_allocates(const void *caller)
{
	uintptr_t at = (uintptr_t)caller;

	if (in_nss || strcmp(program_invocation_short_name, "kea-dhcp4") == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(other_code) / sizeof(*other_code); i++)
		if (at >= other_code[i].from && at < other_code[i].to)
			return other_code[i].name;
	return "malloc";
}

struct group *getgrnam(const char *name);
struct group *
getgrnam(const char *name)
{
	struct group *group;

	NEXT(getgrnam);
	in_nss = true;
	group = next(name);
	in_nss = false;
	return group;
}

static bool
is_short(const void *caller)
{
	const char *name = who_allocates(caller);

	return name && fails(name, ENOMEM);
}

#define NO_MEMORY is_short(__builtin_return_address(0))

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

void *
malloc(size_t size)
{
	return NO_MEMORY ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return NO_MEMORY ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t size)
{
	return NO_MEMORY ? NULL : __libc_realloc(p, size);
}
#endif
