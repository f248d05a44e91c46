/* What stands in the file and not in config-get's answer. */
#include <stdio.h>

#include "lint.h"

static void
lint_mode(const json_t *scope, const char *where, struct findings *f)
{
	const json_t *mode = json_object_get(scope, "reservation-mode");
	const char *text = json_string_value(mode);
	char path[LINT_PATH_MAX];

	if (!mode)
		return;
	snprintf(path, sizeof(path), "%s%sreservation-mode", where,
	    where[0] != '\0' ? "." : "");
	finding_add(f, FIND_RESERVATION_MODE, path,
	    "want what every version takes, have \"%s\": Kea does not start "
	    "with it from 2.6 on",
	    text ? text : "");
}

static void
lint_file_subnets(const json_t *scope, int family, struct findings *f)
{
	const char *key = keadoc_subnets(family);
	const json_t *list = json_object_get(scope, key);
	char where[LINT_PATH_MAX - 32];

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *s = json_array_get(list, i);
		const char *net =
		    json_string_value(json_object_get(s, "subnet"));

		snprintf(where, sizeof(where), "%s[%s]", key, net ? net : "");
		lint_mode(s, where, f);
		if (!json_object_get(s, "id"))
			finding_add(f, FIND_SUBNET_ID, where,
			    "want an id, have none: Kea does not start "
			    "without from 2.6 on, and before it numbers "
			    "leases anew when a subnet comes or goes");
	}
}

void
lint_file(const json_t *body, int family, struct findings *f)
{
	const json_t *networks = json_object_get(body, "shared-networks");
	char where[LINT_PATH_MAX - 32];

	lint_mode(body, "", f);
	lint_file_subnets(body, family, f);
	for (size_t i = 0; i < json_array_size(networks); i++) {
		const json_t *n = json_array_get(networks, i);
		const char *name =
		    json_string_value(json_object_get(n, "name"));

		snprintf(where, sizeof(where), "shared-networks[%s]",
		    name ? name : "");
		lint_mode(n, where, f);
		lint_file_subnets(n, family, f);
	}
}
