#include <string.h>

#include "netset.h"
#include "windex.h"

#define NET_KEY_MAX 19
#define LINE_KEY_MAX (1 + HOST_ID_MAX)

static size_t
net_octets(int family)
{
	return family == AF_INET ? 4 : 16;
}

static size_t
net_key(enum host_id_type by, const struct ipnet *net, uint8_t key[NET_KEY_MAX])
{
	size_t n = net_octets(net->family);

	key[0] = 'A';
	key[1] = by == HOST_FLEX_ID ? 'f' : net->family == AF_INET ? '4' : '6';
	memcpy(key + 2, net->addr, n);
	key[2 + n] = net->len;
	return n + 3;
}

static size_t
line_key(const struct host_id *line, uint8_t key[LINE_KEY_MAX])
{
	key[0] = 'L';
	memcpy(key + 1, host_id_octets(line), line->len);
	return 1u + line->len;
}

/* A line is indexed where the MAC is the key. */
static bool
has_line(const struct host *h)
{
	return h->id.type == HOST_HW_ADDRESS && h->line.len > 0;
}

int
windex_put(struct store_txn *t, const struct host *h, struct why *why)
{
	const struct ipnet *nets[] = { &h->addr, &h->prefix };
	uint8_t own[WANTED_KEY_MAX], key[LINE_KEY_MAX];
	size_t own_len = wanted_key(h, own);

	for (size_t i = 0; i < 2; i++)
		if (nets[i]->family != AF_UNSPEC &&
		    store_put(t, STATE_INDEX, key,
			net_key(h->id.type, nets[i], key), own, own_len,
			why) == -1)
			return -1;
	if (!has_line(h))
		return 0;
	return store_put(
	    t, STATE_INDEX, key, line_key(&h->line, key), own, own_len, why);
}

/* Take out an entry, if it is still this host's. */
static int
del_own(struct store_txn *t, const struct host *h, const uint8_t *key,
    size_t key_len, struct why *why)
{
	uint8_t own[WANTED_KEY_MAX];
	size_t own_len = wanted_key(h, own), len;
	const void *value;
	int r = store_get(t, STATE_INDEX, key, key_len, &value, &len, why);

	if (r != 1)
		return r;
	if (len != own_len || memcmp(value, own, len) != 0)
		return 0;
	return store_del(t, STATE_INDEX, key, key_len, why);
}

int
windex_del(struct store_txn *t, const struct host *h, struct why *why)
{
	const struct ipnet *nets[] = { &h->addr, &h->prefix };
	uint8_t key[LINE_KEY_MAX];

	for (size_t i = 0; i < 2; i++)
		if (nets[i]->family != AF_UNSPEC &&
		    del_own(t, h, key, net_key(h->id.type, nets[i], key),
			why) == -1)
			return -1;
	if (!has_line(h))
		return 0;
	return del_own(t, h, key, line_key(&h->line, key), why);
}

static int
get(struct store_txn *t, const uint8_t *key, size_t key_len,
    uint8_t out[WANTED_KEY_MAX], size_t *len, struct why *why)
{
	const void *value;
	int r = store_get(t, STATE_INDEX, key, key_len, &value, len, why);

	if (r != 1)
		return r;
	if (*len > WANTED_KEY_MAX)
		return why_set(why, "the state's index is damaged");
	memcpy(out, value, *len);
	return 1;
}

int
windex_net(struct store_txn *t, enum host_id_type by, const struct ipnet *net,
    uint8_t key[WANTED_KEY_MAX], size_t *len, struct why *why)
{
	uint8_t k[NET_KEY_MAX];

	return get(t, k, net_key(by, net, k), key, len, why);
}

int
windex_line(struct store_txn *t, const struct host_id *line,
    uint8_t key[WANTED_KEY_MAX], size_t *len, struct why *why)
{
	uint8_t k[LINE_KEY_MAX];

	return get(t, k, line_key(line, k), key, len, why);
}

struct inner {
	const struct ipnet *net;
	windex_fn *fn;
	void *arg;
};

static int
each_inner(void *arg, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct inner *q = arg;
	struct ipnet net = { .family = q->net->family };
	size_t n = net_octets(net.family);

	if (key_len != n + 3)
		return 0;
	memcpy(net.addr, (const uint8_t *)key + 2, n);
	net.len = ((const uint8_t *)key)[2 + n];
	if (net.len <= q->net->len || !ipnet_contains(q->net, &net))
		return 0;
	return q->fn(q->arg, value, value_len);
}

int
windex_overlaps(struct store_txn *t, enum host_id_type by,
    const struct ipnet *net, windex_fn *fn, void *arg, struct why *why)
{
	struct inner q = { net, fn, arg };
	uint8_t key[WANTED_KEY_MAX], k[NET_KEY_MAX];
	size_t len;

	for (uint8_t bits = 0; bits < net->len; bits++) {
		struct ipnet outer = netset_shorten(net, bits);
		int r = windex_net(t, by, &outer, key, &len, why);

		if (r == 1)
			r = fn(arg, key, len);
		if (r != 0)
			return r;
	}
	net_key(by, net, k);
	return store_each(
	    t, STATE_INDEX, k, 2u + net->len / 8u, each_inner, &q, why);
}
