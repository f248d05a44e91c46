#include <stdio.h>
#include <string.h>

#include "duid.h"
#include "hash64.h"
#include "hex.h"
#include "keadoc.h"
#include "request.h"

static bool
given(const char *s)
{
	return s && *s != '\0';
}

int
request_line(const char *text, struct host_id *out, struct why *why)
{
	uint8_t octets[HOST_ID_MAX];
	struct why inner = { "" };
	size_t len;

	if (!given(text))
		return why_set(why, "circuit-id: want one, have none");
	if (hex_decode(text, strlen(text), HEX_AUTO, octets, sizeof(octets),
		&len, NULL, &inner) == -1)
		return why_set(why, "circuit-id: %s", inner.text);
	if (host_id_set(out, HOST_CIRCUIT_ID, octets, len) == -1)
		return why_errno(why, "circuit-id");
	return 0;
}

static int
parse_mac(const char *text, struct request *r, struct why *why)
{
	static const struct hwaddr zero;
	const char *realm;
	size_t realm_len;

	if (!given(text))
		return 0;
	if (hwaddr_parse_user(
		text, strlen(text), &r->mac, &realm, &realm_len, why) == -1)
		return why_prefix(why, "-m");
	if (hwaddr_is_multicast(&r->mac) ||
	    memcmp(&r->mac, &zero, sizeof(zero)) == 0)
		return why_set(
		    why, "-m: want the MAC of one router, have %s", text);
	r->has_mac = true;
	return 0;
}

/* Never text, as a line may be: its digits may all be decimal ones. */
static int
parse_duid(const char *text, struct request *r, struct why *why)
{
	static const enum hex_enc spellings[] = { HEX_0X, HEX_COLON, HEX_BARE };
	uint8_t octets[DUID_MAX_OCTETS + 1];
	struct duid duid;
	int rc = -1;
	size_t len;

	if (!given(text))
		return 0;
	for (size_t i = 0; rc == -1 && i < 3; i++)
		rc = hex_decode(text, strlen(text), spellings[i], octets,
		    sizeof(octets), &len, NULL, NULL);
	if (rc == -1)
		return why_set(
		    why, "-d: want a DUID in hexadecimal, have %s", text);
	if (duid_parse(octets, len, &duid, why) == -1)
		return why_prefix(why, "-d");
	r->duid = hash64(octets, len);
	return 0;
}

/*
 * Framed-IPv6-Route is "PREFIX NEXT-HOP METRIC": only the prefix counts, but
 * what stands behind must look like that, not like a second prefix.
 */
static int
parse_prefix(const char *text, struct ipnet *out, struct why *why)
{
	const char *end = text + strcspn(text, " \t");
	const char *hop = end + strspn(end, " \t");
	size_t hop_len = strcspn(hop, " \t");
	char buf[IPNET_STRLEN], next[IPNET_STRLEN];
	struct ipnet addr;

	if ((size_t)(end - text) >= sizeof(buf))
		return why_set(why, "-p: want one IPv6 prefix, have %s", text);
	memcpy(buf, text, (size_t)(end - text));
	buf[end - text] = '\0';
	if (ipnet_parse_prefix(buf, AF_INET6, out, why) == -1)
		return why_prefix(why, "-p");
	if (ipnet_is_addr(out)) /* Kea would take it for no prefix at all */
		return why_set(why,
		    "-p: want a prefix to delegate, have the single address "
		    "%s",
		    text);
	if (hop_len == 0)
		return 0;
	snprintf(next, sizeof(next), "%.*s",
	    hop_len < sizeof(next) ? (int)hop_len : 0, hop);
	if (ipnet_parse_addr(next, AF_INET6, &addr, NULL) == -1 ||
	    hop[hop_len + strspn(hop + hop_len, " \t0123456789")] != '\0')
		return why_set(why,
		    "-p: want PREFIX or PREFIX NEXT-HOP METRIC, have %s", text);
	return 0;
}

static int
parse_nets(const struct request_args *args, struct request *r, struct why *why)
{
	r->has4 = given(args->addr4);
	r->has6 = given(args->addr6) || given(args->prefix);
	if (!r->has4 && !r->has6)
		return why_set(
		    why, "want an address or a prefix (-4, -6, -p), have none");
	if (r->has4 &&
	    ipnet_parse_addr(args->addr4, AF_INET, &r->v4.addr, why) == -1)
		return why_prefix(why, "-4");
	if (given(args->addr6) &&
	    ipnet_parse_addr(args->addr6, AF_INET6, &r->v6.addr, why) == -1)
		return why_prefix(why, "-6");
	if (given(args->prefix) &&
	    parse_prefix(args->prefix, &r->v6.prefix, why) == -1)
		return -1;
	return 0;
}

/* -M, or whose the first address or prefix is. */
static int
find_member(const char *name, const struct site *site, struct request *r,
    struct why *why)
{
	const struct ipnet *net = r->has4    ? &r->v4.addr
	    : r->v6.addr.family != AF_UNSPEC ? &r->v6.addr
					     : &r->v6.prefix;
	char buf[IPNET_STRLEN];

