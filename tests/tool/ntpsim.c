/*
 * Clients of NTP behind a limit, as a capture on stdout:
 *
 *   ntpsim [KEY=VALUE ...] [, KEY=VALUE ...] >x.pcap
 *
 * Keys: clients, rate (requests a second each), seconds, from (when they
 * begin), jitter (0 to 1 of a gap), limit and burst (one token bucket for
 * these clients together; each=1: one each), loss (0 to 1), rtt (ms), server
 * and client (the first of them), spread (of the clients' starts, in
 * seconds), pause and active (be silent for so many seconds after so many), ike
 * (each client sends IKE_AUTH so many seconds apart, in two fragments of which
 * the second gets lost).  A comma ends a group of clients; the next begins with the keys of the one
 * before.  seed, link and nano are for all.
 */
#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ntppkt.h"
#include "part/capwrite.h"

#define START INT64_C(1583020800) /* 2020-03-01 00:00 UTC */

struct settings {
	double clients, rate, seconds, from, jitter, limit, burst, each, loss;
	double rtt, spread, pause, active, ike;
	const char *server, *client;
};

struct bucket {
	double tokens, last;
};

struct event {
	double at;  /* when the request was sent */
	double rtt; /* below 0: lost */
	struct ipnet client, server;
	uint64_t stamp;
	uint16_t port;
	bool ike;
};

static struct event *events;
static size_t count, size;
static uint64_t state = 1;

/* 0 to 1, the same for the same seed. */
static double
chance(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (double)(state >> 11) / 9007199254740992.0;
}

static void
add(const struct event *e)
{
	if (count == size) {
		size = size == 0 ? 1024 : size * 2;
		events = realloc(events, size * sizeof(*events));
		if (!events)
			err(2, "realloc");
	}
	events[count++] = *e;
}

static struct ipnet
address(const char *s, unsigned plus)
{
	struct ipnet net;
	struct why why;
	size_t at;

	if (ipnet_parse_addr(s, AF_UNSPEC, &net, &why) == -1)
		errx(2, "%s", why.text);
	at = net.family == AF_INET ? 3 : 15;
	for (plus += net.addr[at];; plus = (plus >> 8) + net.addr[at]) {
		net.addr[at--] = (uint8_t)plus;
		if (plus < 256)
			return net;
	}
}

static int
by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* When its own requests of one client go, before anybody drops any. */
static void
schedule(const struct settings *s, unsigned i)
{
	double begin = s->from + s->spread * chance(), phase = 0;
	struct event e = { .client = address(s->client, i),
		.server = address(s->server, 0),
		.port = (uint16_t)(1024 + chance() * 60000) };

	for (;;) {
		phase += (1 + s->jitter * (chance() - 0.5)) / s->rate;
		if (phase > s->seconds)
			return;
		e.at = begin + phase;
		if (s->pause > 0)
			e.at += floor(phase / s->active) * s->pause;
		e.stamp = (uint64_t)(chance() * 1e18);
		add(&e);
	}
}

static void
schedule_ike(const struct settings *s, unsigned i)
{
	struct event e = { .client = address(s->client, i),
		.server = address(s->server, 0),
		.rtt = -1,
		.port = 4500,
		.ike = true };

	e.stamp = (uint64_t)(chance() * 1e18);
	for (e.at = s->from + 1 + chance(); e.at < s->from + s->seconds;
	     e.at += s->ike)
		add(&e);
}

static bool
passes(struct bucket *b, const struct settings *s, double now)
{
	if (s->limit <= 0)
		return true;
	b->tokens += (now - b->last) * s->limit;
	if (b->tokens > s->burst)
		b->tokens = s->burst;
	b->last = now;
	if (b->tokens < 1)
		return false;
	b->tokens--;
	return true;
}

/* What becomes of the requests from `first` on. */
static void
run(const struct settings *s, size_t first)
{
	size_t buckets = (size_t)s->clients;
	struct bucket *b = calloc(buckets, sizeof(*b));
	struct ipnet base = address(s->client, 0);

	if (!b)
		err(2, "calloc");
	for (size_t i = 0; i < buckets; i++)
		b[i].tokens = s->burst;
	qsort(events + first, count - first, sizeof(*events), by_time);
	for (size_t i = first; i < count; i++) {
		struct event *e = &events[i];
		size_t last = base.family == AF_INET ? 3 : 15;
		size_t own =
		    (size_t)(uint8_t)(e->client.addr[last] - base.addr[last]);

		if (e->ike)
			continue;
		e->rtt = s->rtt / 1000 * (1 + chance() / 5);
		if (chance() < s->loss ||
		    !passes(&b[s->each > 0 ? own % buckets : 0], s, e->at))
			e->rtt = -1;
	}
	free(b);
}

static void
group(const struct settings *s)
{
	size_t first = count;

	for (unsigned i = 0; i < s->clients; i++)
		schedule(s, i);
	for (unsigned i = 0; s->ike > 0 && i < s->clients; i++)
		schedule_ike(s, i);
	run(s, first);
}

