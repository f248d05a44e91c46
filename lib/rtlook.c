#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rtlook.h"

static size_t
addr_size(const struct ipnet *n)
{
	return n->family == AF_INET ? 4 : 16;
}

/* Null when memory is short. */
static struct nl_msg *
request(int type, int flags, const void *head, size_t len)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (msg &&
	    nlmsg_append(msg, (void *)(uintptr_t)head, len, NLMSG_ALIGNTO) <
		0) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

/* Send what `rc` says is complete, and free it. */
static int
ask(struct rtsock *s, struct nl_msg *msg, int rc, rtsock_fn *fn, void *arg,
    struct why *why)
{
	if (!msg || rc != 0) {
		why_set(why, "out of memory");
		rc = ENOMEM;
	} else {
		rc = rtsock_ask(s, msg, fn, arg, why);
	}
	nlmsg_free(msg);
	return rc;
}

static int
put_addr(struct nl_msg *msg, int type, const struct ipnet *n)
{
	return nla_put(msg, type, (int)addr_size(n), n->addr);
}

static int
take_route(void *arg, const struct nlmsghdr *n, struct why *why)
{
	return rtroute_parse(n, n->nlmsg_len, arg, why) == -1 ? EBADMSG : 0;
}

/* The route of a packet; `src` of family AF_UNSPEC, `index` 0: not told. */
static int
ask_route(struct rtsock *s, const struct ipnet *src, const struct ipnet *dst,
    uint32_t index, struct rtroute *out, struct why *why)
{
	struct rtmsg h = { .rtm_family = (uint8_t)dst->family,
		.rtm_src_len = src->len,
		.rtm_dst_len = dst->len,
		.rtm_flags = RTM_F_FIB_MATCH };
	struct nl_msg *msg;
	int rc;

	/* Without it IPv4 answers "main" always, with it IPv6 refuses. */
	if (dst->family == AF_INET)
		h.rtm_flags |= RTM_F_LOOKUP_TABLE;
	memset(out, 0, sizeof(*out));
	msg = request(RTM_GETROUTE, 0, &h, sizeof(h));
	rc = msg ? put_addr(msg, RTA_DST, dst) : -1;
	if (rc == 0 && src->family != AF_UNSPEC)
		rc = put_addr(msg, RTA_SRC, src);
	if (rc == 0 && index != 0)
		rc = nla_put_u32(msg, RTA_IIF, index);
	return ask(s, msg, rc, take_route, out, why);
}

int
rtlook_route(struct rtsock *s, const struct ipnet *src, const struct ipnet *dst,
    const char *iif, struct rtroute *out, struct why *why)
{
	unsigned int index = 0;
	int rc;

	if (iif && iif[0] != '\0') {
		index = if_nametoindex(iif);
		if (index == 0) {
			rc = errno;
			why_errno(why, "%s", iif);
			return rc;
		}
	}
	return ask_route(s, src, dst, index, out, why);
}

int
rtlook_is_local(
    struct rtsock *s, const struct ipnet *addr, bool *out, struct why *why)
{
	const struct ipnet any = { .family = AF_UNSPEC };
	struct rtroute route;
	int rc = ask_route(s, &any, addr, 0, &route, why);

	*out = rc == 0 && route.type == RTN_LOCAL;
	switch (rc) {
	case ENETUNREACH:
	case EHOSTUNREACH:
	case EACCES:
	case EINVAL:
		return 0;
	default:
		return rc;
	}
}

struct table_reader {
	uint32_t table;
	struct rtlook_table *out;
};

static int
take_table_route(void *arg, const struct nlmsghdr *n, struct why *why)
{
	struct table_reader *r = arg;
	struct rtlook_table *t = r->out;
	struct rtroute route;

	if (n->nlmsg_type != RTM_NEWROUTE)
		return 0;
	if (rtroute_parse(n, n->nlmsg_len, &route, why) == -1)
		return EBADMSG;
	if (route.table != r->table || route.dst.len != 0)
		return 0;
	if (!t->has_default || route.metric < t->best.metric)
		t->best = route;
	t->has_default = true;
	return 0;
}

#define DUMP_TRIES 16

int
rtlook_table(struct rtsock *s, int family, uint32_t table,
    struct rtlook_table *out, struct why *why)
{
	struct rtmsg h = { .rtm_family = (uint8_t)family };
	struct table_reader r = { table, out };
	int rc = EINTR;

