/*
 * Make a capture of what lines of stdin say, on stdout:
 *
 *   mkcap [-bno] [-l LINK] [-s SNAPLEN] [-m MTU] <lines >x.pcap
 *
 * Packets are in order of time, with -o in that of the lines.  A line is SECONDS SRC SPORT DST DPORT WHAT [KEY=VALUE ...]; # begins a
 * comment.  WHAT is an NTP mode (3 is a request, 4 a reply), a kiss code of
 * four letters, or "ike".  Keys: tx org rx (hex timestamps), id ttl ext (IP),
 * more (octets behind the header), poll precision stratum delay (NTP's),
 * only (of fragments, this one), len spi msgid exchange (of IKE), count and
 * every (repeat it, tx counting up).
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "num.h"
#include "ntppkt.h"
#include "part/capwrite.h"

#define PAYLOAD_MAX 4096
#define START INT64_C(1583020800) /* 2020-03-01 00:00 UTC */

struct packet {
	struct capwrite_udp udp;
	struct ntppkt ntp;
	uint8_t payload[PAYLOAD_MAX];
	bool ike;
	size_t number;
	uint64_t more, len, spi, msgid, exchange, count;
	double every;
};

static uint32_t
number(const char *s, uint32_t max)
{
	uint32_t v;

	if (num_parse_u32(s, 0, max, &v) == -1)
		errx(2, "want a number, have \"%s\"", s);
	return v;
}

static void
address(const char *s, struct ipnet *out)
{
	struct why why;

	if (ipnet_parse_addr(s, AF_UNSPEC, out, &why) == -1)
		errx(2, "%s", why.text);
}

static bool
set_stamp(struct packet *p, const char *key, const char *value)
{
	uint64_t v = strtoull(value, NULL, 16);

	if (strcmp(key, "tx") == 0)
		p->ntp.transmit = v;
	else if (strcmp(key, "org") == 0)
		p->ntp.origin = v;
	else if (strcmp(key, "rx") == 0)
		p->ntp.receive = v;
	else if (strcmp(key, "spi") == 0)
		p->spi = v;
	else
		return false;
	return true;
}

static bool
set_header(struct packet *p, const char *key, const char *value)
{
	int v = (int)strtol(value, NULL, 10);

	if (strcmp(key, "poll") == 0)
		p->ntp.poll = (int8_t)v;
	else if (strcmp(key, "precision") == 0)
		p->ntp.precision = (int8_t)v;
	else if (strcmp(key, "stratum") == 0)
		p->ntp.stratum = (uint8_t)v;
	else if (strcmp(key, "delay") == 0)
		p->ntp.root_delay = (uint32_t)v;
	else if (strcmp(key, "version") == 0)
		p->ntp.version = (uint8_t)v;
	else if (strcmp(key, "only") == 0)
		p->udp.only = v;
	else
		return false;
	return true;
}

static void
set(struct packet *p, const char *key, const char *value)
{
	if (set_stamp(p, key, value) || set_header(p, key, value))
		return;
	if (strcmp(key, "id") == 0)
		p->udp.id = (uint16_t)number(value, 65535);
	else if (strcmp(key, "ttl") == 0)
		p->udp.ttl = (uint8_t)number(value, 255);
	else if (strcmp(key, "ext") == 0)
		p->udp.extensions = number(value, 10);
	else if (strcmp(key, "more") == 0)
		p->more = number(value, PAYLOAD_MAX - NTPPKT_LEN);
	else if (strcmp(key, "len") == 0)
		p->len = number(value, PAYLOAD_MAX - 4);
	else if (strcmp(key, "msgid") == 0)
		p->msgid = number(value, UINT32_MAX);
	else if (strcmp(key, "exchange") == 0)
		p->exchange = number(value, 255);
	else if (strcmp(key, "count") == 0)
		p->count = number(value, 100000000);
	else if (strcmp(key, "every") == 0)
		p->every = strtod(value, NULL);
	else
		errx(2, "no key %s", key);
}

static void
set_what(struct packet *p, const char *what)
{
	if (strcmp(what, "ike") == 0) {
		p->ike = true;
		return;
	}
	p->ntp.version = 4;
	p->ntp.mode = NTPPKT_MODE_SERVER;
	if (strlen(what) == 4) {
		p->ntp.leap = 3;
		p->ntp.refid = ntppkt_refid(what);
		return;
	}
	p->ntp.mode = (uint8_t)number(what, 7);
	p->ntp.stratum = p->ntp.mode == NTPPKT_MODE_SERVER ? 2 : 0;
}

