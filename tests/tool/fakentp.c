/*
 * fakentp [-a ADDR] [-p PORT] [-d CODE] [-k AFTER] [-l LONGEST] [-n EACH]
 *         [-o CLIENT] [-r RATE -b BURST]
 *
 * An NTP server that behaves badly, on loopback unless told otherwise.  Its
 * port stands on stdout once it listens.
 *
 *   -d CODE    a kiss of death of that code to everybody
 *   -k AFTER   a kiss of death RATE to all after so many
 *   -l LONGEST silence for requests of more octets
 *   -n EACH    silence for one request of EACH, by dice that each client (the
 *              last octet of its address) has for itself
 *   -o CLIENT  all that to this IPv4 address only
 *   -r -b      a token bucket
 *   -s         silence for all
 *   -x         its answers are to somebody else's request
 */
#include <arpa/inet.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ntppkt.h"
#include "part/limitsim.h"

/* From here on about as many are lost as ought to, of the first 40 as of 120, for
 * each 5 and 8, and never in a row that a limit explains better. */
#define DICE 1961

struct server {
	const char *deny;
	unsigned long kod_after;
	unsigned long longest;
	unsigned long each;
	in_addr_t only; /* 0: all */
	bool silent;
	bool wrong;
	struct limitsim limit;
	unsigned long count;
	uint64_t dice[256];
};

static int
listen_at(const char *addr, unsigned port)
{
	struct sockaddr_storage ss = {
		.ss_family = strchr(addr, ':') ? AF_INET6 : AF_INET
	};
	struct sockaddr_in *v4 = (struct sockaddr_in *)&ss;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&ss;
	bool six = ss.ss_family == AF_INET6;
	socklen_t len = sizeof(ss);
	int fd = socket(ss.ss_family, SOCK_DGRAM, 0);

	/* The port has the same place in both. */
	v4->sin_port = htons((in_port_t)port);
	if (inet_pton(ss.ss_family, addr,
		six ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr) != 1)
		errx(2, "%s: want an address", addr);
	if (fd == -1 || bind(fd, (struct sockaddr *)&ss, sizeof(ss)) == -1 ||
	    getsockname(fd, (struct sockaddr *)&ss, &len) == -1)
		err(2, "%s", addr);
	printf("%u\n", ntohs(v4->sin_port));
	fflush(stdout);
	return fd;
}

static double
seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static bool
is_silent(struct server *s, size_t len, uint8_t client)
{
	s->count++;
	if (s->silent || (s->longest && len > s->longest))
		return true;
	if (s->each && sim_next(&s->dice[client]) % s->each == 0)
		return true;
	return !sim_answers(&s->limit, seconds());
}

static void
answer(const struct server *s, const struct ntppkt *ask, struct ntppkt *out)
{
	*out = (struct ntppkt){ .version = 4,
		.mode = NTPPKT_MODE_SERVER,
		.stratum = 2,
		.origin = ask->transmit + s->wrong,
		.receive = 1,
		.transmit = 1 };
	if (!s->deny && (!s->kod_after || s->count <= s->kod_after))
		return;
	out->stratum = 0;
	out->leap = 3;
	out->refid = ntppkt_refid(s->deny ? s->deny : "RATE");
}

static uint8_t
last_octet(const struct sockaddr_storage *from)
{
	return from->ss_family == AF_INET6
	    ? ((const struct sockaddr_in6 *)from)->sin6_addr.s6_addr[15]
	    : ntohl(((const struct sockaddr_in *)from)->sin_addr.s_addr) & 0xff;
}

static void
serve(int fd, struct server *s)
{
	static struct server well = { .limit = { .kind = SIM_FREE } };
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	uint8_t buf[2048];
	struct ntppkt ask, reply;
	ssize_t len = recvfrom(
	    fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &from_len);

	if (len < 0 || ntppkt_parse(buf, (size_t)len, &ask) != NTPPKT_REQUEST)
		return;
	if (s->only != 0 &&
	    ((struct sockaddr_in *)&from)->sin_addr.s_addr != s->only)
		s = &well;
	if (is_silent(s, (size_t)len, last_octet(&from)))
		return;
	answer(s, &ask, &reply);
	ntppkt_write(&reply, buf);
	sendto(fd, buf, NTPPKT_LEN, 0, (struct sockaddr *)&from, from_len);
}

int
main(int argc, char *argv[])
{
	struct server s = { .limit = { .kind = SIM_FREE } };
	const char *addr = "127.0.0.1";
	unsigned port = 0;
	int ch, fd;

	for (size_t i = 0; i < 256; i++)
		s.dice[i] = DICE;
	while ((ch = getopt(argc, argv, "a:b:d:k:l:n:o:p:r:sx")) != -1) {
		if (ch == 'a')
			addr = optarg;
		else if (ch == 'b')
			s.limit.burst = strtod(optarg, NULL);
		else if (ch == 'd')
			s.deny = optarg;
		else if (ch == 'k')
			s.kod_after = strtoul(optarg, NULL, 10);
		else if (ch == 'l')
			s.longest = strtoul(optarg, NULL, 10);
		else if (ch == 'n')
			s.each = strtoul(optarg, NULL, 10);
		else if (ch == 'o')
			s.only = inet_addr(optarg);
		else if (ch == 'p')
			port = (unsigned)strtoul(optarg, NULL, 10);
		else if (ch == 'r') {
			s.limit.kind = SIM_BUCKET;
			s.limit.rate = strtod(optarg, NULL);
		} else if (ch == 's')
			s.silent = true;
		else if (ch == 'x')
			s.wrong = true;
		else
			errx(2, "see the head of fakentp.c");
	}
	fd = listen_at(addr, port);
	for (;;)
		serve(fd, &s);
}
