#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "msg.h"
#include "said.h"
#include "wanted.h"

/* Changes that one call can ask for: v4, v6, another MAC's v6, v6 by line. */
#define STEPS_MAX 4

struct steps {
	struct host list[STEPS_MAX];
	size_t count;
};

/* Where evictions are told and remembered. */
struct losers {
	struct accept_keys *keys;
	bool failed;
};

static int
add_key(struct accept_keys *keys, const struct host *h)
{
	struct host *new =
	    reallocarray(keys->list, keys->count + 1, sizeof(*new));

	if (!new)
		return -1;
	keys->list = new;
	keys->list[keys->count++] = *h;
	return 0;
}

static void
log_loser(void *arg, const struct host *loser, const struct host *winner)
{
	char from[HOST_STRLEN], to[HOST_STRLEN];
	struct losers *l = arg;
	struct host lost = *loser;

	msg_log("%s gives way to %s, which is newer", host_str(loser, from),
	    host_str(winner, to));
	lost.gone = true;
	if (add_key(l->keys, &lost) == -1)
		l->failed = true;
}

static struct host *
step(struct steps *s, const struct host *h, bool gone)
{
	struct host *new = &s->list[s->count++];

	*new = *h;
	new->gone = gone;
	return new;
}

/* A live host of the state that the line has no more. */
static void
drop(struct steps *s, const struct host *h)
{
	for (size_t i = 0; i < s->count; i++)
		if (host_id_equal(&s->list[i].id, &h->id))
			return;
	step(s, h, true);
}

/* The wish `h` for a family that the request names. */
static int
wish(struct store_txn *t, const struct host *h, struct steps *s,
    struct accept_keys *keys, struct why *why)
{
	struct host now;
	int had = wanted_get(t, &h->id, &now, why);

	if (had == -1)
		return -1;
	if (!had || !host_same_wish(&now, h))
		step(s, h, false)->day = wanted_today();
	else if (add_key(keys, &now) == -1)
		return why_errno(why, "reservation");
	return 0;
}

static int
steps4(struct store_txn *t, const struct request *r, struct steps *s,
    struct accept_keys *keys, struct why *why)
{
	struct host now;
	int had;

	if (r->has4)
		return wish(t, &r->v4, s, keys, why);
	had = wanted_get(t, &r->line, &now, why);
	if (had == 1 && !now.gone)
		drop(s, &now);
	return had == -1 ? -1 : 0;
}

/* What no server needs stays as it was: convert.h. */
static int
steps6_mac(struct store_txn *t, const struct request *r, struct steps *s,
    struct accept_keys *keys, struct why *why)
{
	struct host now;
	int had;

	if (r->has6) /* the line's former MAC gives way in the merge */
		return r->v6.id.len > 0 ? wish(t, &r->v6, s, keys, why) : 0;
	had = wanted_of_line(t, &r->line, &now, why);
	if (had == 1 && !now.gone)
		drop(s, &now);
	if (had == -1 || !r->has_mac)
		return had == -1 ? -1 : 0;
	/* The router came from another line that had IPv6; this has none. */
	host_id_of_mac(&r->mac, &now.id);
	had = wanted_get(t, &now.id, &now, why);
	if (had == 1 && !now.gone)
		drop(s, &now);
	return had == -1 ? -1 : 0;
}

static int
steps6_line(struct store_txn *t, const struct request *r, struct steps *s,
    struct accept_keys *keys, struct why *why)
{
	struct host_id id;
	struct host now;
	int had;

	if (r->has6)
		return r->v6_line.id.len > 0
		    ? wish(t, &r->v6_line, s, keys, why)
		    : 0;
	host_id_of_line(&r->line, &id);
	had = wanted_get(t, &id, &now, why);
	if (had == 1 && !now.gone)
		drop(s, &now);
	return had == -1 ? -1 : 0;
}

/* What the call asks for. */
static int
make_steps(struct store_txn *t, const struct request *r, struct steps *s,
    struct accept_keys *keys, struct why *why)
{
	if (steps4(t, r, s, keys, why) == -1 ||
	    steps6_mac(t, r, s, keys, why) == -1)
		return -1;
	return steps6_line(t, r, s, keys, why);
}

/* "ADDRESS, PREFIX": what a reservation gives, for messages. */
static const char *
nets_str(const struct host *h, char buf[2 * IPNET_STRLEN + 2])
{
	char a[IPNET_STRLEN] = "", p[IPNET_STRLEN] = "";

	if (h->addr.family != AF_UNSPEC)
		ipnet_str(&h->addr, a);
	if (h->prefix.family != AF_UNSPEC)
		ipnet_str(&h->prefix, p);
	snprintf(
	    buf, 2 * IPNET_STRLEN + 2, "%s%s%s", a, *a && *p ? ", " : "", p);
	return buf;
}

static int
refuse_overlap(struct store_txn *t, const struct host *h, struct why *why)
{
	char name[HOST_STRLEN], a[2 * IPNET_STRLEN + 2];
	char b[2 * IPNET_STRLEN + 2];
	struct host other = { 0 };
	int r;

	if (h->gone)
		return 0;
	r = wanted_overlap(t, h, &other, why);
	if (r != 1)
		return r;
	return why_set(why, "%s overlaps %s, which %s has", nets_str(h, a),
	    nets_str(&other, b), host_str(&other, name));
}

