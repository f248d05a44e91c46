#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "mask.h"
#include "vis.h"

static uint8_t
masked(uint8_t c, bool text)
{
	bool tells = !text || c >= 0x80 || (c >= '0' && c <= '9') ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

	return tells ? '*' : c;
}

void
mask_octets(uint8_t *dst, const uint8_t *p, size_t len)
{
	bool text = vis_is_text(p, len);

	for (size_t i = 0; i < len; i++)
		dst[i] = masked(p[i], text);
}

void
mask_write(FILE *fp, const uint8_t *p, size_t len)
{
	bool text = vis_is_text(p, len);
	uint8_t c;

	for (size_t i = 0; i < len; i++) {
		c = masked(p[i], text);
		vis_write(fp, &c, 1);
	}
}

/* Of octets that are a number or an address, also a blank or a dash tells. */
static void
mask_field(uint8_t *dst, const struct lineid_field *f, bool text)
{
	if (text || f->type == LINEID_SPAN)
		mask_octets(dst, f->p, f->len);
	else
		memset(dst, '*', f->len);
}

void
mask_line(uint8_t *dst, const uint8_t *p, size_t len, const struct lineid *line)
{
	bool text = vis_is_text(p, len);

	if (lineid_is_opaque(line)) {
		mask_octets(dst, p, len);
		return;
	}
	memcpy(dst, p, len);
	for (size_t i = 0; i < line->count; i++) {
		const struct lineid_field *f = &line->field[i];

		if (lineid_is_private(f->key) && f->len > 0)
			mask_field(dst + (f->p - p), f, text);
	}
}

const char *
mask_mac(const struct hwaddr *mac, char buf[HWADDR_STRLEN])
{
	snprintf(buf, HWADDR_STRLEN, "%02x:%02x:%02x:**:**:**", mac->octet[0],
	    mac->octet[1], mac->octet[2]);
	return buf;
}
