#include <stdlib.h>
#include <string.h>

#include "applied.h"
#include "bytes.h"
#include "event.h"
#include "msg.h"
#include "pack.h"
#include "wanted.h"

#define RECORD_KIND 1
#define KEY_MAX 20
#define VALUE_MAX (2 * WANTED_VALUE_MAX + WANTED_KEY_MAX + 64)

/* When no endpoint has it: they have gone from the site file. */
#define ALONE_US (86400u * UINT64_C(1000000))

static const char count_key[] = "count";

/* 'N', the kind of identifier, the address or prefix. */
static size_t
event_key(enum host_id_type type, const struct ipnet *net, uint8_t key[KEY_MAX])
{
	key[0] = 'N';
	key[1] = (uint8_t)type;
	key[2] = net->family == AF_INET ? 4 : 6;
	memcpy(key + 3, net->addr, sizeof(net->addr));
	key[3 + sizeof(net->addr)] = net->len;
	return 4 + sizeof(net->addr);
}

static void
pack_host(struct pack *k, const struct host *h)
{
	uint8_t value[WANTED_VALUE_MAX];
	size_t len = wanted_pack(h, value);

	pack_u32(k, (uint32_t)len);
	for (size_t i = 0; i < len; i++)
		pack_u8(k, value[i]);
}

/* One that was packed so; its key is the first one's. */
static void
unpack_host(
    struct bytes *b, const uint8_t *key, size_t key_len, struct host *out)
{
	uint32_t len = bytes_be32(b);
	const uint8_t *p = bytes_take(b, len);

	if (!p || wanted_unpack(key, key_len, p, len, out) == -1)
		b->bad = true;
}

static int
put(struct store_txn *t, const struct event *e, struct why *why)
{
	uint8_t key[KEY_MAX], own[WANTED_KEY_MAX], value[VALUE_MAX];
	struct pack k = { value, sizeof(value), 0 };
	struct host now = e->was;
	bool is_addr = ipnet_equal(&e->old, &e->was.addr);
	size_t own_len = wanted_key(&e->was, own);

	now.version = e->version;
	now.gone = e->gone;
	now.addr = e->new;
	pack_u8(&k, RECORD_KIND);
	pack_u8(&k, is_addr);
	pack_u64(&k, e->since);
	pack_u64(&k, e->until);
	pack_u32(&k, (uint32_t)own_len);
	for (size_t i = 0; i < own_len; i++)
		pack_u8(&k, own[i]);
	pack_host(&k, &e->was);
	pack_host(&k, &now);
	return store_put(t, STATE_EVENT, key,
	    event_key(e->was.id.type, &e->old, key), value, k.len, why);
}

static int
unpack(const void *value, size_t len, struct event *out, struct why *why)
{
	struct host now = { 0 };
	const uint8_t *own;
	struct bytes b;
	uint8_t kind, is_addr;
	uint32_t own_len;

	memset(out, 0, sizeof(*out));
	bytes_init(&b, value, len);
	kind = bytes_u8(&b);
	is_addr = bytes_u8(&b);
	out->since = unpack_u64(&b);
	out->until = unpack_u64(&b);
	own_len = bytes_be32(&b);
	own = bytes_take(&b, own_len);
	unpack_host(&b, own, own_len, &out->was);
	unpack_host(&b, own, own_len, &now);
	out->old = is_addr ? out->was.addr : out->was.prefix;
	out->new = now.addr;
	out->version = now.version;
	out->gone = now.gone;
	if (!bytes_ok(&b) || kind != RECORD_KIND)
		return why_set(why, "an event in the state is damaged");
	return 1;
}

/* From the place `key`: one that says it belongs elsewhere could never be
 * taken out. */
static int
unpack_at(const void *key, size_t key_len, const void *value, size_t len,
    struct event *out, struct why *why)
{
	uint8_t own[KEY_MAX];
	int r = unpack(value, len, out, why);

	if (r == 1 &&
	    (key_len != event_key(out->was.id.type, &out->old, own) ||
		memcmp(key, own, key_len) != 0))
		return why_set(why, "an event in the state is damaged");
	return r;
}

static int
get(struct store_txn *t, enum host_id_type type, const struct ipnet *net,
    struct event *out, struct why *why)
{
	uint8_t key[KEY_MAX];
	const void *value;
	size_t key_len = event_key(type, net, key), len;
	int r = store_get(t, STATE_EVENT, key, key_len, &value, &len, why);

