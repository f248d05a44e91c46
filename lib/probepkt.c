#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <string.h>

#include "bytes.h"
#include "md5.h"
#include "probepkt.h"

#define ECHO_HEAD 8
#define DNS_LEN 17
#define NTP_LEN 48
#define NTP_TRANSMIT 40
#define NTP_ORIGIN 24
#define RADIUS_HEAD 20
#define RADIUS_LEN 38
#define STATUS_SERVER 12
#define MESSAGE_AUTHENTICATOR 80

static void
put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* RFC 1071. */
static uint16_t
checksum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static size_t
build_echo(const struct probe *p, uint8_t *buf)
{
	size_t len = ECHO_HEAD + PROBE_NONCE;

	buf[0] = p->family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	put16(buf + 4, p->id);
	put16(buf + 6, p->seq);
	memcpy(buf + ECHO_HEAD, p->nonce, PROBE_NONCE);
	/* ICMPv6's covers addresses: the kernel's task. */
	if (p->family == AF_INET)
		put16(buf + 2, checksum(buf, len));
	return len;
}

/* ". IN NS", recursion desired. */
static size_t
build_dns(const struct probe *p, uint8_t *buf)
{
	memcpy(buf, p->nonce, 2);
	buf[2] = 0x01;
	put16(buf + 4, 1);
	put16(buf + 13, 2);
	put16(buf + 15, 1);
	return DNS_LEN;
}

/* Version 4, client; as transmit time the nonce, which comes back. */
static size_t
build_ntp(const struct probe *p, uint8_t *buf)
{
	buf[0] = 4 << 3 | 3;
	memcpy(buf + NTP_TRANSMIT, p->nonce, 8);
	return NTP_LEN;
}

static size_t
build_radius(const struct probe *p, uint8_t *buf)
{
	buf[0] = STATUS_SERVER;
	buf[1] = p->nonce[0];
	put16(buf + 2, RADIUS_LEN);
	memcpy(buf + 4, p->nonce, PROBE_NONCE);
	buf[RADIUS_HEAD] = MESSAGE_AUTHENTICATOR;
	buf[RADIUS_HEAD + 1] = 2 + MD5_LEN;
	md5_hmac(p->secret, strlen(p->secret), buf, RADIUS_LEN,
	    buf + RADIUS_HEAD + 2);
	return RADIUS_LEN;
}

size_t
probe_build(const struct probe *p, uint8_t buf[PROBE_MAX])
{
	memset(buf, 0, PROBE_MAX);
	switch (p->kind) {
	case PROBE_DNS:
		return build_dns(p, buf);
	case PROBE_NTP:
		return build_ntp(p, buf);
	case PROBE_RADIUS:
		return build_radius(p, buf);
	default:
		return build_echo(p, buf);
	}
}

/* Any response will do: one that refuses has come all the way too. */
static bool
is_dns(const struct probe *p, const uint8_t *d, size_t len)
{
	return len >= 12 && memcmp(d, p->nonce, 2) == 0 && (d[2] & 0x80);
}

static bool
is_ntp(const struct probe *p, const uint8_t *d, size_t len)
{
	return len >= NTP_LEN && (d[0] & 7) == 4 &&
	    memcmp(d + NTP_ORIGIN, p->nonce, 8) == 0;
}

/* RFC 2865, 3: the Response Authenticator proves who answers. */
static bool
is_radius(const struct probe *p, const uint8_t *d, size_t len)
{
	uint8_t want[MD5_LEN];
	size_t told;

	if (len < RADIUS_HEAD || d[1] != p->nonce[0])
		return false;
	told = (size_t)d[2] << 8 | d[3];
	if (told < RADIUS_HEAD || told > len)
		return false;
	md5((struct md5_part[]){ { d, 4 }, { p->nonce, PROBE_NONCE },
		{ d + RADIUS_HEAD, told - RADIUS_HEAD },
		{ p->secret, strlen(p->secret) } },
	    4, want);
	return memcmp(want, d + 4, MD5_LEN) == 0;
}

bool
probe_is_answer(const struct probe *p, const void *payload, size_t len)
{
	switch (p->kind) {
	case PROBE_DNS:
		return is_dns(p, payload, len);
	case PROBE_NTP:
		return is_ntp(p, payload, len);
	case PROBE_RADIUS:
		return is_radius(p, payload, len);
	default:
		return false;
	}
}

static void
take_addr(struct bytes *b, int family, struct ipnet *out)
{
	size_t len = family == AF_INET ? 4 : 16;
	const uint8_t *p = bytes_take(b, len);

	memset(out, 0, sizeof(*out));
	if (!p)
		return;
	out->family = family;
	out->len = ipnet_maxlen(family);
	memcpy(out->addr, p, len);
}

