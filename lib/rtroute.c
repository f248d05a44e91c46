#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "rtattr.h"
#include "rtroute.h"

static int
take_addr(const struct rtattr_value *a, int family, uint8_t len,
    struct ipnet *out, struct why *why)
{
	size_t size = family == AF_INET ? 4 : 16;

	if (a->len != size)
		return why_set(why, "attribute %u: want %zu octets, have %zu",
		    a->type, size, a->len);
	*out = (struct ipnet){ .family = family, .len = len };
	memcpy(out->addr, a->p, size);
	return 0;
}

/* struct rtvia: a next hop of the other family. */
static int
take_via(const struct rtattr_value *a, struct ipnet *out, struct why *why)
{
	struct rtattr_value addr = *a;
	uint16_t family;

	if (a->len < sizeof(family))
		return why_set(why, "attribute %u: cut", a->type);
	memcpy(&family, a->p, sizeof(family));
	addr.p += sizeof(family);
	addr.len -= sizeof(family);
	if (family != AF_INET && family != AF_INET6)
		return why_set(why, "attribute %u: family %u", a->type, family);
	return take_addr(&addr, family, ipnet_maxlen(family), out, why);
}

static int
take_hop_attr(const struct rtattr_value *a, struct rtroute *r, struct why *why)
{
	switch (a->type) {
	case RTA_GATEWAY:
		return take_addr(
		    a, r->family, ipnet_maxlen(r->family), &r->gateway, why);
	case RTA_VIA:
		return take_via(a, &r->gateway, why);
	default:
		return 0;
	}
}

/* One of several next hops; only the first is kept. */
static int
take_hop(const uint8_t *p, size_t len, struct rtroute *r, struct why *why)
{
	struct rtnexthop hop;
	struct rtattr_value a;

	memcpy(&hop, p, sizeof(hop));
	if (r->hops++ > 0)
		return 0;
	r->oif = (uint32_t)hop.rtnh_ifindex;
	r->onlink = hop.rtnh_flags & RTNH_F_ONLINK;
	p += sizeof(hop);
	len -= sizeof(hop);
	while (len > 0)
		if (rtattr_next(&p, &len, &a, why) == -1 ||
		    take_hop_attr(&a, r, why) == -1)
			return -1;
	return 0;
}

static int
take_hops(const struct rtattr_value *a, struct rtroute *r, struct why *why)
{
	const uint8_t *p = a->p;
	size_t len = a->len;

	r->hops = 0;
	while (len > 0) {
		struct rtnexthop hop;
		size_t step;

		if (len < sizeof(hop))
			return why_set(why, "a next hop is cut");
		memcpy(&hop, p, sizeof(hop));
		if (hop.rtnh_len < sizeof(hop) || hop.rtnh_len > len)
			return why_set(why, "a next hop is cut");
		if (take_hop(p, hop.rtnh_len, r, why) == -1)
			return -1;
		step = RTNH_ALIGN(hop.rtnh_len);
		if (step >= len)
			break;
		p += step;
		len -= step;
	}
	return 0;
}

static int
take_attr(const struct rtattr_value *a, struct rtroute *r, struct why *why)
{
	switch (a->type) {
	case RTA_DST:
		return take_addr(a, r->family, r->dst.len, &r->dst, why);
	case RTA_TABLE:
		return rtattr_u32(a, &r->table, why);
	case RTA_PRIORITY:
		return rtattr_u32(a, &r->metric, why);
	case RTA_OIF:
		return rtattr_u32(a, &r->oif, why);
	case RTA_MULTIPATH:
		return take_hops(a, r, why);
	default:
		return take_hop_attr(a, r, why);
	}
}

static int
take_header(const struct rtmsg *h, struct rtroute *r, struct why *why)
{
	if (h->rtm_family != AF_INET && h->rtm_family != AF_INET6)
		return why_set(why, "want a route of IPv4 or IPv6, have %d",
		    h->rtm_family);
	if (h->rtm_dst_len > ipnet_maxlen(h->rtm_family))
		return why_set(why, "want a prefix length of 0..%d, have %d",
		    ipnet_maxlen(h->rtm_family), h->rtm_dst_len);
	*r = (struct rtroute){ .family = h->rtm_family,
		.table = h->rtm_table,
		.type = h->rtm_type,
		.protocol = h->rtm_protocol,
		.dst = { .family = h->rtm_family, .len = h->rtm_dst_len },
		.onlink = h->rtm_flags & RTNH_F_ONLINK,
		.hops = 1 };
	return 0;
}

int
rtroute_parse(const void *msg, size_t len, struct rtroute *out, struct why *why)
{
	size_t head = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct rtmsg));
	const uint8_t *p = (const uint8_t *)msg + head;
	struct rtmsg h;
	struct nlmsghdr n;
	struct rtattr_value a;

	if (len < sizeof(n))
		return why_set(why, "a message is cut");
	memcpy(&n, msg, sizeof(n));
	if (n.nlmsg_type != RTM_NEWROUTE)
		return why_set(
		    why, "want a route, have message %u", n.nlmsg_type);
	if (n.nlmsg_len > len || n.nlmsg_len < head)
		return why_set(why, "a message is cut");
	memcpy(&h, (const uint8_t *)msg + NLMSG_HDRLEN, sizeof(h));
	if (take_header(&h, out, why) == -1)
		return -1;
	len = n.nlmsg_len - head;
	while (len > 0)
		if (rtattr_next(&p, &len, &a, why) == -1 ||
		    take_attr(&a, out, why) == -1)
			return -1;
	return 0;
}

const char *
rtroute_type_name(uint8_t type)
{
	static const char *const names[] = {
		[RTN_UNICAST] = "unicast",
		[RTN_LOCAL] = "local",
		[RTN_BROADCAST] = "broadcast",
		[RTN_ANYCAST] = "anycast",
		[RTN_MULTICAST] = "multicast",
		[RTN_BLACKHOLE] = "blackhole",
		[RTN_UNREACHABLE] = "unreachable",
		[RTN_PROHIBIT] = "prohibit",
		[RTN_THROW] = "throw",
	};

	if (type < sizeof(names) / sizeof(names[0]) && names[type])
		return names[type];
	return "unknown";
}
