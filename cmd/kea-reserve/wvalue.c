#include <string.h>

#include "bytes.h"
#include "pack.h"
#include "wanted.h"

#define RECORD_KIND 3
/* Of before there was one. */
#define RECORD_WITHOUT_MAC 1
#define RECORD_WITHOUT_DUID 2

static void
pack_net(struct pack *k, const struct ipnet *net)
{
	if (net->family == AF_UNSPEC) {
		pack_u8(k, 0);
		return;
	}
	pack_u8(k, net->family == AF_INET ? 4 : 6);
	pack_u8(k, net->len);
	pack_bytes(k, net->addr, sizeof(net->addr));
}

static void
unpack_net(struct bytes *b, struct ipnet *net)
{
	uint8_t kind = bytes_u8(b), size;
	const uint8_t *p;

	if (kind == 0)
		return;
	net->family = kind == 4 ? AF_INET : AF_INET6;
	net->len = bytes_u8(b);
	size = bytes_u8(b);
	p = bytes_take(b, sizeof(net->addr));
	if (!p || size != sizeof(net->addr) || (kind != 4 && kind != 6) ||
	    net->len > ipnet_maxlen(net->family)) {
		b->bad = true;
		return;
	}
	memcpy(net->addr, p, sizeof(net->addr));
}

size_t
wanted_pack(const struct host *h, uint8_t value[WANTED_VALUE_MAX])
{
	struct pack k = { value, WANTED_VALUE_MAX, 0 };

	pack_u8(&k, RECORD_KIND);
	pack_u64(&k, h->version.stamp);
	pack_text(&k, name_str(h->version.machine));
	pack_u8(&k, h->gone);
	pack_u32(&k, h->day);
	pack_net(&k, &h->addr);
	pack_net(&k, &h->prefix);
	pack_text(&k, name_str(h->client_class));
	pack_text(&k, name_str(h->member));
	pack_bytes(&k, host_id_octets(&h->line), h->line.len);
	pack_bytes(&k, h->mac.octet, h->has_mac ? sizeof(h->mac.octet) : 0);
	pack_u64(&k, h->duid);
	return k.len;
}

static void
unpack_mac(struct bytes *b, struct host *h)
{
	uint8_t len = bytes_u8(b);
	const uint8_t *p = bytes_take(b, len);

	if (!p || len == 0)
		return;
	b->bad |= len != sizeof(h->mac.octet);
	h->has_mac = len == sizeof(h->mac.octet);
	if (h->has_mac)
		memcpy(h->mac.octet, p, len);
}

static void
unpack_line(struct bytes *b, struct host_id *line)
{
	uint8_t len = bytes_u8(b);
	const uint8_t *p = bytes_take(b, len);

	line->type = HOST_CIRCUIT_ID;
	if (p && host_id_set(line, HOST_CIRCUIT_ID, p, len) == -1)
		b->bad = true;
}

static int
unpack_key(const uint8_t *key, size_t len, struct host *out)
{
	enum host_id_type type;

	if (len < 2 || len > WANTED_KEY_MAX)
		return -1;
	if (key[0] == '4')
		type = HOST_CIRCUIT_ID;
	else if (key[0] == '6')
		type = HOST_HW_ADDRESS;
	else if (key[0] == 'f')
		type = HOST_FLEX_ID;
	else
		return -1;
	out->family = key[0] == '4' ? AF_INET : AF_INET6;
	return host_id_set(&out->id, type, key + 1, len - 1);
}

static bool
fits(const struct ipnet *net, int family)
{
	return net->family == AF_UNSPEC || net->family == family;
}

int
wanted_unpack(const void *key, size_t key_len, const void *value,
    size_t value_len, struct host *out)
{
	struct bytes b;
	uint8_t kind;

	memset(out, 0, sizeof(*out));
	bytes_init(&b, value, value_len);
	kind = bytes_u8(&b);
	out->version.stamp = unpack_u64(&b);
	unpack_name(&b, HOST_TEXT_MAX, &out->version.machine);
	out->gone = bytes_u8(&b) != 0;
	out->day = bytes_be32(&b);
	unpack_net(&b, &out->addr);
	unpack_net(&b, &out->prefix);
	unpack_name(&b, HOST_TEXT_MAX, &out->client_class);
	unpack_name(&b, HOST_TEXT_MAX, &out->member);
	unpack_line(&b, &out->line);
	if (kind != RECORD_WITHOUT_MAC)
		unpack_mac(&b, out);
	if (kind == RECORD_KIND)
		out->duid = unpack_u64(&b);
	if (!bytes_ok(&b) || bytes_left(&b) != 0 || kind < RECORD_WITHOUT_MAC ||
	    kind > RECORD_KIND || unpack_key(key, key_len, out) == -1 ||
	    !fits(&out->addr, out->family) || !fits(&out->prefix, out->family))
		return -1;
	return 0;
}
