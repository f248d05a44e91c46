#include <string.h>

#include "bytes.h"
#include "decap.h"

/* Numbers of <pcap/dlt.h>, which only the reader of captures includes. */
enum {
	DLT_NULL_ = 0,
	DLT_EN10MB_ = 1,
	DLT_PPP_ = 9,
	DLT_RAW_BSD = 12,
	DLT_RAW_OPENBSD = 14,
	DLT_PPP_SERIAL_ = 50,
	DLT_PPP_ETHER_ = 51,
	DLT_RAW_ = 101,
	DLT_LOOP_ = 108,
	DLT_LINUX_SLL_ = 113,
	DLT_IPV4_ = 228,
	DLT_IPV6_ = 229,
	DLT_LINUX_SLL2_ = 276
};

enum {
	TYPE_IPV4 = 0x0800,
	TYPE_IPV6 = 0x86dd,
	TYPE_VLAN = 0x8100,
	TYPE_QINQ = 0x88a8,
	TYPE_QINQ_OLD = 0x9100,
	TYPE_MPLS = 0x8847,
	TYPE_PPPOE = 0x8864
};

enum {
	PPP_IPV4 = 0x21,
	PPP_IPV6 = 0x57
};

enum {
	PROTO_HOP = 0,
	PROTO_UDP = 17,
	PROTO_ROUTING = 43,
	PROTO_FRAGMENT = 44,
	PROTO_AH = 51,
	PROTO_DSTOPTS = 60
};

/* Tags, labels and extension headers in a row: more is an attack. */
#define STACK_MAX 16

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

static enum decap_kind
udp(struct bytes *b, struct decap *out)
{
	size_t len;

	out->sport = bytes_be16(b);
	out->dport = bytes_be16(b);
	len = bytes_be16(b);
	bytes_be16(b);
	if (!bytes_ok(b))
		return DECAP_CUT;
	if (len < 8)
		return DECAP_OTHER;
	out->udp_len = len - 8;
	out->payload = b->p + b->off;
	out->len = bytes_left(b);
	if (out->len > out->udp_len)
		out->len = out->udp_len;
	return DECAP_UDP;
}

/* What stands behind the IP headers. */
static enum decap_kind
transport(struct bytes *b, uint8_t proto, struct decap *out)
{
	if (!bytes_ok(b))
		return DECAP_CUT;
	if (out->at > 0)
		return proto == PROTO_UDP ? DECAP_FRAGMENT : DECAP_OTHER;
	return proto == PROTO_UDP ? udp(b, out) : DECAP_OTHER;
}

/* Leave only `len` octets to read: the rest is padding of the link. */
static void
limit(struct bytes *b, size_t len)
{
	if (len < bytes_left(b))
		b->len = b->off + len;
}

static void
set_v4(struct decap_addr *a, const uint8_t *p)
{
	memcpy(a->octets, mapped, sizeof(mapped));
	memcpy(a->octets + sizeof(mapped), p, 4);
}

static enum decap_kind
ipv4(struct bytes *b, struct decap *out)
{
	const uint8_t *h = bytes_take(b, 20);
	size_t head, total;
	unsigned frag;

	if (!h)
		return DECAP_CUT;
	head = (size_t)(h[0] & 15) * 4;
	total = (size_t)h[2] << 8 | h[3];
	/* A card that cuts packets itself leaves 0 in what it will send. */
	if (total == 0)
		total = 20 + bytes_left(b);
	if (h[0] >> 4 != 4 || head < 20 || total < head)
		return DECAP_OTHER;
	frag = (unsigned)h[6] << 8 | h[7];
	out->ip_len = total - head;
	out->id = (uint32_t)h[4] << 8 | h[5];
	out->has_id = true;
	out->more = frag & 0x2000;
	out->at = (frag & 0x1fff) * 8;
	out->ttl = h[8];
	set_v4(&out->src, h + 12);
	set_v4(&out->dst, h + 16);
	limit(b, total - 20);
	bytes_take(b, head - 20);
	return transport(b, h[9], out);
}

static void
fragment_header(const uint8_t *h, struct decap *out)
{
	unsigned frag = (unsigned)h[2] << 8 | h[3];

	out->at = frag & 0xfff8;
	out->more = frag & 1;
	out->has_id = true;
	out->id = (uint32_t)h[4] << 24 | (uint32_t)h[5] << 16 |
	    (uint32_t)h[6] << 8 | h[7];
}

/*
 * One extension header.  Returns what follows, or -1 when `proto` is none
 * that can be passed over.
 */
static int
extension(struct bytes *b, int proto, struct decap *out)
{
	const uint8_t *h;

	if (proto != PROTO_HOP && proto != PROTO_ROUTING &&
	    proto != PROTO_FRAGMENT && proto != PROTO_DSTOPTS &&
	    proto != PROTO_AH)
		return -1;
	h = bytes_take(b, 8);
	if (!h)
		return -1;
	if (proto == PROTO_FRAGMENT)
		fragment_header(h, out);
	else if (proto == PROTO_AH)
		bytes_take(b, h[1] > 0 ? (size_t)h[1] * 4 : 0);
	else
		bytes_take(b, (size_t)h[1] * 8);
	return h[0];
}

