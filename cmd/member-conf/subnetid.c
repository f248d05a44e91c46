#include "subnetid.h"

#define FNV_BASIS 2166136261u
#define FNV_PRIME 16777619u

#define BITS 30

uint32_t
subnetid_of(const struct ipnet *prefix)
{
	char text[IPNET_STRLEN];
	uint32_t h = FNV_BASIS;

	ipnet_prefix_str(prefix, text);
	for (const char *p = text; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * FNV_PRIME;
	return (UINT32_C(1) << BITS) +
	    ((h >> BITS) ^ (h & ((UINT32_C(1) << BITS) - 1)));
}
