#include <string.h>

#include "fuzz.h"
#include "ikefrag.h"

#define PEERS 3

/*
 * Eight octets say what comes: which of few peers, which fragment; then so
 * many octets of payload.
 */
static size_t
packet(struct ikefrag *k, const uint8_t *p, size_t size, int64_t *now)
{
	static const uint16_t ports[] = { 500, 4500, 53, 1024 };
	size_t len = p[7] < size - 8 ? p[7] : size - 8;
	struct decap d = { .has_id = true,
		.id = p[1],
		.more = p[0] & 1,
		.at = (uint32_t)p[2] * 8,
		.ip_len = p[3],
		.sport = ports[p[0] >> 2 & 3],
		.dport = ports[p[0] >> 4 & 3],
		.udp_len = len,
		.payload = p + 8,
		.len = len };

	d.src.octets[15] = p[4] & 3;
	d.dst.octets[15] = p[5] & 3;
	*now += (int64_t)p[6] * 30000000;
	if (p[0] & 2)
		ikefrag_fragment(k, *now, &d);
	else
		ikefrag_datagram(k, *now, &d);
	return 8 + len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ikefrag *k = ikefrag_new(PEERS);
	int64_t now = 0;

	assert(k);
	while (size >= 8) {
		size_t n = packet(k, data, size, &now);

		data += n;
		size -= n;
	}
	ikefrag_end(k, now + 6000000000);
	assert(ikefrag_count(k) <= PEERS);
	for (size_t i = 0; i < ikefrag_count(k); i++) {
		const struct ikefrag_peers *p = ikefrag_peers(k, i);

		assert(p->messages > 0 && p->first_ns <= p->last_ns);
		assert(p->auth <= p->messages && p->repeated < p->messages);
		assert(p->fragmented <= p->messages);
		assert(p->incomplete <= p->fragmented);
	}
	ikefrag_free(k);
	return 0;
}
