/*
 * fakeradius: a RADIUS server that answers every Access-Request alike, and may
 * lie about it.
 *
 *   fakeradius [-6empq] [-c CODE] [-a HEX] [-d COUNT] [-l LIE]... SECRET FILE
 *
 *   -6  at ::1, not 127.0.0.1
 *   -c  the code of the answer; the default is 2, Access-Accept
 *   -a  its attributes, in hexadecimal
 *   -m  with a Message-Authenticator in front of them
 *   -e  with each Proxy-State of the request behind them
 *   -d  say nothing to the first COUNT requests
 *   -l  before the answer send one that is wrong: secret (signed with
 *       another), zero (its authenticator is), mac (so is its
 *       Message-Authenticator), id, code, short (10 octets), cut (the last
 *       octet is missing), length (it says 0), long (it says 5000, and is
 *       so), attribute (one runs past the end), empty (a datagram of none)
 *   -q  nothing but the lies
 *   -p  with padding behind the answer
 *
 * Once it listens it writes ADDRESS:PORT into FILE.  Runs until it is killed or
 * sent what is no Access-Request.
 */
#include <arpa/inet.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hex.h"
#include "md5.h"
#include "num.h"

#define HEADER 20
#define PACKET_MAX 8192
#define LIES_MAX 16
#define PROXY_STATE 33
#define MAC_ATTR 80

struct server {
	uint8_t code;
	uint8_t attrs[PACKET_MAX - 64];
	size_t attrs_len;
	bool v6, echo, mac, quiet, padding;
	uint32_t deaf;
	const char *lies[LIES_MAX];
	size_t lie_count;
	const char *secret;
};

struct packet {
	uint8_t p[PACKET_MAX];
	size_t len;
};

static void
set_length(struct packet *r, size_t len)
{
	r->p[2] = (uint8_t)(len >> 8);
	r->p[3] = (uint8_t)len;
}

/* Both authenticators, over the request's. */
static void
sign(struct packet *r, const uint8_t *request, const char *secret)
{
	uint8_t sum[MD5_LEN];

	memcpy(r->p + 4, request + 4, 16);
	if (r->len >= HEADER + 18 && r->p[HEADER] == MAC_ATTR) {
		memset(r->p + HEADER + 2, 0, MD5_LEN);
		md5_hmac(secret, strlen(secret), r->p, r->len, sum);
		memcpy(r->p + HEADER + 2, sum, MD5_LEN);
	}
	md5((struct md5_part[]){ { r->p, r->len }, { secret, strlen(secret) } },
	    2, sum);
	memcpy(r->p + 4, sum, MD5_LEN);
}

/* RFC 2865 section 5.33: as they were, in their order. */
static void
echo(const uint8_t *request, struct packet *r)
{
	size_t end = (size_t)request[2] << 8 | request[3];

	for (size_t i = HEADER; i + 2 <= end && request[i + 1] >= 2;
	     i += request[i + 1]) {
		if (request[i] != PROXY_STATE || i + request[i + 1] > end)
			continue;
		memcpy(r->p + r->len, request + i, request[i + 1]);
		r->len += request[i + 1];
	}
}

static void
build(const struct server *s, const uint8_t *request, struct packet *r)
{
	memset(r, 0, sizeof(*r));
	r->p[0] = s->code;
	r->p[1] = request[1];
	r->len = HEADER;
	if (s->mac) {
		r->p[r->len] = MAC_ATTR;
		r->p[r->len + 1] = 18;
		r->len += 18;
	}
	memcpy(r->p + r->len, s->attrs, s->attrs_len);
	r->len += s->attrs_len;
	if (s->echo)
		echo(request, r);
	set_length(r, r->len);
	sign(r, request, s->secret);
}

