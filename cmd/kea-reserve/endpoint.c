#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "endpoint.h"
#include "hash64.h"

#define LOCK_STEP_MS 10

static int
add(struct endpoints *e, const struct site_target *target, int family,
    const char *url, struct why *why)
{
	struct endpoint *ep = &e->list[e->count];
	int len;

	if (!url)
		return 0;
	len = snprintf(ep->label, sizeof(ep->label), "%s %s", target->name,
	    family == AF_INET ? "dhcp4" : "dhcp6");
	if (len < 0 || (size_t)len >= sizeof(ep->label))
		return why_set(why,
		    "kea.targets.%s: want a name of less than %d octets",
		    target->name, ENDPOINT_LABEL_MAX - 6);
	ep->target = target;
	ep->family = family;
	ep->waited = true;
	ep->kea = (struct keacmd_endpoint){
		.label = ep->label,
		.family = family,
		.url = url,
		.user = target->user,
		.password_file = target->password_file,
		.ca_file = target->ca_file,
	};
	e->count++;
	return 0;
}

int
endpoints_new(const struct site *site, struct endpoints *out, struct why *why)
{
	out->count = 0;
	out->list = calloc(2 * site->target_count + 1, sizeof(*out->list));
	if (!out->list)
		return why_errno(why, "kea.targets");
	for (size_t i = 0; i < site->target_count; i++) {
		const struct site_target *t = &site->targets[i];

		if (add(out, t, AF_INET, t->dhcp4, why) == -1 ||
		    add(out, t, AF_INET6, t->dhcp6, why) == -1) {
			endpoints_free(out);
			return -1;
		}
	}
	if (out->count > 0)
		return 0;
	endpoints_free(out);
	return why_set(
	    why, "%s: kea.targets: want at least one, have none", site->path);
}

void
endpoints_free(struct endpoints *e)
{
	free(e->list);
	*e = (struct endpoints){ 0 };
}

enum host_id_type
endpoint_by(const struct endpoint *ep)
{
	if (ep->family == AF_INET)
		return HOST_CIRCUIT_ID;
	return ep->target && ep->target->by_line ? HOST_FLEX_ID
						 : HOST_HW_ADDRESS;
}

bool
endpoint_takes(const struct endpoint *ep, const struct host *h)
{
	return h->family == ep->family && h->id.type == endpoint_by(ep);
}

bool
endpoint_same_url(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	while (n > 0 && a[n - 1] == '/')
		n--;
	while (m > 0 && b[m - 1] == '/')
		m--;
	return n == m && strncmp(a, b, n) == 0;
}

static int
unknown_url(const struct endpoints *e, const char *url, struct why *why)
{
	char known[512] = "";
	size_t len = 0;

	for (size_t i = 0; i < e->count && len < sizeof(known); i++)
		len += (size_t)snprintf(known + len, sizeof(known) - len,
		    "%s%s", i > 0 ? ", " : "", e->list[i].kea.url);
	return why_set(
	    why, "-k: want the URL of a target (%s), have %s", known, url);
}

int
endpoints_select(
    struct endpoints *e, const char *const *urls, size_t count, struct why *why)
{
	for (size_t i = 0; count > 0 && i < e->count; i++)
		e->list[i].waited = false;
	for (size_t u = 0; u < count; u++) {
		bool found = false;

		for (size_t i = 0; i < e->count; i++)
			if (endpoint_same_url(e->list[i].kea.url, urls[u]))
				e->list[i].waited = found = true;
		if (!found)
			return unknown_url(e, urls[u], why);
	}
	return 0;
}

uint64_t
endpoint_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* "STATE-DIR/rosette.dhcp4.lock": a name may hold anything, a file's not. */
static int
lock_path(const char *dir, const struct endpoint *ep, char *buf, size_t size)
{
	size_t n = (size_t)snprintf(buf, size, "%s/", dir);

	for (const char *p = ep->label; *p != '\0' && n + 9 < size; p++) {
		const char *plain = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

		if (strchr(plain, *p))
			buf[n++] = *p;
		else if (*p == ' ')
			buf[n++] = '.';
		else
			n += (size_t)snprintf(
			    buf + n, size - n, "%%%02x", (unsigned char)*p);
	}
	return n + 9 < size ? snprintf(buf + n, size - n, ".lock") : -1;
}

static int
lock_open(const char *dir, const struct endpoint *ep, int flags)
{
	char path[4096];
	mode_t old;
	int fd;

	/* Somebody of the group might have put a FIFO there. */
	flags |= O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
	if (lock_path(dir, ep, path, sizeof(path)) == -1) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (!(flags & O_CREAT))
		return open(path, flags);
	old = umask(0); /* the group's, whatever the caller's umask */
	fd = open(path, flags, 0660);
	umask(old);
	return fd;
}

/*
 * Beside the lock, one that others can ask for without taking it.  It ends
 * with the same descriptor.
 */
static void
show_held(int fd)
{
	struct flock held = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	(void)fcntl(fd, F_OFD_SETLK, &held);
}

static bool
is_held(int fd)
{
	struct flock held = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_GETLK, &held) == -1 || held.l_type != F_UNLCK;
}

int
endpoint_lock(const char *state_dir, const struct endpoint *ep,
    unsigned int wait_ms, struct why *why)
{
	int fd = lock_open(state_dir, ep, O_RDWR | O_CREAT);

	if (fd == -1)
		return why_errno(why, "%s: lock of %s", state_dir, ep->label);
	while (flock(fd, LOCK_EX | LOCK_NB) == -1) {
		struct timespec step = { 0, LOCK_STEP_MS * 1000000 };

		if (errno != EWOULDBLOCK && errno != EINTR) {
			why_errno(why, "%s: lock of %s", state_dir, ep->label);
			close(fd);
			return -1;
		}
		if (wait_ms < LOCK_STEP_MS) {
			close(fd);
			return -2;
		}
		nanosleep(&step, NULL);
		wait_ms -= LOCK_STEP_MS;
	}
	show_held(fd);
	return fd;
}

/* As it lies in the file. */
struct stored {
	struct endpoint_status status;
	uint64_t sum; /* a torn or foreign one does not match */
};

/* A time from before the last boot lies ahead of now, or proves nothing. */
static bool
plausible(const struct endpoint_status *st)
{
	uint64_t now = endpoint_now();

	return st->probed <= now && st->busy <= now && st->failed <= now &&
	    st->resumes <= now + 60000000;
}

void
endpoint_status_read(const char *state_dir, const struct endpoint *ep,
    struct endpoint_status *out)
{
	struct stored s;
	int fd = lock_open(state_dir, ep, O_RDONLY);
	bool good = false;

	/* Twice: the first may fall into a write. */
	for (int i = 0; fd != -1 && !good && i < 2; i++)
		good = pread(fd, &s, sizeof(s), 0) == (ssize_t)sizeof(s) &&
		    s.sum == hash64(&s.status, sizeof(s.status)) &&
		    plausible(&s.status);
	*out = good ? s.status : (struct endpoint_status){ 0 };
	/* Killed at it. */
	if (out->busy != 0 && !is_held(fd))
		out->busy = 0;
	if (fd != -1)
		close(fd);
}

void
endpoint_status_write(int lock, const struct endpoint_status *st)
{
	struct stored s = { *st, hash64(st, sizeof(*st)) };

	/* A hint: what is torn reads as zeros, and Kea is asked once more
	 * than needed. */
	ssize_t n = pwrite(lock, &s, sizeof(s), 0);

	(void)n;
}
