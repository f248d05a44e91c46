#include <string.h>

#include "fuzz.h"
#include "md5.h"
#include "probepkt.h"

/* What the other side makes of the question, as the RFCs have it. */
static size_t
reply_to(const struct probe *p, uint8_t buf[2 * PROBE_MAX])
{
	uint8_t ask[PROBE_MAX], auth[MD5_LEN];
	size_t len = probe_build(p, ask);

	assert(len > 0 && len <= PROBE_MAX);
	assert(!probe_is_answer(p, ask, len)); /* nor is an echo of it */
	memcpy(buf, ask, len);
	switch (p->kind) {
	case PROBE_DNS:
		buf[2] |= 0x80;
		return len;
	case PROBE_NTP:
		buf[0] = 4 << 3 | 4;
		memmove(buf + 24, ask + 40, 8);
		return len;
	case PROBE_RADIUS:
		buf[0] = 2;
		md5((struct md5_part[]){ { buf, len },
			{ p->secret, strlen(p->secret) } },
		    2, auth);
		memcpy(buf + 4, auth, MD5_LEN);
		return len;
	default: /* IPv4 comes with its header */
		memset(buf, 0, 20);
		buf[0] = 0x45;
		buf[9] = 1;
		memcpy(buf + 20, ask, len);
		buf[20] = p->family == AF_INET ? 0 : 129;
		if (p->family == AF_INET)
			return 20 + len;
		memmove(buf, buf + 20, len);
		return len;
	}
}

/* Our own question's answer is one, and no other question's. */
static void
check_own(struct probe p)
{
	const struct ipnet to = { .family = p.family,
		.len = ipnet_maxlen(p.family) };
	uint8_t buf[2 * PROBE_MAX];
	size_t len = reply_to(&p, buf);
	struct probe_icmp i;

	if (p.kind != PROBE_ICMP) {
		assert(probe_is_answer(&p, buf, len));
		assert(!probe_is_answer(&p, buf, 11));
		p.nonce[0] ^= 1;
		assert(!probe_is_answer(&p, buf, len));
		return;
	}
	assert(probe_icmp_parse(p.family, buf, len, &i) == 0);
	assert(i.kind == PROBE_ICMP_REPLY);
	assert(probe_icmp_is_for(&i, &p, &to, 0, 0));
	assert(probe_icmp_parse(p.family, buf, len - 1, &i) == -1);
	p.seq++;
	assert(!probe_icmp_is_for(&i, &p, &to, 0, 0));
}

static void
check_icmp(struct probe *p, const uint8_t *data, size_t size)
{
	const struct ipnet to = { .family = AF_INET, .len = 32 };
	struct probe_icmp i;

	if (probe_icmp_parse(p->family, data, size, &i) == -1)
		return;
	if (i.kind == PROBE_ICMP_REPLY)
		assert(size >= 8 + PROBE_NONCE);
	if (i.kind == PROBE_ICMP_UNREACH)
		assert(*probe_unreach_text(p->family, i.code));
	p->id = i.id;
	p->seq = i.seq;
	memcpy(p->nonce, i.nonce, PROBE_NONCE);
	if (i.kind == PROBE_ICMP_REPLY)
		assert(probe_icmp_is_for(&i, p, &to, 0, 0) ==
		    (p->kind == PROBE_ICMP));
	if (i.kind == PROBE_ICMP_UNREACH || i.kind == PROBE_ICMP_EXPIRED) {
		bool own = i.udp == (p->kind != PROBE_ICMP);
		struct ipnet other = i.to;

		assert(
		    probe_icmp_is_for(&i, p, &i.to, i.sport, i.dport) == own);
		other.addr[0] ^= 1;
		assert(!probe_icmp_is_for(&i, p, &other, i.sport, i.dport));
	}
}

/* The first octet picks the family and the kind of probe. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct probe p = { .secret = "testing123" };

	if (size == 0)
		return 0;
	p.family = data[0] & 4 ? AF_INET6 : AF_INET;
	p.kind = (enum probe_kind)(data[0] & 3);
	check_icmp(&p, data + 1, size - 1);
	if (probe_is_answer(&p, data + 1, size - 1))
		assert(size - 1 >= 12 && p.kind != PROBE_ICMP);
	if (size > 1)
		memcpy(p.nonce, data + 1,
		    size - 1 < PROBE_NONCE ? size - 1 : PROBE_NONCE);
	check_own(p);
	return 0;
}
