#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "keawire.h"
#include "mono.h"

/* 1: ready (or broken, which the next call tells); 0: too late. */
static int
wait_for(int fd, short events, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };

	for (;;) {
		int64_t left = deadline - mono_ms();
		int n;

		if (left < 0)
			left = 0;
		n = poll(&p, 1, (int)(left > 60000 ? 60000 : left));
		if (n > 0)
			return 1;
		if (n == 0 && mono_ms() >= deadline)
			return 0;
		if (n == -1 && errno != EINTR)
			return 0;
	}
}

static int
connect_failed(const char *path, struct why *why)
{
	switch (errno) {
	case ENOENT:
		return why_set(
		    why, "%s: no such socket: is Kea running?", path);
	case ECONNREFUSED:
		return why_set(why,
		    "%s: nobody listens: Kea is down and left its socket",
		    path);
	case EACCES:
		return why_set(why,
		    "%s: permission denied: this user may not use the "
		    "socket; see its owner and mode",
		    path);
	case EAGAIN:
		return why_set(why,
		    "%s: Kea takes no connection (its queue is full): hung?",
		    path);
	default:
		return why_errno(why, "%s: connect", path);
	}
}

/*
 * A unix connect never waits for the peer: it works at once, or fails with
 * EAGAIN while the peer's queue is full.
 */
static int
connect_to(const struct sockaddr_un *sun, int64_t deadline, struct why *why)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	int fd;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return why_errno(why, "socket");
	while (connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) == -1) {
		if ((errno == EAGAIN || errno == EINTR) &&
		    mono_ms() < deadline) {
			nanosleep(&pause, NULL);
			continue;
		}
		connect_failed(sun->sun_path, why);
		close(fd);
		return -1;
	}
	return fd;
}

/*
 * A server that does not like what it reads may answer and close before it
 * has read all: then what it said matters, not that we could not finish.
 */
static int
send_all(int fd, const char *p, size_t len, int64_t deadline, struct why *why)
{
	while (len > 0) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n >= 0) {
			p += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			if (!wait_for(fd, POLLOUT, deadline))
				return why_set(why,
				    "timed out with %zu octets of the "
				    "request unread: is Kea hung?",
				    len);
		} else if (errno == EPIPE || errno == ECONNRESET) {
			return 0;
		} else if (errno != EINTR) {
			return why_errno(why, "send");
		}
	}
	return 0;
}

static int
receive_all(int fd, struct keabuf *b, int64_t deadline, struct why *why)
{
	char chunk[65536];

	for (;;) {
		ssize_t n = recv(fd, chunk, sizeof(chunk), 0);

		if (n == 0 || (n == -1 && errno == ECONNRESET))
			return 0;
		if (n > 0) {
			if (keabuf_add(b, chunk, (size_t)n) == -1)
				return why_errno(why,
				    "answer of more than %zu octets", b->len);
		} else if (errno == EAGAIN) {
			if (!wait_for(fd, POLLIN, deadline))
				return why_set(why,
				    "timed out %s: Kea is busy or hung",
				    b->len == 0
					? "with no answer"
					: "in the middle of the answer");
		} else if (errno != EINTR) {
			return why_errno(why, "recv");
		}
	}
}

int
keaunix_ask(const char *path, const char *req, size_t len,
    unsigned int timeout_ms, struct keabuf *answer, struct why *why)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int64_t now = mono_ms();
	int64_t deadline = now + timeout_ms;
	unsigned int connect_ms =
	    timeout_ms < KEACMD_CONNECT_MS ? timeout_ms : KEACMD_CONNECT_MS;
	size_t path_len = strlen(path);
	int fd;
	int ret;

	if (path_len == 0 || path_len >= sizeof(sun.sun_path))
		return why_set(why,
		    "%s: want a socket path of 1 to %zu octets, have %zu", path,
		    sizeof(sun.sun_path) - 1, path_len);
	memcpy(sun.sun_path, path, path_len);
	fd = connect_to(&sun, now + connect_ms, why);
	if (fd == -1)
		return -1;
	ret = send_all(fd, req, len, deadline, why);
	if (ret == 0)
		ret = receive_all(fd, answer, deadline, why);
	if (ret == -1)
		why_prefix(why, "%s", path);
	close(fd);
	return ret;
}
