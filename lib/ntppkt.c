#include <stdbool.h>
#include <stdio.h>

#include "ntppkt.h"
#include "vis.h"

/* Versions there are, and the one that is being drafted. */
#define VERSION_MAX 5

/* What the shortest packets of ntpq and ntpdc have. */
#define CONTROL_LEN 12
#define PRIVATE_LEN 8

static uint32_t
be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static uint64_t
be64(const uint8_t *p)
{
	return (uint64_t)be32(p) << 32 | be32(p + 4);
}

static void
parse_header(const uint8_t h[NTPPKT_LEN], struct ntppkt *out)
{
	out->stratum = h[1];
	out->poll = (int8_t)h[2];
	out->precision = (int8_t)h[3];
	out->root_delay = be32(h + 4);
	out->root_dispersion = be32(h + 8);
	out->refid = be32(h + 12);
	out->reference = be64(h + 16);
	out->origin = be64(h + 24);
	out->receive = be64(h + 32);
	out->transmit = be64(h + 40);
}

enum ntppkt_kind
ntppkt_parse(const void *p, size_t len, struct ntppkt *out)
{
	const uint8_t *h = p;
	uint8_t first = len > 0 ? h[0] : 0;

	*out = (struct ntppkt){
		.leap = first >> 6, .version = first >> 3 & 7, .mode = first & 7
	};
	if (out->version < 1 || out->version > VERSION_MAX)
		return NTPPKT_BAD;
	if (out->mode == NTPPKT_MODE_CONTROL)
		return len >= CONTROL_LEN ? NTPPKT_CONTROL : NTPPKT_BAD;
	/* In ntpdc's, the leap bits say "response" and "more". */
	if (out->mode == NTPPKT_MODE_PRIVATE)
		return len >= PRIVATE_LEN ? NTPPKT_PRIVATE : NTPPKT_BAD;
	if (len < NTPPKT_LEN || out->mode == 0)
		return NTPPKT_BAD;
	parse_header(h, out);
	if (out->mode == NTPPKT_MODE_CLIENT)
		return NTPPKT_REQUEST;
	return out->mode == NTPPKT_MODE_SERVER ? NTPPKT_REPLY : NTPPKT_PEER;
}

/* Returns where the next goes. */
static uint8_t *
put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
	return p + 4;
}

static uint8_t *
put64(uint8_t *p, uint64_t v)
{
	return put32(put32(p, (uint32_t)(v >> 32)), (uint32_t)v);
}

void
ntppkt_write(const struct ntppkt *pkt, uint8_t out[NTPPKT_LEN])
{
	uint8_t *p = out;

	*p++ = (uint8_t)(pkt->leap << 6 | (pkt->version & 7) << 3 |
	    (pkt->mode & 7));
	*p++ = pkt->stratum;
	*p++ = (uint8_t)pkt->poll;
	*p++ = (uint8_t)pkt->precision;
	p = put32(p, pkt->root_delay);
	p = put32(p, pkt->root_dispersion);
	p = put32(p, pkt->refid);
	p = put64(p, pkt->reference);
	p = put64(p, pkt->origin);
	p = put64(p, pkt->receive);
	put64(p, pkt->transmit);
}

uint32_t
ntppkt_refid(const char *code)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 8 | (uint8_t)code[i];
	return v;
}

enum ntppkt_kod
ntppkt_kod(const struct ntppkt *pkt)
{
	if (pkt->mode != NTPPKT_MODE_SERVER || pkt->stratum != 0 ||
	    pkt->refid == 0)
		return NTPPKT_KOD_NONE;
	if (pkt->refid == ntppkt_refid("RATE"))
		return NTPPKT_KOD_RATE;
	if (pkt->refid == ntppkt_refid("DENY"))
		return NTPPKT_KOD_DENY;
	if (pkt->refid == ntppkt_refid("RSTR"))
		return NTPPKT_KOD_RSTR;
	return NTPPKT_KOD_OTHER;
}

const char *
ntppkt_code(uint32_t refid, char buf[5])
{
	for (int i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)(refid >> (24 - 8 * i));

		buf[i] = vis_is_plain(c) ? (char)c : '?';
	}
	buf[4] = '\0';
	return buf;
}

void
ntppkt_look(const struct ntppkt *pkt, uint16_t source_port, size_t len,
    struct ntppkt_look *out)
{
	*out = (struct ntppkt_look){ .version = pkt->version,
		.poll = pkt->poll,
		.precision = pkt->precision,
		.root_delay = pkt->root_delay };
	/* Beyond a stratum, the refid is the client's server: no look. */
	if (pkt->stratum == 0)
		out->refid = pkt->refid;
	if (source_port == NTPPKT_PORT)
		out->flags |= NTPPKT_LOOK_PORT_123;
	if (pkt->transmit == 0)
		out->flags |= NTPPKT_LOOK_NO_TRANSMIT;
	if (len > NTPPKT_LEN)
		out->flags |= NTPPKT_LOOK_LONG;
	if (pkt->reference != 0 || pkt->stratum != 0)
		out->flags |= NTPPKT_LOOK_CLOCK;
}

const char *
ntppkt_look_str(const struct ntppkt_look *look, char buf[NTPPKT_LOOK_STRLEN])
{
	char delay[32] = "";

	/* A delay that is no measurement says whose code this is. */
	if (look->root_delay != 0 && !(look->flags & NTPPKT_LOOK_CLOCK))
		snprintf(delay, sizeof(delay), " root delay %.4g",
		    look->root_delay / 65536.0);
	snprintf(buf, NTPPKT_LOOK_STRLEN, "v%u poll %d precision %d%s%s%s%s",
	    look->version, look->poll, look->precision, delay,
	    look->flags & NTPPKT_LOOK_PORT_123 ? " from port 123" : "",
	    look->flags & NTPPKT_LOOK_NO_TRANSMIT ? " no transmit time" : "",
	    look->flags & NTPPKT_LOOK_LONG ? " extended" : "");
	return buf;
}