static void
log_step(const struct host *h)
{
	char name[HOST_STRLEN], nets[2 * IPNET_STRLEN + 2];

	msg_log("%s: %s for member %s is %s", host_str(h, name),
	    nets_str(h, nets), name_str(h->member),
	    h->gone ? "forgotten" : "wanted");
}

/* A call says all that its line has: what it does not name it has no more,
 * also where another machine knows of it alone. */
static int
note_none(struct store_txn *t, const struct request *r,
    const struct host_version *v, struct why *why)
{
	static const enum host_id_type types[] = { HOST_CIRCUIT_ID,
		HOST_HW_ADDRESS, HOST_FLEX_ID };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!(types[i] == HOST_CIRCUIT_ID ? r->has4 : r->has6) &&
		    said_note(t, &r->line, types[i], v, why) == -1)
			return -1;
	return 0;
}

/* Give the steps their version and take them. */
static int
take(struct store_txn *t, const struct request *r, struct steps *s,
    struct accept_keys *keys, struct why *why)
{
	struct losers losers = { keys, false };
	struct host_version version;

	if (wanted_next_version(t, &version, why) == -1 ||
	    note_none(t, r, &version, why) == -1)
		return -1;
	for (size_t i = 0; i < s->count; i++) {
		struct host *h = &s->list[i];

		h->version = version;
		if (refuse_overlap(t, h, why) == -1 ||
		    wanted_merge(t, h, log_loser, &losers, why) == -1)
			return -1;
		log_step(h);
		if (losers.failed || add_key(keys, h) == -1)
			return why_errno(why, "reservation");
	}
	return 0;
}

static int
finish(struct store_txn *t, bool write, const struct request *r,
    struct steps *s, struct accept_keys *keys, struct why *why)
{
	if (s->count == 0)
		return ACCEPT_SAME;
	if (write && take(t, r, s, keys, why) == -1)
		return -1;
	return ACCEPT_CHANGED;
}

int
accept_in(struct store_txn *t, bool write, const struct request *r,
    struct accept_keys *keys, struct why *why)
{
	struct steps s = { 0 };

	if (make_steps(t, r, &s, keys, why) == -1)
		return -1;
	return finish(t, write, r, &s, keys, why);
}

int
accept_forget_in(struct store_txn *t, bool write, const struct host_id *line,
    struct accept_keys *keys, struct why *why)
{
	struct request none = { .line = *line };
	struct steps s = { 0 };

	if (make_steps(t, &none, &s, keys, why) == -1)
		return -1;
	return finish(t, write, &none, &s, keys, why);
}

/* Either call, told apart by which one is given. */
struct call {
	const struct request *request;
	const struct host_id *line;
};

/* The line was seen today, whatever of it has changed. */
static int
saw_in(struct store_txn *t, const struct accept_keys *keys, struct why *why)
{
	uint32_t today = wanted_today();

	for (size_t i = 0; i < keys->count; i++)
		if (!keys->list[i].gone &&
		    wanted_saw(t, &keys->list[i], today, why) == -1)
			return -1;
	return 0;
}

static int
in_txn(struct store *s, bool write, const struct call *c,
    struct accept_keys *keys, struct why *why)
{
	struct store_txn *t = store_begin(s, write, why);
	int r;

	if (!t)
		return -1;
	keys->count = 0;
	r = c->request ? accept_in(t, write, c->request, keys, why)
		       : accept_forget_in(t, write, c->line, keys, why);
	if (write && r == ACCEPT_CHANGED && saw_in(t, keys, why) == -1)
		r = -1;
	if (!write || r != ACCEPT_CHANGED) {
		store_abort(t);
		return r;
	}
	return store_commit(t, why) == -1 ? -1 : r;
}

/* Of an unchanged line, once a day. */
static int
saw(struct store *s, const struct accept_keys *keys, struct why *why)
{
	uint32_t today = wanted_today();
	struct store_txn *t;
	bool due = false;

	for (size_t i = 0; i < keys->count; i++)
		due |= keys->list[i].day != today;
	if (!due)
		return 0;
	t = store_begin(s, true, why);
	if (!t)
		return -1;
	if (saw_in(t, keys, why) == -1) {
		store_abort(t);
		return -1;
	}
	return store_commit(t, why);
}

/* Most calls change nothing: they must not queue behind a writer. */
static int
read_then_write(struct store *s, const struct call *c, struct accept_keys *keys,
    struct why *why)
{
	int r;

	*keys = (struct accept_keys){ 0 };
	r = in_txn(s, false, c, keys, why);
	if (r == ACCEPT_CHANGED)
		r = in_txn(s, true, c, keys, why);
	return r;
}

int
accept_request(struct store *s, const struct request *r,
    struct accept_keys *keys, struct why *why)
{
	struct call c = { r, NULL };
	int verdict = read_then_write(s, &c, keys, why);
	struct why day;

	/* What is wanted is durable all the same. */
	if (verdict == ACCEPT_SAME && saw(s, keys, &day) == -1)
		msg_warn("the day of last sight: %s", day.text);
	return verdict;
}

int
accept_forget(struct store *s, const struct host_id *line,
    struct accept_keys *keys, struct why *why)
{
	struct call c = { NULL, line };

	return read_then_write(s, &c, keys, why);
}
