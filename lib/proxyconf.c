#include "proxyconf.h"

void
proxyconf_realm(FILE *fp, const char *realm)
{
	fprintf(
	    fp, "realm %s {\n\tauth_pool = %s\n\tnostrip\n}\n", realm, realm);
}
