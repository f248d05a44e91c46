/* Control sockets that are open, and paths that a newer Kea refuses. */
#include <stdio.h>
#include <string.h>

#include "lint.h"

#define DATA_FOLDER "/var/lib/kea"

/* Is the file in the folder, or in the other spelling of it? */
static bool
is_under(const char *file, const char *folder)
{
	size_t len = strlen(folder);

	if (strncmp(file, "/var/run/", 9) == 0)
		file += 4;
	return strncmp(file, folder, len) == 0 && file[len] == '/';
}

static void
lint_place(const struct lint_kea *k, const char *path, const char *file,
    const char *folder)
{
	if (file && strchr(file, '/') && !is_under(file, folder))
		finding_add(k->f, FIND_NEWER_PATH, path,
		    "have %s, which Kea 3.0 refuses outside %s", file, folder);
}

static void
lint_hook_place(const struct lint_kea *k, const json_t *hook, size_t i)
{
	const char *file = json_string_value(json_object_get(hook, "library"));
	const char *slash = file ? strrchr(file, '/') : NULL;
	char path[LINT_PATH_MAX];

	snprintf(path, sizeof(path), "hooks-libraries[%zu].library", i);
	if (slash &&
	    (slash - file < 10 || strncmp(slash - 10, "/kea/hooks", 10) != 0))
		lint_place(k, path, file, "its own folder of hooks");
}

static void
lint_logger(const struct lint_kea *k, const json_t *logger, size_t i)
{
	const json_t *list = json_object_get(logger, "output_options");
	char path[LINT_PATH_MAX];

	if (!list)
		list = json_object_get(logger, "output-options");
	for (size_t j = 0; j < json_array_size(list); j++) {
		const char *file = json_string_value(
		    json_object_get(json_array_get(list, j), "output"));

		snprintf(path, sizeof(path),
		    "loggers[%zu].output-options[%zu].output", i, j);
		if (file && file[0] == '/')
			lint_place(k, path, file, "/var/log/kea");
	}
}

static void
lint_socket_place(const struct lint_kea *k, const json_t *s, const char *path)
{
	lint_place(k, path,
	    json_string_value(json_object_get(s, "socket-name")), "/run/kea");
}

static void
lint_data(const struct lint_kea *k)
{
	const char *folder =
	    json_string_value(json_object_get(k->doc->body, "data-directory"));

	if (folder && k->version < LINT_VERSION_DATA &&
	    strcmp(folder, DATA_FOLDER) != 0)
		finding_add(k->f, FIND_NEWER_PATH, "data-directory",
		    "have %s, which Kea ignores from 2.6 on: it looks for its "
		    "server identifier in " DATA_FOLDER
		    ", or where KEA_DHCP_DATA_DIR says",
		    folder);
}

static void
lint_newer(const struct lint_kea *k)
{
	const json_t *body = k->doc->body;
	const json_t *hooks = json_object_get(body, "hooks-libraries");
	const json_t *loggers = json_object_get(body, "loggers");

	lint_socket_place(k, json_object_get(body, "control-socket"),
	    "control-socket.socket-name");
	lint_place(k, "lease-database.name",
	    json_string_value(json_object_get(
		json_object_get(body, "lease-database"), "name")),
	    DATA_FOLDER);
	lint_data(k);
	for (size_t i = 0; i < json_array_size(hooks); i++)
		lint_hook_place(k, json_array_get(hooks, i), i);
	for (size_t i = 0; i < json_array_size(loggers); i++)
		lint_logger(k, json_array_get(loggers, i), i);
}

static bool
is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* Whoever can give commands can take DHCP away. */
static void
lint_open(const struct lint_kea *k, const json_t *s, size_t i)
{
	const char *type = json_string_value(json_object_get(s, "socket-type"));
	const char *address =
	    json_string_value(json_object_get(s, "socket-address"));
	const json_t *clients =
	    json_object_get(json_object_get(s, "authentication"), "clients");
	char path[LINT_PATH_MAX];

	if (!type || strncmp(type, "http", 4) != 0 || !address ||
	    is_loopback(address) || json_array_size(clients) > 0 ||
	    json_object_get(s, "trust-anchor"))
		return;
	snprintf(path, sizeof(path), "control-sockets[%zu]", i);
	finding_add(k->f, FIND_OPEN_SOCKET, path,
	    "want a password or certificate for %s, have none: anyone who "
	    "reaches it can take DHCP away",
	    address);
}

void
lint_paths(const struct lint_kea *k)
{
	const json_t *sockets =
	    json_object_get(k->doc->body, "control-sockets");

	for (size_t i = 0; i < json_array_size(sockets); i++)
		lint_open(k, json_array_get(sockets, i), i);
	if (k->version != 0 && k->version < LINT_VERSION_FOLDERS)
		lint_newer(k);
}
