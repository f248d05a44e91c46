#include <strings.h>

#include "proxyconf.h"

bool
proxyconf_is_own(const char *realm)
{
	static const char *const own[] = { "DEFAULT", "LOCAL", "NULL" };
	bool is_own = false;

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		is_own |= strcasecmp(realm, own[i]) == 0;
	return is_own;
}

void
proxyconf_realm(FILE *fp, const char *realm)
{
	fprintf(
	    fp, "realm %s {\n\tauth_pool = %s\n\tnostrip\n}\n", realm, realm);
}