	if (given(name)) {
		r->member = site_member(site, name);
		if (!r->member)
			return why_set(why,
			    "-M: want a member's name or realm of %s, have %s",
			    site->path, name);
		return 0;
	}
	r->member = site_owner(site, net);
	if (!r->member)
		return why_set(
		    why, "%s is in no member's prefixes", ipnet_str(net, buf));
	return 0;
}

/* Network and broadcast address of a prefix that has them. */
static bool
is_edge(const struct ipnet *net, const struct ipnet *addr)
{
	struct ipnet edge = *net;

	if (net->family != AF_INET || net->len > 30)
		return false;
	edge.len = 32;
	if (ipnet_equal(&edge, addr))
		return true;
	for (unsigned int bit = net->len; bit < 32; bit++)
		edge.addr[bit / 8] |= (uint8_t)(0x80u >> bit % 8);
	return ipnet_equal(&edge, addr);
}

/* The member's prefix that holds `net`, if a subscriber may have that. */
static const struct site_prefix *
prefix_for(const struct site *site, const struct site_member *m,
    const struct ipnet *net, struct why *why)
{
	const struct site_prefix *p = site_prefix_of(m, net);
	char buf[IPNET_STRLEN], in[IPNET_STRLEN];

	if (!p) {
		why_set(why, "%s is in no prefix of member %s",
		    ipnet_str(net, buf), m->name);
		return NULL;
	}
	if (ipnet_is_addr(net) && p->gateway.family != AF_UNSPEC &&
	    ipnet_equal(net, &p->gateway)) {
		why_set(why, "%s is the gateway of %s", ipnet_str(net, buf),
		    ipnet_str(&p->net, in));
		return NULL;
	}
	if (is_edge(&p->net, net)) {
		why_set(why, "%s is the network or broadcast address of %s",
		    ipnet_str(net, buf), ipnet_str(&p->net, in));
		return NULL;
	}
	if (!p->client_class) {
		why_set(why,
		    "%s: members.%s.prefixes[%zu] (%s) has no "
		    "client-class",
		    site->path, m->name, (size_t)(p - m->prefixes),
		    ipnet_str(&p->net, in));
		return NULL;
	}
	return p;
}

/* Class and member of one family's host; the address decides the class. */
static int
fill_host(
    struct request *r, const struct site *site, struct host *h, struct why *why)
{
	const struct ipnet *nets[] = { &h->addr, &h->prefix };
	const char *class = NULL;

	for (size_t i = 0; i < 2; i++) {
		const struct site_prefix *p;

		if (nets[i]->family == AF_UNSPEC)
			continue;
		p = prefix_for(site, r->member, nets[i], why);
		if (!p)
			return -1;
		if (!class)
			class = p->client_class;
	}
	if (!class)
		return 0;
	if (strlen(class) >= HOST_TEXT_MAX ||
	    strlen(r->member->name) >= HOST_TEXT_MAX)
		return why_set(why,
		    "%s: want names of less than %d octets, have %s, %s",
		    site->path, HOST_TEXT_MAX, r->member->name, class);
	if (name_set(&h->client_class, class, strlen(class)) == -1 ||
	    name_set(&h->member, r->member->name, strlen(r->member->name)) ==
		-1)
		return why_errno(why, "names");
	return 0;
}

/* A line of this name has no flex-id: a database's notes stand under it. */
static bool
is_reserved(const struct host_id *line)
{
	struct host_id notes;

	keadoc_carrier_id(AF_INET6, &notes);
	return line->len == notes.len &&
	    memcmp(host_id_octets(line), host_id_octets(&notes), line->len) ==
	    0;
}

/* By what the servers know the subscriber in IPv6. */
static int
identify6(struct request *r, const struct site *site, struct why *why)
{
	bool mac, line;

	site_v6_identifiers(site, &mac, &line);
	if (r->has6 && mac && !r->has_mac)
		return why_set(why,
		    "want a MAC for IPv6 (-m): Kea knows the subscriber by it");
	if (r->has6 && line && is_reserved(&r->line))
		return why_set(why,
		    "circuit-id: want a line of another name for IPv6 by "
		    "interface-id");
	r->v6.duid = r->duid;
	r->v6_line = r->v6;
	r->v6_line.has_mac = r->has_mac;
	r->v6_line.mac = r->mac;
	if (mac)
		host_id_of_mac(&r->mac, &r->v6.id);
	if (line)
		host_id_of_line(&r->line, &r->v6_line.id);
	return 0;
}

int
request_parse(const struct request_args *args, const struct site *site,
    struct request *out, struct why *why)
{
	struct request r = { .v4.family = AF_INET, .v6.family = AF_INET6 };

	if (request_line(args->circuit_id, &r.line, why) == -1 ||
	    parse_mac(args->mac, &r, why) == -1 ||
	    parse_duid(args->duid, &r, why) == -1 ||
	    parse_nets(args, &r, why) == -1 ||
	    find_member(args->member, site, &r, why) == -1 ||
	    fill_host(&r, site, &r.v4, why) == -1 ||
	    fill_host(&r, site, &r.v6, why) == -1)
		return -1;
	r.v4.id = r.v4.line = r.v6.line = r.line;
	r.v4.has_mac = r.has_mac;
	r.v4.mac = r.mac;
	if (identify6(&r, site, why) == -1)
		return -1;
	*out = r;
	return 0;
}