/* Requests and replies as packets, in order of time. */
struct packet {
	double at;
	size_t event;
	bool reply;
};

static int
by_packet_time(const void *a, const void *b)
{
	const struct packet *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static uint16_t id;

/* 2,124 octets behind the marker of NAT-T, the first fragment alone. */
static void
write_ike(const struct capwrite *c, const struct packet *p)
{
	const struct event *e = &events[p->event];
	struct capwrite cut = *c;
	static uint8_t payload[4 + 2124];
	struct capwrite_udp u = { .ns = START * 1000000000 +
		    (int64_t)(p->at * 1e9),
		.src = e->client,
		.dst = e->server,
		.sport = 4500,
		.dport = 4500,
		.id = ++id,
		.ttl = 64,
		.only = 1,
		.payload = payload,
		.len = sizeof(payload) };

	for (int i = 0; i < 8; i++)
		payload[4 + i] = (uint8_t)(e->stamp >> (8 * i));
	payload[4 + 17] = 0x20;
	payload[4 + 18] = 35;   /* IKE_AUTH */
	payload[4 + 19] = 0x08; /* by the initiator */
	payload[4 + 23] = 1;
	payload[4 + 26] = 2124 >> 8;
	payload[4 + 27] = 2124 & 0xff;
	cut.mtu = 1400;
	capwrite_udp(&cut, &u);
}

static void
write_packet(const struct capwrite *c, const struct packet *p)
{
	const struct event *e = &events[p->event];
	struct ntppkt ntp = { .version = 4, .mode = NTPPKT_MODE_CLIENT };
	uint8_t payload[NTPPKT_LEN];
	struct capwrite_udp u = { .ns = START * 1000000000 +
		    (int64_t)(p->at * 1e9),
		.src = e->client,
		.dst = e->server,
		.sport = e->port,
		.dport = NTPPKT_PORT,
		.id = ++id,
		.ttl = 64,
		.payload = payload,
		.len = sizeof(payload) };

	ntp.transmit = e->stamp;
	if (p->reply) {
		u.src = e->server;
		u.dst = e->client;
		u.sport = NTPPKT_PORT;
		u.dport = e->port;
		ntp.mode = NTPPKT_MODE_SERVER;
		ntp.stratum = 2;
		ntp.refid = 0xc0000201;
		ntp.origin = e->stamp;
		ntp.receive = ntp.transmit = e->stamp + 12345;
	}
	ntppkt_write(&ntp, payload);
	capwrite_udp(c, &u);
}

static void
write_all(const struct capwrite *c)
{
	struct packet *p = calloc(2 * count + 1, sizeof(*p));
	size_t n = 0;

	if (!p)
		err(2, "calloc");
	for (size_t i = 0; i < count; i++) {
		p[n++] = (struct packet){ events[i].at, i, false };
		if (events[i].rtt >= 0)
			p[n++] = (struct packet){ events[i].at + events[i].rtt,
				i, true };
	}
	qsort(p, n, sizeof(*p), by_packet_time);
	capwrite_begin(c);
	for (size_t i = 0; i < n; i++)
		if (events[p[i].event].ike)
			write_ike(c, &p[i]);
		else
			write_packet(c, &p[i]);
	free(p);
}

static void
set(struct settings *s, struct capwrite *c, char *word)
{
	char *value = strchr(word, '=');
	const struct {
		const char *name;
		double *at;
	} keys[] = { { "clients", &s->clients }, { "rate", &s->rate },
		{ "seconds", &s->seconds }, { "from", &s->from },
		{ "jitter", &s->jitter }, { "limit", &s->limit },
		{ "burst", &s->burst }, { "each", &s->each },
		{ "loss", &s->loss }, { "rtt", &s->rtt },
		{ "spread", &s->spread }, { "pause", &s->pause },
		{ "active", &s->active }, { "ike", &s->ike } };

	if (!value)
		errx(2, "want KEY=VALUE, have \"%s\"", word);
	*value++ = '\0';
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i].name, word) == 0) {
			*keys[i].at = strtod(value, NULL);
			return;
		}
	if (strcmp(word, "server") == 0)
		s->server = value;
	else if (strcmp(word, "client") == 0)
		s->client = value;
	else if (strcmp(word, "link") == 0)
		c->link = value;
	else if (strcmp(word, "nano") == 0)
		c->nanoseconds = *value == '1';
	else if (strcmp(word, "seed") == 0)
		state = strtoull(value, NULL, 10) * 2654435761 + 1;
	else
		errx(2, "no key %s", word);
}

int
main(int argc, char *argv[])
{
	struct settings s = { .clients = 1,
		.rate = 1,
		.seconds = 10,
		.burst = 5,
		.rtt = 20,
		.server = "198.51.100.1",
		.client = "192.0.2.1" };
	struct capwrite c = { .fp = stdout, .link = "ethernet" };

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], ",") == 0)
			group(&s);
		else
			set(&s, &c, argv[i]);
	group(&s);
	write_all(&c);
	free(events);
	return fflush(stdout) == 0 ? 0 : 2;
}
