#include <err.h>
#include <string.h>

#include "capwrite.h"

#define FRAME_MAX 70000

struct frame {
	uint8_t p[FRAME_MAX];
	size_t len;
};

/* What stands before IP: "type" marks where an EtherType goes. */
static const struct {
	const char *name;
	uint32_t linktype;
	const char *head; /* hex; t: EtherType, p: PPP's number, n, N: AF */
} links[] = {
	{ "ethernet", 1, "020000000001020000000002t" },
	{ "vlan", 1, "0200000000010200000000028100000at" },
	{ "qinq", 1, "02000000000102000000000288a8000a81000014t" },
	{ "pppoe", 1, "020000000001020000000002886411000001004ep" },
	{ "mpls", 1, "020000000001020000000002884700010040000201ff" },
	{ "raw", 101, "" }, { "rawbsd", 12, "" }, { "ipv4", 228, "" },
	{ "ipv6", 229, "" }, { "sll", 113, "00000001000602000000000200 00t" },
	{ "sll2", 276, "t0000000000020001000602000000000200 00" },
	{ "null", 0, "n" }, { "loop", 108, "N" }, { "ppp", 9, "ff03p" },
	{ "ppp-bare", 9, "p" }, { "wifi", 105, "t" }, /* that nobody reads */
};

static void
put(struct frame *f, const void *p, size_t len)
{
	if (len > sizeof(f->p) - f->len)
		errx(2, "a frame of more than %d octets", FRAME_MAX);
	memcpy(f->p + f->len, p, len);
	f->len += len;
}

static void
put8(struct frame *f, unsigned v)
{
	uint8_t c = (uint8_t)v;

	put(f, &c, 1);
}

static void
put16(struct frame *f, unsigned v)
{
	put8(f, v >> 8);
	put8(f, v & 0xff);
}

static size_t
find_link(const char *name)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (strcmp(links[i].name, name) == 0)
			return i;
	errx(2, "no link layer %s", name);
}

static void
put_family(struct frame *f, char order, bool v4)
{
	unsigned family = v4 ? 2 : 30;

	if (order == 'N') {
		put16(f, 0);
		put16(f, family);
	} else {
		put16(f, family << 8);
		put16(f, 0);
	}
}

static void
put_link(struct frame *f, const char *name, bool v4)
{
	const char *s = links[find_link(name)].head;
	unsigned octet;

	while (*s)
		switch (*s) {
		case 't':
			put16(f, v4 ? 0x0800 : 0x86dd);
			s++;
			break;
		case 'p':
			put16(f, v4 ? 0x21 : 0x57);
			s++;
			break;
		case 'n':
		case 'N':
			put_family(f, *s++, v4);
			break;
		case ' ':
			s++;
			break;
		default:
			if (sscanf(s, "%2x", &octet) != 1)
				errx(2, "%s: bad table", name);
			put8(f, octet);
			s += 2;
		}
}

/* A piece of what IP carries. */
struct piece {
	const uint8_t *p;
	size_t len;
	size_t at;
	bool more;
};

static void
put_v4(struct frame *f, const struct capwrite_udp *u, const struct piece *piece)
{
	size_t head = 20 + 4 * u->extensions;

	put8(f, 0x40 | (unsigned)(head / 4));
	put8(f, 0);
	put16(f, (unsigned)(head + piece->len));
	put16(f, u->id);
	put16(f, (piece->more ? 0x2000U : 0) | (unsigned)(piece->at / 8));
	put8(f, u->ttl);
	put8(f, 17);
	put16(f, 0);
	put(f, u->src.addr, 4);
	put(f, u->dst.addr, 4);
	for (unsigned i = 0; i < 4 * u->extensions; i++)
		put8(f, 1); /* no operation */
}

static void
put_v6(struct frame *f, const struct capwrite_udp *u, const struct piece *piece)
{
	bool cut = piece->more || piece->at > 0;
	unsigned count = u->extensions + cut;

	put16(f, 0x6000);
	put16(f, 0);
	put16(f, (unsigned)(piece->len + 8 * count));
	put8(f, u->extensions ? 60 : cut ? 44 : 17);
	put8(f, u->ttl);
	put(f, u->src.addr, 16);
	put(f, u->dst.addr, 16);
	for (unsigned i = 1; i <= u->extensions; i++) {
		put8(f, i < u->extensions ? 60 : cut ? 44 : 17);
		put(f, "\0\1\4\0\0\0\0", 7);
	}
	if (!cut)
		return;
	put16(f, 17 << 8);
	put16(f, (unsigned)piece->at | piece->more);
	put16(f, 0);
	put16(f, u->id);
}

static void
write32(const struct capwrite *c, uint32_t v)
{
	if (c->swapped)
		v = __builtin_bswap32(v);
	if (fwrite(&v, sizeof(v), 1, c->fp) != 1)
		err(2, "write");
}

void
capwrite_begin(const struct capwrite *c)
{
	write32(c, c->nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
	write32(c, c->swapped ? 0x00020004 : 0x00040002);
	write32(c, 0);
	write32(c, 0);
	write32(c, 262144);
	write32(c, links[find_link(c->link)].linktype);
}

static void
write_frame(const struct capwrite *c, int64_t ns, const struct frame *f)
{
	size_t len = f->len;

	if (c->snaplen > 0 && len > c->snaplen)
		len = c->snaplen;
	write32(c, (uint32_t)(ns / 1000000000));
	write32(c, (uint32_t)(ns % 1000000000 / (c->nanoseconds ? 1 : 1000)));
	write32(c, (uint32_t)len);
	write32(c, (uint32_t)f->len);
	if (fwrite(f->p, len, 1, c->fp) != 1)
		err(2, "write");
}

void
capwrite_udp(const struct capwrite *c, const struct capwrite_udp *u)
{
	bool v4 = u->src.family == AF_INET;
	static struct frame udp, f;
	size_t max = 65535;
	int number = 1;

	udp.len = 0;
	put16(&udp, u->sport);
	put16(&udp, u->dport);
	put16(&udp, (unsigned)u->len + 8);
	put16(&udp, 0);
	put(&udp, u->payload, u->len);
	if (c->mtu > 0)
		max = (c->mtu - (v4 ? 20 : 48)) / 8 * 8;
	for (size_t at = 0; at < udp.len; at += max, number++) {
		size_t left = udp.len - at;
		struct piece piece = { udp.p + at, left > max ? max : left, at,
			left > max };

		if (u->only > 0 && u->only != number)
			continue;
		f.len = 0;
		put_link(&f, c->link, v4);
		if (v4)
			put_v4(&f, u, &piece);
		else
			put_v6(&f, u, &piece);
		put(&f, piece.p, piece.len);
		write_frame(c, u->ns, &f);
	}
}
