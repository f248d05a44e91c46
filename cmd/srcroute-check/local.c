#include <ifaddrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash64.h"
#include "local.h"
#include "sockaddr.h"

int
local_load(struct local *l, struct why *why)
{
	struct ifaddrs *all;
	size_t count = 0;

	*l = (struct local){ NULL, 0 };
	if (getifaddrs(&all) == -1)
		return why_errno(why, "the addresses of this machine");
	for (const struct ifaddrs *i = all; i; i = i->ifa_next)
		count++;
	l->list = calloc(count + 1, sizeof(*l->list));
	for (const struct ifaddrs *i = all; l->list && i; i = i->ifa_next) {
		struct local_addr *a = &l->list[l->count];

		if (!i->ifa_addr)
			continue;
		a->addr = sockaddr_get(i->ifa_addr, NULL);
		if (a->addr.family == AF_UNSPEC)
			continue;
		snprintf(a->interface, sizeof(a->interface), "%s", i->ifa_name);
		l->count++;
	}
	freeifaddrs(all);
	return l->list ? 0 : why_set(why, "out of memory");
}

void
local_free(struct local *l)
{
	free(l->list);
	*l = (struct local){ NULL, 0 };
}

bool
local_has(const struct local *l, const struct ipnet *addr)
{
	return local_in(l, addr, NULL) != NULL;
}

const struct ipnet *
local_in(
    const struct local *l, const struct ipnet *prefix, const struct ipnet *but)
{
	for (size_t i = 0; i < l->count; i++)
		if (ipnet_contains(prefix, &l->list[i].addr) &&
		    (!but || !ipnet_equal(but, &l->list[i].addr)))
			return &l->list[i].addr;
	return NULL;
}

bool
local_source(const struct local *l, const struct site_member *m, int family,
    struct ipnet *out)
{
	for (size_t i = 0; i < m->probe_addr_count; i++) {
		*out = m->probe_addrs[i];
		if (out->family == family && local_has(l, out))
			return true;
	}
	for (size_t i = 0; m->probe_addr_count == 0 && i < m->prefix_count;
	     i++) {
		const struct site_prefix *p = &m->prefixes[i];
		const struct ipnet *addr = p->net.family == family
		    ? local_in(l, &p->net, &p->gateway)
		    : NULL;

		if (!addr)
			continue;
		*out = *addr;
		return true;
	}
	*out = (struct ipnet){ .family = AF_UNSPEC };
	return false;
}

/* The n-th try: the bits behind the prefix by chance, but always the same. */
static struct ipnet
pick(const struct ipnet *prefix, unsigned n)
{
	struct ipnet out = *prefix;
	uint64_t chance[2];

	for (size_t i = 0; i < 2; i++) {
		uint8_t seed[18];

		memcpy(seed, prefix->addr, 16);
		seed[16] = (uint8_t)n;
		seed[17] = (uint8_t)i;
		chance[i] = hash64(seed, sizeof(seed));
	}
	out.len = ipnet_maxlen(prefix->family);
	for (unsigned bit = prefix->len; bit < out.len; bit++)
		if (chance[bit / 64] >> bit % 64 & 1)
			out.addr[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return out;
}

/* All bits behind the prefix are the same: network, broadcast, anycast. */
static bool
is_edge(const struct ipnet *addr, const struct ipnet *prefix)
{
	bool zeros = true, ones = true;

	if (prefix->len + 1 >= addr->len)
		return false;
	for (unsigned bit = prefix->len; bit < addr->len; bit++) {
		if (addr->addr[bit / 8] & 0x80 >> bit % 8)
			zeros = false;
		else
			ones = false;
	}
	return zeros || ones;
}

static bool
in_longer(const struct site *site, const struct ipnet *addr, uint8_t len)
{
	for (size_t i = 0; i < site->member_count; i++) {
		const struct site_prefix *p =
		    site_prefix_of(&site->members[i], addr);

		if (p && p->net.len > len)
			return true;
	}
	return false;
}

#define TRIES 64

bool
local_subscriber(const struct local *l, const struct site *site,
    const struct ipnet *prefix, struct ipnet *out)
{
	for (unsigned n = 0; n < TRIES; n++) {
		*out = pick(prefix, n);
		if (!is_edge(out, prefix) && !local_has(l, out) &&
		    !in_longer(site, out, prefix->len))
			return true;
	}
	return false;
}
