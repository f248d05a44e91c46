#include <net/if.h>
#include <string.h>

#include "fuzz.h"
#include "rtroute.h"

/* What was read is whole, whatever else the message holds. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[IPNET_STRLEN];
	struct rtroute r;
	struct why why;

	if (rtroute_parse(data, size, &r, &why) == -1) {
		assert(why.text[0] != '\0');
		return 0;
	}
	assert(r.family == AF_INET || r.family == AF_INET6);
	assert(r.dst.family == r.family);
	assert(r.dst.len <= ipnet_maxlen(r.family));
	assert(strlen(ipnet_str(&r.dst, text)) < sizeof(text));
	if (r.gateway.family != AF_UNSPEC) {
		assert(r.gateway.len == ipnet_maxlen(r.gateway.family));
		assert(strlen(ipnet_str(&r.gateway, text)) < sizeof(text));
	}
	assert(rtroute_type_name(r.type)[0] != '\0');
	return 0;
}
