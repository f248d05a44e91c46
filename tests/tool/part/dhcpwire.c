#include <string.h>

#include "dhcpwire.h"

enum {
	RELAY_FORW = 12,
	RELAY_REPL = 13
};

/* -- writing -- */

static void
put(struct dhcp_packet *p, const void *src, size_t len)
{
	memcpy(p->b + p->n, src, len);
	p->n += len;
}

static void
put_zero(struct dhcp_packet *p, size_t len)
{
	memset(p->b + p->n, 0, len);
	p->n += len;
}

static void
put_be(struct dhcp_packet *p, uint32_t value, int octets)
{
	while (octets-- > 0)
		p->b[p->n++] = (uint8_t)(value >> (8 * octets));
}

static void
option4(struct dhcp_packet *p, uint8_t code, const void *src, size_t len)
{
	put_be(p, code, 1);
	put_be(p, (uint32_t)len, 1);
	put(p, src, len);
}

static void
option6(struct dhcp_packet *p, uint32_t code, const void *src, size_t len)
{
	put_be(p, code, 2);
	put_be(p, (uint32_t)len, 2);
	put(p, src, len);
}

static void
build4(const struct dhcp_client *c, uint8_t type, uint32_t xid,
    const struct dhcp_lease *offer, struct dhcp_packet *p)
{
	static const uint8_t wanted[] = { 1, 3, 6, 51 };
	uint8_t agent[257] = { 1, (uint8_t)c->line_len };

	p->n = 0;
	put_be(p, 0x01010601, 4); /* request, Ethernet, 6 octets, one hop */
	put_be(p, xid, 4);
	put_zero(p, 16); /* secs, flags, ciaddr, yiaddr, siaddr */
	put(p, c->relay.addr, 4);
	put(p, c->mac.octet, 6);
	put_zero(p, 10 + 64 + 128);
	put_be(p, 0x63825363, 4);
	option4(p, 53, &type, 1);
	if (offer) {
		option4(p, 50, offer->addr.addr, 4);
		option4(p, 54, offer->server, offer->server_len);
	}
	option4(p, 55, wanted, sizeof(wanted));
	memcpy(agent + 2, c->line, c->line_len);
	if (c->line_len > 0)
		option4(p, 82, agent, c->line_len + 2);
	put_be(p, 255, 1);
}

static void
identity_association(struct dhcp_packet *p, uint32_t code, uint32_t sub,
    const struct ipnet *hint)
{
	struct dhcp_packet ia = { .n = 0 };
	struct dhcp_packet inner = { .n = 0 };

	put_be(&ia, 1, 4); /* our only one */
	put_zero(&ia, 8);
	if (hint && hint->family != AF_UNSPEC) {
		if (code == 25) {
			put_zero(&inner, 8);
			put_be(&inner, hint->len, 1);
			put(&inner, hint->addr, 16);
		} else {
			put(&inner, hint->addr, 16);
			put_zero(&inner, 8);
		}
		option6(&ia, sub, inner.b, inner.n);
	}
	option6(p, code, ia.b, ia.n);
}

static void
build6(const struct dhcp_client *c, uint8_t type, uint32_t xid,
    const struct dhcp_lease *offer, struct dhcp_packet *p)
{
	struct dhcp_packet m = { .n = 0 };
	uint8_t made[10] = { 0, 3, 0, 1 };
	const uint8_t *mac = c->mac.octet;
	const uint8_t peer[16] = { 0xfe, 0x80, 0, 0, 0, 0, 0, 0, mac[0] ^ 2,
		mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5] };

	memcpy(made + 4, mac, 6);
	put_be(&m, (uint32_t)type << 24 | xid, 4);
	if (c->duid_len > 0)
		option6(&m, 1, c->duid, c->duid_len);
	else
		option6(&m, 1, made, sizeof(made));
	if (offer)
		option6(&m, 2, offer->server, offer->server_len);
	option6(&m, 8, "\0\0", 2);
	option6(&m, 6, "\0\27", 2); /* DNS, please */
	identity_association(&m, 3, 5, offer ? &offer->addr : NULL);
	identity_association(&m, 25, 26, offer ? &offer->prefix : NULL);
	p->n = 0;
	put_be(p, RELAY_FORW << 8, 2);
	put(p, c->relay.addr, 16);
	put(p, peer, sizeof(peer));
	if (c->line_len > 0)
		option6(p, 18, c->line, c->line_len);
	option6(p, 9, m.b, m.n);
}

/* -- reading -- */

static void
set_net(struct ipnet *n, int family, uint8_t len, const uint8_t *addr)
{
	memset(n, 0, sizeof(*n));
	n->family = family;
	n->len = len;
	memcpy(n->addr, addr, family == AF_INET ? 4 : 16);
}

