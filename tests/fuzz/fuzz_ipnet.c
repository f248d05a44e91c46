#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "ipnet.h"

/* What was read prints, and reads back as the same. */
static void
check(const struct ipnet *n)
{
	char buf[IPNET_STRLEN];
	struct ipnet again;

	ipnet_str(n, buf);
	if (ipnet_is_addr(n))
		assert(ipnet_parse_addr(buf, n->family, &again, NULL) == 0);
	else
		assert(ipnet_parse_prefix(buf, n->family, &again, NULL) == 0);
	assert(ipnet_equal(n, &again) && ipnet_cmp(n, &again) == 0);
	assert(ipnet_contains(n, &again) && ipnet_overlap(&again, n));
	assert(n->len <= ipnet_maxlen(n->family));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int families[] = { AF_UNSPEC, AF_INET, AF_INET6 };
	char *s = strndup((const char *)data, size);
	struct ipnet n;
	struct why why;

	assert(s);
	for (size_t i = 0; i < 3; i++) {
		if (ipnet_parse_addr(s, families[i], &n, &why) == 0)
			check(&n);
		if (ipnet_parse_prefix(s, families[i], &n, &why) == 0)
			check(&n);
	}
	free(s);
	return 0;
}
