#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "event.h"
#include "now.h"
#include "pack.h"
#include "said.h"
#include "wanted.h"
#include "windex.h"

/* In STATE_META: the largest stamp seen; how often anything changed. */
static const char stamp_key[] = "stamp";
static const char changes_key[] = "changes";

/* The first octet of a key. */
static char
kind_of(enum host_id_type by)
{
	return by == HOST_CIRCUIT_ID ? '4' : by == HOST_FLEX_ID ? 'f' : '6';
}

static size_t
id_key(const struct host_id *id, uint8_t key[WANTED_KEY_MAX])
{
	key[0] = (uint8_t)kind_of(id->type);
	memcpy(key + 1, host_id_octets(id), id->len);
	return 1u + id->len;
}

size_t
wanted_key(const struct host *h, uint8_t key[WANTED_KEY_MAX])
{
	return id_key(&h->id, key);
}

static int
damaged(struct why *why)
{
	return why_set(why, "a reservation in the state is damaged");
}

static int
get_key(struct store_txn *t, const void *key, size_t key_len, struct host *out,
    struct why *why)
{
	const void *value;
	size_t len;
	int r = store_get(t, STATE_WANTED, key, key_len, &value, &len, why);

	if (r != 1)
		return r;
	return wanted_unpack(key, key_len, value, len, out) == -1 ? damaged(why)
								  : 1;
}

int
wanted_get(struct store_txn *t, const struct host_id *id, struct host *out,
    struct why *why)
{
	uint8_t key[WANTED_KEY_MAX];

	return get_key(t, key, id_key(id, key), out, why);
}

int
wanted_of_line(struct store_txn *t, const struct host_id *line,
    struct host *out, struct why *why)
{
	uint8_t key[WANTED_KEY_MAX];
	size_t len;
	int r = windex_line(t, line, key, &len, why);

	return r == 1 ? get_key(t, key, len, out, why) : r;
}

/* A number of STATE_META; 0 when it is not there yet. */
static int
get_number(
    struct store_txn *t, const char *name, uint64_t *out, struct why *why)
{
	const void *value;
	struct bytes b;
	size_t len;
	int r = store_get(t, STATE_META, name, strlen(name), &value, &len, why);

	*out = 0;
	if (r != 1)
		return r;
	bytes_init(&b, value, len);
	*out = unpack_u64(&b);
	return bytes_ok(&b) ? 0 : damaged(why);
}

static int
put_number(
    struct store_txn *t, const char *name, uint64_t number, struct why *why)
{
	uint8_t value[8];
	struct pack k = { value, sizeof(value), 0 };

	pack_u64(&k, number);
	return store_put(t, STATE_META, name, strlen(name), value, k.len, why);
}

int
wanted_changes(struct store_txn *t, uint64_t *out, struct why *why)
{
	return get_number(t, changes_key, out, why);
}

/* Each change counts, and none may fall behind a version once seen. */
static int
count_change(struct store_txn *t, const struct host_version *v, struct why *why)
{
	uint64_t seen, changes;

	if (get_number(t, stamp_key, &seen, why) == -1 ||
	    get_number(t, changes_key, &changes, why) == -1 ||
	    put_number(t, changes_key, changes + 1, why) == -1)
		return -1;
	return v->stamp <= seen ? 0 : put_number(t, stamp_key, v->stamp, why);
}

int
wanted_next_version(
    struct store_txn *t, struct host_version *out, struct why *why)
{
	char machine[HOST_TEXT_MAX];
	uint64_t seen;

	if (get_number(t, stamp_key, &seen, why) == -1)
		return -1;
	out->stamp = now_us();
	if (out->stamp <= seen)
		out->stamp = seen + 1;
	if (gethostname(machine, sizeof(machine)) == -1)
		return why_errno(why, "gethostname");
	if (name_set(&out->machine, machine,
		strnlen(machine, sizeof(machine) - 1)) == -1)
		return why_errno(why, "machine's name");
	return 0;
}

