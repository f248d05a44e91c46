#include <string.h>

#include "decap.h"
#include "fuzz.h"

static void
check(const uint8_t *p, size_t len, const struct decap *d)
{
	if (d->len == 0)
		return;
	assert(d->payload >= p && d->payload + d->len <= p + len);
	assert(d->len <= d->udp_len);
}

/* The first octet picks the link layer. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int links[] = { 1, 0, 9, 12, 14, 50, 51, 101, 108, 113,
		228, 229, 276, 105 };
	struct decap d, shorter;
	char text[IPNET_STRLEN];
	int link;

	if (size == 0)
		return 0;
	link = links[data[0] % (sizeof(links) / sizeof(links[0]))];
	data++;
	size--;
	if (decap(link, data, size, &d) != DECAP_UDP)
		return 0;
	check(data, size, &d);
	assert(decap_knows(link));
	assert(*decap_str(&d.src, text) && *decap_str(&d.dst, text));
	/* With less of it captured, it is no other datagram. */
	if (size > 0 && decap(link, data, size - 1, &shorter) == DECAP_UDP) {
		check(data, size - 1, &shorter);
		assert(shorter.sport == d.sport && shorter.dport == d.dport);
		assert(memcmp(&shorter.src, &d.src, sizeof(d.src)) == 0);
		assert(shorter.udp_len == d.udp_len && shorter.len <= d.len);
	}
	return 0;
}
