/*
 * udpsend SOURCE DESTINATION [COUNT]: UDP packets with that source address to
 * port 9, some 20,000 a second; until COUNT, or until standard input ends.
 * Prints how many the kernel took.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "ipnet.h"
#include "num.h"

#define BURST 20

static socklen_t
fill(struct sockaddr_storage *ss, const struct ipnet *n, in_port_t port)
{
	struct sockaddr_in *v4 = (void *)ss;
	struct sockaddr_in6 *v6 = (void *)ss;

	memset(ss, 0, sizeof(*ss));
	ss->ss_family = (sa_family_t)n->family;
	if (n->family == AF_INET) {
		memcpy(&v4->sin_addr, n->addr, 4);
		v4->sin_port = htons(port);
		return sizeof(*v4);
	}
	memcpy(&v6->sin6_addr, n->addr, 16);
	v6->sin6_port = htons(port);
	return sizeof(*v6);
}

static bool
input_ended(void)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

static unsigned long
flood(int fd, const struct sockaddr_storage *to, socklen_t len,
    unsigned long count)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	unsigned long sent = 0;
	char data[18] = { 0 };

	for (;;) {
		for (int i = 0; i < BURST; i++) {
			if (count != 0 && sent == count)
				return sent;
			/* An ICMP error of a packet before is not this one. */
			while (sendto(fd, data, sizeof(data), 0,
				   (const void *)to, len) == -1)
				if (errno != ECONNREFUSED &&
				    errno != EHOSTUNREACH &&
				    errno != ENETUNREACH && errno != EACCES)
					return sent;
			sent++;
		}
		if (count == 0 && input_ended())
			return sent;
		nanosleep(&pause, NULL);
	}
}

int
main(int argc, char *argv[])
{
	struct sockaddr_storage from, to;
	struct ipnet src, dst;
	uint32_t count = 0;
	int fd;

	if (argc < 3 || argc > 4 ||
	    ipnet_parse_addr(argv[1], AF_UNSPEC, &src, NULL) == -1 ||
	    ipnet_parse_addr(argv[2], src.family, &dst, NULL) == -1 ||
	    (argc == 4 &&
		num_parse_u32(argv[3], 1, UINT32_MAX, &count) == -1)) {
		fputs("usage: udpsend SOURCE DESTINATION [COUNT]\n", stderr);
		return 2;
	}
	fd = socket(src.family, SOCK_DGRAM, 0);
	if (fd == -1 || bind(fd, (void *)&from, fill(&from, &src, 0)) == -1) {
		perror("udpsend");
		return 2;
	}
	printf("%lu\n", flood(fd, &to, fill(&to, &dst, 9), count));
	return 0;
}
