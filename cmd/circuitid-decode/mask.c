#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "mask.h"
#include "vis.h"

static bool
tells(uint8_t c)
{
	return !vis_is_plain(c) || (c >= '0' && c <= '9') ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

void
mask_octets(uint8_t *dst, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		dst[i] = tells(p[i]) ? '*' : p[i];
}

void
mask_line(uint8_t *dst, const uint8_t *p, size_t len, const struct lineid *line)
{
	if (lineid_is_opaque(line)) {
		mask_octets(dst, p, len);
		return;
	}
	memcpy(dst, p, len);
	for (size_t i = 0; i < line->count; i++) {
		const struct lineid_field *f = &line->field[i];

		if (lineid_is_private(f->key) && f->len > 0)
			mask_octets(dst + (f->p - p), f->p, f->len);
	}
}

const char *
mask_mac(const struct hwaddr *mac, char buf[HWADDR_STRLEN])
{
	snprintf(buf, HWADDR_STRLEN, "%02x:%02x:%02x:**:**:**", mac->octet[0],
	    mac->octet[1], mac->octet[2]);
	return buf;
}
