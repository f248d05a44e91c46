/* Sources: cmd/member-conf/bird.c cmd/member-conf/freeradius.c cmd/member-conf/kea.c */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../cmd/member-conf/daemons.h"
#include "fuzz.h"
#include "jsonc.h"

/* What is printed, or null when it is refused; for free(). */
static char *
render(const struct site *site, const struct daemon *d,
    const struct site_member *only, enum conf_part part)
{
	struct why why = { "" };
	struct remarks notes;
	struct conf c = { .site = site,
		.only = only,
		.part = part,
		.daemon = d->name,
		.notes = &notes,
		.why = &why };
	size_t len;
	char *text;
	int rc;

	remark_init(&notes, "");
	c.fp = open_memstream(&text, &len);
	assert(c.fp);
	rc = d->print(&c);
	assert(fclose(c.fp) == 0);
	remark_free(&notes);
	assert(rc == 0 || why.text[0] != '\0');
	if (rc == 0) {
		assert(strlen(text) == len && text[len - 1] == '\n');
		return text;
	}
	free(text);
	return NULL;
}

/* No value has got out of its place: each of both quotes ends in its line. */
static void
check_plain(const char *text)
{
	int depth = 0;
	char quote = '\0';

	for (const char *p = text; *p != '\0'; p++) {
		assert(*p == '\n' || *p == '\t' || (*p >= ' ' && *p < 0x7f));
		assert(!strchr("\\$`", *p));
		if (quote == *p)
			quote = '\0';
		else if (quote == '\0' && (*p == '\'' || *p == '"'))
			quote = *p;
		else if (quote == '\0')
			depth += (*p == '{') - (*p == '}');
		assert(depth >= 0 && (*p != '\n' || quote == '\0'));
	}
	assert(depth == 0);
}

static void
check_subnets(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *s = json_array_get(list, i);
		json_int_t id = json_integer_value(json_object_get(s, "id"));
		struct ipnet net;
		struct why why;

		assert(id > 0 && id < UINT32_MAX);
		assert(ipnet_parse_prefix(
			   json_string_value(json_object_get(s, "subnet")),
			   AF_UNSPEC, &net, &why) == 0);
		for (size_t j = 0; j < i; j++)
			assert(json_integer_value(json_object_get(
				   json_array_get(list, j), "id")) != id);
	}
}

static void
check_classes(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *c = json_array_get(list, i);

		assert(json_is_string(json_object_get(c, "name")));
		assert(json_array_size(json_object_get(c, "option-data")) > 0);
	}
}

/* Within brackets it is JSON with comments. */
static json_t *
parse(const char *text, char open, char close)
{
	char *whole;
	int len = asprintf(&whole, "%c%s%c", open, text, close);
	json_t *root;

	assert(len > 0);
	jsonc_blank(whole, (size_t)len);
	root = json_loadb(whole, (size_t)len, JSON_REJECT_DUPLICATES, NULL);
	assert(root);
	free(whole);
	return root;
}

static void
check_kea(const char *text, enum conf_part part)
{
	json_t *root =
	    part == PART_ALL ? parse(text, '{', '}') : parse(text, '[', ']');
	const json_t *network;

	if (part == PART_CLASSES) {
		check_classes(root);
	} else if (part == PART_SUBNETS) {
		check_subnets(root);
	} else {
		check_classes(json_object_get(root, "client-classes"));
		network =
		    json_array_get(json_object_get(root, "shared-networks"), 0);
		assert(network);
		check_subnets(json_object_get(network, "subnet4"));
		check_subnets(json_object_get(network, "subnet6"));
	}
	json_decref(root);
}

static void
check_tables(const char *text)
{
	for (const char *p = strchr(text, '\n') + 1; *p != '\0'; p++) {
		assert(isdigit((unsigned char)*p));
		p += strspn(p, "0123456789");
		assert(*p++ == '\t' && isalnum((unsigned char)*p));
		p += strcspn(p, " \t#\n");
		assert(*p == '\n');
	}
}

static void
check_daemon(const struct site *site, const struct daemon *d,
    const struct site_member *only, enum conf_part part)
{
	char *text = render(site, d, only, part);

	if (!text)
		return;
	check_plain(text);
	if (d->parts)
		check_kea(text, part);
	else if (strcmp(d->name, "rt_tables") == 0)
		check_tables(text);
	free(text);
}

/*
 * Secrets, by the names that the corpus has for them: the site file's folder
 * is /proc/self/fd.  100 is one as it should be; BIRD cannot be told 101,
 * FreeRADIUS not 102.
 */
static void
make_secrets(void)
{
	static const char *const secrets[] = { "s3cr-et #1, {x", "a\"b",
		"a'b" };
	static bool made;

	for (int i = 0; !made && i < 3; i++) {
		int fd = memfd_create("secret", MFD_CLOEXEC);
		ssize_t len = (ssize_t)strlen(secrets[i]);

		assert(fd != -1 && fchmod(fd, 0600) == 0);
		assert(write(fd, secrets[i], (size_t)len) == len);
		assert(dup2(fd, 100 + i) == 100 + i && close(fd) == 0);
	}
	made = true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("site", MFD_CLOEXEC);
	struct site *site;
	char path[32];

	assert(fd != -1);
	make_secrets();
	assert(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	site = site_load(path, NULL);
	for (const struct daemon *d = daemons; site && d->name; d++) {
		check_daemon(site, d, NULL, PART_ALL);
		if (site->member_count > 0)
			check_daemon(site, d, &site->members[0], PART_ALL);
		if (!d->parts)
			continue;
		check_daemon(site, d, NULL, PART_CLASSES);
		check_daemon(site, d, NULL, PART_SUBNETS);
	}
	site_free(site);
	close(fd);
	return 0;
}
