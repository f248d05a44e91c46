#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jsonc.h"
#include "jsonload.h"
#include "site.h"
#include "site_read.h"

/* A site of ten thousand members is below this. */
#define FILE_MAX_SIZE (16u << 20)

#define STATE_DIR "/var/lib/collecte"

static int
read_url(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	char **dst = (char **)(void *)((char *)base + field->at);
	const char *s = site_string(r, v);
	char *path;
	int rc;

	if (!s)
		return -1;
	if (strncmp(s, "http://", 7) == 0 || strncmp(s, "https://", 8) == 0)
		return site_copy(r, s, dst);
	if (strncmp(s, "unix:", 5) != 0 || s[5] == '\0')
		return site_fail(r,
		    "want http://..., https://... or unix:/path, have \"%s\"",
		    s);
	if (site_resolve(r, s + 5, &path) == -1)
		return -1;
	rc = asprintf(dst, "unix:%s", path);
	free(path);
	if (rc != -1)
		return 0;
	*dst = NULL;
	return site_fail(r, "out of memory");
}

/* "clear-leases": true unless said otherwise. */
static int
read_clear(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	bool *keep = (void *)((char *)base + field->at);

	if (!json_is_boolean(v))
		return site_fail_type(r, "true or false", v);
	*keep = !json_is_true(v);
	return 0;
}

/* "v6-identifier": by what a DHCPv6 server knows a subscriber. */
static int
read_identifier(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	bool *by_line = (void *)((char *)base + field->at);
	const char *s = site_string(r, v);

	if (!s)
		return -1;
	*by_line = strcmp(s, "interface-id") == 0;
	return *by_line || strcmp(s, "mac") == 0
	    ? 0
	    : site_fail(r, "want mac or interface-id, have \"%s\"", s);
}

static const struct site_field target_fields[] = {
	{ "dhcp4", read_url, offsetof(struct site_target, dhcp4), 0, false },
	{ "dhcp6", read_url, offsetof(struct site_target, dhcp6), 0, false },
	{ "user", site_read_string, offsetof(struct site_target, user), 0,
	    false },
	{ "password-file", site_read_path,
	    offsetof(struct site_target, password_file), 0, false },
	{ "ca-file", site_read_path, offsetof(struct site_target, ca_file), 0,
	    false },
	{ "clear-leases", read_clear, offsetof(struct site_target, keep_leases),
	    0, false },
	{ "v6-identifier", read_identifier,
	    offsetof(struct site_target, by_line), 0, false },
	{ "config4", site_read_path, offsetof(struct site_target, config4), 0,
	    false },
	{ "config6", site_read_path, offsetof(struct site_target, config6), 0,
	    false },
	{ "include4", site_read_path, offsetof(struct site_target, include4), 0,
	    false },
	{ "include6", site_read_path, offsetof(struct site_target, include6), 0,
	    false },
	{ "database", site_read_string, offsetof(struct site_target, database),
	    0, false },
	{ "database-password-file", site_read_path,
	    offsetof(struct site_target, database_password_file), 0, false },
	{ "backend", site_read_word, offsetof(struct site_target, backend), 0,
	    false },
	{ NULL, NULL, 0, 0, false }
};

static int
check_target(struct site_reader *r, const struct site_target *t)
{
	if (!t->dhcp4 && !t->dhcp6)
		return site_fail(r, "want member dhcp4 or dhcp6, have none");
	if (!t->user != !t->password_file)
		return site_fail(r,
		    "want user and password-file together, have %s alone",
		    t->user ? "user" : "password-file");
	if (t->database_password_file && !t->database)
		return site_fail(
		    r, "want database with database-password-file, have none");
	if (t->by_line && !t->dhcp6)
		return site_fail(r, "want dhcp6 with v6-identifier, have none");
	return 0;
}

static int
read_targets(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site *site = base;
	const char *key;
	json_t *value;

	(void)field;
	if (!json_is_object(v))
		return site_fail_type(r, "an object", v);
	site->targets = calloc(json_object_size(v) + 1, sizeof(*site->targets));
	if (!site->targets)
		return site_fail(r, "out of memory");
	json_object_foreach(v, key, value)
	{
		struct site_target *t = &site->targets[site->target_count++];
		size_t mark = site_enter(r, key);

		if (site_check_word(r, key) == -1 ||
		    site_copy(r, key, &t->name) == -1 ||
		    site_read_object(r, value, target_fields, t) == -1 ||
		    check_target(r, t) == -1)
			return -1;
		site_leave(r, mark);
	}
	return 0;
}

static const struct site_field kea_fields[] = { { "targets", read_targets, 0, 0,
						    false },
	{ "state-dir", site_read_path, offsetof(struct site, state_dir), 0,
	    false },
	{ "network4", site_read_network4, offsetof(struct site, networks[0]), 0,
	    false },
	{ "network6", site_read_network6, offsetof(struct site, networks[1]), 0,
	    false },
	{ NULL, NULL, 0, 0, false } };

static int
read_kea(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	(void)field;
	return site_read_object(r, v, kea_fields, base);
}