	return r == 1 ? unpack_at(key, key_len, value, len, out, why) : r;
}

static int
get_count(struct store_txn *t, uint64_t *out, struct why *why)
{
	const void *value;
	struct bytes b;
	size_t len;
	int r = store_get(
	    t, STATE_EVENT, count_key, strlen(count_key), &value, &len, why);

	*out = 0;
	if (r != 1)
		return r;
	bytes_init(&b, value, len);
	*out = unpack_u64(&b);
	return bytes_ok(&b) ? 0 : why_set(why, "an event's count is damaged");
}

static int
put_count(struct store_txn *t, uint64_t count, struct why *why)
{
	uint8_t value[8];
	struct pack k = { value, sizeof(value), 0 };

	pack_u64(&k, count);
	return store_put(
	    t, STATE_EVENT, count_key, strlen(count_key), value, k.len, why);
}

static int
del(struct store_txn *t, const struct event *e, struct why *why)
{
	uint8_t key[KEY_MAX];
	uint64_t count;

	if (get_count(t, &count, why) == -1 ||
	    put_count(t, count > 0 ? count - 1 : 0, why) == -1)
		return -1;
	return store_del(
	    t, STATE_EVENT, key, event_key(e->was.id.type, &e->old, key), why);
}

static const char *
net_str(const struct ipnet *net, char buf[IPNET_STRLEN])
{
	return net->family == AF_UNSPEC ? "nothing" : ipnet_str(net, buf);
}

static void
log_event(const struct event *e)
{
	char name[HOST_STRLEN], old[IPNET_STRLEN], new[IPNET_STRLEN];

	msg_log("renumbered: %s: %s is replaced by %s", host_str(&e->was, name),
	    net_str(&e->old, old), net_str(&e->new, new));
}

/* `old` is given up, for `new`. */
static int
give_up(struct store_txn *t, const struct event_step *step,
    const struct ipnet *old, const struct ipnet *new, struct why *why)
{
	struct event e = { .was = *step->was,
		.old = *old,
		.new = *new,
		.version = step->after->version,
		.gone = step->after->gone,
		.since = step->since };
	struct event before;
	uint64_t count;
	int had = get(t, e.was.id.type, old, &before, why);

	if (had == -1 || get_count(t, &count, why) == -1)
		return -1;
	log_event(&e);
	if (!had && count >= EVENT_MOST)
		return 0;
	if (!had && put_count(t, count + 1, why) == -1)
		return -1;
	return put(t, &e, why);
}

static bool
same_subscriber(const struct host *a, const struct host *b)
{
	return host_id_equal(&a->id, &b->id) ||
	    (a->line.len > 0 && host_id_equal(&a->line, &b->line));
}

/* `now` gets `net`: back, or another's whose lease may live. */
static int
take_up(struct store_txn *t, const struct host *now, const struct ipnet *net,
    struct why *why)
{
	char name[HOST_STRLEN], old[HOST_STRLEN], text[IPNET_STRLEN];
	struct event e;
	int had;

	if (net->family == AF_UNSPEC)
		return 0;
	had = get(t, now->id.type, net, &e, why);
	if (had != 1)
		return had;
	if (!same_subscriber(&e.was, now))
		msg_log("%s: %s may still be leased to %s, who had it before",
		    host_str(now, name), ipnet_str(net, text),
		    host_str(&e.was, old));
	return del(t, &e, why);
}

/* Back after a while with something else: that is what replaces it. */
static int
come_back(struct store_txn *t, const struct host *was, const struct ipnet *old,
    const struct ipnet *new, struct why *why)
{
	struct event e;
	int had;

	if (old->family == AF_UNSPEC || ipnet_equal(old, new))
		return 0;
	had = get(t, was->id.type, old, &e, why);
	if (had != 1 || !same_subscriber(&e.was, was))
		return had == -1 ? -1 : 0;
	e.new = *new;
	log_event(&e);
	return put(t, &e, why);
}

static const struct ipnet none;

