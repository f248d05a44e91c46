#include <string.h>

#include "fuzz.h"
#include "relayopt.h"

struct seen {
	const uint8_t *data;
	size_t size;
	int depth;
	size_t parts;
	size_t missing;
};

static void
check_part(void *arg, const struct relayopt_part *part)
{
	struct seen *s = arg;

	s->parts++;
	if (part->form == RELAYOPT_CLOSE) {
		assert(--s->depth >= 0);
		return;
	}
	assert(part->name[0] != '\0');
	assert(part->p >= s->data && part->head >= s->data);
	assert(part->p + part->len <= s->data + s->size);
	s->missing += part->missing;
	if (part->form == RELAYOPT_OPEN)
		assert(++s->depth <= 4);
	if (part->form == RELAYOPT_IPV4)
		assert(part->len == 4);
	if (part->form == RELAYOPT_MAC)
		assert(part->len == 6);
	if (part->form == RELAYOPT_WORD)
		assert(part->word);
	if (part->missing > 0)
		assert(
		    part->form == RELAYOPT_HEX || part->form == RELAYOPT_OPEN);
}

static void
check_walk(enum relayopt_kind kind, const uint8_t *data, size_t size)
{
	struct seen s = { .data = data, .size = size };
	struct why why = { "" };
	int rc = relayopt_walk(kind, data, size, check_part, &s, &why);

	assert(s.depth == 0);
	assert((rc == -1) == (why.text[0] != '\0'));
	assert(s.missing == 0 || rc == -1);
	/* An octet gives no more than a few parts. */
	assert(s.parts <= 8 * size + 8);
}

/* The first octet says which kind. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t joined[65536];
	const uint8_t *value;
	size_t len;

	if (size < 1 || size > sizeof(joined))
		return 0;
	check_walk((enum relayopt_kind)(data[0] % 3), data + 1, size - 1);
	relayopt_unwrap_82(data + 1, size - 1, joined, &value, &len, NULL);
	assert(len < size);
	relayopt_unwrap_16(37, data + 1, size - 1, &value, &len);
	assert(value >= data && value + len <= data + size);
	return 0;
}
