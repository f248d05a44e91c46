#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mono.h"
#include "relay.h"

/* libradcli takes this for no answer at all, and gives up. */
static const char give_up[] = "";

struct relay {
	pthread_t thread;
	int local;  /* libradcli's side */
	int server; /* the caller's */
	int end[2]; /* a pipe: its second end is closed to end the thread */
	uint16_t port;
	bool sign;
	const char *secret;
	struct relay_seen *seen;
	struct sockaddr_in client; /* port 0: not known yet */
	struct radpkt request;
	double first, last; /* when it was sent */
};

static double
now_ms(void)
{
	return (double)mono_ns() / 1e6;
}

/* Keep the request and whose it is; false: not one of libradcli's. */
static bool
take_request(
    struct relay *r, uint8_t *p, size_t len, const struct sockaddr_in *from)
{
	struct radpkt packet;

	if (r->client.sin_port != 0)
		return from->sin_port == r->client.sin_port &&
		    len == r->seen->request_len && p[1] == r->request.id;
	if (radpkt_parse(p, len, &packet, NULL) == -1 ||
	    packet.code != RADPKT_REQUEST || packet.len != len)
		return false;
	if (r->sign)
		radpkt_sign(p, len, r->secret);
	memcpy(r->seen->request, p, len);
	r->seen->request_len = len;
	r->client = *from;
	return radpkt_parse(r->seen->request, len, &r->request, NULL) == 0;
}

static void
refuse(struct relay *r)
{
	r->seen->refused = true;
	if (r->client.sin_port != 0)
		sendto(r->local, give_up, sizeof(give_up), 0,
		    (struct sockaddr *)&r->client, sizeof(r->client));
}

static void
send_on(struct relay *r)
{
	const struct relay_seen *s = r->seen;
	ssize_t n = send(r->server, s->request, s->request_len, 0);

	if (n == -1 && errno == ECONNREFUSED)
		refuse(r);
	else if (n == -1)
		r->seen->error = errno;
}

static void
from_client(struct relay *r)
{
	uint8_t buf[RADPKT_MAX];
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(r->local, buf, sizeof(buf), MSG_TRUNC,
	    (struct sockaddr *)&from, &size);

	if (n <= 0 || (size_t)n > sizeof(buf) ||
	    !take_request(r, buf, (size_t)n, &from))
		return;
	r->last = now_ms();
	if (r->seen->tries++ == 0)
		r->first = r->last;
	send_on(r);
}

static void
drop(struct relay *r, bool foreign, const struct why *why)
{
	struct relay_seen *s = r->seen;

	if (s->dropped_count < RELAY_DROPPED_MAX)
		s->dropped[s->dropped_count] =
		    (struct relay_dropped){ now_ms() - r->last, foreign, *why };
	s->dropped_count++;
}

/* 0: an answer to our request by who knows the secret. */
static int
check(const struct relay *r, const uint8_t *p, size_t len, struct radpkt *out,
    bool *foreign, struct why *why)
{
	if (radpkt_parse(p, len, out, why) == -1)
		return -1;
	if (out->id != r->request.id)
		return why_set(
		    why, "want id %u, have %u", r->request.id, out->id);
	if (out->code == RADPKT_REQUEST || !radpkt_code_name(out->code))
		return why_set(why,
		    "want an Access-Accept, -Reject or -Challenge, have "
		    "code %u",
		    out->code);
	if (!radpkt_is_signed(out, &r->request, r->secret)) {
		*foreign = true;
		return why_set(why,
		    "want a Response Authenticator by our secret, have "
		    "another in this %s",
		    radpkt_code_name(out->code));
	}
	if (radpkt_check_mac(out, &r->request, r->secret) == RADPKT_MAC_WRONG)
		return why_set(why,
		    "want a Message-Authenticator by our secret, have "
		    "another in this %s",
		    radpkt_code_name(out->code));
	return 0;
}

static void
take_reply(struct relay *r, const uint8_t *p, size_t len)
{
	struct relay_seen *s = r->seen;
	double now = now_ms();
	bool foreign = false;
	struct radpkt reply;
	struct why why;

	if (check(r, p, len, &reply, &foreign, &why) == -1) {
		drop(r, foreign, &why);
		return;
	}
	if (s->reply_len > 0) /* the answer to an earlier try */
		return;
	memcpy(s->reply, p, reply.len);
	s->reply_len = reply.len;
	s->ms = now - r->last;
	s->total_ms = now - r->first;
	sendto(r->local, s->reply, s->reply_len, 0,
	    (struct sockaddr *)&r->client, sizeof(r->client));
}

/* One octet more than there may be tells what is too long. */
static void
from_server(struct relay *r)
{
	uint8_t buf[RADPKT_MAX + 1];
	ssize_t n = recv(r->server, buf, sizeof(buf), 0);

	if (n >= 0 && r->seen->request_len > 0)
		take_reply(r, buf, (size_t)n);
	else if (n == -1 && errno == ECONNREFUSED)
		refuse(r);
	else if (n == -1 && errno != EAGAIN && errno != EINTR)
		r->seen->error = errno;
}

static void *
run(void *arg)
{
	struct relay *r = arg;
	struct pollfd fds[] = { { r->local, POLLIN, 0 },
		{ r->server, POLLIN, 0 }, { r->end[0], 0, 0 } };

	for (;;) {
		if (poll(fds, 3, -1) == -1) {
			if (errno == EINTR)
				continue;
			r->seen->error = errno;
			break;
		}
		if (fds[0].revents)
			from_client(r);
		if (fds[1].revents)
			from_server(r);
		if (fds[2].revents)
			break;
	}
	if (r->seen->reply_len == 0 && r->seen->tries > 0)
		r->seen->total_ms = now_ms() - r->first;
	return NULL;
}

static int
open_local(struct relay *r, struct why *why)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t size = sizeof(addr);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	r->local =
	    socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (r->local == -1 ||
	    bind(r->local, (struct sockaddr *)&addr, sizeof(addr)) == -1 ||
	    getsockname(r->local, (struct sockaddr *)&addr, &size) == -1)
		return why_errno(why, "127.0.0.1");
	r->port = ntohs(addr.sin_port);
	return 0;
}

static void
relay_free(struct relay *r)
{
	if (r->local != -1)
		close(r->local);
	for (int i = 0; i < 2; i++)
		if (r->end[i] != -1)
			close(r->end[i]);
	free(r);
}

struct relay *
relay_start(int server, const char *secret, bool sign, struct relay_seen *seen,
    struct why *why)
{
	struct relay *r = calloc(1, sizeof(*r));
	int error;

	memset(seen, 0, sizeof(*seen));
	if (!r) {
		why_errno(why, "relay");
		return NULL;
	}
	r->server = server;
	r->secret = secret;
	r->sign = sign;
	r->seen = seen;
	r->local = r->end[0] = r->end[1] = -1;
	if (pipe2(r->end, O_CLOEXEC) == -1)
		why_errno(why, "pipe");
	if (r->end[0] == -1 || open_local(r, why) == -1) {
		relay_free(r);
		return NULL;
	}
	error = pthread_create(&r->thread, NULL, run, r);
	if (error != 0) {
		errno = error;
		why_errno(why, "thread");
		relay_free(r);
		return NULL;
	}
	return r;
}

uint16_t
relay_port(const struct relay *r)
{
	return r->port;
}

void
relay_stop(struct relay *r)
{
	close(r->end[1]);
	r->end[1] = -1;
	pthread_join(r->thread, NULL);
	relay_free(r);
}
