#include <string.h>

#include "fuzz.h"
#include "probepkt.h"

/* The first octet picks the family and the kind of probe. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct probe p = { .secret = "testing123" };
	struct ipnet to = { .family = AF_INET, .len = 32 };
	struct probe_icmp i;

	if (size == 0)
		return 0;
	p.family = data[0] & 4 ? AF_INET6 : AF_INET;
	p.kind = (enum probe_kind)(data[0] & 3);
	if (probe_icmp_parse(p.family, data + 1, size - 1, &i) == 0) {
		if (i.kind == PROBE_ICMP_REPLY)
			assert(size - 1 >= 8 + PROBE_NONCE);
		if (i.kind == PROBE_ICMP_UNREACH)
			assert(*probe_unreach_text(p.family, i.code));
		p.id = i.id;
		p.seq = i.seq;
		memcpy(p.nonce, i.nonce, PROBE_NONCE);
		if (i.kind == PROBE_ICMP_REPLY && p.kind == PROBE_ICMP)
			assert(probe_icmp_is_for(&i, &p, &to, 0, 0));
		probe_icmp_is_for(&i, &p, &i.to, i.sport, i.dport);
	}
	if (probe_is_answer(&p, data + 1, size - 1))
		assert(size - 1 >= 12 && p.kind != PROBE_ICMP);
	return 0;
}
