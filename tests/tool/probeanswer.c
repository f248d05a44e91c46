/*
 * A server that answers what srcroute-check asks, and nothing more:
 *
 *   probeanswer dns|ntp|radius ADDRESS PORT [SECRET]
 */
#include <err.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "md5.h"

static size_t
answer_ntp(const unsigned char *q, size_t len, unsigned char *out)
{
	if (len != 48 || (q[0] & 7) != 3)
		return 0;
	memset(out, 0, 48);
	out[0] = 4 << 3 | 4;
	memcpy(out + 24, q + 40, 8);
	return 48;
}

static size_t
answer_dns(const unsigned char *q, size_t len, unsigned char *out)
{
	if (len != 17 || q[2] & 0x80)
		return 0;
	memcpy(out, q, len);
	out[2] |= 0x80;
	return len;
}

/* Only a Status-Server that knows the secret: RFC 5997, 4.2. */
static size_t
answer_radius(
    const unsigned char *q, size_t len, const char *secret, unsigned char *out)
{
	unsigned char copy[38], mac[MD5_LEN];

	if (len != sizeof(copy) || q[0] != 12)
		return 0;
	memcpy(copy, q, len);
	memset(copy + 22, 0, MD5_LEN);
	md5_hmac(secret, strlen(secret), copy, len, mac);
	if (memcmp(mac, q + 22, MD5_LEN) != 0)
		return 0;
	memcpy(out, "\x02\0\0\x14", 4);
	out[1] = q[1];
	md5((struct md5_part[]){ { out, 4 }, { q + 4, 16 },
		{ secret, strlen(secret) } },
	    3, out + 4);
	return 20;
}

static int
listen_at(const char *address, const char *port)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST,
		.ai_socktype = SOCK_DGRAM };
	struct addrinfo *ai;
	int fd;

	if (getaddrinfo(address, port, &hints, &ai) != 0)
		errx(2, "%s %s: want an address and a port", address, port);
	fd = socket(ai->ai_family, SOCK_DGRAM, 0);
	if (fd == -1 || bind(fd, ai->ai_addr, ai->ai_addrlen) == -1)
		err(2, "%s %s", address, port);
	freeaddrinfo(ai);
	return fd;
}

int
main(int argc, char *argv[])
{
	unsigned char in[512], out[512];
	struct sockaddr_storage from;
	int fd;

	if (argc < 4)
		errx(2,
		    "usage: probeanswer dns|ntp|radius ADDRESS PORT "
		    "[SECRET]");
	fd = listen_at(argv[2], argv[3]);
	for (;;) {
		socklen_t from_len = sizeof(from);
		ssize_t n =
		    recvfrom(fd, in, sizeof(in), 0, (void *)&from, &from_len);
		size_t len;

		if (n == -1)
			err(2, "recvfrom");
		if (strcmp(argv[1], "ntp") == 0)
			len = answer_ntp(in, (size_t)n, out);
		else if (strcmp(argv[1], "dns") == 0)
			len = answer_dns(in, (size_t)n, out);
		else
			len = answer_radius(
			    in, (size_t)n, argc > 4 ? argv[4] : "", out);
		if (len > 0)
			sendto(fd, out, len, 0, (void *)&from, from_len);
	}
}
