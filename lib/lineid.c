#include "lineid.h"
#include "vis.h"

/*
 * Type, length, rest: 00 04 VLAN/module/port, 00 06 MAC, and both types with
 * text of any length.
 */
bool
lineid_is_binary(const uint8_t *p, size_t len)
{
	if (len < 3 || p[0] > 1 || p[1] != len - 2)
		return false;
	if (p[0] == 0 && (p[1] == 4 || p[1] == 6))
		return true;
	return vis_is_text(p + 2, len - 2);
}
