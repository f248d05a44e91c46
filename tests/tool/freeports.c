/*
 * freeports N: print N port numbers, one a line, that are free now for UDP
 * and TCP on 127.0.0.1 and ::1.  Below the ephemeral range, from a random
 * place, so that parallel tests rarely meet; who binds one late may still
 * find it taken.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "msg.h"
#include "num.h"

enum {
	FIRST = 10240,
	LAST = 32000,
	MAX = 64
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

int
main(int argc, char *argv[])
{
	uint32_t count = 1;
	uint32_t at;

	msg_init("freeports");
	if (argc > 2 ||
	    (argc == 2 && num_parse_u32(argv[1], 1, MAX, &count) == -1)) {
		msg_warn("usage: freeports [1..%d]", MAX);
		return 2;
	}
	if (getrandom(&at, sizeof(at), 0) != sizeof(at))
		return 2;
	for (int tries = 0; count > 0 && tries < LAST - FIRST; tries++) {
		uint16_t port = (uint16_t)(FIRST + (at++) % (LAST - FIRST));

		if (is_free(port)) {
			printf("%u\n", port);
			count--;
		}
	}
	return msg_close_stdout() == -1 || count > 0 ? 2 : 0;
}
