#include <string.h>

#include "keadoc.h"

/* The hook of this name, when it is loaded. */
static const json_t *
find_hook(const struct keadoc *doc, const char *name)
{
	const json_t *list = json_object_get(doc->body, "hooks-libraries");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *hook = json_array_get(list, i);
		const char *path =
		    json_string_value(json_object_get(hook, "library"));
		const char *slash = path ? strrchr(path, '/') : NULL;

		if (path && strstr(slash ? slash : path, name))
			return hook;
	}
	return NULL;
}

/* Does the expression give option 18 of a relay, and nothing else? */
static bool
is_interface_id(const char *text)
{
	static const char *const options[] = { "option[18].hex",
		"option[interface-id].hex" };
	char bare[64];
	size_t n = 0, front = strlen("relay6[");

	for (const char *p = text; *p != '\0'; p++)
		if (*p != ' ' && *p != '\t' && *p != '\n') {
			if (n + 1 == sizeof(bare))
				return false;
			bare[n++] = *p;
		}
	bare[n] = '\0';
	if (strncmp(bare, "relay6[", front) != 0)
		return false;
	front += strspn(bare + front, "-0123456789");
	if (strncmp(bare + front, "].", 2) != 0)
		return false;
	return strcmp(bare + front + 2, options[0]) == 0 ||
	    strcmp(bare + front + 2, options[1]) == 0;
}

bool
keadoc_by_interface(const struct keadoc *doc, struct why *why)
{
	const json_t *hook = find_hook(doc, "libdhcp_flex_id");
	const char *text = json_string_value(json_object_get(
	    json_object_get(hook, "parameters"), "identifier-expression"));

	if (!hook)
		why_set(why,
		    "hooks-libraries: want libdhcp_flex_id (Kea 3.0) to go "
		    "by interface-id, have none");
	else if (!text || !is_interface_id(text))
		why_set(why,
		    "libdhcp_flex_id: want the identifier-expression "
		    "relay6[0].option[18].hex, have %s",
		    text ? text : "none");
	else if (!doc->id_types[HOST_FLEX_ID])
		why_set(why,
		    "host-reservation-identifiers: want flex-id, have none");
	else
		return true;
	return false;
}
