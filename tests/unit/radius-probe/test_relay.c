/*
 * The relay between a client and a server that are sockets of this test: who
 * is let through, and what is kept.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "md5.h"
#include "relay.h"

#define SECRET "testing123"

struct bed {
	int server;                   /* bound, answers */
	int up;                       /* connected to it, the relay's */
	int client;                   /* connected to the relay */
	int other;                    /* another process of this machine */
	struct sockaddr_in relay_end; /* where the server answers to */
	struct relay *relay;
	struct relay_seen seen;
};

static int
udp(struct sockaddr_in *bound, int flags)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t size = sizeof(addr);
	int fd = socket(AF_INET, SOCK_DGRAM | flags, 0);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)bound, &size), 0);
	return fd;
}

static void
open_bed(struct bed *b, bool sign)
{
	struct sockaddr_in server, relay, any;
	struct why why = { "" };

	b->server = udp(&server, 0);
	b->up = udp(&b->relay_end, SOCK_NONBLOCK);
	assert_int_equal(
	    connect(b->up, (struct sockaddr *)&server, sizeof(server)), 0);
	b->relay = relay_start(b->up, SECRET, sign, &b->seen, &why);
	assert_non_null(b->relay);
	relay = server;
	relay.sin_port = htons(relay_port(b->relay));
	b->client = udp(&any, 0);
	b->other = udp(&any, 0);
	connect(b->client, (struct sockaddr *)&relay, sizeof(relay));
	connect(b->other, (struct sockaddr *)&relay, sizeof(relay));
}

static void
close_bed(struct bed *b)
{
	close(b->server);
	close(b->up);
	close(b->client);
	close(b->other);
}

/* One packet, within what a busy machine may take. */
static size_t
get(int fd, uint8_t *p, size_t size)
{
	struct pollfd wait = { fd, POLLIN, 0 };

	assert_int_equal(poll(&wait, 1, 30000), 1);
	return (size_t)recv(fd, p, size, 0);
}

static void
make_request(uint8_t p[38], uint8_t id)
{
	memset(p, 0, 38);
	p[0] = 1;
	p[1] = id;
	p[3] = 38;
	p[20] = 80;
	p[21] = 18;
}

static void
make_reply(uint8_t p[20], const uint8_t *request, uint8_t code)
{
	memcpy(p, request, 20);
	p[0] = code;
	p[3] = 20;
	md5((struct md5_part[]){ { p, 20 }, { SECRET, strlen(SECRET) } }, 2,
	    p + 4);
}

static void
answer(struct bed *b, const uint8_t *p, size_t len)
{
	assert_int_equal(
	    sendto(b->server, p, len, 0, (struct sockaddr *)&b->relay_end,
		sizeof(b->relay_end)),
	    len);
}

static void
serves_the_first_alone(void **state)
{
	uint8_t request[38], theirs[38], got[RADPKT_MAX], first[20], second[20];
	static struct bed b;

	(void)state;
	open_bed(&b, false);
	make_request(request, 7);
	make_request(theirs, 7);
	/* No request at all, then ours, then one that looks like a second
	 * try of it and is somebody else's. */
	send(b.other, "x", 1, 0);
	send(b.client, request, sizeof(request), 0);
	assert_int_equal(get(b.server, got, sizeof(got)), sizeof(request));
	send(b.other, theirs, sizeof(theirs), 0);
	send(b.client, request, sizeof(request), 0);
	assert_int_equal(get(b.server, got, sizeof(got)), sizeof(request));
	assert_memory_equal(got, request, sizeof(request));
	/* Two answers: the first counts. */
	make_reply(first, request, RADPKT_ACCEPT);
	make_reply(second, request, RADPKT_REJECT);
	answer(&b, first, sizeof(first));
	answer(&b, second, sizeof(second));
	assert_int_equal(get(b.client, got, sizeof(got)), sizeof(first));
	assert_memory_equal(got, first, sizeof(first));
	relay_stop(b.relay);
	assert_int_equal(b.seen.tries, 2);
	assert_int_equal(b.seen.request_len, sizeof(request));
	assert_memory_equal(b.seen.reply, first, sizeof(first));
	assert_int_equal(recv(b.other, got, sizeof(got), MSG_DONTWAIT), -1);
	close_bed(&b);
}

static void
hears_the_server_alone(void **state)
{
	uint8_t request[38], got[RADPKT_MAX], reply[20];
	static struct bed b;

	(void)state;
	open_bed(&b, false);
	make_request(request, 7);
	send(b.client, request, sizeof(request), 0);
	get(b.server, got, sizeof(got));
	/* From another address: the kernel keeps it from a connected socket. */
	make_reply(reply, request, RADPKT_ACCEPT);
	sendto(b.other, reply, sizeof(reply), 0,
	    (struct sockaddr *)&b.relay_end, sizeof(b.relay_end));
	make_reply(reply, request, RADPKT_CHALLENGE);
	answer(&b, reply, sizeof(reply));
	get(b.client, got, sizeof(got));
	assert_int_equal(got[0], RADPKT_CHALLENGE);
	relay_stop(b.relay);
	assert_int_equal(b.seen.reply[0], RADPKT_CHALLENGE);
	assert_int_equal(b.seen.dropped_count, 0);
	close_bed(&b);
}

static void
signs_on_the_way(void **state)
{
	uint8_t request[38], got[RADPKT_MAX];
	static const uint8_t none[16];
	struct radpkt packet;
	static struct bed b;

	(void)state;
	open_bed(&b, true);
	make_request(request, 9);
	send(b.client, request, sizeof(request), 0);
	assert_int_equal(get(b.server, got, sizeof(got)), sizeof(request));
	assert_memory_not_equal(got + 22, none, sizeof(none));
	assert_int_equal(radpkt_parse(got, 38, &packet, NULL), 0);
	assert_int_equal(
	    radpkt_check_mac(&packet, &packet, SECRET), RADPKT_MAC_RIGHT);
	relay_stop(b.relay);
	assert_memory_equal(b.seen.request, got, 38);
	assert_int_equal(b.seen.reply_len, 0);
	close_bed(&b);
}

static void
tells_a_closed_port(void **state)
{
	uint8_t request[38], got[RADPKT_MAX];
	static struct bed b;

	(void)state;
	open_bed(&b, false);
	close(b.server);
	make_request(request, 1);
	send(b.client, request, sizeof(request), 0);
	assert_int_equal(get(b.client, got, sizeof(got)), 1);
	relay_stop(b.relay);
	assert_true(b.seen.refused);
	assert_int_equal(b.seen.reply_len, 0);
	b.server = -1;
	close_bed(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serves_the_first_alone),
		cmocka_unit_test(hears_the_server_alone),
		cmocka_unit_test(signs_on_the_way),
		cmocka_unit_test(tells_a_closed_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
