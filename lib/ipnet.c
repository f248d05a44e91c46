#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "ipnet.h"
#include "num.h"

static const char *
family_name(int family)
{
	return family == AF_INET ? "an IPv4"
	    : family == AF_INET6 ? "an IPv6"
				 : "an IP";
}

uint8_t
ipnet_maxlen(int family)
{
	return family == AF_INET6 ? 128 : 32;
}

/* Address only; false when s is none of `family`. */
static bool
read_addr(const char *s, int family, struct ipnet *out)
{
	struct ipnet n = { .family = strchr(s, ':') ? AF_INET6 : AF_INET };

	if (family != AF_UNSPEC && family != n.family)
		return false;
	if (inet_pton(n.family, s, n.addr) != 1)
		return false;
	n.len = ipnet_maxlen(n.family);
	*out = n;
	return true;
}

int
ipnet_parse_addr(const char *s, int family, struct ipnet *out, struct why *why)
{
	if (read_addr(s, family, out))
		return 0;
	return why_set(why, "want %s address, have %s", family_name(family), s);
}

/* The octet of the mask at `i` for a prefix of `len` bits. */
static uint8_t
mask_octet(uint8_t len, size_t i)
{
	size_t bits = len > i * 8 ? len - i * 8 : 0;

	return bits >= 8 ? 0xff : (uint8_t)(0xff00u >> bits);
}

static bool
has_host_bits(const struct ipnet *n)
{
	for (size_t i = 0; i < sizeof(n->addr); i++)
		if (n->addr[i] & (uint8_t)~mask_octet(n->len, i))
			return true;
	return false;
}

int
ipnet_parse_prefix(
    const char *s, int family, struct ipnet *out, struct why *why)
{
	const char *slash = strchr(s, '/');
	char addr[INET6_ADDRSTRLEN];
	struct ipnet n;
	uint32_t len;

	if (!slash || (size_t)(slash - s) >= sizeof(addr))
		return why_set(why, "want %s prefix (ADDRESS/LENGTH), have %s",
		    family_name(family), s);
	memcpy(addr, s, (size_t)(slash - s));
	addr[slash - s] = '\0';
	if (!read_addr(addr, family, &n))
		return why_set(why, "want %s prefix (ADDRESS/LENGTH), have %s",
		    family_name(family), s);
	if ((slash[1] == '0' && slash[2] != '\0') ||
	    num_parse_u32(slash + 1, 0, n.len, &len) == -1)
		return why_set(
		    why, "want a prefix length of 0..%d, have %s", n.len, s);
	n.len = (uint8_t)len;
	if (has_host_bits(&n))
		return why_set(
		    why, "want no bits set behind /%d, have %s", n.len, s);
	*out = n;
	return 0;
}

bool
ipnet_is_addr(const struct ipnet *n)
{
	return n->len == ipnet_maxlen(n->family);
}

int
ipnet_cmp(const struct ipnet *a, const struct ipnet *b)
{
	int order;

	/* AF_INET is the smaller number wherever Linux runs. */
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	order = memcmp(a->addr, b->addr, sizeof(a->addr));
	return order != 0 ? order : (int)a->len - (int)b->len;
}

bool
ipnet_equal(const struct ipnet *a, const struct ipnet *b)
{
	return ipnet_cmp(a, b) == 0;
}

bool
ipnet_contains(const struct ipnet *outer, const struct ipnet *inner)
{
	if (outer->family == AF_UNSPEC || outer->family != inner->family ||
	    outer->len > inner->len)
		return false;
	for (size_t i = 0; i < sizeof(outer->addr); i++)
		if ((outer->addr[i] ^ inner->addr[i]) &
		    mask_octet(outer->len, i))
			return false;
	return true;
}

bool
ipnet_overlap(const struct ipnet *a, const struct ipnet *b)
{
	return ipnet_contains(a, b) || ipnet_contains(b, a);
}

const char *
ipnet_str(const struct ipnet *n, char buf[IPNET_STRLEN])
{
	size_t used;

	if (!inet_ntop(n->family, n->addr, buf, IPNET_STRLEN)) {
		snprintf(buf, IPNET_STRLEN, "none");
		return buf;
	}
	used = strlen(buf);
	if (!ipnet_is_addr(n))
		snprintf(buf + used, IPNET_STRLEN - used, "/%d", n->len);
	return buf;
}

const char *
ipnet_prefix_str(const struct ipnet *n, char buf[IPNET_STRLEN])
{
	size_t len = strlen(ipnet_str(n, buf));

	if (ipnet_is_addr(n))
		snprintf(
		    buf + len, IPNET_STRLEN - len, "/%u", (unsigned int)n->len);
	return buf;
}
