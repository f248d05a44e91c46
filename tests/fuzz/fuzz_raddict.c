#include <string.h>

#include "fuzz.h"
#include "raddict.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct radattr a = { 6527, 99, data, 0 };
	char label[RADDICT_LABEL_SIZE];
	struct why why = { "" };
	struct raddict *d = raddict_parse((const char *)data, size, "f", &why);
	size_t len;

	if (!d) {
		assert(why.text[0] != '\0');
		return 0;
	}
	assert(raddict_text(d, &len)[size] == '\0' && len == size);
	assert(strlen(raddict_label(d, &a, label)) < RADDICT_LABEL_SIZE);
	raddict_free(d);
	return 0;
}
