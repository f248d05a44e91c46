#include <string.h>

#include "fuzz.h"
#include "idglob.h"

/* The obvious matcher, slow and right. */
static bool
plain_match(const uint16_t *sym, size_t n, const uint8_t *id, size_t len)
{
	if (n == 0)
		return len == 0;
	if (sym[0] == IDGLOB_RUN)
		return plain_match(sym + 1, n - 1, id, len) ||
		    (len > 0 && plain_match(sym, n, id + 1, len - 1));
	return len > 0 && (sym[0] == IDGLOB_ONE || sym[0] == id[0]) &&
	    plain_match(sym + 1, n - 1, id + 1, len - 1);
}

/* PATTERN NUL PATTERN NUL IDENTIFIER, each short. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *first = memchr(data, '\0', size), *second;
	struct idglob a, b;
	struct why why = { "" };
	const uint8_t *id;
	size_t len;
	bool in_a, in_b;

	if (!first)
		return 0;
	second = memchr(first + 1, '\0', size - (size_t)(first + 1 - data));
	if (!second)
		return 0;
	id = second + 1;
	len = size - (size_t)(id - data);
	if (idglob_compile((const char *)data, &a, &why) == -1 ||
	    idglob_compile((const char *)first + 1, &b, &why) == -1) {
		assert(why.text[0] != '\0');
		return 0;
	}
	in_a = idglob_match(&a, id, len);
	in_b = idglob_match(&b, id, len);
	if (a.len <= 12 && len <= 24)
		assert(in_a == plain_match(a.sym, a.len, id, len));
	assert(!(in_a && in_b) || idglob_overlap(&a, &b));
	assert(idglob_overlap(&a, &b) == idglob_overlap(&b, &a));
	if (idglob_covers(&a, &b)) {
		assert(!in_b || in_a);
		assert(b.literals >= a.literals);
		assert(idglob_overlap(&a, &b));
	}
	return 0;
}