/* Store `h` in the place of `old` (null: none), the indexes with it. */
static int
put_host(struct store_txn *t, const struct host *h, const struct host *old,
    struct why *why)
{
	uint8_t key[WANTED_KEY_MAX], value[WANTED_VALUE_MAX];
	size_t key_len = wanted_key(h, key);

	if (old && !old->gone && windex_del(t, old, why) == -1)
		return -1;
	if (!h->gone && windex_put(t, h, why) == -1)
		return -1;
	if (count_change(t, &h->version, why) == -1)
		return -1;
	return store_put(
	    t, STATE_WANTED, key, key_len, value, wanted_pack(h, value), why);
}

/* Live holders of what h wants, other than itself: at most line, address
 * and prefix. */
struct rivals {
	struct host list[3];
	size_t count;
};

static int
add_rival(struct store_txn *t, const struct host *h, int found,
    const uint8_t *key, size_t len, struct rivals *out, struct why *why)
{
	struct host *r = &out->list[out->count];
	int got;

	if (found != 1)
		return found;
	got = get_key(t, key, len, r, why);
	if (got == -1)
		return -1;
	if (got == 0 || r->gone || host_id_equal(&r->id, &h->id))
		return 0;
	for (size_t i = 0; i < out->count; i++)
		if (host_id_equal(&out->list[i].id, &r->id))
			return 0;
	out->count++;
	return 0;
}

static int
find_rivals(struct store_txn *t, const struct host *h, struct rivals *out,
    struct why *why)
{
	const struct ipnet *nets[] = { &h->addr, &h->prefix };
	uint8_t key[WANTED_KEY_MAX];
	size_t len;
	int found;

	out->count = 0;
	for (size_t i = 0; i < 2; i++) {
		if (nets[i]->family == AF_UNSPEC)
			continue;
		found = windex_net(t, h->id.type, nets[i], key, &len, why);
		if (add_rival(t, h, found, key, len, out, why) == -1)
			return -1;
	}
	if (h->id.type != HOST_HW_ADDRESS || h->line.len == 0)
		return 0; /* the line is the key itself, or not known */
	found = windex_line(t, &h->line, key, &len, why);
	return add_rival(t, h, found, key, len, out, why);
}

/* Each rival is older: h takes their places. */
static int
push_out(struct store_txn *t, const struct host *h, struct rivals *rivals,
    wanted_fn *evicted, void *arg, struct why *why)
{
	for (size_t i = 0; i < rivals->count; i++) {
		const struct host *r = &rivals->list[i];
		struct host lost = *r;
		struct event_step step;

		if (evicted)
			evicted(arg, r, h);
		lost.gone = true;
		lost.day = wanted_today();
		step = (struct event_step){ r, &lost,
			h->line.len > 0 && host_id_equal(&r->line, &h->line)
			    ? h
			    : &lost,
			h->version.stamp };
		if (event_change(t, &step, why) == -1 ||
		    put_host(t, &lost, r, why) == -1)
			return -1;
	}
	return 0;
}

/* Must h give way?  1, 0, or -1 and why. */
static int
gives_way(struct store_txn *t, const struct host *h,
    const struct rivals *rivals, struct why *why)
{
	if (h->gone)
		return 0;
	for (size_t i = 0; i < rivals->count; i++)
		if (host_version_cmp(&rivals->list[i].version, &h->version) > 0)
			return 1;
	return said_newer(t, h, why);
}