static void
set_dns(struct dhcp_lease *l, int family, const uint8_t *p, size_t len)
{
	size_t each = family == AF_INET ? 4 : 16;

	for (l->dns_count = 0; l->dns_count < DHCP_MAX_DNS && len >= each;
	     len -= each, p += each)
		set_net(
		    &l->dns[l->dns_count++], family, (uint8_t)(each * 8), p);
}

static void
set_server(struct dhcp_lease *l, const uint8_t *p, size_t len)
{
	l->server_len = len < sizeof(l->server) ? len : sizeof(l->server);
	memcpy(l->server, p, l->server_len);
}

static void
read_option4(struct dhcp_lease *l, uint8_t code, const uint8_t *p, size_t len)
{
	struct bytes b;

	bytes_init(&b, p, len);
	if (code == 53)
		l->type = bytes_u8(&b);
	else if (code == 1 && len == 4)
		set_net(&l->mask, AF_INET, 32, p);
	else if (code == 3 && len >= 4)
		set_net(&l->gateway, AF_INET, 32, p);
	else if (code == 6)
		set_dns(l, AF_INET, p, len);
	else if (code == 51)
		l->seconds = bytes_be32(&b);
	else if (code == 54)
		set_server(l, p, len);
}

/* Whether it answers xid. */
static bool
parse4(struct bytes *b, uint32_t *xid, struct dhcp_lease *l)
{
	const uint8_t *yiaddr;

	memset(l, 0, sizeof(*l));
	if (bytes_u8(b) != 2)
		return false;
	bytes_take(b, 3);
	*xid = bytes_be32(b);
	bytes_take(b, 8);
	yiaddr = bytes_take(b, 4);
	if (yiaddr)
		set_net(&l->addr, AF_INET, 32, yiaddr);
	bytes_take(b, 8 + 16 + 64 + 128);
	if (bytes_be32(b) != 0x63825363)
		return false;
	while (bytes_left(b) > 0) {
		uint8_t code = bytes_u8(b);
		uint8_t len = code == 255 || code == 0 ? 0 : bytes_u8(b);
		const uint8_t *p = bytes_take(b, len);

		if (code == 255)
			break;
		if (p && code != 0)
			read_option4(l, code, p, len);
	}
	return bytes_ok(b);
}

/* An option: false at the end. */
static bool
next6(struct bytes *b, uint16_t *code, struct bytes *inner)
{
	const uint8_t *p;
	uint16_t len;

	if (bytes_left(b) == 0)
		return false;
	*code = bytes_be16(b);
	len = bytes_be16(b);
	p = bytes_take(b, len);
	if (p)
		bytes_init(inner, p, len);
	return p != NULL;
}

static void
read_association(struct dhcp_lease *l, struct bytes *ia)
{
	struct bytes b;
	uint16_t code;

	bytes_take(ia, 12);
	while (next6(ia, &code, &b)) {
		const uint8_t *p;

		if (code == 5) {
			p = bytes_take(&b, 16);
			bytes_take(&b, 4);
			l->seconds = bytes_be32(&b);
			if (p && l->seconds > 0)
				set_net(&l->addr, AF_INET6, 128, p);
		} else if (code == 26) {
			uint8_t len;

			bytes_take(&b, 4);
			l->seconds = bytes_be32(&b);
			len = bytes_u8(&b);
			p = bytes_take(&b, 16);
			if (p && l->seconds > 0)
				set_net(&l->prefix, AF_INET6, len, p);
		}
	}
}

static bool
parse6(struct bytes *b, uint32_t *xid, struct dhcp_lease *l)
{
	struct bytes m = { NULL, 0, 0, true };
	struct bytes o;
	uint16_t code;
	uint32_t head;

	memset(l, 0, sizeof(*l));
	if (bytes_u8(b) != RELAY_REPL)
		return false;
	bytes_take(b, 33);
	while (next6(b, &code, &o))
		if (code == 9)
			m = o;
	head = bytes_be32(&m);
	l->type = (int)(head >> 24);
	*xid = head & 0xffffff;
	while (next6(&m, &code, &o)) {
		if (code == 2)
			set_server(l, o.p, o.len);
		else if (code == 23)
			set_dns(l, AF_INET6, o.p, o.len);
		else if (code == 3 || code == 25)
			read_association(l, &o);
	}
	return bytes_ok(&m);
}

void
dhcp_build(const struct dhcp_client *c, uint8_t type, uint32_t xid,
    const struct dhcp_lease *offer, struct dhcp_packet *p)
{
	if (c->family == AF_INET)
		build4(c, type, xid, offer, p);
	else
		build6(c, type, xid, offer, p);
}

bool
dhcp_parse(int family, struct bytes *b, uint32_t *xid, struct dhcp_lease *l)
{
	return family == AF_INET ? parse4(b, xid, l) : parse6(b, xid, l);
}