	for (int i = 0; rc == EINTR && i < DUMP_TRIES; i++) {
		struct nl_msg *msg =
		    request(RTM_GETROUTE, NLM_F_DUMP, &h, sizeof(h));

		*out = (struct rtlook_table){ .exists = true };
		rc = msg ? nla_put_u32(msg, RTA_TABLE, table) : -1;
		rc = ask(s, msg, rc, take_table_route, &r, why);
	}
	/* "throw" is "go on with the next rule", as if there was none. */
	if (out->has_default && out->best.type == RTN_THROW)
		out->has_default = false;
	if (rc == ENOENT) {
		out->exists = false;
		rc = 0;
	}
	return rc;
}

int
rtlook_link(uint32_t index, struct rtlook_link *out, struct why *why)
{
	struct ifreq req = { .ifr_ifindex = (int)index };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int rc = 0;

	memset(out, 0, sizeof(*out));
	if (fd == -1 || ioctl(fd, SIOCGIFNAME, &req) == -1 ||
	    ioctl(fd, SIOCGIFFLAGS, &req) == -1) {
		rc = errno;
		why_errno(why, "interface %u", index);
	} else {
		memcpy(out->name, req.ifr_name, sizeof(out->name) - 1);
		out->up = req.ifr_flags & IFF_UP;
		out->carrier = out->up && req.ifr_flags & IFF_RUNNING;
	}
	if (fd != -1)
		close(fd);
	return rc;
}

static int
take_neighbour(void *arg, const struct nlmsghdr *n, struct why *why)
{
	struct ndmsg nd;

	if (n->nlmsg_type != RTM_NEWNEIGH)
		return 0;
	if (nlmsg_datalen(n) < (int)sizeof(nd)) {
		why_set(why, "a neighbour is cut");
		return EBADMSG;
	}
	memcpy(&nd, nlmsg_data(n), sizeof(nd));
	*(uint16_t *)arg = nd.ndm_state;
	return 0;
}

int
rtlook_neighbour(struct rtsock *s, const struct ipnet *addr, uint32_t index,
    enum rtlook_neighbour *out, struct why *why)
{
	struct ndmsg h = { .ndm_family = (uint8_t)addr->family,
		.ndm_ifindex = (int)index };
	struct nl_msg *msg = request(RTM_GETNEIGH, 0, &h, sizeof(h));
	uint16_t state = 0;
	int rc = msg ? put_addr(msg, NDA_DST, addr) : -1;

	*out = RTLOOK_UNKNOWN;
	rc = ask(s, msg, rc, take_neighbour, &state, why);
	if (rc == ENOENT)
		return 0;
	if (state & NUD_FAILED)
		*out = RTLOOK_FAILED;
	else if (state & (NUD_REACHABLE | NUD_PERMANENT | NUD_NOARP))
		*out = RTLOOK_ANSWERS;
	return rc;
}

static struct nl_msg *
default_request(
    int type, int flags, int family, uint32_t table, uint8_t protocol)
{
	struct rtmsg h = { .rtm_family = (uint8_t)family,
		.rtm_protocol = protocol,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST };
	struct nl_msg *msg;

	if (type == RTM_DELROUTE)
		h.rtm_scope = RT_SCOPE_NOWHERE;
	msg = request(type, flags, &h, sizeof(h));
	if (msg && nla_put_u32(msg, RTA_TABLE, table) != 0) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

static int
put_gateway(struct nl_msg *msg, const struct rtroute *route)
{
	const struct ipnet *via = &route->gateway;
	uint8_t buf[2 + 16];
	uint16_t family = (uint16_t)via->family;

	if (via->family == AF_UNSPEC)
		return 0;
	if (via->family == route->family)
		return put_addr(msg, RTA_GATEWAY, via);
	memcpy(buf, &family, sizeof(family));
	memcpy(buf + 2, via->addr, addr_size(via));
	return nla_put(msg, RTA_VIA, (int)(2 + addr_size(via)), buf);
}

int
rtlook_put_default(struct rtsock *s, const struct rtroute *route,
    uint32_t table, uint8_t protocol, struct why *why)
{
	struct nl_msg *msg = default_request(RTM_NEWROUTE,
	    NLM_F_CREATE | NLM_F_REPLACE, route->family, table, protocol);
	int rc = -1;

	if (msg) {
		struct rtmsg *h = nlmsg_data(nlmsg_hdr(msg));

		h->rtm_flags = route->onlink ? RTNH_F_ONLINK : 0;
		rc = put_gateway(msg, route);
	}
	if (rc == 0 && route->oif != 0)
		rc = nla_put_u32(msg, RTA_OIF, route->oif);
	return ask(s, msg, rc, NULL, NULL, why);
}

int
rtlook_drop_default(struct rtsock *s, int family, uint32_t table,
    uint8_t protocol, struct why *why)
{
	return ask(s, default_request(RTM_DELROUTE, 0, family, table, protocol),
	    0, NULL, NULL, why);
}