int
wanted_merge(struct store_txn *t, const struct host *h, wanted_fn *evicted,
    void *arg, struct why *why)
{
	struct rivals rivals = { 0 };
	struct host new = *h, old;
	struct event_step step;
	int had = wanted_get(t, &h->id, &old, why), c, late;

	if (had == -1)
		return -1;
	c = had ? host_age_cmp(h, &old) : 1;
	if (c <= 0)
		return c < 0 ? WANTED_OLD : WANTED_SAME;
	if (h->gone && had) { /* remember what it was */
		new = old;
		new.gone = true;
		new.version = h->version;
	} else if (new.day == 0 && had) {
		new.day = old.day;
	}
	if (!h->gone &&
	    (find_rivals(t, h, &rivals, why) == -1 ||
		said_note_host(t, h, why) == -1))
		return -1;
	late = gives_way(t, h, &rivals, why);
	if (late == -1)
		return -1;
	if (late == 1)
		new.gone = true;
	else if (push_out(t, h, &rivals, evicted, arg, why) == -1)
		return -1;
	if (new.gone)
		new.day = wanted_today();
	step = (struct event_step){ had ? &old : NULL, &new, &new,
		h->version.stamp };
	if (event_change(t, &step, why) == -1)
		return -1;
	return put_host(t, &new, had ? &old : NULL, why) == -1 ? -1
							       : WANTED_TAKEN;
}

struct overlap {
	struct store_txn *t;
	const struct host *host;
	struct host *out;
	struct why *why;
};

static int
is_overlap(void *arg, const uint8_t *key, size_t len)
{
	struct overlap *o = arg;
	int r = get_key(o->t, key, len, o->out, o->why);

	if (r != 1)
		return r;
	if (host_id_equal(&o->out->id, &o->host->id) ||
	    (o->host->line.len > 0 &&
		host_id_equal(&o->out->line, &o->host->line)))
		return 0;
	return 1;
}

int
wanted_overlap(struct store_txn *t, const struct host *h, struct host *out,
    struct why *why)
{
	struct overlap o = { t, h, out, why };
	const struct ipnet *nets[] = { &h->addr, &h->prefix };

	for (size_t i = 0; i < 2; i++) {
		int r;

		if (nets[i]->family == AF_UNSPEC)
			continue;
		r = windex_overlaps(
		    t, h->id.type, nets[i], is_overlap, &o, why);
		if (r != 0)
			return r;
	}
	return 0;
}

int
wanted_saw(
    struct store_txn *t, const struct host *h, uint32_t day, struct why *why)
{
	uint8_t key[WANTED_KEY_MAX], value[WANTED_VALUE_MAX];
	struct host now;
	int r = wanted_get(t, &h->id, &now, why);

	if (r != 1 || now.gone != h->gone || now.day == day)
		return r == -1 ? -1 : 0;
	now.day = day;
	return store_put(t, STATE_WANTED, key, wanted_key(h, key), value,
	    wanted_pack(&now, value), why);
}

uint32_t
wanted_today(void)
{
	return (uint32_t)(now_seconds() / 86400);
}

struct each {
	wanted_each_fn *fn;
	void *arg;
	struct why *why;
};

static int
each_pair(void *arg, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct each *e = arg;
	struct host h;

	if (wanted_unpack(key, key_len, value, value_len, &h) == -1)
		return damaged(e->why);
	return e->fn(e->arg, &h);
}

int
wanted_each(struct store_txn *t, enum host_id_type by, wanted_each_fn *fn,
    void *arg, struct why *why)
{
	struct each e = { fn, arg, why };
	char front = kind_of(by);

	return store_each(t, STATE_WANTED, &front, by == HOST_ANY_ID ? 0 : 1,
	    each_pair, &e, why);
}

struct all {
	struct host *list;
	size_t count, room;
	struct why *why;
};

static int
add_host(void *arg, const struct host *h)
{
	struct all *a = arg;

	if (a->count == a->room) {
		size_t room = a->room == 0 ? 64 : 2 * a->room;
		struct host *new = reallocarray(a->list, room, sizeof(*new));

		if (!new)
			return why_errno(a->why, "wanted reservations");
		a->list = new;
		a->room = room;
	}
	a->list[a->count++] = *h;
	return 0;
}

int
wanted_all(struct store_txn *t, enum host_id_type by, struct host **out,
    size_t *count, struct why *why)
{
	struct all a = { .why = why };

	if (wanted_each(t, by, add_host, &a, why) != 0) {
		free(a.list);
		return -1;
	}
	*out = a.list;
	*count = a.count;
	return 0;
}
