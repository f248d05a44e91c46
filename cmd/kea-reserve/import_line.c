#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "import_line.h"
#include "jsonload.h"

static const char *const names[IMPORT_FIELDS] = {
	[IMPORT_CIRCUIT_ID] = "circuit-id",
	[IMPORT_MAC] = "mac",
	[IMPORT_IP4] = "ip4",
	[IMPORT_IP6] = "ip6",
	[IMPORT_PREFIX] = "prefix",
	[IMPORT_MEMBER] = "member",
};

const char *
import_field_name(enum import_field field)
{
	return names[field];
}

static int
field_of(const char *key)
{
	for (int i = 0; i < IMPORT_FIELDS; i++)
		if (strcmp(key, names[i]) == 0)
			return i;
	return -1;
}

/* What --list says of a reservation that an import does not need. */
static bool
is_of_list(const char *key)
{
	static const char *const whole[] = { "type", "family", "text",
		"client-class", "forgotten", "since", "by", "seen",
		"v6-identifier" };
	static const char *const front[] = { "at-", "since-", "why-" };

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (strcmp(key, whole[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(front) / sizeof(front[0]); i++)
		if (strncmp(key, front[i], strlen(front[i])) == 0)
			return true;
	return false;
}

/* Of --list, about something else than a reservation that stands. */
static bool
is_passed(const json_t *root)
{
	const json_t *type = json_object_get(root, "type");

	if (json_is_true(json_object_get(root, "forgotten")))
		return true;
	return json_is_string(type) &&
	    (strcmp(json_string_value(type), "endpoint") == 0 ||
		strcmp(json_string_value(type), "renumbered") == 0 ||
		strcmp(json_string_value(type), "target") == 0);
}

static int
take(struct import_line *out, const char *key, const json_t *value,
    struct why *why)
{
	int field = field_of(key);

	if (field == -1)
		return is_of_list(key)
		    ? 0
		    : why_set(why,
			  "%s: want circuit-id, mac, ip4, ip6, prefix or "
			  "member, have an unknown member",
			  key);
	if (json_is_null(value))
		return 0;
	if (!json_is_string(value))
		return why_set(why,
		    "%s: want a string, have another kind of "
		    "value",
		    key);
	if (json_string_length(value) == 0)
		return 0;
	out->value[field] = strdup(json_string_value(value));
	return out->value[field] ? 0 : why_errno(why, "%s", key);
}

static int
take_all(struct import_line *out, json_t *root, struct why *why)
{
	const char *key;
	json_t *value;

	if (!json_is_object(root))
		return why_set(
		    why, "want a JSON object, have another kind of value");
	out->pass = is_passed(root);
	if (out->pass)
		return 0;
	json_object_foreach(root, key, value)
	{
		if (take(out, key, value, why) == -1)
			return -1;
	}
	return 0;
}

int
import_line_parse(
    const char *p, size_t len, struct import_line *out, struct why *why)
{
	json_error_t error;
	json_t *root =
	    jsonload(p, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	int rc;

	*out = (struct import_line){ 0 };
	if (!root && jsonload_no_memory(&error))
		return why_set(why, "out of memory");
	if (!root)
		return why_set(why, "want a JSON object, have: %s (column %d)",
		    error.text, error.column);
	rc = take_all(out, root, why);
	json_decref(root);
	return rc;
}

void
import_line_free(struct import_line *l)
{
	for (size_t i = 0; i < IMPORT_FIELDS; i++)
		free(l->value[i]);
	*l = (struct import_line){ 0 };
}
