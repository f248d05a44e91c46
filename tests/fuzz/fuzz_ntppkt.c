#include <string.h>

#include "fuzz.h"
#include "ntppkt.h"
#include "vis.h"

/* The payload of a datagram. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char look[NTPPKT_LOOK_STRLEN], code[5];
	struct ntppkt_look l;
	enum ntppkt_kind kind;
	struct ntppkt pkt;
	uint8_t again[NTPPKT_LEN];

	kind = ntppkt_parse(data, size, &pkt);
	if (kind == NTPPKT_BAD || kind == NTPPKT_CONTROL ||
	    kind == NTPPKT_PRIVATE)
		return 0;
	assert(size >= NTPPKT_LEN);
	ntppkt_write(&pkt, again);
	assert(memcmp(again, data, sizeof(again)) == 0);
	assert((kind == NTPPKT_REQUEST) == (pkt.mode == NTPPKT_MODE_CLIENT));
	if (ntppkt_kod(&pkt) != NTPPKT_KOD_NONE)
		assert(kind == NTPPKT_REPLY && pkt.stratum == 0);
	ntppkt_code(pkt.refid, code);
	for (size_t i = 0; i < 4; i++)
		assert(vis_is_plain((unsigned char)code[i]));
	ntppkt_look(&pkt, NTPPKT_PORT, size, &l);
	ntppkt_look_str(&l, look);
	assert(strlen(look) < sizeof(look) - 1);
	return 0;
}
