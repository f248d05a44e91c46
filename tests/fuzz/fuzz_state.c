/* Sources: cmd/kea-reserve/pack.c cmd/kea-reserve/wvalue.c cmd/kea-reserve/wanted.c cmd/kea-reserve/windex.c cmd/kea-reserve/said.c cmd/kea-reserve/applied.c cmd/kea-reserve/event.c */
/*
 * kea-reserve's state, whatever stands in it.  The store is a fake: each
 * question is answered by the next octets of the input.  The first octet
 * says what is done, the second with which reservation; then answers:
 *
 *   00                    not there; of a walk: its end
 *   01 LENGTH OCTETS      there; the length has two octets, as all here
 *   01 KEY, LENGTH OCTETS the same in a walk: KEY is one octet of length
 *   02                    the store fails
 */
#include <stdlib.h>
#include <string.h>

#include "../../cmd/kea-reserve/applied.h"
#include "../../cmd/kea-reserve/event.h"
#include "../../cmd/kea-reserve/said.h"
#include "../../cmd/kea-reserve/wanted.h"
#include "bytes.h"
#include "fuzz.h"
#include "name.h"

#define COPIES 256

/* The answers to come, and exact copies of those that were given. */
struct store_txn {
	struct bytes in;
	void *copies[COPIES];
	size_t count;
};

static const void *
take(struct store_txn *t, size_t len)
{
	const uint8_t *p = bytes_take(&t->in, len);
	void *copy;

	if (!p || t->count == COPIES)
		return NULL;
	copy = malloc(len ? len : 1);
	assert(copy);
	memcpy(copy, p, len);
	t->copies[t->count++] = copy;
	return copy;
}

int
store_get(struct store_txn *t, size_t table, const void *key, size_t key_len,
    const void **value, size_t *value_len, struct why *why)
{
	uint8_t kind = bytes_u8(&t->in);

	assert(key && table <= STATE_META);
	if (key_len == 0 || key_len > STORE_KEY_MAX) /* store.h says so */
		return why_set(why, "want a key");
	if (kind == 2)
		return why_set(why, "fails");
	if (kind != 1)
		return 0;
	*value_len = bytes_be16(&t->in);
	*value = take(t, *value_len);
	return *value != NULL;
}

int
store_each(struct store_txn *t, size_t table, const void *prefix,
    size_t prefix_len, store_fn *fn, void *arg, struct why *why)
{
	uint8_t kind;
	int r = 0;

	assert(table <= STATE_META && (prefix || prefix_len == 0));
	while (r == 0 && (kind = bytes_u8(&t->in)) != 0) {
		size_t key_len = bytes_u8(&t->in), len;
		const void *key = take(t, key_len), *value;

		if (kind == 2)
			return why_set(why, "fails");
		len = bytes_be16(&t->in);
		value = take(t, len);
		if (!key || !value)
			return 0;
		r = fn(arg, key, key_len, value, len);
	}
	return r;
}

static void
check_host(const struct host *h)
{
	uint8_t key[WANTED_KEY_MAX], value[WANTED_VALUE_MAX];
	size_t key_len = wanted_key(h, key), len = wanted_pack(h, value);
	char name[HOST_STRLEN];
	struct host again;

	assert(h->id.len > 0 && h->line.type == HOST_CIRCUIT_ID);
	assert((h->family == AF_INET) == (h->id.type == HOST_CIRCUIT_ID));
	assert(h->addr.family == AF_UNSPEC || h->addr.family == h->family);
	assert(h->prefix.family == AF_UNSPEC || h->prefix.family == h->family);
	assert(strlen(host_str(h, name)) < sizeof(name));
	assert(wanted_unpack(key, key_len, value, len, &again) == 0);
	assert(host_same_wish(h, &again) && host_age_cmp(h, &again) == 0);
	assert(again.day == h->day && again.duid == h->duid);
}

/* What is stored can be read again. */
int
store_put(struct store_txn *t, size_t table, const void *key, size_t key_len,
    const void *value, size_t value_len, struct why *why)
{
	struct host h;

	assert(key_len > 0 && key_len <= STORE_KEY_MAX && value_len > 0);
	if (table == STATE_WANTED) {
		assert(wanted_unpack(key, key_len, value, value_len, &h) == 0);
		check_host(&h);
	}
	return bytes_u8(&t->in) == 2 ? why_set(why, "fails") : 0;
}

int
store_del(struct store_txn *t, size_t table, const void *key, size_t key_len,
    struct why *why)
{
	assert(table <= STATE_META && key && key_len > 0);
	return bytes_u8(&t->in) == 2 ? why_set(why, "fails") : 0;
}

