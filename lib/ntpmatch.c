#include <stdlib.h>

#include "ntpmatch_part.h"

/* A clock that goes back more than this was set. */
#define BACK_NS INT64_C(1000000000)

/* The year 2250: what comes later comes then. */
#define LATEST_NS INT64_C(8835984000000000000)

/* A mirror or "any" gives a packet's copy within this. */
#define MIRROR_NS INT64_C(50000000)

/* The same where nothing in the packet tells a copy from one sent again. */
#define MIRROR_BLIND_NS INT64_C(2000000)

/* A reply belongs to the oldest request within twice the round trip. */
#define GUARD_NS INT64_C(10000000)

/* Requests alike that are looked at for one reply. */
#define STEPS_MAX 4096

struct ntpmatch {
	struct ntpmatch_limits limits;
	struct ntpmatch_totals totals;
	struct pairtab tab;
	struct waitring ring;
	struct matchlog log;
	int64_t now;
	int64_t offset; /* of what the packets say, after jumps */
	bool begun;
};

struct ntpmatch *
ntpmatch_new(const struct ntpmatch_limits *limits)
{
	struct ntpmatch *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->limits = *limits;
	matchlog_init(&m->log, limits->log);
	if (pairtab_init(&m->tab, limits->pairs, limits->seed) == -1 ||
	    waitring_init(&m->ring, limits->waiting, limits->seed) == -1) {
		ntpmatch_free(m);
		return NULL;
	}
	return m;
}

void
ntpmatch_free(struct ntpmatch *m)
{
	if (!m)
		return;
	pairtab_free(&m->tab);
	waitring_free(&m->ring);
	matchlog_free(&m->log);
	free(m);
}

static enum ntpflow_seen
seen(uint32_t rtt_us)
{
	if (rtt_us == NTPMATCH_UNKNOWN)
		return NTPFLOW_UNKNOWN;
	if (rtt_us == NTPMATCH_LOST || rtt_us == NTPMATCH_KOD)
		return NTPFLOW_LOST;
	return NTPFLOW_ANSWERED;
}

static void
count_decided(
    uint32_t rtt_us, uint64_t *answered, uint64_t *lost, uint64_t *unknown)
{
	if (rtt_us == NTPMATCH_LOST)
		(*lost)++;
	else if (rtt_us == NTPMATCH_UNKNOWN)
		(*unknown)++;
	else
		(*answered)++;
}

/* The pair of a request, unless another has its place by now. */
static struct ntpmatch_pair *
owner(struct ntpmatch *m, const struct waiting *w)
{
	struct ntpmatch_pair *p = &m->tab.pairs[w->pair];

	return p->generation == w->generation ? p : NULL;
}

/* The oldest request is decided: into the log and out of the ring. */
static void
decide_oldest(struct ntpmatch *m, uint32_t unless_answered)
{
	struct waiting *w = waitring_oldest(&m->ring);
	struct ntpmatch_pair *p = owner(m, w);
	struct ntpmatch_totals *t = &m->totals;
	struct ntpmatch_request r = { .ns = w->ns,
		.pair = p ? w->pair : NTPMATCH_GONE,
		.rtt_us = w->rtt_us };
	struct ntpflow_burst ended;

	if (r.rtt_us == NTPMATCH_LOST)
		r.rtt_us = unless_answered;
	count_decided(r.rtt_us, &t->answered, &t->lost, &t->unknown);
	if (p) {
		count_decided(r.rtt_us, &p->answered, &p->lost, &p->unknown);
		ntpflow_add(&p->flow, r.ns, seen(r.rtt_us), &ended);
	}
	/* Without memory the log ends here; what is in it stays right. */
	matchlog_add(&m->log, &r);
	waitring_pop(&m->ring);
}

static void
decide_until(struct ntpmatch *m, int64_t now)
{
	struct waiting *w;

	while ((w = waitring_oldest(&m->ring)) &&
	    now - w->ns > m->limits.timeout_ns)
		decide_oldest(m, NTPMATCH_LOST);
}

static void
decide_rest(struct ntpmatch *m)
{
	while (waitring_oldest(&m->ring))
		decide_oldest(m, NTPMATCH_UNKNOWN);
}

/* Time goes on; *ns becomes a time that fits. */
static void
advance(struct ntpmatch *m, int64_t *ns)
{
	/* Jump after jump, there is an end of it. */
	int64_t t = *ns < LATEST_NS - m->offset ? *ns + m->offset : LATEST_NS;

	if (!m->begun) {
		m->begun = true;
		m->now = m->totals.first_ns = t;
	} else if (t < m->now - BACK_NS) {
		decide_rest(m);
		m->totals.jumps++;
		m->offset += m->now - t;
		t = m->now;
	}
	if (t < m->now)
		t = m->now;
	m->now = m->totals.last_ns = t;
	decide_until(m, t);
	*ns = t;
}

