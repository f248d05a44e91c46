#include "fuzz.h"
#include "lineid.h"
#include "vis.h"

static void
check_field(const struct lineid_field *f, const uint8_t *data, size_t size)
{
	assert(lineid_key_name(f->key));
	if (f->type != LINEID_SPAN && f->type != LINEID_OCTETS)
		return;
	assert(f->p >= data && f->len <= size);
	assert((size_t)(f->p - data) <= size - f->len);
	assert(
	    f->type == LINEID_OCTETS ? f->len == 6 : vis_is_text(f->p, f->len));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lineid line;

	for (int spelled = 0; spelled < 2; spelled++) {
		lineid_parse(data, size, spelled, &line);
		assert(line.layout && line.count <= LINEID_MAX_FIELDS);
		assert(lineid_is_opaque(&line) == !line.layout->confidence);
		for (size_t i = 0; i < line.count; i++) {
			check_field(&line.field[i], data, size);
			for (size_t k = 0; k < i; k++)
				assert(line.field[k].key != line.field[i].key);
		}
	}
	/* What proves itself as binary is never opaque. */
	if (lineid_is_binary(data, size) && !vis_is_text(data, size))
		assert(!lineid_is_opaque(&line));
	return 0;
}
