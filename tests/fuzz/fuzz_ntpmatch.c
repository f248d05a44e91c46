#include <string.h>

#include "bytes.h"
#include "fuzz.h"
#include "ntpmatch.h"

/* Small: everything overflows soon. */
static const struct ntpmatch_limits limits = { .timeout_ns = 2000000000,
	.pairs = 5,
	.log = 40,
	.waiting = 16,
	.seed = 7 };

static void
check_pairs(const struct ntpmatch *m, const struct ntpmatch_totals *t)
{
	uint64_t requests = t->gone_requests;

	assert(ntpmatch_pairs(m) <= limits.pairs);
	for (size_t i = 0; i < ntpmatch_pairs(m); i++) {
		const struct ntpmatch_pair *p = ntpmatch_pair(m, i);

		assert(p->answered + p->lost + p->unknown == p->requests);
		assert(p->flow.packets == p->requests);
		assert(p->unasked <= p->replies);
		requests += p->requests;
	}
	assert(requests == t->requests);
}

static void
check_log(const struct ntpmatch *m, const struct ntpmatch_totals *t)
{
	int64_t last = INT64_MIN;

	assert(ntpmatch_logged(m) <= limits.log);
	assert(ntpmatch_logged(m) + ntpmatch_forgotten(m) == t->requests);
	for (size_t i = 0; i < ntpmatch_logged(m); i++) {
		struct ntpmatch_request r = ntpmatch_request(m, i);

		assert(r.ns >= last);
		assert(r.pair == NTPMATCH_GONE || r.pair < ntpmatch_pairs(m));
		last = r.ns;
	}
}

/* Eight octets a packet: few addresses, ports and stamps, so that they meet. */
static void
packet(struct ntpmatch *m, const uint8_t *p, int64_t *now)
{
	static const char *const codes[] = { "RATE", "DENY", "RSTR", "STEP" };
	bool reply = p[0] & 1, zero = p[0] & 2;
	struct decap d = { .sport = 123,
		.dport = 123,
		.ttl = p[0] & 4 ? 63 : 64,
		.has_id = p[0] & 8,
		.id = p[1] & 7,
		.udp_len = p[0] & 16 ? 200 : 48,
		.len = 48 };
	struct ntppkt pkt = { .version = 4,
		.mode = reply ? NTPPKT_MODE_SERVER : NTPPKT_MODE_CLIENT,
		.stratum = p[0] & 32 ? 0 : 2,
		.refid = ntppkt_refid(codes[p[1] >> 6]),
		.origin = p[5] % 8,
		.receive = p[6] % 4,
		.transmit = zero ? 0 : p[7] % 8 };

	d.src.octets[15] = p[2] & 7;
	d.dst.octets[15] = p[3] & 7;
	/* Milliseconds forwards, or far either way. */
	if (p[0] & 64)
		*now += ((int64_t)p[4] - 128) * 100000000;
	else
		*now += (int64_t)p[4] * 1000000;
	assert(ntpmatch_packet(m, *now, &d,
		   reply ? NTPPKT_REPLY : NTPPKT_REQUEST, &pkt) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ntpmatch *m = ntpmatch_new(&limits);
	const struct ntpmatch_totals *t;
	int64_t now = 0;
	uint64_t n;

	assert(m);
	for (; size >= 8; data += 8, size -= 8)
		packet(m, data, &now);
	ntpmatch_round(m, &n);
	ntpmatch_end(m);
	t = ntpmatch_totals(m);
	assert(t->answered + t->lost + t->unknown == t->requests);
	check_pairs(m, t);
	check_log(m, t);
	ntpmatch_free(m);
	return 0;
}
