#include <string.h>

#include "fuzz.h"
#include "lineid.h"
#include "vis.h"

static void
check_field(const struct lineid_field *f, const uint8_t *data, size_t size)
{
	char buf[LINEID_VALUE_SIZE];
	const char *value;
	size_t len;

	assert(lineid_key_name(f->key));
	value = lineid_value(f, buf, &len);
	assert(len == 0 || vis_is_text(value, len));
	if (f->type == LINEID_ABSENT) {
		assert(!f->p && len == 0);
		return;
	}
	assert(f->p >= data && f->len <= size);
	assert((size_t)(f->p - data) <= size - f->len);
	if (f->type == LINEID_OCTETS)
		assert(f->len == 6);
	if (f->type == LINEID_ADDRESS)
		assert(f->len == 4);
}

static void
check_line(const uint8_t *data, size_t size, const struct lineid_how *how)
{
	struct lineid line;

	lineid_parse_as(data, size, how, &line);
	assert(line.layout && line.count <= LINEID_MAX_FIELDS);
	assert(lineid_is_opaque(&line) == !line.layout->confidence);
	for (size_t i = 0; i < line.count; i++) {
		check_field(&line.field[i], data, size);
		for (size_t k = 0; k < i; k++)
			assert(line.field[k].key != line.field[i].key);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lineid line;

	for (int i = 0; i < 12; i++) {
		struct lineid_how how = {
			.mac_spelling = i & 1,
			.remote_id = i & 2,
			.profile = (enum lineid_profile)(i / 4),
		};

		check_line(data, size, &how);
	}
	/* What proves itself as binary is never opaque. */
	if (lineid_is_binary(data, size) && !vis_is_text(data, size)) {
		lineid_parse(data, size, false, &line);
		assert(!lineid_is_opaque(&line));
	}
	return 0;
}
