/*
 * A message of rtnetlink under construction, for the tests of its readers.
 */
#ifndef NETLINK_MESSAGE_H
#define NETLINK_MESSAGE_H

#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>

static union {
	struct nlmsghdr n;
	uint8_t octets[1024];
} m;
static size_t used;

/* What stands behind the header of netlink's, `len` octets of zeros. */
static inline void *
message_begin(int type, size_t len)
{
	memset(&m, 0, sizeof(m));
	used = NLMSG_LENGTH(len);
	m.n.nlmsg_type = (uint16_t)type;
	return NLMSG_DATA(&m.n);
}

static inline void
attr(int type, const void *p, size_t len)
{
	struct nlattr nla = { (uint16_t)(NLA_HDRLEN + len), (uint16_t)type };

	memcpy(m.octets + used, &nla, sizeof(nla));
	memcpy(m.octets + used + NLA_HDRLEN, p, len);
	used += NLA_ALIGN(NLA_HDRLEN + len);
}

static inline void
u32(int type, uint32_t value)
{
	attr(type, &value, sizeof(value));
}

#endif
