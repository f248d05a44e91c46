/*
 * dhcpask: a subscriber's router and the relay in front of it, in one, over
 * plain UDP sockets on loopback.
 *
 *   dhcpask -4 -s PORT -r PORT [-a RELAY] [-c HEX] [-m MAC] [-t MS]
 *   dhcpask -6 -s PORT -r PORT [-l LINK] [-c HEX] [-m MAC] [-d HEX] [-t MS]
 *   dhcpask ... -S SECONDS [-i MS] [-o]
 *
 * -s is the server's port on 127.0.0.1 or ::1, -r the relay's, where answers
 * arrive; -a is giaddr (an address of loopback), -l the link-address; -c the
 * circuit-id of option 82, or the interface-id; -d the DUID.  Takes one lease (DISCOVER,
 * REQUEST; SOLICIT, REQUEST with an IA_NA and an IA_PD, DUID-LL) and prints it
 * as key=value lines.  Exit 1 when there is none, 2 for anything else.
 *
 * -S sends the first message every -i ms (20) for so long, or until SIGTERM,
 * and prints how many were answered and how long the server was deaf.  With -o
 * each comes from another router, as in a storm: of one and the same client
 * Kea, with several threads, drops what comes while it has one in hand.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bytes.h"
#include "hex.h"
#include "hwaddr.h"
#include "ipnet.h"
#include "msg.h"
#include "num.h"
#include "part/dhcpwire.h"

enum {
	RESEND_MS = 500
};

struct asker {
	struct dhcp_client client;
	int fd;
	struct sockaddr_storage server;
	uint32_t server_port;
	uint32_t relay_port;
	uint32_t timeout_ms;
	uint32_t stream_s;
	uint32_t interval_ms;
	bool others; /* each message of a stream from another router */
};

static volatile sig_atomic_t stopped;

static void
stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* -- talking -- */

/* A loopback address and a port of the family. */
static socklen_t
set_address(const struct asker *a, struct sockaddr_storage *ss,
    const uint8_t *v4, uint32_t port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port),
		.sin6_addr = in6addr_loopback };

	memcpy(&sin.sin_addr, v4, 4);
	if (a->client.family == AF_INET) {
		memcpy(ss, &sin, sizeof(sin));
		return sizeof(sin);
	}
	memcpy(ss, &sin6, sizeof(sin6));
	return sizeof(sin6);
}

