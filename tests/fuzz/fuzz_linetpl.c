#include <string.h>

#include "fuzz.h"
#include "linetpl.h"

/* A template, a newline, a value. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct linetpl t;
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	char text[512];
	struct lineid line = { .count = 0 };
	struct why why = { "" };
	size_t len = end ? (size_t)(end - data) : size, at = 0;

	if (len >= sizeof(text))
		return 0;
	if (len > 0)
		memcpy(text, data, len);
	text[len] = '\0';
	if (linetpl_compile(&t, "x", text, &why, &at) == -1) {
		assert(why.text[0] != '\0' && at <= strlen(text));
		return 0;
	}
	assert(t.count <= LINETPL_MAX_PARTS);
	data += end ? len + 1 : len;
	size -= end ? len + 1 : len;
	if (!linetpl_match(&t, data, size, &line)) {
		assert(line.count == 0);
		return 0;
	}
	assert(line.count > 0 && line.count <= LINEID_MAX_FIELDS);
	for (size_t i = 0; i < line.count; i++) {
		const struct lineid_field *f = &line.field[i];

		assert(f->type == LINEID_ABSENT ||
		    (f->p >= data && f->p + f->len <= data + size));
	}
	return 0;
}
