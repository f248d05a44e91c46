#include <errno.h>
#include <net/if.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mono.h"
#include "prober.h"
#include "site.h"
#include "sockaddr.h"

#define PACKET_MAX 2048
#define SECRET_MAX 256
#define DRAIN_MAX 1000

enum fate {
	FATE_SILENT,
	FATE_ANSWERED,
	FATE_UNREACHABLE,
	FATE_EXPIRED,
	FATE_NOT_SENT
};

struct shot {
	const struct target *target;
	char secret[SECRET_MAX];
	struct probe probe;
	bool ever; /* answered since prober_forget() */
	/* This round. */
	enum fate fate;
	uint64_t sent_at; /* microseconds */
	uint64_t rtt;
	int error;
	uint8_t code;
	struct ipnet from;
};

struct lane {
	const struct path *path;
	int icmp, udp;     /* -1: none */
	uint16_t udp_port; /* ours */
	uint16_t seq;
	bool in_air;
	struct shot *shots;
};

struct prober {
	uint16_t id;
	size_t count;
	struct lane *lanes;
	struct pollfd *fds; /* two a lane */
};

static uint64_t
now_us(void)
{
	return (uint64_t)mono_ns() / 1000;
}

uint64_t
prober_now(void)
{
	return now_us() / 1000;
}

/* Replies and errors alone: the rest need not wake us. */
static int
filter_icmp(int fd, int family)
{
	struct icmp_filter f4 = { ~(1u << ICMP_ECHOREPLY |
	    1u << ICMP_DEST_UNREACH | 1u << ICMP_TIME_EXCEEDED) };
	struct icmp6_filter f6;

	if (family == AF_INET)
		return setsockopt(fd, SOL_RAW, ICMP_FILTER, &f4, sizeof(f4));
	ICMP6_FILTER_SETBLOCKALL(&f6);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &f6);
	ICMP6_FILTER_SETPASS(ICMP6_DST_UNREACH, &f6);
	ICMP6_FILTER_SETPASS(ICMP6_TIME_EXCEEDED, &f6);
	return setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &f6, sizeof(f6));
}

/* Bound to the lent address: by it the kernel picks the member's table. */
static int
open_socket(const struct path *path, int type, int protocol, struct why *why)
{
	struct sockaddr_storage sa;
	socklen_t len = sockaddr_set(&sa, &path->source, 0);
	char text[IPNET_STRLEN];
	int fd =
	    socket(path->family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);

	if (fd != -1 &&
	    (type != SOCK_RAW || filter_icmp(fd, path->family) == 0) &&
	    bind(fd, (void *)&sa, len) == 0)
		return fd;
	why_errno(why, "probing from %s", ipnet_str(&path->source, text));
	if (fd != -1)
		close(fd);
	return -1;
}

static int
open_lane(struct lane *l, struct why *why)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);

	l->icmp = open_socket(l->path, SOCK_RAW,
	    l->path->family == AF_INET ? (int)IPPROTO_ICMP
				       : (int)IPPROTO_ICMPV6,
	    why);
	l->udp = l->icmp == -1 ? -1 : open_socket(l->path, SOCK_DGRAM, 0, why);
	if (l->udp == -1)
		return -1;
	if (getsockname(l->udp, (void *)&sa, &len) == -1)
		return why_errno(why, "the port to probe from");
	sockaddr_get((void *)&sa, &l->udp_port);
	return 0;
}

static int
load_shot(struct shot *s, const struct target *t, struct why *why)
{
	s->target = t;
	s->probe = (struct probe){
		.kind = t->kind, .family = t->addr.family, .secret = s->secret
	};
	if (t->kind != PROBE_RADIUS)
		return 0;
	return site_secret(t->secret_file, s->secret, sizeof(s->secret), why);
}

static int
set_lane(struct lane *l, const struct path *path, struct why *why)
{
	l->path = path;
	if (path->target_count == 0 || path->source.family == AF_UNSPEC)
		return 0;
	l->shots = calloc(path->target_count, sizeof(*l->shots));
	if (!l->shots)
		return why_set(why, "out of memory");
	for (size_t i = 0; i < path->target_count; i++)
		if (load_shot(&l->shots[i], &path->targets[i], why) == -1)
			return -1;
	return open_lane(l, why);
}