/* By line, MAC or circuit-id, forgotten or not. */
static struct host
wish(uint8_t which)
{
	static const enum host_id_type types[] = { HOST_CIRCUIT_ID,
		HOST_HW_ADDRESS, HOST_FLEX_ID };
	struct host h = { .id.type = types[which % 3],
		.line = { HOST_CIRCUIT_ID, 1, { { 'a' } } },
		.client_class = { "ils01" },
		.member = { "ils" },
		.gone = which & 4,
		.version = { 1700000000000000, { "m" } },
		.day = 19700 };

	h.family = h.id.type == HOST_CIRCUIT_ID ? AF_INET : AF_INET6;
	h.id.len = h.id.type == HOST_HW_ADDRESS ? 6 : 1;
	h.id.octets.here[0] = 'a';
	h.addr = (struct ipnet){ .family = h.family,
		.len = ipnet_maxlen(h.family),
		.addr = { 0x20, 1, 0xd, 0xb8 } };
	if (h.family == AF_INET6) {
		h.prefix = h.addr;
		h.prefix.addr[4] = 1;
		h.prefix.len = 48;
	}
	return h;
}

static void
lost(void *arg, const struct host *loser, const struct host *winner)
{
	(void)arg;
	check_host(loser);
	assert(!loser->gone && !host_id_equal(&loser->id, &winner->id));
}

static int
see_host(void *arg, const struct host *h)
{
	(void)arg;
	check_host(h);
	return 0;
}

static int
see_event(void *arg, const struct event *e)
{
	(void)arg;
	check_host(&e->was);
	assert(e->new.family == AF_UNSPEC || e->new.family == e->was.family);
	assert(e->old.family == AF_UNSPEC || e->old.family == e->was.family);
	return 0;
}

static struct endpoint
endpoint(const struct host *h)
{
	static const struct site_target by_mac, by_line = { .by_line = true };

	return (struct endpoint){ .family = h->family,
		.target = h->id.type == HOST_FLEX_ID ? &by_line : &by_mac,
		.label = "kea dhcp" };
}

static int
records(
    struct store_txn *t, uint8_t what, const struct host *h, struct why *why)
{
	struct endpoint ep = endpoint(h);
	struct endpoint_record r;
	struct applied a = { .state = APPLIED_NOT };
	size_t counts[APPLIED_QUARANTINED + 1];
	int rc;

	switch (what) {
	case 0:
		rc = applied_state(t, &ep, h, &a, why);
		assert(rc == -1 || rc <= APPLIED_QUARANTINED);
		return rc == -1 ? -1 : 0;
	case 1:
		return applied_put(t, &ep, h, APPLIED_QUARANTINED, "no", why);
	case 2:
		return applied_count(t, &ep, counts, why);
	case 3:
		return applied_release(t, &ep, false, why);
	default:
		rc = endpoint_record_get(t, &ep, &r, why);
		return rc == 0 ? endpoint_record_put(t, &ep, &r, why) : rc;
	}
}

static int
events(struct store_txn *t, uint8_t what, const struct host *h, struct why *why)
{
	struct endpoint ep = endpoint(h);
	struct endpoints eps = { &ep, 1 };
	struct host now = *h;
	struct event_step step = { h, &now, &now, 5 };
	struct event e = { .was = *h, .old = h->addr, .since = 5 };

	now.addr.addr[3]++;
	switch (what) {
	case 0:
		return event_each(t, see_event, NULL, why);
	case 1:
		return event_sweep(t, true, &eps, 1800000000000000, why);
	case 2:
		return event_change(t, &step, why);
	case 3:
		return event_given(t, &e, &ep, why);
	default:
		return event_put_off(t, &e, 9, why);
	}
}

static int
wishes(struct store_txn *t, uint8_t what, const struct host *h, struct why *why)
{
	struct host out;
	int rc;

	switch (what) {
	case 0:
		return wanted_merge(t, h, lost, NULL, why);
	case 1:
		return wanted_each(t, HOST_ANY_ID, see_host, NULL, why);
	case 2:
		rc = wanted_overlap(t, h, &out, why);
		break;
	case 3:
		rc = wanted_of_line(t, &h->line, &out, why);
		break;
	default:
		return wanted_saw(t, h, 19701, why);
	}
	if (rc == 1)
		check_host(&out);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store_txn t = { .count = 0 };
	struct why why = { "" };
	struct host h;
	uint8_t what;
	int rc;

	bytes_init(&t.in, data, size);
	what = bytes_u8(&t.in) % 15;
	h = wish(bytes_u8(&t.in));
	if (what < 5)
		rc = wishes(&t, what, &h, &why);
	else if (what < 10)
		rc = records(&t, what - 5, &h, &why);
	else
		rc = events(&t, what - 10, &h, &why);
	assert((rc == -1) == (why.text[0] != '\0'));
	while (t.count > 0)
		free(t.copies[--t.count]);
	name_forget();
	return 0;
}