static uint32_t
get_pair(struct ntpmatch *m, const struct decap_addr *client,
    const struct decap_addr *server)
{
	struct ntpmatch_pair gone = { .generation = 0 };
	uint32_t i = pairtab_get(&m->tab, client, server, m->log.count, &gone);

	if (gone.generation > 0) {
		m->totals.gone_pairs++;
		m->totals.gone_requests += gone.requests;
	}
	return i;
}

/* Is this request the one before, seen once more? */
static bool
is_copy(const struct waiting *a, const struct waiting *b)
{
	int64_t age = b->ns - a->ns;

	if (age >= MIRROR_NS)
		return false;
	/* 0 is what Linux writes where nothing may be cut to fragments. */
	if (a->has_id && b->has_id && (a->id != 0 || b->id != 0))
		return a->id == b->id;
	return a->ttl != b->ttl || age < MIRROR_BLIND_NS;
}

static void
count_request(struct ntpmatch *m, struct ntpmatch_pair *p,
    const struct waiting *w, const struct decap *d, const struct ntppkt *pkt)
{
	m->totals.requests++;
	p->requests++;
	p->longer += w->longer;
	ntppkt_look(pkt, d->sport, d->udp_len, &p->look);
}

static int
request(struct ntpmatch *m, int64_t ns, const struct decap *d,
    const struct ntppkt *pkt)
{
	uint32_t i = get_pair(m, &d->src, &d->dst);
	struct waiting w = { .ns = ns,
		.transmit = pkt->transmit,
		.receive = pkt->receive,
		.pair = i,
		.rtt_us = NTPMATCH_LOST,
		.id = d->id,
		.port = d->sport,
		.ttl = d->ttl,
		.has_id = d->has_id,
		.longer = d->udp_len > NTPPKT_LEN };
	struct ntpmatch_pair *p;
	const struct waiting *same;

	if (i == PAIRTAB_NONE)
		return -1;
	p = &m->tab.pairs[i];
	w.generation = p->generation;
	same =
	    waitring_find(&m->ring, WAITRING_TRANSMIT, i, w.port, w.transmit);
	if (same && is_copy(same, &w)) {
		p->mirrored++;
		m->totals.mirrored++;
		return 0;
	}
	if (waitring_full(&m->ring)) {
		m->totals.forced++;
		decide_oldest(m, NTPMATCH_UNKNOWN);
	}
	if (waitring_push(&m->ring, &w) == -1)
		return -1;
	p->repeated += same != NULL;
	count_request(m, p, &w, d, pkt);
	return 0;
}

/*
 * Of requests with this stamp, the one that a reply now belongs to: the oldest
 * that the known round trip allows, or the newest.  *answered: one that has
 * its reply already.
 */
static struct waiting *
asked_by(struct ntpmatch *m, enum waitring_key key, uint32_t i, uint16_t port,
    uint64_t stamp, struct waiting **answered)
{
	const struct ntpmatch_pair *p = &m->tab.pairs[i];
	int64_t guard =
	    p->answered_any ? (int64_t)p->rtt_us * 2000 + GUARD_NS : 0;
	struct waiting *best = NULL, *w;

	w = waitring_find(&m->ring, key, i, port, stamp);
	for (int n = 0; w && n < STEPS_MAX; n++) {
		if (best && m->now - w->ns > guard)
			break;
		if (w->generation != p->generation)
			break;
		if (w->rtt_us == NTPMATCH_LOST)
			best = w;
		else if (!*answered)
			*answered = w;
		w = waitring_next(&m->ring, key, w);
	}
	return best;
}

static struct waiting *
find_request(struct ntpmatch *m, uint32_t i, uint16_t port, uint64_t origin,
    struct waiting **answered, bool *interleaved)
{
	struct waiting *w =
	    asked_by(m, WAITRING_TRANSMIT, i, port, origin, answered);

	if (w || *answered || origin == 0)
		return w;
	w = asked_by(m, WAITRING_RECEIVE, i, port, origin, answered);
	*interleaved = w != NULL;
	return w;
}

static void
count_kod(struct ntpmatch *m, struct ntpmatch_pair *p, const struct ntppkt *pkt)
{
	enum ntppkt_kod kod = ntppkt_kod(pkt);

	if (kod == NTPPKT_KOD_NONE)
		return;
	p->kod[kod]++;
	m->totals.kod[kod]++;
}

static void
answer(struct ntpmatch *m, struct ntpmatch_pair *p, struct waiting *w,
    const struct ntppkt *pkt)
{
	int64_t us = (m->now - w->ns) / 1000;

	w->reply = pkt->transmit;
	w->reply_ns = m->now;
	w->rtt_us = us < NTPMATCH_RTT_MAX ? (uint32_t)us : NTPMATCH_RTT_MAX;
	if (!p->answered_any || w->rtt_us < p->rtt_us)
		p->rtt_us = w->rtt_us;
	p->answered_any = true;
	p->longer_answered += w->longer;
	if (ntppkt_kod(pkt) != NTPPKT_KOD_NONE)
		w->rtt_us = NTPMATCH_KOD;
}

