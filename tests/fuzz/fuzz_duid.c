#include <string.h>

#include "duid.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct duid d;
	struct why why = { "" };
	char text[DUID_LINK_LOCAL_SIZE];

	if (duid_parse(data, size, &d, &why) == -1) {
		assert(why.text[0] != '\0');
		return 0;
	}
	assert(d.id_len > 0 && d.id + d.id_len == data + size);
	assert(!d.has_mac || d.id_len == 6);
	if (d.type == DUID_LLT) {
		duid_time(&d, text);
		assert(strlen(text) == DUID_TIME_SIZE - 1);
	}
	if (d.type == DUID_UUID) {
		duid_uuid(&d, text);
		assert(strlen(text) == DUID_UUID_SIZE - 1);
	}
	duid_link_local(&d.mac, text);
	return 0;
}
