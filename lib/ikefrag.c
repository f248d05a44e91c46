#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "ikefrag.h"

#define PORT_IKE 500
#define PORT_NATT 4500
#define HEADER 28
#define EXCHANGE_AUTH 35

/* How long fragments may be on their way. */
#define REASSEMBLY_NS INT64_C(5000000000)

/* Messages in fragments at one time; more are given up. */
#define OPEN_MAX_ 256

/* Messages that are remembered to know them when they come again. */
#define SEEN_MAX 4096

struct open {
	bool used;
	bool first; /* with the header */
	uint32_t id;
	size_t peers;
	struct decap_addr src, dst;
	int64_t since;
	size_t have; /* octets */
	size_t want; /* 0: the last is not there yet */
};

struct seen {
	uint64_t spi;
	uint32_t msgid;
	uint8_t exchange;
	uint8_t flags;
};

struct ikefrag {
	struct ikefrag_peers *peers;
	size_t count, max;
	uint64_t dropped;
	struct open open[OPEN_MAX_];
	struct seen seen[SEEN_MAX];
};

struct ikefrag *
ikefrag_new(size_t max)
{
	struct ikefrag *k = calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	k->max = max;
	k->peers = calloc(max, sizeof(*k->peers));
	if (!k->peers) {
		free(k);
		return NULL;
	}
	return k;
}

void
ikefrag_free(struct ikefrag *k)
{
	if (!k)
		return;
	free(k->peers);
	free(k);
}

static bool
equal(const struct decap_addr *a, const struct decap_addr *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static struct ikefrag_peers *
peers_of(struct ikefrag *k, int64_t ns, const struct decap *d)
{
	struct ikefrag_peers *p;

	for (size_t i = 0; i < k->count; i++) {
		p = &k->peers[i];
		if ((equal(&p->client, &d->src) &&
			equal(&p->server, &d->dst)) ||
		    (equal(&p->client, &d->dst) &&
			equal(&p->server, &d->src))) {
			p->last_ns = ns;
			return p;
		}
	}
	if (k->count == k->max) {
		k->dropped++;
		return NULL;
	}
	p = &k->peers[k->count++];
	p->client = d->src;
	p->server = d->dst;
	p->first_ns = p->last_ns = ns;
	return p;
}

/* An initiator's SPI, message id and kind: was it here before? */
static bool
remember(struct ikefrag *k, const struct seen *s)
{
	size_t at = (size_t)((s->spi ^ s->spi >> 32) * 2654435761U +
			s->msgid * 40503U + s->exchange * 7U + s->flags) %
	    SEEN_MAX;
	bool again = memcmp(&k->seen[at], s, sizeof(*s)) == 0;

	k->seen[at] = *s;
	return again;
}

static void
count_message(
    struct ikefrag *k, struct ikefrag_peers *p, const uint8_t *h, uint32_t len)
{
	struct seen s;

	/* Padding takes part in the comparison. */
	memset(&s, 0, sizeof(s));
	memcpy(&s.spi, h, 8);
	s.exchange = h[18];
	s.flags = h[19];
	memcpy(&s.msgid, h + 20, 4);
	p->messages++;
	p->auth += s.exchange == EXCHANGE_AUTH;
	p->repeated += remember(k, &s);
	if (len > p->largest)
		p->largest = len;
}

static struct open *
find_open(struct ikefrag *k, const struct decap *d)
{
	for (size_t i = 0; i < OPEN_MAX_; i++)
		if (k->open[i].used && k->open[i].id == d->id &&
		    equal(&k->open[i].src, &d->src) &&
		    equal(&k->open[i].dst, &d->dst))
			return &k->open[i];
	return NULL;
}

static void
give_up(struct ikefrag *k, struct open *o)
{
	if (o->first)
		k->peers[o->peers].incomplete++;
	o->used = false;
}

/* Room for one more: what waits too long, or else longest, is given up. */
static struct open *
take_open(struct ikefrag *k, int64_t ns, const struct decap *d)
{
	struct open *best = &k->open[0];

	for (size_t i = 0; i < OPEN_MAX_; i++) {
		struct open *o = &k->open[i];

		if (o->used && ns - o->since > REASSEMBLY_NS)
			give_up(k, o);
		if (!o->used || (best->used && o->since < best->since))
			best = o;
	}
	if (best->used)
		give_up(k, best);
	*best = (struct open){ .used = true,
		.id = d->id,
		.src = d->src,
		.dst = d->dst,
		.since = ns };
	return best;
}

static void
add_piece(struct ikefrag *k, int64_t ns, const struct decap *d, size_t peers,
    bool first)
{
	struct open *o = find_open(k, d);

	if (!o)
		o = take_open(k, ns, d);
	if (first) {
		o->first = true;
		o->peers = peers;
	}
	o->have += d->ip_len;
	if (!d->more)
		o->want = d->at + d->ip_len;
	if (o->first && o->want > 0 && o->have >= o->want)
		o->used = false;
}

void
ikefrag_datagram(struct ikefrag *k, int64_t ns, const struct decap *d)
{
	bool natt = d->sport == PORT_NATT || d->dport == PORT_NATT;
	struct ikefrag_peers *p;
	const uint8_t *h;
	struct bytes b;
	uint32_t len;

	if (!natt && d->sport != PORT_IKE && d->dport != PORT_IKE)
		return;
	bytes_init(&b, d->payload, d->len);
	/* The marker tells IKE from the ESP that shares its port. */
	if (natt && bytes_be32(&b) != 0)
		return;
	h = bytes_take(&b, HEADER);
	if (!h || !(p = peers_of(k, ns, d)))
		return;
	len = (uint32_t)h[24] << 24 | (uint32_t)h[25] << 16 |
	    (uint32_t)h[26] << 8 | h[27];
	count_message(k, p, h, len);
	if (!d->more)
		return;
	p->fragmented++;
	add_piece(k, ns, d, (size_t)(p - k->peers), true);
}

void
ikefrag_fragment(struct ikefrag *k, int64_t ns, const struct decap *d)
{
	add_piece(k, ns, d, 0, false);
}

void
ikefrag_end(struct ikefrag *k)
{
	for (size_t i = 0; i < OPEN_MAX_; i++)
		if (k->open[i].used)
			give_up(k, &k->open[i]);
}

size_t
ikefrag_count(const struct ikefrag *k)
{
	return k->count;
}

const struct ikefrag_peers *
ikefrag_peers(const struct ikefrag *k, size_t i)
{
	return &k->peers[i];
}

uint64_t
ikefrag_dropped(const struct ikefrag *k)
{
	return k->dropped;
}