struct prober *
prober_new(const struct path *paths, size_t count, struct why *why)
{
	struct prober *p = calloc(1, sizeof(*p));
	int rc = -1;

	if (p) {
		p->lanes = calloc(count + 1, sizeof(*p->lanes));
		p->fds = calloc(2 * count + 1, sizeof(*p->fds));
	}
	if (!p || !p->lanes || !p->fds)
		why_set(why, "out of memory");
	else if (getrandom(&p->id, sizeof(p->id), 0) == -1)
		why_errno(why, "random octets");
	else
		rc = 0;
	if (rc == 0)
		for (size_t i = 0; i < count; i++)
			p->lanes[i].icmp = p->lanes[i].udp = -1;
	for (size_t i = 0; rc == 0 && i < count; i++) {
		p->count = i + 1;
		rc = set_lane(&p->lanes[i], &paths[i], why);
	}
	if (rc == 0)
		return p;
	prober_free(p);
	return NULL;
}

void
prober_free(struct prober *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++) {
		struct lane *l = &p->lanes[i];

		if (l->icmp != -1)
			close(l->icmp);
		if (l->udp != -1)
			close(l->udp);
		if (l->shots)
			explicit_bzero(l->shots,
			    l->path->target_count * sizeof(*l->shots));
		free(l->shots);
	}
	free(p->lanes);
	free(p->fds);
	free(p);
}

bool
prober_has(const struct prober *p, size_t i)
{
	return p->lanes[i].udp != -1;
}

static void
send_shot(const struct prober *p, struct lane *l, struct shot *s)
{
	const struct target *t = s->target;
	struct sockaddr_storage sa;
	uint8_t packet[PROBE_MAX];
	socklen_t len = sockaddr_set(&sa, &t->addr, t->port);
	size_t size;

	s->fate = FATE_NOT_SENT;
	s->probe.id = p->id;
	s->probe.seq = l->seq;
	if (getrandom(s->probe.nonce, PROBE_NONCE, 0) != PROBE_NONCE) {
		s->error = errno;
		return;
	}
	size = probe_build(&s->probe, packet);
	s->sent_at = now_us();
	if (sendto(t->kind == PROBE_ICMP ? l->icmp : l->udp, packet, size,
		MSG_NOSIGNAL, (void *)&sa, len) == -1)
		s->error = errno;
	else
		s->fate = FATE_SILENT;
}

void
prober_send(struct prober *p, size_t i)
{
	struct lane *l = &p->lanes[i];

	l->seq++;
	l->in_air = true;
	for (size_t j = 0; j < l->path->target_count; j++)
		send_shot(p, l, &l->shots[j]);
}

static void
answered(struct shot *s)
{
	if (s->fate == FATE_ANSWERED)
		return;
	s->fate = FATE_ANSWERED;
	s->ever = true;
	s->rtt = now_us() - s->sent_at;
}

/* A closed port, told by the target itself: packets go there and come back. */
static bool
is_closed_port(
    const struct probe_icmp *i, const struct shot *s, const struct ipnet *from)
{
	return i->kind == PROBE_ICMP_UNREACH && i->udp &&
	    i->code == (s->probe.family == AF_INET ? 3 : 4) &&
	    ipnet_equal(from, &s->target->addr);
}

/* A filter of ours that rejects, and says so: as if it had not been sent. */
static bool
is_own_filter(
    const struct lane *l, const struct probe_icmp *i, const struct ipnet *from)
{
	bool v4 = l->path->family == AF_INET;

	return i->kind == PROBE_ICMP_UNREACH &&
	    ipnet_equal(from, &l->path->source) &&
	    i->code != (v4 ? ICMP_HOST_UNREACH : ICMP6_DST_UNREACH_ADDR);
}

static void
take_icmp(struct lane *l, const struct probe_icmp *i, const struct ipnet *from)
{
	for (size_t j = 0; j < l->path->target_count; j++) {
		struct shot *s = &l->shots[j];

		if (!probe_icmp_is_for(i, &s->probe, &s->target->addr,
			l->udp_port, s->target->port))
			continue;
		/* By its nonce a reply is good wherever it comes from. */
		if (i->kind == PROBE_ICMP_REPLY || is_closed_port(i, s, from)) {
			answered(s);
		} else if (s->fate == FATE_SILENT &&
		    is_own_filter(l, i, from)) {
			s->fate = FATE_NOT_SENT;
			s->error = EPERM;
		} else if (s->fate == FATE_SILENT) {
			s->fate = i->kind == PROBE_ICMP_EXPIRED
			    ? FATE_EXPIRED
			    : FATE_UNREACHABLE;
			s->code = i->code;
			s->from = *from;
		}
	}
}