static int
read_interfaces(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	if (site_read_strings(r, v, base, field) == -1)
		return -1;
	for (size_t i = 0; i < json_array_size(v); i++) {
		size_t mark = site_enter_index(r, i);

		if (site_check_interface(
			r, json_string_value(json_array_get(v, i))) == -1)
			return -1;
		site_leave(r, mark);
	}
	return 0;
}

static const struct site_field routing_fields[] = {
	{ "subscriber-interfaces", read_interfaces,
	    offsetof(struct site, subscriber_interfaces),
	    offsetof(struct site, subscriber_interface_count), false },
	{ "core-interfaces", read_interfaces,
	    offsetof(struct site, core_interfaces),
	    offsetof(struct site, core_interface_count), false },
	{ NULL, NULL, 0, 0, false }
};

static int
read_routing(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	(void)field;
	return site_read_object(r, v, routing_fields, base);
}

static const struct site_field site_fields[] = {
	{ "request-realm", site_read_word, offsetof(struct site, request_realm),
	    0, false },
	{ "members", site_read_members, 0, 0, false },
	{ "line-templates", site_read_templates, 0, 0, false },
	{ "kea", read_kea, 0, 0, false },
	{ "routing", read_routing, 0, 0, false }, { NULL, NULL, 0, 0, false }
};

/* All of fd in memory; null and errno. */
static char *
slurp(int fd, size_t *len)
{
	char *buf = NULL, *more;
	size_t size = 0;
	ssize_t n;

	for (*len = 0;; *len += (size_t)n) {
		if (*len == size) {
			size = size * 2 + 8192;
			more = realloc(buf, size);
			if (!more)
				break;
			buf = more;
		}
		n = read(fd, buf + *len, size - *len);
		if (n == 0)
			return buf;
		if (n == -1)
			break;
		if (*len + (size_t)n > FILE_MAX_SIZE) {
			errno = EFBIG;
			break;
		}
	}
	free(buf);
	return NULL;
}

static json_t *
parse_file(const char *path, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	json_t *root = NULL;
	json_error_t error;
	size_t len;
	char *text;

	text = fd == -1 ? NULL : slurp(fd, &len);
	if (!text) {
		why_errno(why, "%s", path);
	} else {
		jsonc_blank(text, len);
		root = jsonload(text, len, JSON_REJECT_DUPLICATES, &error);
		if (!root && jsonload_no_memory(&error))
			why_set(why, "%s: out of memory", path);
		else if (!root)
			why_set(why, "%s:%d:%d: %s", path, error.line,
			    error.column, error.text);
	}
	free(text);
	if (fd != -1)
		close(fd);
	return root;
}

static int
fill(struct site *site, const char *path, json_t *root, struct why *why)
{
	struct site_reader r = { .file = path, .why = why };

	if (site_copy(&r, path, &site->path) == -1 ||
	    site_read_object(&r, root, site_fields, site) == -1 ||
	    site_check_realms(&r, site) == -1)
		return -1;
	site_default_networks(site);
	return site->state_dir ? 0 : site_copy(&r, STATE_DIR, &site->state_dir);
}

struct site *
site_load(const char *path, struct why *why)
{
	struct site *site = calloc(1, sizeof(*site));
	json_t *root = NULL;
	int rc = -1;

	if (!site)
		why_set(why, "%s: out of memory", path);
	else
		root = parse_file(path, why);
	if (root)
		rc = fill(site, path, root, why);
	json_decref(root);
	if (rc == 0)
		return site;
	site_free(site);
	return NULL;
}

static void
free_strings(char **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

static void
member_clear(struct site_member *m)
{
	free(m->name);
	free(m->realm);
	free(m->password_file);
	free(m->table);
	free_strings(m->lists, m->list_count);
	free_strings(m->globs, m->glob_count);
	for (size_t i = 0; i < m->prefix_count; i++) {
		free(m->prefixes[i].client_class);
		free(m->prefixes[i].dns);
	}
	free(m->prefixes);
	free(m->probe_addrs);
	free_strings(m->probe_targets, m->probe_target_count);
	site_free_uplink(m);
}

static void
target_clear(struct site_target *t)
{
	free(t->name);
	free(t->dhcp4);
	free(t->dhcp6);
	free(t->user);
	free(t->password_file);
	free(t->ca_file);
	free(t->config4);
	free(t->config6);
	free(t->include4);
	free(t->include6);
	free(t->database);
	free(t->database_password_file);
	free(t->backend);
}

void
site_free(struct site *site)
{
	if (!site)
		return;
	for (size_t i = 0; i < site->member_count; i++)
		member_clear(&site->members[i]);
	for (size_t i = 0; i < site->target_count; i++)
		target_clear(&site->targets[i]);
	site_free_templates(site);
	site_free_networks(site);
	free(site->members);
	free(site->targets);
	free(site->path);
	free(site->request_realm);
	free(site->state_dir);
	free_strings(
	    site->subscriber_interfaces, site->subscriber_interface_count);
	free_strings(site->core_interfaces, site->core_interface_count);
	free(site);
}