/* The header of ISAKMP (RFC 7296), behind the marker of NAT-T on port 4500. */
static size_t
ike_payload(struct packet *p)
{
	uint8_t *h = p->payload;

	if (p->udp.dport == 4500 || p->udp.sport == 4500)
		h += 4;
	for (int i = 0; i < 8; i++)
		h[i] = (uint8_t)(p->spi >> (56 - 8 * i));
	h[17] = 0x20;
	h[18] = (uint8_t)p->exchange;
	for (int i = 0; i < 4; i++) {
		h[20 + i] = (uint8_t)(p->msgid >> (24 - 8 * i));
		h[24 + i] = (uint8_t)(p->len >> (24 - 8 * i));
	}
	return (size_t)(h - p->payload) + (size_t)p->len;
}

/* What waits to be sorted. */
static struct packet **sorted;
static size_t count, room;
static bool as_it_comes;

static int
by_time(const void *a, const void *b)
{
	const struct packet *const *x = a, *const *y = b;

	if ((*x)->udp.ns != (*y)->udp.ns)
		return (*x)->udp.ns < (*y)->udp.ns ? -1 : 1;
	return (*x)->number < (*y)->number ? -1 : 1;
}

static void
write_one(const struct capwrite *c, struct packet *p)
{
	p->udp.payload = p->payload;
	capwrite_udp(c, &p->udp);
}

static void
put(const struct capwrite *c, struct packet *p)
{
	if (as_it_comes) {
		write_one(c, p);
		return;
	}
	if (count == room) {
		room = room ? 2 * room : 256;
		sorted = realloc(sorted, room * sizeof(struct packet *));
		if (!sorted)
			err(2, "realloc");
	}
	sorted[count] = malloc(sizeof(**sorted));
	if (!sorted[count])
		err(2, "malloc");
	*sorted[count] = *p;
	sorted[count]->number = count;
	count++;
}

static void
write_sorted(const struct capwrite *c)
{
	if (count > 0)
		qsort(sorted, count, sizeof(struct packet *), by_time);
	for (size_t i = 0; i < count; i++) {
		write_one(c, sorted[i]);
		free(sorted[i]);
	}
	free(sorted);
}

static void
emit(const struct capwrite *c, struct packet *p)
{
	int64_t begin = p->udp.ns;

	for (uint64_t i = 0; i < p->count; i++) {
		p->udp.ns = begin + (int64_t)((double)i * p->every * 1e9);
		if (p->ike) {
			p->udp.len = ike_payload(p);
		} else {
			ntppkt_write(&p->ntp, p->payload);
			p->udp.len = NTPPKT_LEN + (size_t)p->more;
		}
		put(c, p);
		p->udp.id++;
		if (p->ntp.mode == NTPPKT_MODE_SERVER)
			p->ntp.origin++;
		p->ntp.transmit++;
	}
}

static void
line(const struct capwrite *c, char *s)
{
	static struct packet p;
	char *word[6], *save = NULL, *next;

	memset(&p, 0, sizeof(p));
	p.count = 1;
	p.len = 200;
	p.udp.ttl = 64;
	s[strcspn(s, "#\n")] = '\0';
	for (int i = 0; i < 6; i++) {
		word[i] = strtok_r(i == 0 ? s : NULL, " \t", &save);
		if (!word[i] && i == 0)
			return;
		if (!word[i])
			errx(2, "want SECONDS SRC SPORT DST DPORT WHAT");
	}
	p.udp.ns = START * 1000000000 + (int64_t)(strtod(word[0], NULL) * 1e9);
	address(word[1], &p.udp.src);
	p.udp.sport = (uint16_t)number(word[2], 65535);
	address(word[3], &p.udp.dst);
	p.udp.dport = (uint16_t)number(word[4], 65535);
	set_what(&p, word[5]);
	while ((next = strtok_r(NULL, " \t", &save))) {
		char *value = strchr(next, '=');

		if (!value)
			errx(2, "want KEY=VALUE, have \"%s\"", next);
		*value = '\0';
		set(&p, next, value + 1);
	}
	emit(c, &p);
}

int
main(int argc, char *argv[])
{
	struct capwrite c = { .fp = stdout, .link = "ethernet" };
	char *s = NULL;
	size_t size = 0;
	int ch;

	while ((ch = getopt(argc, argv, "bl:m:nos:")) != -1) {
		switch (ch) {
		case 'b':
			c.swapped = true;
			break;
		case 'l':
			c.link = optarg;
			break;
		case 'm':
			c.mtu = number(optarg, 65535);
			break;
		case 'n':
			c.nanoseconds = true;
			break;
		case 'o':
			as_it_comes = true;
			break;
		case 's':
			c.snaplen = number(optarg, 65535);
			break;
		default:
			return 2;
		}
	}
	capwrite_begin(&c);
	while (getline(&s, &size, stdin) > 0)
		line(&c, s);
	free(s);
	write_sorted(&c);
	return fflush(stdout) == 0 ? 0 : 2;
}
