/*
 * freeports PID [N [FIRST LAST]]: print N port numbers (1), one a line, that
 * are free now for UDP and TCP on 127.0.0.1 and ::1, and give none of them to
 * another caller as long as the process PID lives: a test that says $$ finds
 * the ports of a server that it killed where it left them.  They are looked
 * for from a random place in FIRST to LAST, without these below the ephemeral
 * ports.  Exit 2 when there are not so many.
 *
 * A claim is an abstract unix socket.  The kernel keeps their names apart in
 * each network namespace, as it does ports, whoever asks and from wherever
 * he runs; a process that waits for the end of PID holds them, so nothing
 * has to be tidied up.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "msg.h"
#include "num.h"

enum {
	MAX = 64
};

struct wish {
	uint32_t owner;
	uint32_t count;
	uint32_t first;
	uint32_t last;
};

static bool
can_bind(int family, int type, uint16_t port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(port),
		.sin6_addr = in6addr_loopback };
	bool v6 = family == AF_INET6;
	int fd = socket(family, type | SOCK_CLOEXEC, 0);
	int rc;

	if (fd == -1)
		return errno == EAFNOSUPPORT;
	rc = bind(fd, v6 ? (struct sockaddr *)&sin6 : (struct sockaddr *)&sin,
	    v6 ? sizeof(sin6) : sizeof(sin));
	close(fd);
	/* A machine without IPv6 has nobody there either. */
	return rc == 0 || errno == EADDRNOTAVAIL;
}

static bool
is_free(uint16_t port)
{
	return can_bind(AF_INET, SOCK_DGRAM, port) &&
	    can_bind(AF_INET, SOCK_STREAM, port) &&
	    can_bind(AF_INET6, SOCK_DGRAM, port) &&
	    can_bind(AF_INET6, SOCK_STREAM, port);
}

/* Claim a port that nobody has.  Returns false where somebody does. */
static bool
claim(uint16_t port)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int len = snprintf(sun.sun_path + 1, sizeof(sun.sun_path) - 1,
	    "collecte-port-%u", port);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd == -1)
		return false;
	if (bind(fd, (struct sockaddr *)&sun,
		(socklen_t)offsetof(struct sockaddr_un, sun_path) + 1 +
		    (socklen_t)len) == 0 &&
	    is_free(port))
		return true; /* the descriptor stays open: it is the claim */
	close(fd);
	return false;
}

/* Fills ports; returns how many of them were to be had. */
static uint32_t
claim_all(const struct wish *wish, uint16_t ports[MAX])
{
	uint32_t room = wish->last - wish->first + 1;
	uint32_t got = 0;
	uint32_t at;

	if (getrandom(&at, sizeof(at), 0) != sizeof(at))
		return 0;
	at %= room;
	for (uint32_t i = 0; got < wish->count && i < room; i++) {
		uint16_t port = (uint16_t)(wish->first + (at + i) % room);

		if (claim(port))
			ports[got++] = port;
	}
	return got;
}

/*
 * Leave a process behind that has no more in common with the caller than the
 * claims, and ends with the process owner stands for.
 */
static int
hold_until(int owner)
{
	struct pollfd pfd = { .fd = owner, .events = POLLIN };
	pid_t pid = fork();

	if (pid != 0)
		return pid == -1 ? -1 : 0;
	setsid();
	/* Who reads from us waits for an end; a test removes its folder. */
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	if (chdir("/") == -1)
		_exit(2);
	while (poll(&pfd, 1, -1) == -1 && errno == EINTR)
		continue;
	_exit(0);
}

static int
parse(int argc, char *argv[], struct wish *wish)
{
	*wish = (struct wish){ .count = 1, .first = 10240, .last = 31999 };
	if (argc < 2 || argc == 4 || argc > 5 ||
	    num_parse_u32(argv[1], 1, INT32_MAX, &wish->owner) == -1 ||
	    (argc > 2 && num_parse_u32(argv[2], 1, MAX, &wish->count) == -1))
		return -1;
	if (argc == 5 &&
	    (num_parse_u32(argv[3], 1, UINT16_MAX, &wish->first) == -1 ||
		num_parse_u32(argv[4], wish->first, UINT16_MAX, &wish->last) ==
		    -1))
		return -1;
	return 0;
}

int
main(int argc, char *argv[])
{
	struct wish wish;
	uint16_t ports[MAX];
	uint32_t got;
	int owner;

	msg_init("freeports");
	if (parse(argc, argv, &wish) == -1) {
		msg_warn("usage: freeports PID [1..%d [FIRST LAST]]", MAX);
		return 2;
	}
	/* What the caller has open would stay so as long as the claims. */
	close_range(STDERR_FILENO + 1, ~0U, 0);
	owner = pidfd_open((pid_t)wish.owner, 0);
	if (owner == -1) {
		msg_warn("process %u: %s", wish.owner, strerror(errno));
		return 2;
	}
	got = claim_all(&wish, ports);
	if (got < wish.count) {
		msg_warn("want %u ports of %u to %u, have %u", wish.count,
		    wish.first, wish.last, got);
		return 2;
	}
	for (uint32_t i = 0; i < got; i++)
		printf("%u\n", ports[i]);
	if (msg_close_stdout() == -1)
		return 2;
	if (hold_until(owner) == -1) {
		msg_warn("fork: %s", strerror(errno));
		return 2;
	}
	return 0;
}
