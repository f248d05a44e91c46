/*
 * ntpask SERVER [SOURCE [RATE [COUNT [START]]]]
 *
 * COUNT requests (1), RATE a second (10), evenly as cheap clients do, from
 * SOURCE (any), the first after START milliseconds; prints how many of them
 * were answered.  Exit 0 when any was.
 */
#include <arpa/inet.h>
#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ntppkt.h"

static int
open_socket(const char *server, const char *source)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(NTPPKT_PORT) };
	struct sockaddr_in from = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (inet_pton(AF_INET, server, &to.sin_addr) != 1 ||
	    inet_pton(AF_INET, source, &from.sin_addr) != 1)
		errx(2, "want addresses");
	if (fd == -1 ||
	    bind(fd, (struct sockaddr *)&from, sizeof(from)) == -1 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == -1)
		err(2, "%s", server);
	return fd;
}

static int64_t
ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Answers until then. */
static unsigned
listen_until(int fd, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	uint8_t buf[2048];
	unsigned got = 0;

	for (int64_t left; (left = until - ms()) > 0;) {
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		if (recv(fd, buf, sizeof(buf), 0) >= NTPPKT_LEN)
			got++;
	}
	return got;
}

static unsigned
ask(int fd, double rate, unsigned long count, int64_t begin)
{
	struct ntppkt pkt = { .version = 4, .mode = NTPPKT_MODE_CLIENT };
	uint8_t buf[NTPPKT_LEN];
	unsigned got = 0;

	for (unsigned long i = 0; i < count; i++) {
		got += listen_until(
		    fd, begin + (int64_t)(1000 * (double)i / rate));
		pkt.transmit = (uint64_t)random() << 32 | (uint64_t)random();
		ntppkt_write(&pkt, buf);
		(void)!send(fd, buf, sizeof(buf), 0);
	}
	return got + listen_until(fd, ms() + (count > 1 ? 500 : 100));
}

int
main(int argc, char *argv[])
{
	double rate = argc > 3 ? strtod(argv[3], NULL) : 10;
	unsigned long count = argc > 4 ? strtoul(argv[4], NULL, 10) : 1;
	int64_t start = argc > 5 ? strtol(argv[5], NULL, 10) : 0;
	unsigned got;
	int fd;

	if (argc < 2 || rate <= 0)
		errx(2, "want SERVER [SOURCE [RATE [COUNT [START]]]]");
	srandom((unsigned)getpid());
	fd = open_socket(argv[1], argc > 2 ? argv[2] : "0.0.0.0");
	got = ask(fd, rate, count, ms() + start);
	printf("%u of %lu\n", got, count);
	return got == 0;
}
