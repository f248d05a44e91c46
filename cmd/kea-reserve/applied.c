#include <stdio.h>
#include <string.h>

#include "applied.h"
#include "bytes.h"
#include "now.h"
#include "pack.h"
#include "wanted.h"

#define APPLIED_KIND 2
#define RECORD_KIND 3

/* Beside the state, in its octet. */
#define GONE_BIT 0x80

/* The endpoint's label, a NUL, the wanted key. */
#define KEY_MAX (ENDPOINT_LABEL_MAX + WANTED_KEY_MAX)
#define VALUE_MAX 1024

static size_t
label_key(const struct endpoint *ep, uint8_t key[KEY_MAX])
{
	size_t len = strlen(ep->label) + 1;

	memcpy(key, ep->label, len);
	return len;
}

static size_t
applied_key(
    const struct endpoint *ep, const struct host *h, uint8_t key[KEY_MAX])
{
	size_t len = label_key(ep, key);

	return len + wanted_key(h, key + len);
}

static int
read_applied(
    const void *value, size_t len, struct applied *out, struct why *why)
{
	struct bytes b;
	uint8_t kind, state;

	bytes_init(&b, value, len);
	kind = bytes_u8(&b);
	state = bytes_u8(&b);
	out->gone = state & GONE_BIT;
	state &= (uint8_t)~GONE_BIT;
	out->state = (enum applied_state)state;
	out->version.stamp = unpack_u64(&b);
	unpack_name(&b, HOST_TEXT_MAX, &out->version.machine);
	out->since = unpack_u64(&b);
	unpack_text(&b, out->reason, sizeof(out->reason));
	/* None: of before they were counted. */
	out->refusals = bytes_left(&b) > 0 ? bytes_be32(&b) : 0;
	if (!bytes_ok(&b) || kind != APPLIED_KIND ||
	    state > APPLIED_QUARANTINED)
		return why_set(
		    why, "a commit's record in the state is damaged");
	return 1;
}

int
applied_get(struct store_txn *t, const struct endpoint *ep,
    const struct host *h, struct applied *out, struct why *why)
{
	uint8_t key[KEY_MAX];
	const void *value;
	size_t len;
	int r = store_get(
	    t, STATE_APPLIED, key, applied_key(ep, h, key), &value, &len, why);

	return r == 1 ? read_applied(value, len, out, why) : r;
}

/* Texts of Kea's are long now and then: the record keeps their beginning. */
static void
cut_text(char *dst, size_t size, const char *src)
{
	snprintf(dst, size, "%s", src ? src : "");
}

/* Is that the record of just this wish? */
static bool
is_of(const struct applied *a, const struct host *h)
{
	return a->gone == h->gone &&
	    host_version_cmp(&a->version, &h->version) == 0;
}

int
applied_put(struct store_txn *t, const struct endpoint *ep,
    const struct host *h, enum applied_state state, const char *reason,
    struct why *why)
{
	uint8_t key[KEY_MAX], value[VALUE_MAX];
	struct pack k = { value, sizeof(value), 0 };
	char text[APPLIED_REASON_MAX];
	struct applied old;
	int had = applied_get(t, ep, h, &old, why);

	if (had == -1)
		return -1;
	cut_text(text, sizeof(text), reason);
	had = had && is_of(&old, h);
	if (had && old.state == state && strcmp(old.reason, text) == 0)
		return 0;
	pack_u8(&k, APPLIED_KIND);
	pack_u8(&k, (uint8_t)(state | (h->gone ? GONE_BIT : 0)));
	pack_u64(&k, h->version.stamp);
	pack_text(&k, name_str(h->version.machine));
	pack_u64(&k, now_us());
	pack_text(&k, text);
	pack_u32(&k, (had ? old.refusals : 0) + (state == APPLIED_QUARANTINED));
	return store_put(
	    t, STATE_APPLIED, key, applied_key(ep, h, key), value, k.len, why);
}

int
applied_state(struct store_txn *t, const struct endpoint *ep,
    const struct host *h, struct applied *out, struct why *why)
{
	struct applied a = { 0 };
	int r = applied_get(t, ep, h, &a, why);

	if (out)
		*out = a;
	if (r == -1)
		return -1;
	if (r == 0 || !is_of(&a, h))
		return APPLIED_NOT;
	return (int)a.state;
}

struct walk {
	struct store_txn *t;
	const struct endpoint *ep;
	struct why *why;
	size_t *counts; /* null: stop at the first that is pending */
	bool all;       /* to be released, whatever the time */
};

