#include <string.h>

#include "fuzz.h"
#include "hwaddr.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data, *realm;
	struct hwaddr a, again;
	char buf[HWADDR_STRLEN];
	struct why why;
	size_t len;

	if (hwaddr_parse_user(s, size, &a, &realm, &len, &why) == -1) {
		assert(hwaddr_parse(s, size, &a, NULL) == -1);
		assert(strlen(why.text) < sizeof(why.text));
		return 0;
	}
	assert(realm ? realm + len == s + size && realm[-1] == '@' : len == 0);
	hwaddr_str(&a, buf);
	assert(strlen(buf) == HWADDR_STRLEN - 1);
	assert(hwaddr_parse(buf, strlen(buf), &again, NULL) == 0);
	assert(memcmp(&a, &again, sizeof(a)) == 0);
	return 0;
}
