/* Sources: lib/jsonslice.c */
/*
 * Texts with a list in them: element by element they are just what jansson
 * makes of the whole.
 */
#include <jansson.h>

#include "fuzz.h"
#include "jsonslice.h"

#define FLAGS (JSON_DECODE_ANY | JSON_ALLOW_NUL)

static const char *const path[] = { "arguments", "Dhcp4", "reservations",
	NULL };

/* All elements, or null when one is no JSON. */
static json_t *
parse_each(struct jsonslice list)
{
	json_t *all = json_array(), *one;
	struct jsonslice e;

	while (jsonslice_next(&list, &e)) {
		assert(e.p + e.len <= list.p && list.len > 0);
		one = json_loadb(e.p, e.len, FLAGS, NULL);
		if (!one) {
			json_decref(all);
			return NULL;
		}
		json_array_append_new(all, one);
	}
	return all;
}

/* Where the list was left out. */
static json_t *
holder(json_t *root)
{
	json_t *at = json_is_array(root) ? json_array_get(root, 0) : root;

	for (size_t i = 0; path[i + 1]; i++)
		at = json_object_get(at, path[i]);
	assert(json_is_array(json_object_get(at, "reservations")));
	return at;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	json_t *whole = json_loadb(text, size, FLAGS, NULL), *rest, *all;
	struct jsonslice list;

	rest = jsonslice_load(text, size, path, FLAGS, &list, NULL);
	if (!list.p) {
		assert(json_equal(whole, rest) || (!whole && !rest));
	} else {
		all = parse_each(list);
		assert(rest && !whole == !all);
		if (all)
			json_object_set_new(holder(rest), "reservations", all);
		assert(!all || json_equal(whole, rest));
	}
	json_decref(rest);
	json_decref(whole);
	return 0;
}