static int
walk_host(void *arg, const struct host *h)
{
	struct walk *w = arg;
	int state = applied_state(w->t, w->ep, h, NULL, w->why);

	if (state == -1)
		return -1;
	if (!w->counts)
		return state == APPLIED_NOT;
	w->counts[state]++;
	return 0;
}

int
applied_pending(struct store_txn *t, const struct endpoint *ep, struct why *why)
{
	struct walk w = { t, ep, why, NULL, false };

	return wanted_each(t, endpoint_by(ep), walk_host, &w, why);
}

int
applied_count(struct store_txn *t, const struct endpoint *ep,
    size_t counts[APPLIED_QUARANTINED + 1], struct why *why)
{
	struct walk w = { t, ep, why, counts, false };

	memset(counts, 0, (APPLIED_QUARANTINED + 1) * sizeof(*counts));
	return wanted_each(t, endpoint_by(ep), walk_host, &w, why);
}

/* How long Kea is spared after so many refusals. */
static uint64_t
pause_after(uint32_t refusals)
{
	uint64_t pause = APPLIED_PAUSE_US;

	if (refusals < 2)
		return 0;
	while (refusals-- > 2 && pause < APPLIED_PAUSE_MAX_US)
		pause *= 2;
	return pause < APPLIED_PAUSE_MAX_US ? pause : APPLIED_PAUSE_MAX_US;
}

/* A clock that was set back must not hold it for good. */
static bool
is_time(const struct applied *a)
{
	uint64_t now = now_us();

	return a->since > now || now - a->since >= pause_after(a->refusals);
}

/* Not by changing what is walked: wanted is walked, applied changed. */
static int
release_host(void *arg, const struct host *h)
{
	struct walk *w = arg;
	struct applied a;
	int state = applied_state(w->t, w->ep, h, &a, w->why);

	if (state != APPLIED_QUARANTINED)
		return state == -1 ? -1 : 0;
	if (!w->all && !is_time(&a))
		return 0;
	return applied_put(w->t, w->ep, h, APPLIED_NOT, NULL, w->why);
}

int
applied_release(
    struct store_txn *t, const struct endpoint *ep, bool all, struct why *why)
{
	struct walk w = { t, ep, why, NULL, all };

	return wanted_each(t, endpoint_by(ep), release_host, &w, why);
}

int
endpoint_record_get(struct store_txn *t, const struct endpoint *ep,
    struct endpoint_record *out, struct why *why)
{
	uint8_t key[KEY_MAX], kind, flags;
	const void *value;
	struct bytes b;
	size_t len;
	int r = store_get(
	    t, STATE_ENDPOINT, key, label_key(ep, key), &value, &len, why);

	memset(out, 0, sizeof(*out));
	if (r != 1)
		return r;
	bytes_init(&b, value, len);
	kind = bytes_u8(&b);
	flags = bytes_u8(&b);
	out->intent = flags & 1;
	out->unwritten = flags & 2;
	out->unsettled = flags & 4;
	out->pid = (int64_t)unpack_u64(&b);
	out->configured = (int64_t)unpack_u64(&b);
	out->error_since = unpack_u64(&b);
	unpack_text(&b, out->error, sizeof(out->error));
	unpack_text(&b, out->not_durable, sizeof(out->not_durable));
	if (!bytes_ok(&b) || kind != RECORD_KIND)
		return why_set(
		    why, "%s: its record in the state is damaged", ep->label);
	return 0;
}

int
endpoint_record_put(struct store_txn *t, const struct endpoint *ep,
    const struct endpoint_record *r, struct why *why)
{
	uint8_t key[KEY_MAX], value[VALUE_MAX];
	struct pack k = { value, sizeof(value), 0 };
	const void *was;
	size_t key_len = label_key(ep, key), was_len;
	int had;

	pack_u8(&k, RECORD_KIND);
	pack_u8(
	    &k, (uint8_t)(r->intent | r->unwritten << 1 | r->unsettled << 2));
	pack_u64(&k, (uint64_t)r->pid);
	pack_u64(&k, (uint64_t)r->configured);
	pack_u64(&k, r->error_since);
	pack_text(&k, r->error);
	pack_text(&k, r->not_durable);
	had = store_get(t, STATE_ENDPOINT, key, key_len, &was, &was_len, why);
	if (had == -1)
		return -1;
	if (had && was_len == k.len && memcmp(was, value, k.len) == 0)
		return 0; /* nothing to make durable */
	return store_put(t, STATE_ENDPOINT, key, key_len, value, k.len, why);
}
