#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "host.h"
#include "state.h"
#include "wanted.h"

/* In STATE_META: which kinds the state is kept for, one octet; absent: by
 * MAC alone, as it was when there was no other. */
static const char kinds_key[] = "v6-identifiers";

enum {
	BY_MAC = 1,
	BY_LINE = 2
};

static uint8_t
kinds_of(const struct site *site)
{
	bool mac, line;

	site_v6_identifiers(site, &mac, &line);
	return (uint8_t)((mac ? BY_MAC : 0) | (line ? BY_LINE : 0));
}

static int
read_kinds(struct store_txn *t, uint8_t *out, struct why *why)
{
	const void *value;
	size_t len;
	int r = store_get(
	    t, STATE_META, kinds_key, sizeof(kinds_key) - 1, &value, &len, why);

	*out = BY_MAC;
	if (r == 1 && len == 1)
		memcpy(out, value, 1);
	return r == -1 ? -1 : 0;
}

/* Is this one that stands what a live one of the other kind asks for? */
static int
is_backed(struct store_txn *t, const struct host *h, enum host_id_type from,
    struct why *why)
{
	struct host turned, other;
	int r;

	if (h->gone || !host_turn(h, from, &turned))
		return 0;
	r = wanted_get(t, &turned.id, &other, why);
	if (r != 1)
		return r;
	return !other.gone && host_id_equal(&other.line, &h->line);
}

static int
turn_one(struct store_txn *t, const struct host *h, enum host_id_type to,
    struct why *why)
{
	struct host turned, now;
	int r;

	if (!host_turn(h, to, &turned))
		return 0;
	/* A line's former router is forgotten, the line is not. */
	r = h->gone ? wanted_get(t, &turned.id, &now, why) : 0;
	if (r == 1)
		r = is_backed(t, &now, h->id.type, why);
	if (r == 0)
		r = wanted_merge(t, &turned, NULL, NULL, why) == -1 ? -1 : 0;
	return r == -1 ? -1 : 0;
}

/* Live ones first: they tell which tombstones count. */
static int
fill(struct store_txn *t, enum host_id_type from, enum host_id_type to,
    struct why *why)
{
	struct host *list = NULL;
	size_t count;
	int r = wanted_all(t, from, &list, &count, why);

	for (int gone = 0; r == 0 && gone < 2; gone++)
		for (size_t i = 0; r == 0 && i < count; i++)
			if (list[i].gone == gone)
				r = turn_one(t, &list[i], to, why);
	free(list);
	return r;
}

int
convert_in(struct store_txn *t, const struct site *site, struct why *why)
{
	uint8_t now, want = kinds_of(site);
	int r = read_kinds(t, &now, why);

	if (r == -1 || now == want)
		return r;
	if (want & ~now & BY_LINE)
		r = fill(t, HOST_HW_ADDRESS, HOST_FLEX_ID, why);
	else if (want & ~now & BY_MAC)
		r = fill(t, HOST_FLEX_ID, HOST_HW_ADDRESS, why);
	if (r == -1)
		return -1;
	return store_put(
	    t, STATE_META, kinds_key, sizeof(kinds_key) - 1, &want, 1, why);
}

int
convert_state(struct store *s, const struct site *site, struct why *why)
{
	struct store_txn *t = store_begin(s, false, why);
	uint8_t now;
	int r = t ? read_kinds(t, &now, why) : -1;

	store_abort(t);
	if (r == -1 || now == kinds_of(site))
		return r;
	t = store_begin(s, true, why);
	if (!t)
		return -1;
	if (convert_in(t, site, why) == -1) {
		store_abort(t);
		return -1;
	}
	return store_commit(t, why);
}
