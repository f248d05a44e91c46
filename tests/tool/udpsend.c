/*
 * udpsend SOURCE DESTINATION [COUNT [PORT]]: UDP packets of zeros with that
 * source address to that port (9), some 20,000 a second; until COUNT, or until
 * standard input ends.  Prints how many the kernel took.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "ipnet.h"
#include "num.h"
#include "sockaddr.h"

#define BURST 20

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
	char data[32] = { 0 };

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
	uint32_t count = 0, port = 9;
	int fd;

	if (argc < 3 || argc > 5 ||
	    ipnet_parse_addr(argv[1], AF_UNSPEC, &src, NULL) == -1 ||
	    ipnet_parse_addr(argv[2], src.family, &dst, NULL) == -1 ||
	    (argc > 3 && num_parse_u32(argv[3], 1, UINT32_MAX, &count) == -1) ||
	    (argc > 4 && num_parse_u32(argv[4], 1, 65535, &port) == -1)) {
		fputs("usage: udpsend SOURCE DESTINATION [COUNT [PORT]]\n",
		    stderr);
		return 2;
	}
	fd = socket(src.family, SOCK_DGRAM, 0);
	if (fd == -1 ||
	    bind(fd, (void *)&from, sockaddr_set(&from, &src, 0)) == -1) {
		perror("udpsend");
		return 2;
	}
	printf("%lu\n",
	    flood(fd, &to, sockaddr_set(&to, &dst, (uint16_t)port), count));
	return 0;
}