static enum decap_kind
ipv6(struct bytes *b, struct decap *out)
{
	const uint8_t *h = bytes_take(b, 40);
	size_t len, begin;
	int proto, next;

	if (!h)
		return DECAP_CUT;
	if (h[0] >> 4 != 6)
		return DECAP_OTHER;
	len = (size_t)h[4] << 8 | h[5];
	proto = h[6];
	out->ttl = h[7];
	memcpy(out->src.octets, h + 8, 16);
	memcpy(out->dst.octets, h + 24, 16);
	limit(b, len);
	begin = b->off;
	for (int i = 0; i < STACK_MAX; i++) {
		/* What follows a later fragment is no header. */
		next = out->at > 0 ? -1 : extension(b, proto, out);
		if (next == -1)
			break;
		proto = next;
	}
	if (b->off - begin > len)
		return DECAP_OTHER;
	out->ip_len = len - (b->off - begin);
	return transport(b, (uint8_t)proto, out);
}

/* By the version, where nothing else tells. */
static enum decap_kind
raw(struct bytes *b, struct decap *out)
{
	if (bytes_left(b) == 0)
		return DECAP_CUT;
	return b->p[b->off] >> 4 == 6 ? ipv6(b, out) : ipv4(b, out);
}

static enum decap_kind
ppp(struct bytes *b, struct decap *out)
{
	unsigned proto = bytes_u8(b);

	if (proto == 0xff) { /* address and control of HDLC */
		bytes_u8(b);
		proto = bytes_u8(b);
	}
	/* An odd octet ends the number; the leading 0 may be left out. */
	if (!(proto & 1))
		proto = proto << 8 | bytes_u8(b);
	if (!bytes_ok(b))
		return DECAP_OTHER;
	if (proto == PPP_IPV4)
		return ipv4(b, out);
	return proto == PPP_IPV6 ? ipv6(b, out) : DECAP_OTHER;
}

static enum decap_kind
mpls(struct bytes *b, struct decap *out)
{
	for (int i = 0; i < STACK_MAX; i++)
		if (bytes_be32(b) & 0x100)
			return bytes_ok(b) ? raw(b, out) : DECAP_OTHER;
	return DECAP_OTHER;
}

static enum decap_kind
ethertype(struct bytes *b, unsigned type, struct decap *out)
{
	for (int i = 0; i < STACK_MAX; i++) {
		if (type == TYPE_IPV4)
			return ipv4(b, out);
		if (type == TYPE_IPV6)
			return ipv6(b, out);
		if (type == TYPE_MPLS)
			return mpls(b, out);
		if (type == TYPE_PPPOE) {
			bytes_take(b, 6);
			return ppp(b, out);
		}
		if (type != TYPE_VLAN && type != TYPE_QINQ &&
		    type != TYPE_QINQ_OLD)
			return DECAP_OTHER;
		bytes_be16(b);
		type = bytes_be16(b);
	}
	return DECAP_OTHER;
}

/* An address family of the system that captured: its number and its order. */
static enum decap_kind
loopback(struct bytes *b, struct decap *out)
{
	uint32_t family = bytes_be32(b);

	if (family > 0xffff)
		family = __builtin_bswap32(family);
	if (family == 2)
		return ipv4(b, out);
	/* Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
	if (family == 10 || family == 24 || family == 28 || family == 30)
		return ipv6(b, out);
	return DECAP_OTHER;
}

static enum decap_kind
link_layer(int linktype, struct bytes *b, struct decap *out)
{
	unsigned type;

	switch (linktype) {
	case DLT_EN10MB_:
		bytes_take(b, 12);
		return ethertype(b, bytes_be16(b), out);
	case DLT_LINUX_SLL_:
		bytes_take(b, 14);
		return ethertype(b, bytes_be16(b), out);
	case DLT_LINUX_SLL2_:
		type = bytes_be16(b);
		bytes_take(b, 18);
		return ethertype(b, type, out);
	case DLT_NULL_:
	case DLT_LOOP_:
		return loopback(b, out);
	case DLT_PPP_:
	case DLT_PPP_SERIAL_:
		return ppp(b, out);
	case DLT_PPP_ETHER_:
		bytes_take(b, 6);
		return ppp(b, out);
	default:
		return raw(b, out);
	}
}

bool
decap_knows(int linktype)
{
	switch (linktype) {
	case DLT_NULL_:
	case DLT_EN10MB_:
	case DLT_PPP_:
	case DLT_RAW_BSD:
	case DLT_RAW_OPENBSD:
	case DLT_PPP_SERIAL_:
	case DLT_PPP_ETHER_:
	case DLT_RAW_:
	case DLT_LOOP_:
	case DLT_LINUX_SLL_:
	case DLT_IPV4_:
	case DLT_IPV6_:
	case DLT_LINUX_SLL2_:
		return true;
	default:
		return false;
	}
}

enum decap_kind
decap(int linktype, const uint8_t *p, size_t len, struct decap *out)
{
	struct bytes b;

	*out = (struct decap){ 0 };
	if (!decap_knows(linktype))
		return DECAP_OTHER;
	bytes_init(&b, p, len);
	return link_layer(linktype, &b, out);
}

bool
decap_is_v4(const struct decap_addr *a)
{
	return memcmp(a->octets, mapped, sizeof(mapped)) == 0;
}

void
decap_net(const struct decap_addr *a, struct ipnet *out)
{
	bool v4 = decap_is_v4(a);

	*out = (struct ipnet){ .family = v4 ? AF_INET : AF_INET6,
		.len = v4 ? 32 : 128 };
	memcpy(out->addr, v4 ? a->octets + 12 : a->octets, v4 ? 4 : 16);
}

const char *
decap_str(const struct decap_addr *a, char buf[IPNET_STRLEN])
{
	struct ipnet net;

	decap_net(a, &net);
	return ipnet_str(&net, buf);
}