/* The same for an address, and for a prefix. */
static int
change_net(struct store_txn *t, const struct event_step *step,
    const struct ipnet *old, const struct ipnet *new, struct why *why)
{
	const struct host *was = step->was;
	int r = 0;

	if (step->now->gone)
		new = &none;
	if (was && was->gone && !step->now->gone)
		r = come_back(t, was, old, new, why);
	else if (was && !was->gone && old->family != AF_UNSPEC &&
	    !ipnet_equal(old, new))
		r = give_up(t, step, old, new, why);
	return r == -1 ? -1 : take_up(t, step->now, new, why);
}

int
event_change(
    struct store_txn *t, const struct event_step *step, struct why *why)
{
	const struct host *was = step->was, *now = step->now;

	if (change_net(t, step, was ? &was->addr : &none, &now->addr, why) ==
	    -1)
		return -1;
	return change_net(
	    t, step, was ? &was->prefix : &none, &now->prefix, why);
}

struct each {
	event_fn *fn;
	void *arg;
	struct why *why;
};

static int
each_pair(void *arg, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct each *x = arg;
	struct event e;

	if (unpack_at(key, key_len, value, value_len, &e, x->why) == -1)
		return -1;
	return x->fn(x->arg, &e);
}

int
event_each(struct store_txn *t, event_fn *fn, void *arg, struct why *why)
{
	struct each x = { fn, arg, why };

	return store_each(t, STATE_EVENT, "N", 1, each_pair, &x, why);
}

bool
event_concerns(const struct event *e, const struct endpoint *ep)
{
	return endpoint_takes(ep, &e->was);
}

int
event_reached(struct store_txn *t, const struct event *e,
    const struct endpoint *ep, struct why *why)
{
	struct applied a;
	int r = applied_get(t, ep, &e->was, &a, why);

	if (r != 1)
		return r;
	r = host_version_cmp(&a.version, &e->version);
	return a.state == APPLIED_DONE &&
	    (r > 0 || (r == 0 && a.gone >= e->gone));
}

int
event_given(struct store_txn *t, const struct event *e,
    const struct endpoint *ep, struct why *why)
{
	struct applied a;
	int r = applied_get(t, ep, &e->was, &a, why);

	if (r != 1)
		return r;
	r = host_version_cmp(&a.version, &e->was.version);
	return r > 0 || (r == 0 && a.state == APPLIED_DONE);
}

int
event_put_off(
    struct store_txn *t, const struct event *e, uint64_t until, struct why *why)
{
	struct event now;
	int had = get(t, e->was.id.type, &e->old, &now, why);

	if (had != 1 || now.since != e->since || now.until >= until)
		return had == -1 ? -1 : 0;
	now.until = until;
	return put(t, &now, why);
}

int
event_over(struct store_txn *t, const struct event *e,
    const struct endpoints *eps, uint64_t now, struct why *why)
{
	uint64_t until = e->until;

	for (size_t i = 0; i < eps->count; i++) {
		int r = 1;

		if (event_concerns(e, &eps->list[i]))
			r = event_reached(t, e, &eps->list[i], why);
		if (r != 1)
			return r;
	}
	if (until == 0)
		until = e->since + ALONE_US;
	return until <= now;
}

/* Of a walk that must not change what it walks. */
struct sweep {
	struct store_txn *t;
	const struct endpoints *eps;
	uint64_t now;
	struct why *why;
	struct event *over;
	size_t count;
};

#define SWEEP_MOST 256

static int
sweep_one(void *arg, const struct event *e)
{
	struct sweep *s = arg;
	int r = event_over(s->t, e, s->eps, s->now, s->why);

	if (r == 1 && s->over)
		s->over[s->count] = *e;
	s->count += r == 1;
	return r == -1 ? -1 : s->count == SWEEP_MOST;
}

int
event_sweep(struct store_txn *t, bool write, const struct endpoints *eps,
    uint64_t now, struct why *why)
{
	struct sweep s = { .t = t, .eps = eps, .now = now, .why = why };
	int total = 0, r;

	if (!write)
		return event_each(t, sweep_one, &s, why) == -1 ? -1
							       : (int)s.count;
	s.over = calloc(SWEEP_MOST, sizeof(*s.over));
	if (!s.over)
		return why_errno(why, "events");
	do {
		s.count = 0;
		r = event_each(t, sweep_one, &s, why);
		for (size_t i = 0; r != -1 && i < s.count; i++)
			if (del(t, &s.over[i], why) == -1)
				r = -1;
		total += (int)s.count;
	} while (r == 1);
	free(s.over);
	return r == -1 ? -1 : total;
}
