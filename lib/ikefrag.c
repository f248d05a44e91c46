#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "ikefrag.h"

#define PORT_IKE 500
#define PORT_NATT 4500
#define HEADER 28
#define EXCHANGE_AUTH 35
#define PAYLOAD_SKF 53 /* RFC 7383: a fragment that IKE itself has made */

/* How long fragments may be on their way. */
#define REASSEMBLY_NS INT64_C(5000000000)

/* A mirror or "any" gives a packet's copy within this. */
#define MIRROR_NS INT64_C(50000000)

/* The same where nothing in the packet tells a copy from one sent again. */
#define MIRROR_BLIND_NS INT64_C(2000000)

/* Fragments of one message that are told apart. */
#define PIECES 16

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
	size_t have;         /* octets */
	size_t want;         /* 0: the last is not there yet */
	uint32_t at[PIECES]; /* of those that came */
	size_t pieces;
};

/* What is the same when a message is sent again. */
struct message {
	uint64_t spi;
	uint32_t peers;
	uint32_t msgid;
	uint8_t exchange;
	uint8_t flags;
};

struct seen {
	struct message message;
	int64_t ns;
	uint32_t id; /* of IP; 0: unknown */
	uint8_t ttl;
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

enum again {
	AGAIN_NOT,
	AGAIN_SENT,
	AGAIN_COPY /* of the same packet */
};

static bool
is_copy(const struct seen *a, const struct seen *b)
{
	int64_t age = b->ns - a->ns;

	if (age >= MIRROR_NS)
		return false;
	if (a->id != 0 || b->id != 0)
		return a->id == b->id;
	return a->ttl != b->ttl || age < MIRROR_BLIND_NS;
}

/* An initiator's SPI, message id and kind: was it here before? */
static enum again
remember(struct ikefrag *k, const struct seen *s)
{
	const struct message *m = &s->message;
	struct seen *at =
	    &k->seen[(size_t)((m->spi ^ m->spi >> 32) * 2654435761U +
			 m->msgid * 40503U + m->peers * 31U + m->exchange * 7U +
			 m->flags) %
		SEEN_MAX];
	enum again again = AGAIN_NOT;

	if (at->ns != 0 && memcmp(&at->message, m, sizeof(*m)) == 0)
		again = is_copy(at, s) ? AGAIN_COPY : AGAIN_SENT;
	*at = *s;
	return again;
}

/* False for a copy that a mirror made. */
static bool
count_message(struct ikefrag *k, struct ikefrag_peers *p, const uint8_t *h,
    struct seen *s)
{
	uint32_t len = (uint32_t)h[24] << 24 | (uint32_t)h[25] << 16 |
	    (uint32_t)h[26] << 8 | h[27];
	enum again again;

	s->message.peers = (uint32_t)(p - k->peers);
	memcpy(&s->message.spi, h, 8);
	s->message.exchange = h[18];
	s->message.flags = h[19];
	memcpy(&s->message.msgid, h + 20, 4);
	again = remember(k, s);
	if (again == AGAIN_COPY)
		return false;
	p->messages++;
	p->auth += s->message.exchange == EXCHANGE_AUTH;
	p->repeated += again == AGAIN_SENT;
	if (len > p->largest)
		p->largest = len;
	return true;
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

/* A fragment that a mirror showed twice counts once. */
static bool
has_piece(struct open *o, uint32_t at)
{
	for (size_t i = 0; i < o->pieces; i++)
		if (o->at[i] == at)
			return true;
	if (o->pieces < PIECES)
		o->at[o->pieces++] = at;
	return false;
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
	if (has_piece(o, d->at))
		return;
	o->have += d->ip_len;
	if (!d->more)
		o->want = d->at + d->ip_len;
	if (o->first && o->want > 0 && o->have >= o->want)
		o->used = false;
}

/* Of a message in fragments of IKE's own, one that is not the first. */
static bool
is_later_part(const uint8_t *h, struct bytes *b)
{
	if (h[16] != PAYLOAD_SKF || h[17] >> 4 != 2)
		return false;
	bytes_be32(b);
	return bytes_be16(b) > 1;
}

void
ikefrag_datagram(struct ikefrag *k, int64_t ns, const struct decap *d)
{
	bool natt = d->sport == PORT_NATT || d->dport == PORT_NATT;
	struct ikefrag_peers *p;
	const uint8_t *h;
	struct bytes b;
	struct seen s;

	if (!natt && d->sport != PORT_IKE && d->dport != PORT_IKE)
		return;
	bytes_init(&b, d->payload, d->len);
	/* The marker tells IKE from the ESP that shares its port. */
	if (natt && bytes_be32(&b) != 0)
		return;
	h = bytes_take(&b, HEADER);
	if (!h || is_later_part(h, &b) || !(p = peers_of(k, ns, d)))
		return;
	/* Padding takes part in the comparison. */
	memset(&s, 0, sizeof(s));
	s.ns = ns;
	s.ttl = d->ttl;
	s.id = d->has_id ? d->id : 0;
	if (!count_message(k, p, h, &s) || !d->more)
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
ikefrag_end(struct ikefrag *k, int64_t ns)
{
	for (size_t i = 0; i < OPEN_MAX_; i++)
		if (k->open[i].used && ns - k->open[i].since > REASSEMBLY_NS)
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