static void
lie(const struct server *s, const uint8_t *request, const char *how,
    struct packet *r)
{
	build(s, request, r);
	if (strcmp(how, "secret") == 0) {
		sign(r, request, "another");
	} else if (strcmp(how, "zero") == 0) {
		memset(r->p + 4, 0, 16);
	} else if (strcmp(how, "mac") == 0) {
		struct packet copy = *r;

		copy.p[HEADER + 2] ^= 1;
		memcpy(copy.p + 4, request + 4, 16);
		md5((struct md5_part[]){ { copy.p, copy.len },
			{ s->secret, strlen(s->secret) } },
		    2, r->p + 4);
		r->p[HEADER + 2] ^= 1;
	} else if (strcmp(how, "id") == 0) {
		r->p[1]++;
		sign(r, request, s->secret);
	} else if (strcmp(how, "code") == 0) {
		r->p[0] = 5;
		sign(r, request, s->secret);
	} else if (strcmp(how, "short") == 0) {
		r->len = 10;
	} else if (strcmp(how, "cut") == 0) {
		r->len--;
	} else if (strcmp(how, "length") == 0) {
		set_length(r, 0);
	} else if (strcmp(how, "long") == 0) {
		r->len = 5000;
		set_length(r, r->len);
		sign(r, request, s->secret);
	} else if (strcmp(how, "attribute") == 0) {
		r->p[r->len++] = 8;
		r->p[r->len++] = 6;
		r->p[r->len++] = 5;
		set_length(r, r->len);
		sign(r, request, s->secret);
	} else if (strcmp(how, "empty") == 0) {
		r->len = 0;
	} else {
		errx(2, "-l: want a lie, have %s", how);
	}
}

static void
answer(struct server *s, int fd)
{
	uint8_t request[PACKET_MAX];
	struct sockaddr_storage to;
	socklen_t size = sizeof(to);
	struct packet r;
	ssize_t n = recvfrom(
	    fd, request, sizeof(request), 0, (struct sockaddr *)&to, &size);

	if (n < HEADER || request[0] != 1)
		errx(1, "want an Access-Request, have %zd octets", n);
	if (s->deaf > 0) {
		s->deaf--;
		return;
	}
	for (size_t i = 0; i < s->lie_count; i++) {
		lie(s, request, s->lies[i], &r);
		sendto(fd, r.p, r.len, 0, (struct sockaddr *)&to, size);
	}
	if (s->quiet)
		return;
	build(s, request, &r);
	sendto(fd, r.p, r.len + (s->padding ? 7 : 0), 0, (struct sockaddr *)&to,
	    size);
}

static void
write_address(const char *path, const char *host, uint16_t port)
{
	char tmp[4096];
	FILE *fp;

	snprintf(tmp, sizeof(tmp), "%s.new", path);
	fp = fopen(tmp, "w");
	if (!fp)
		err(2, "%s", tmp);
	fprintf(fp, "%s:%u\n", host, port);
	if (fclose(fp) == EOF || rename(tmp, path) == -1)
		err(2, "%s", path);
}

static int
listen_at(bool v6, const char *path)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr *addr = (struct sockaddr *)&four;
	socklen_t size = sizeof(four);
	int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);

	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (v6) {
		addr = (struct sockaddr *)&six;
		size = sizeof(six);
	}
	if (fd == -1 || bind(fd, addr, size) == -1 ||
	    getsockname(fd, addr, &size) == -1)
		err(2, "socket");
	write_address(path, v6 ? "[::1]" : "127.0.0.1",
	    ntohs(v6 ? six.sin6_port : four.sin_port));
	return fd;
}

static void
take_attrs(struct server *s, const char *hex)
{
	struct why why;

	if (hex_decode(hex, strlen(hex), HEX_BARE, s->attrs, sizeof(s->attrs),
		&s->attrs_len, NULL, &why) == -1)
		errx(2, "-a: %s", why.text);
}

int
main(int argc, char *argv[])
{
	static struct server s = { .code = 2 };
	uint32_t code;
	int ch, fd;

	while ((ch = getopt(argc, argv, "6a:c:d:el:mpq")) != -1) {
		if (ch == 'a')
			take_attrs(&s, optarg);
		else if (ch == 'c' && num_parse_u32(optarg, 0, 255, &code) == 0)
			s.code = (uint8_t)code;
		else if (ch == 'd' &&
		    num_parse_u32(optarg, 0, 100, &s.deaf) == 0)
			continue;
		else if (ch == 'l' && s.lie_count < LIES_MAX)
			s.lies[s.lie_count++] = optarg;
		else if (ch == '6')
			s.v6 = true;
		else if (ch == 'e')
			s.echo = true;
		else if (ch == 'm')
			s.mac = true;
		else if (ch == 'p')
			s.padding = true;
		else if (ch == 'q')
			s.quiet = true;
		else
			errx(2,
			    "usage: fakeradius [-6empq] [-a HEX] [-c CODE] "
			    "[-d COUNT] [-l LIE]... SECRET FILE");
	}
	if (argc - optind != 2)
		errx(2, "want SECRET FILE");
	s.secret = argv[optind];
	fd = listen_at(s.v6, argv[optind + 1]);
	for (;;)
		answer(&s, fd);
}