/* An IPv4 header with its options; the protocol behind it, or -1. */
static int
take_ip4(struct bytes *b, struct ipnet *from, struct ipnet *to)
{
	uint8_t first = bytes_u8(b), protocol;
	size_t head = (size_t)(first & 15) * 4;

	bytes_take(b, 8);
	protocol = bytes_u8(b);
	bytes_be16(b);
	take_addr(b, AF_INET, from);
	take_addr(b, AF_INET, to);
	if (first >> 4 != 4 || head < 20)
		return -1;
	bytes_take(b, head - 20);
	return bytes_ok(b) ? protocol : -1;
}

static int
take_ip6(struct bytes *b, struct ipnet *from, struct ipnet *to)
{
	uint8_t first = bytes_u8(b), protocol;

	bytes_take(b, 5);
	protocol = bytes_u8(b);
	bytes_u8(b);
	take_addr(b, AF_INET6, from);
	take_addr(b, AF_INET6, to);
	return bytes_ok(b) && first >> 4 == 6 ? protocol : -1;
}

/* What an error quotes: the head of a packet that we may have sent. */
static int
take_quoted(struct bytes *b, int family, struct probe_icmp *out)
{
	struct ipnet from;
	int protocol = family == AF_INET ? take_ip4(b, &from, &out->to)
					 : take_ip6(b, &from, &out->to);

	if (protocol == IPPROTO_UDP) {
		out->udp = true;
		out->sport = bytes_be16(b);
		out->dport = bytes_be16(b);
		return 0;
	}
	if (protocol !=
	    (family == AF_INET ? (int)IPPROTO_ICMP : (int)IPPROTO_ICMPV6))
		return -1;
	bytes_be32(b);
	out->id = bytes_be16(b);
	out->seq = bytes_be16(b);
	return 0;
}

static void
take_reply(struct bytes *b, struct probe_icmp *out)
{
	const uint8_t *nonce;

	out->id = bytes_be16(b);
	out->seq = bytes_be16(b);
	nonce = bytes_take(b, PROBE_NONCE);
	if (nonce)
		memcpy(out->nonce, nonce, PROBE_NONCE);
}

static enum probe_icmp_kind
kind_of(int family, uint8_t type)
{
	if (type == (family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY))
		return PROBE_ICMP_REPLY;
	if (type == (family == AF_INET ? ICMP_DEST_UNREACH : ICMP6_DST_UNREACH))
		return PROBE_ICMP_UNREACH;
	if (type ==
	    (family == AF_INET ? ICMP_TIME_EXCEEDED : ICMP6_TIME_EXCEEDED))
		return PROBE_ICMP_EXPIRED;
	return PROBE_ICMP_OTHER;
}

int
probe_icmp_parse(
    int family, const void *packet, size_t len, struct probe_icmp *out)
{
	struct ipnet own;
	struct bytes b;

	memset(out, 0, sizeof(*out));
	bytes_init(&b, packet, len);
	if (family == AF_INET && take_ip4(&b, &out->from, &own) != IPPROTO_ICMP)
		return -1;
	out->kind = kind_of(family, bytes_u8(&b));
	out->code = bytes_u8(&b);
	bytes_be16(&b);
	if (out->kind == PROBE_ICMP_REPLY) {
		take_reply(&b, out);
	} else if (out->kind != PROBE_ICMP_OTHER) {
		bytes_be32(&b);
		if (take_quoted(&b, family, out) == -1)
			return -1;
	}
	return bytes_ok(&b) ? 0 : -1;
}

bool
probe_icmp_is_for(const struct probe_icmp *i, const struct probe *p,
    const struct ipnet *to, uint16_t sport, uint16_t dport)
{
	bool echo = p->kind == PROBE_ICMP;

	if (i->kind == PROBE_ICMP_OTHER)
		return false;
	if (i->kind == PROBE_ICMP_REPLY)
		return echo && i->id == p->id && i->seq == p->seq &&
		    memcmp(i->nonce, p->nonce, PROBE_NONCE) == 0;
	if (i->udp == echo || !ipnet_equal(&i->to, to))
		return false;
	return echo ? i->id == p->id && i->seq == p->seq
		    : i->sport == sport && i->dport == dport;
}

const char *
probe_unreach_text(int family, uint8_t code)
{
	static const char *const v4[] = { "network unreachable",
		"host unreachable", "protocol unreachable", "port unreachable",
		"fragmentation needed", "source route failed",
		"network unknown", "host unknown", "source host isolated",
		"network prohibited", "host prohibited",
		"network unreachable for this service",
		"host unreachable for this service", "prohibited by a filter",
		"host precedence violation", "precedence cutoff" };
	static const char *const v6[] = { "no route", "prohibited by a filter",
		"beyond the scope of the source", "address unreachable",
		"port unreachable", "source refused by policy",
		"route refused" };

	if (family == AF_INET && code < sizeof(v4) / sizeof(v4[0]))
		return v4[code];
	if (family == AF_INET6 && code < sizeof(v6) / sizeof(v6[0]))
		return v6[code];
	return "unreachable";
}
