#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash64.h"
#include "read_group.h"

/* What two pairs of one group have in common. */
struct key {
	uint64_t seed; /* that senders do not know */
	struct decap_addr a;
	struct decap_addr b;
};

void
group_prefix(
    const struct decap_addr *a, const struct read_options *o, struct ipnet *out)
{
	size_t bits;

	decap_net(a, out);
	out->len = out->family == AF_INET ? o->prefix4 : o->prefix6;
	for (bits = out->len; bits < (size_t)ipnet_maxlen(out->family);) {
		out->addr[bits / 8] &= (uint8_t)(0xff00 >> bits % 8);
		bits += 8 - bits % 8;
	}
}

/* The first of that name: one announcer may have several prefixes. */
static int
first_of_name(const struct read_options *o, int transit)
{
	for (int i = 0; i < transit; i++)
		if (strcmp(o->transits[i].name, o->transits[transit].name) == 0)
			return i;
	return transit;
}

int
group_transit(const struct decap_addr *a, const struct read_options *o)
{
	struct ipnet host;
	int best = -1;

	decap_net(a, &host);
	for (size_t i = 0; i < o->transit_count; i++)
		if (ipnet_contains(&o->transits[i].net, &host) &&
		    (best == -1 ||
			o->transits[i].net.len > o->transits[best].net.len))
			best = (int)i;
	return first_of_name(o, best);
}

static void
make_key(const struct grouping *g, const struct ntpmatch_pair *p, struct key *k)
{
	struct ipnet net;

	memset(k, 0, sizeof(*k));
	k->seed = ntpmatch_seed(g->match);
	switch (g->by) {
	case GROUP_CLIENT:
		k->a = p->client;
		break;
	case GROUP_PAIR:
		k->a = p->client;
		k->b = p->server;
		break;
	case GROUP_SERVER:
		k->b = p->server;
		break;
	case GROUP_PREFIX:
		group_prefix(&p->client, g->options, &net);
		memcpy(k->a.octets, net.addr, sizeof(net.addr));
		k->b.octets[0] = (uint8_t)net.family;
		break;
	case GROUP_TRANSIT:
		k->a.octets[0] =
		    (uint8_t)(group_transit(&p->client, g->options) + 1);
		break;
	default:
		break;
	}
}

static void
add_counts(struct group *s, const struct ntpmatch_pair *p)
{
	s->pairs++;
	s->requests += p->requests;
	s->replies += p->replies;
	s->answered += p->answered;
	s->lost += p->lost;
	s->unknown += p->unknown;
	s->repeated += p->repeated;
	s->unasked += p->unasked;
	s->interleaved += p->interleaved;
	s->mirrored += p->mirrored;
	s->longer += p->longer;
	s->longer_answered += p->longer_answered;
	for (int i = 0; i < NTPMATCH_KODS; i++)
		s->kod[i] += p->kod[i];
}

static void
add_pair(struct group *s, const struct ntpmatch_pair *p)
{
	const struct ntpflow *f = &p->flow;

	add_counts(s, p);
	if (f->packets == 0)
		return;
	if (s->first_ns == 0 || f->first_ns < s->first_ns)
		s->first_ns = f->first_ns;
	if (f->last_ns > s->last_ns)
		s->last_ns = f->last_ns;
	if (ntpflow_class(f) > s->class)
		s->class = ntpflow_class(f);
}

/* Of open addressing: where the key is, or may be put. */
static size_t
probe(const struct grouping *g, const uint32_t *slots, size_t size,
    const struct key *k)
{
	size_t at = (size_t)hash64(k, sizeof(*k)) & (size - 1);
	struct key other;

	for (; slots[at] != 0; at = (at + 1) & (size - 1)) {
		make_key(g,
		    ntpmatch_pair(g->match, g->groups[slots[at] - 1].pair),
		    &other);
		if (memcmp(&other, k, sizeof(*k)) == 0)
			break;
	}
	return at;
}

static void
sort_pairs(struct grouping *g, uint32_t *slots, size_t size)
{
	size_t n = ntpmatch_pairs(g->match);
	struct key k;

	for (size_t i = 0; i < n; i++) {
		const struct ntpmatch_pair *p = ntpmatch_pair(g->match, i);
		size_t at;

		make_key(g, p, &k);
		at = probe(g, slots, size, &k);
		if (slots[at] == 0) {
			slots[at] = (uint32_t)++g->count;
			g->groups[g->count - 1].pair = (uint32_t)i;
		}
		g->of[i] = slots[at] - 1;
		add_pair(&g->groups[g->of[i]], p);
	}
}

int
grouping_make(struct grouping *g, const struct ntpmatch *m,
    const struct read_options *o, enum group_by by)
{
	size_t n = ntpmatch_pairs(m), size = 16;
	uint32_t *slots;

	*g = (struct grouping){ .by = by, .match = m, .options = o };
	while (size < 2 * n)
		size *= 2;
	slots = calloc(size, sizeof(*slots));
	g->of = calloc(n + 1, sizeof(*g->of));
	g->groups = calloc(n + 1, sizeof(*g->groups));
	if (!slots || !g->of || !g->groups) {
		free(slots);
		grouping_free(g);
		return -1;
	}
	sort_pairs(g, slots, size);
	free(slots);
	return 0;
}

void
grouping_free(struct grouping *g)
{
	free(g->of);
	free(g->groups);
	*g = (struct grouping){ .count = 0 };
}

const char *
group_name(const struct grouping *g, size_t i, char buf[GROUP_STRLEN])
{
	const struct ntpmatch_pair *p =
	    ntpmatch_pair(g->match, g->groups[i].pair);
	char a[IPNET_STRLEN], b[IPNET_STRLEN];
	struct ipnet net;
	int transit;

	switch (g->by) {
	case GROUP_CLIENT:
		return decap_str(&p->client, buf);
	case GROUP_SERVER:
		return decap_str(&p->server, buf);
	case GROUP_PREFIX:
		group_prefix(&p->client, g->options, &net);
		return ipnet_str(&net, buf);
	case GROUP_PAIR:
		snprintf(buf, GROUP_STRLEN, "%s > %s", decap_str(&p->client, a),
		    decap_str(&p->server, b));
		return buf;
	case GROUP_TRANSIT:
		transit = group_transit(&p->client, g->options);
		snprintf(buf, GROUP_STRLEN, "%s",
		    transit == -1 ? "(other)"
				  : g->options->transits[transit].name);
		return buf;
	default:
		snprintf(buf, GROUP_STRLEN, "all");
		return buf;
	}
}

double
group_loss(const struct group *g)
{
	uint64_t decided = g->answered + g->lost;

	return decided == 0 ? 0 : (double)g->lost / (double)decided;
}