static void
take_udp(struct lane *l, const void *d, size_t len, const struct ipnet *from,
    uint16_t port)
{
	for (size_t j = 0; j < l->path->target_count; j++) {
		struct shot *s = &l->shots[j];

		if (s->target->port == port &&
		    ipnet_equal(&s->target->addr, from) &&
		    probe_is_answer(&s->probe, d, len))
			answered(s);
	}
}

/* What has come on one socket; a flood of it must not keep us. */
static void
drain(struct lane *l, int fd)
{
	uint8_t packet[PACKET_MAX];
	struct sockaddr_storage sa;

	for (int i = 0; i < DRAIN_MAX; i++) {
		socklen_t len = sizeof(sa);
		ssize_t n =
		    recvfrom(fd, packet, sizeof(packet), 0, (void *)&sa, &len);
		struct probe_icmp icmp;
		struct ipnet from;
		uint16_t port;

		if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n == -1)
			continue; /* an error of before, now forgotten */
		if (!l->in_air)
			continue;
		from = sockaddr_get((void *)&sa, &port);
		if (fd == l->udp)
			take_udp(l, packet, (size_t)n, &from, port);
		else if (probe_icmp_parse(
			     l->path->family, packet, (size_t)n, &icmp) == 0)
			take_icmp(l, &icmp, &from);
	}
}

/* Is anything still waited for? */
static bool
is_waiting(const struct prober *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct lane *l = &p->lanes[i];

		for (size_t j = 0; l->in_air && j < l->path->target_count; j++)
			if (l->shots[j].fate == FATE_SILENT)
				return true;
	}
	return false;
}

void
prober_wait(struct prober *p, uint64_t deadline)
{
	for (size_t i = 0; i < p->count; i++) {
		p->fds[2 * i] = (struct pollfd){ p->lanes[i].icmp, POLLIN, 0 };
		p->fds[2 * i + 1] =
		    (struct pollfd){ p->lanes[i].udp, POLLIN, 0 };
	}
	/* What is there already counts, however late we are ourselves. */
	for (bool last = false; !last && is_waiting(p);) {
		uint64_t now = prober_now();

		last = now >= deadline;
		if (poll(p->fds, 2 * p->count,
			last ? 0 : (int)(deadline - now)) == -1)
			return;
		for (size_t i = 0; i < 2 * p->count; i++)
			if (p->fds[i].revents)
				drain(&p->lanes[i / 2], p->fds[i].fd);
	}
}

static void
count_shot(const struct shot *s, struct tally *t)
{
	t->sent += s->fate != FATE_NOT_SENT;
	t->answered += s->ever;
	switch (s->fate) {
	case FATE_ANSWERED:
		t->answers++;
		t->rtt_sum += s->rtt;
		if (s->rtt > t->rtt_max)
			t->rtt_max = s->rtt;
		return;
	case FATE_UNREACHABLE:
	case FATE_EXPIRED:
		t->unreachable |= s->fate == FATE_UNREACHABLE;
		t->expired |= s->fate == FATE_EXPIRED;
		t->code = s->code;
		t->from = s->from;
		return;
	case FATE_NOT_SENT:
		t->send_error = s->error;
		return;
	default:
		return;
	}
}

bool
prober_end(struct prober *p, size_t i, struct tally *t)
{
	struct lane *l = &p->lanes[i];
	bool heard = false;

	t->rounds++;
	t->targets = l->path->target_count;
	t->answered = 0; /* count_shot() counts all anew */
	for (size_t j = 0; j < l->path->target_count; j++) {
		count_shot(&l->shots[j], t);
		heard |= l->shots[j].fate == FATE_ANSWERED;
	}
	l->in_air = false;
	return heard;
}

void
prober_forget(struct prober *p, size_t i)
{
	struct lane *l = &p->lanes[i];

	for (size_t j = 0; l->shots && j < l->path->target_count; j++)
		l->shots[j].ever = false;
}