/* One of these requests has had this very reply, a moment ago. */
static bool
has_reply(struct ntpmatch *m, enum waitring_key key, uint32_t i, uint16_t port,
    const struct ntppkt *pkt)
{
	struct waiting *w = waitring_find(&m->ring, key, i, port, pkt->origin);

	for (int n = 0; w && n < STEPS_MAX; n++) {
		if (w->rtt_us != NTPMATCH_LOST && w->reply == pkt->transmit &&
		    m->now - w->reply_ns < MIRROR_NS)
			return true;
		w = waitring_next(&m->ring, key, w);
	}
	return false;
}

/*
 * The same reply as the last of this pair, or as one not long ago, by all that
 * a server puts in.
 */
static bool
is_reply_copy(struct ntpmatch *m, uint32_t i, uint16_t port, int64_t ns,
    const struct ntppkt *pkt)
{
	const struct ntpmatch_pair *p = &m->tab.pairs[i];

	if (p->replies == 0)
		return false;
	if (ns - p->last_reply_ns < MIRROR_NS &&
	    p->last_origin == pkt->origin && p->last_transmit == pkt->transmit)
		return true;
	return has_reply(m, WAITRING_TRANSMIT, i, port, pkt) ||
	    (pkt->origin != 0 && has_reply(m, WAITRING_RECEIVE, i, port, pkt));
}

static int
reply(struct ntpmatch *m, int64_t ns, const struct decap *d,
    const struct ntppkt *pkt)
{
	uint32_t i = get_pair(m, &d->dst, &d->src);
	struct waiting *answered = NULL, *w;
	bool interleaved = false;
	struct ntpmatch_pair *p;

	if (i == PAIRTAB_NONE)
		return -1;
	p = &m->tab.pairs[i];
	if (is_reply_copy(m, i, d->dport, ns, pkt)) {
		p->mirrored++;
		m->totals.mirrored++;
		return 0;
	}
	p->last_origin = pkt->origin;
	p->last_transmit = pkt->transmit;
	p->last_reply_ns = ns;
	p->replies++;
	m->totals.replies++;
	w = find_request(m, i, d->dport, pkt->origin, &answered, &interleaved);
	if (w) {
		answer(m, p, w, pkt);
		p->interleaved += interleaved;
	} else {
		p->unasked++;
		m->totals.unasked++;
	}
	/* Anybody may send a kiss of death: only one we asked for counts. */
	if (w || p->requests == 0)
		count_kod(m, p, pkt);
	return 0;
}

int
ntpmatch_packet(struct ntpmatch *m, int64_t ns, const struct decap *d,
    enum ntppkt_kind kind, const struct ntppkt *pkt)
{
	advance(m, &ns);
	if (kind == NTPPKT_REQUEST)
		return request(m, ns, d, pkt);
	return kind == NTPPKT_REPLY ? reply(m, ns, d, pkt) : 0;
}

void
ntpmatch_end(struct ntpmatch *m)
{
	struct ntpflow_burst ended;

	decide_rest(m);
	for (size_t i = 0; i < m->tab.count; i++)
		ntpflow_end(&m->tab.pairs[i].flow, &ended);
}

const struct ntpmatch_totals *
ntpmatch_totals(const struct ntpmatch *m)
{
	return &m->totals;
}

size_t
ntpmatch_pairs(const struct ntpmatch *m)
{
	return m->tab.count;
}

const struct ntpmatch_pair *
ntpmatch_pair(const struct ntpmatch *m, size_t i)
{
	return &m->tab.pairs[i];
}

uint64_t
ntpmatch_seed(const struct ntpmatch *m)
{
	return m->limits.seed;
}

size_t
ntpmatch_logged(const struct ntpmatch *m)
{
	return matchlog_left(&m->log);
}

uint64_t
ntpmatch_forgotten(const struct ntpmatch *m)
{
	return m->log.count - matchlog_left(&m->log);
}

/* A place in the table may have been another's when this was logged. */
struct ntpmatch_request
ntpmatch_request(const struct ntpmatch *m, size_t i)
{
	struct ntpmatch_request r = matchlog_at(&m->log, i);

	if (r.pair != NTPMATCH_GONE &&
	    ntpmatch_forgotten(m) + i < m->tab.pairs[r.pair].born)
		r.pair = NTPMATCH_GONE;
	return r;
}

bool
ntpmatch_one_way(const struct ntpmatch *m)
{
	return (m->totals.requests == 0) != (m->totals.replies == 0);
}

const struct ntpmatch_pair *
ntpmatch_round(struct ntpmatch *m, uint64_t *requests)
{
	const struct ntpmatch_pair *best = NULL;

	*requests = 0;
	for (size_t i = 0; i < m->tab.count; i++) {
		struct ntpmatch_pair *p = &m->tab.pairs[i];
		uint64_t n = p->requests - p->round_requests;

		if (n > *requests) {
			*requests = n;
			best = p;
		}
		p->round_requests = p->requests;
	}
	return best;
}