static int
open_socket(struct asker *a)
{
	static const uint8_t loopback[] = { 127, 0, 0, 1 };
	struct sockaddr_storage here;
	socklen_t len =
	    set_address(a, &here, a->client.relay.addr, a->relay_port);

	set_address(a, &a->server, loopback, a->server_port);
	a->fd = socket(a->client.family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (a->fd == -1)
		return -1;
	return bind(a->fd, (struct sockaddr *)&here, len);
}

static void
send_packet(const struct asker *a, uint8_t type, uint32_t xid,
    const struct dhcp_lease *offer)
{
	struct dhcp_packet p;

	dhcp_build(&a->client, type, xid, offer, &p);
	/* A server that is down says so by ICMP; the time limit ends it. */
	(void)sendto(a->fd, p.b, p.n, 0, (const struct sockaddr *)&a->server,
	    a->client.family == AF_INET ? sizeof(struct sockaddr_in)
					: sizeof(struct sockaddr_in6));
}

/* The next message until `deadline`: false when there is none. */
static bool
receive(const struct asker *a, int64_t deadline, uint32_t *xid,
    struct dhcp_lease *l)
{
	struct pollfd p = { .fd = a->fd, .events = POLLIN };
	uint8_t buf[4096];

	for (;;) {
		int64_t left = deadline - now_us();
		struct bytes b;
		ssize_t n;

		if (left <= 0 || stopped)
			return false;
		if (poll(&p, 1, (int)(left / 1000 + 1)) <= 0)
			continue;
		n = recv(a->fd, buf, sizeof(buf), 0);
		if (n < 0)
			continue;
		bytes_init(&b, buf, (size_t)n);
		if (dhcp_parse(a->client.family, &b, xid, l))
			return true;
	}
}

/* Send until an answer comes, as clients do, but faster. */
static bool
exchange(const struct asker *a, uint8_t type, const struct dhcp_lease *offer,
    struct dhcp_lease *l)
{
	int64_t end = now_us() + (int64_t)a->timeout_ms * 1000;
	uint32_t xid = (uint32_t)(now_us() * 2654435761) & DHCP_XID_MASK;

	while (now_us() < end) {
		int64_t resend = now_us() + RESEND_MS * 1000;
		uint32_t got;

		send_packet(a, type, xid, offer);
		while (receive(a, resend < end ? resend : end, &got, l))
			if (got == xid)
				return true;
	}
	return false;
}

static void
print_net(const char *key, const struct ipnet *n)
{
	char buf[IPNET_STRLEN];

	printf("%s=%s\n", key, n->family == AF_UNSPEC ? "" : ipnet_str(n, buf));
}

static void
print_lease(int family, const struct dhcp_lease *l)
{
	char buf[IPNET_STRLEN];

	print_net("address", &l->addr);
	if (family == AF_INET) {
		print_net("mask", &l->mask);
		print_net("gateway", &l->gateway);
	} else {
		print_net("prefix", &l->prefix);
	}
	printf("dns=");
	for (size_t i = 0; i < l->dns_count; i++)
		printf("%s%s", i > 0 ? "," : "", ipnet_str(&l->dns[i], buf));
	printf("\nlease=%u\n", l->seconds);
}

static int
take_lease(const struct asker *a)
{
	bool v4 = a->client.family == AF_INET;
	struct dhcp_lease offer;
	struct dhcp_lease l;

	if (!exchange(a, DHCP_FIRST, NULL, &offer)) {
		msg_warn("no answer to %s", v4 ? "DISCOVER" : "SOLICIT");
		return 1;
	}
	if (offer.type != DHCP_OFFER) {
		msg_warn("refused: message type %d", offer.type);
		return 1;
	}
	if (offer.addr.family == AF_UNSPEC &&
	    offer.prefix.family == AF_UNSPEC) {
		msg_warn("nothing offered");
		return 1;
	}
	if (!exchange(a, DHCP_REQUEST, &offer, &l)) {
		msg_warn("no answer to REQUEST");
		return 1;
	}
	if (l.type != (v4 ? DHCP_ACK : DHCP_REPLY)) {
		msg_warn("refused: message type %d", l.type);
		return 1;
	}
	print_lease(a->client.family, &l);
	return msg_close_stdout() == -1 ? 2 : 0;
}

/* -- a paced stream -- */

struct stream {
	int64_t *sent_at; /* by number, which is the xid */
	uint32_t sent;
	uint32_t answered;
	int64_t last_answer;
	int64_t worst_gap;
	int64_t worst_delay;
};

static void
take_answers(const struct asker *a, struct stream *s, int64_t until)
{
	struct dhcp_lease l;
	uint32_t xid;

	while (s->answered < s->sent + 1 && receive(a, until, &xid, &l)) {
		int64_t now = now_us();

		if (xid >= s->sent || s->sent_at[xid] == 0)
			continue;
		if (now - s->sent_at[xid] > s->worst_delay)
			s->worst_delay = now - s->sent_at[xid];
		if (now - s->last_answer > s->worst_gap)
			s->worst_gap = now - s->last_answer;
		s->last_answer = now;
		s->sent_at[xid] = 0;
		s->answered++;
	}
}

static void
send_next(struct asker *a, uint32_t number)
{
	for (int i = 0; a->others && i < 4; i++)
		a->client.mac.octet[5 - i] = (uint8_t)(number >> 8 * i);
	send_packet(a, DHCP_FIRST, number, NULL);
}

static int
run_stream(struct asker *a)
{
	uint32_t most = a->stream_s * 1000 / a->interval_ms + 1;
	struct stream s = { .sent_at = calloc(most, sizeof(*s.sent_at)) };
	int64_t start = now_us();
	int64_t end;

	if (!s.sent_at)
		return 2;
	s.last_answer = start;
	while (s.sent < most && !stopped) {
		s.sent_at[s.sent] = now_us();
		send_next(a, s.sent++);
		take_answers(
		    a, &s, start + (int64_t)s.sent * a->interval_ms * 1000);
	}
	stopped = 0;
	end = now_us() + (int64_t)a->timeout_ms * 1000;
	while (s.answered < s.sent && now_us() < end && !stopped)
		take_answers(a, &s, now_us() + 10000);
	if (s.answered < s.sent && s.answered == 0)
		s.worst_gap = now_us() - start;
	printf("sent=%u\nanswered=%u\nlost=%u\n", s.sent, s.answered,
	    s.sent - s.answered);
	printf("worst_gap_ms=%lld\nworst_delay_ms=%lld\n",
	    (long long)s.worst_gap / 1000, (long long)s.worst_delay / 1000);
	free(s.sent_at);
	return msg_close_stdout() == -1 ? 2 : 0;
}

/* -- options -- */

static int
parse_option(struct asker *a, int ch, const char *arg, struct why *why)
{
	size_t len = strlen(arg ? arg : "");

	switch (ch) {
	case '4':
	case '6':
		a->client.family = ch == '4' ? AF_INET : AF_INET6;
		return 0;
	case 'a':
		return ipnet_parse_addr(arg, AF_INET, &a->client.relay, why);
	case 'l':
		return ipnet_parse_addr(arg, AF_INET6, &a->client.relay, why);
	case 'c':
		return hex_decode(arg, len, HEX_BARE, a->client.line,
		    sizeof(a->client.line), &a->client.line_len, NULL, why);
	case 'd':
		return hex_decode(arg, len, HEX_BARE, a->client.duid,
		    sizeof(a->client.duid), &a->client.duid_len, NULL, why);
	case 'm':
		return hwaddr_parse(arg, len, &a->client.mac, why);
	case 's':
		return num_parse_u32(arg, 1, 65535, &a->server_port);
	case 'r':
		return num_parse_u32(arg, 1, 65535, &a->relay_port);
	case 't':
		return num_parse_u32(arg, 1, 600000, &a->timeout_ms);
	case 'S':
		return num_parse_u32(arg, 1, 3600, &a->stream_s);
	case 'i':
		return num_parse_u32(arg, 1, 10000, &a->interval_ms);
	case 'o':
		a->others = true;
		return 0;
	default:
		return -1;
	}
}

int
main(int argc, char *argv[])
{
	struct asker a = {
		.client = { .family = AF_INET,
		    .mac = { { 0x00, 0x0d, 0xb9, 0x42, 0xaa, 0x60 } } },
		.timeout_ms = 8000,
		.interval_ms = 20
	};
	struct why why = { "see the head of its source" };
	struct sigaction on_stop = { .sa_handler = stop };
	int ch;

	msg_init("dhcpask");
	while ((ch = getopt(argc, argv, "46a:l:c:d:m:s:r:t:S:i:o")) != -1) {
		if (parse_option(&a, ch, optarg, &why) == -1) {
			msg_warn("-%c: %s", ch, why.text);
			return 2;
		}
	}
	if (a.client.relay.family == AF_UNSPEC)
		(void)ipnet_parse_addr(
		    a.client.family == AF_INET ? "127.0.0.1" : "::1",
		    a.client.family, &a.client.relay, NULL);
	if (argc != optind || !a.server_port || !a.relay_port ||
	    open_socket(&a) == -1) {
		msg_warn("want -s PORT -r PORT that can be bound: %m");
		return 2;
	}
	sigaction(SIGTERM, &on_stop, NULL);
	sigaction(SIGINT, &on_stop, NULL);
	return a.stream_s > 0 ? run_stream(&a) : take_lease(&a);
}
