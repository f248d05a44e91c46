#include <string.h>

#include "pack.h"
#include "said.h"

/* 'S', the kind, the circuit-id; beside the keys of windex.h. */
#define KEY_MAX (2 + HOST_ID_MAX)
#define VALUE_MAX (8 + 1 + HOST_TEXT_MAX)

static size_t
said_key(const struct host_id *line, enum host_id_type by, uint8_t key[KEY_MAX])
{
	key[0] = 'S';
	key[1] = (uint8_t)by;
	memcpy(key + 2, host_id_octets(line), line->len);
	return 2u + line->len;
}

/* By MAC the line may not be known; else it is the identifier. */
static const struct host_id *
line_of(const struct host *h)
{
	if (h->id.type != HOST_HW_ADDRESS)
		return &h->id;
	return h->line.len > 0 ? &h->line : NULL;
}

/* 1, 0 none, -1 and why. */
static int
get(struct store_txn *t, const uint8_t *key, size_t key_len,
    struct host_version *out, struct why *why)
{
	const void *value;
	struct bytes b;
	size_t len;
	int r = store_get(t, STATE_INDEX, key, key_len, &value, &len, why);

	if (r != 1)
		return r;
	bytes_init(&b, value, len);
	out->stamp = unpack_u64(&b);
	unpack_name(&b, HOST_TEXT_MAX, &out->machine);
	return bytes_ok(&b) ? 1
			    : why_set(why, "what a line said last is damaged");
}

int
said_note(struct store_txn *t, const struct host_id *line, enum host_id_type by,
    const struct host_version *v, struct why *why)
{
	uint8_t key[KEY_MAX], value[VALUE_MAX];
	size_t key_len = said_key(line, by, key);
	struct pack k = { value, sizeof(value), 0 };
	struct host_version was;
	int had = get(t, key, key_len, &was, why);

	if (had == -1)
		return -1;
	if (had == 1 && host_version_cmp(&was, v) >= 0)
		return 0;
	pack_u64(&k, v->stamp);
	pack_text(&k, name_str(v->machine));
	return store_put(t, STATE_INDEX, key, key_len, value, k.len, why);
}

int
said_note_host(struct store_txn *t, const struct host *h, struct why *why)
{
	const struct host_id *line = line_of(h);

	return line ? said_note(t, line, h->id.type, &h->version, why) : 0;
}

int
said_newer(struct store_txn *t, const struct host *h, struct why *why)
{
	const struct host_id *line = line_of(h);
	struct host_version last;
	uint8_t key[KEY_MAX];
	int r;

	if (!line)
		return 0;
	r = get(t, key, said_key(line, h->id.type, key), &last, why);
	return r == 1 ? host_version_cmp(&last, &h->version) > 0 : r;
}
