/* Hooks, and the settings that work only together with others. */
#include <stdio.h>
#include <string.h>

#include "lint.h"

/* The hook of this name with its place in the list, or null. */
static const json_t *
find_hook(const struct lint_kea *k, const char *name, char path[LINT_PATH_MAX])
{
	const json_t *list = json_object_get(k->doc->body, "hooks-libraries");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *hook = json_array_get(list, i);
		const char *file =
		    json_string_value(json_object_get(hook, "library"));
		const char *slash = file ? strrchr(file, '/') : NULL;

		if (!file || strcmp(slash ? slash + 1 : file, name) != 0)
			continue;
		snprintf(path, LINT_PATH_MAX, "hooks-libraries[%zu]", i);
		return hook;
	}
	return NULL;
}

static void
lint_ha(const struct lint_kea *k)
{
	char path[LINT_PATH_MAX];

	if (k->reloads && find_hook(k, "libdhcp_ha.so", path))
		finding_add(k->f, FIND_HA, path,
		    "want none with this back-end, have libdhcp_ha: each "
		    "commit takes it back to WAITING, without service for "
		    "seconds");
}

/* Renewals go to the server itself, and many BNGs do not see them. */
static void
lint_flex_id(const struct lint_kea *k)
{
	char path[LINT_PATH_MAX];
	const json_t *hook = find_hook(k, "libdhcp_flex_id.so", path);
	const json_t *parameters = json_object_get(hook, "parameters");

	if (k->doc->family == AF_INET &&
	    json_is_true(json_object_get(parameters, "replace-client-id")))
		finding_add(k->f, FIND_REPLACE_CLIENT_ID, path,
		    "have replace-client-id: a router that sends a client-id "
		    "and renews without option 82 gets a NAK");
}

static void
lint_radius(const struct lint_kea *k)
{
	char path[LINT_PATH_MAX];

	if (find_hook(k, "libdhcp_radius.so", path))
		finding_add(k->f, FIND_RADIUS_HOOK, path,
		    "have libdhcp_radius beside reservations: a reservation "
		    "wins over its answer, and the class of a Framed-Pool is "
		    "gone from the second packet on");
}

static bool
is_extended(const struct lint_kea *k, const struct keadoc_subnet *s)
{
	const json_t *scopes[] = { s->raw, s->network, k->doc->body };

	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		const json_t *v =
		    json_object_get(scopes[i], "store-extended-info");

		if (json_is_boolean(v))
			return json_is_true(v);
	}
	return false;
}

static void
lint_stash(const struct lint_kea *k)
{
	char path[LINT_PATH_MAX];

	if (!json_is_true(json_object_get(k->doc->body, "stash-agent-options")))
		return;
	for (size_t i = 0; i < k->doc->subnet_count; i++) {
		const struct keadoc_subnet *s = &k->doc->subnets[i];

		if (!is_extended(k, s))
			finding_add(k->f, FIND_STASH, lint_subnet_path(s, path),
			    "want store-extended-info for stash-agent-options "
			    "to have something to look at, have false: a "
			    "renewal without option 82 gets no answer");
	}
}

void
lint_hooks(const struct lint_kea *k)
{
	lint_ha(k);
	lint_flex_id(k);
	lint_radius(k);
	lint_stash(k);
}
