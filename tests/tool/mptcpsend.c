/*
 * One transfer by MPTCP, or TCP where the kernel falls back to it:
 *
 *   mptcpsend listen ADDRESS PORT   prints how many octets came until the end
 *   mptcpsend send ADDRESS PORT [MEGABYTES]   sends standard input, so many a
 *       second (8), and prints "SENT of N subflows" once the listener has all
 *
 * "N" is what the kernel had at its most, the first one included; 0: plain TCP.
 */
#include <linux/mptcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ipnet.h"
#include "num.h"
#include "sockaddr.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif

/* Enough at once that one subflow is busy with it, and the next gets some. */
#define CHUNK 131072

/* Until the other side ends; -1 on an error. */
static long long
read_all(int fd)
{
	static char buf[CHUNK];
	long long sum = 0;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		sum += n;
	return n == 0 ? sum : -1;
}

static int
listen_once(int fd, const struct sockaddr_storage *at, socklen_t len)
{
	int on = 1, peer;
	long long sum;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const void *)at, len) == -1 || listen(fd, 1) == -1)
		return -1;
	puts("listening");
	fflush(stdout);
	peer = accept(fd, NULL, NULL);
	if (peer == -1)
		return -1;
	sum = read_all(peer);
	close(peer);
	if (sum == -1)
		return -1;
	printf("%lld\n", sum);
	return 0;
}

/* The first one is not counted by the kernel. */
static unsigned int
subflows(int fd)
{
	struct mptcp_info info = { 0 };
	socklen_t len = sizeof(info);

	if (getsockopt(fd, SOL_MPTCP, MPTCP_INFO, &info, &len) == -1 ||
	    info.mptcpi_flags & MPTCP_INFO_FLAG_FALLBACK)
		return 0;
	return 1u + info.mptcpi_subflows;
}

static int
write_all(int fd, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n == -1)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* As much of it as there is room for. */
static ssize_t
read_chunk(char *buf)
{
	size_t len = 0;
	ssize_t n;

	while (len < CHUNK && (n = read(STDIN_FILENO, buf + len, CHUNK - len)))
		if (n == -1)
			return -1;
		else
			len += (size_t)n;
	return (ssize_t)len;
}

static int
send_input(int fd, uint32_t megabytes)
{
	const struct timespec pause = { .tv_nsec =
					    CHUNK * 1000L / (long)megabytes };
	unsigned int most = 0;
	long long sum = 0;
	static char buf[CHUNK];
	ssize_t n;

	while ((n = read_chunk(buf)) > 0) {
		unsigned int now = subflows(fd);

		most = now > most ? now : most;
		if (write_all(fd, buf, (size_t)n) == -1)
			return -1;
		sum += n;
		nanosleep(&pause, NULL);
	}
	if (n == -1 || shutdown(fd, SHUT_WR) == -1 || read_all(fd) == -1)
		return -1;
	printf("%lld of %u subflows\n", sum, most);
	return 0;
}

int
main(int argc, char *argv[])
{
	uint32_t port, megabytes = 8;
	struct sockaddr_storage at;
	struct ipnet addr;
	socklen_t len;
	int fd, rc;

	if (argc < 4 || argc > 5 ||
	    ipnet_parse_addr(argv[2], AF_UNSPEC, &addr, NULL) == -1 ||
	    num_parse_u32(argv[3], 1, 65535, &port) == -1 ||
	    (argc == 5 && num_parse_u32(argv[4], 1, 1000, &megabytes) == -1)) {
		fputs("usage: mptcpsend listen|send ADDRESS PORT "
		      "[MEGABYTES]\n",
		    stderr);
		return 2;
	}
	len = sockaddr_set(&at, &addr, (uint16_t)port);
	fd = socket(addr.family, SOCK_STREAM, IPPROTO_MPTCP);
	if (fd == -1) {
		perror("mptcpsend");
		return 2;
	}
	if (strcmp(argv[1], "listen") == 0)
		rc = listen_once(fd, &at, len);
	else if (connect(fd, (void *)&at, len) == -1)
		rc = -1;
	else
		rc = send_input(fd, megabytes);
	if (rc == -1)
		perror("mptcpsend");
	return rc == -1 ? 1 : 0;
}
