#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keadoc.h"
#include "keadoc_host.h"

/* In front of a tombstone's identifier, where it is a flex-id. */
#define FLEX "flex-id:"

static int
read_id(int family, const char *text, struct host_id *out)
{
	size_t front = sizeof(FLEX) - 1;

	if (family == AF_INET)
		return host_id_parse(HOST_CIRCUIT_ID, text, out, NULL);
	if (strncmp(text, FLEX, front) == 0)
		return host_id_parse(HOST_FLEX_ID, text + front, out, NULL);
	if (host_id_parse(HOST_HW_ADDRESS, text, out, NULL) == -1)
		return -1;
	return out->len == 6 ? 0 : -1;
}

/* The member that tells of it. */
#define KEY_MAX (sizeof(FLEX) + 3 * HOST_ID_MAX)

static const char *
gone_key(const struct host *h, char buf[KEY_MAX])
{
	char id[3 * HOST_ID_MAX];

	snprintf(buf, KEY_MAX, "%s%s", h->id.type == HOST_FLEX_ID ? FLEX : "",
	    host_id_str(&h->id, id));
	return buf;
}

/* One tombstone: 1, 0 when it is damaged (and none), -1 when memory is short. */
static int
read_gone(int family, const char *id, const json_t *value, struct host *out)
{
	const json_t *stamp = json_array_get(value, 0);
	const char *machine = json_string_value(json_array_get(value, 1));

	memset(out, 0, sizeof(*out));
	out->family = family;
	out->gone = true;
	if (!json_is_integer(stamp) || json_integer_value(stamp) <= 0 ||
	    json_integer_value(stamp) > (json_int_t)HOST_STAMP_MAX ||
	    !machine || strlen(machine) >= HOST_TEXT_MAX)
		return 0;
	out->version.stamp = (uint64_t)json_integer_value(stamp);
	if (name_set(&out->version.machine, machine, strlen(machine)) == -1)
		return -1;
	errno = 0;
	if (read_id(family, id, &out->id) == 0)
		return 1;
	return errno == ENOMEM ? -1 : 0;
}

static int
gone_cmp(const void *a, const void *b)
{
	const struct host *x = a, *y = b;

	return host_id_cmp(&x->id, &y->id);
}

/* By identifier, the newest first. */
static int
gone_order(const void *a, const void *b)
{
	const struct host *x = a, *y = b;
	int c = gone_cmp(a, b);

	return c != 0 ? c : host_version_cmp(&y->version, &x->version);
}

json_t *
keadoc_forgotten(const json_t *of)
{
	const json_t *context = json_object_get(of, "user-context");

	return json_object_get(
	    json_object_get(context, HOST_MARK), "forgotten");
}

static int
read_list(struct keadoc *doc, json_t *list)
{
	json_t *value;
	const char *id;
	int r = 0;

	json_object_foreach(list, id, value)
	{
		r = read_gone(
		    doc->family, id, value, &doc->gone[doc->gone_count]);
		if (r == -1)
			return -1;
		doc->gone_count += (size_t)r;
	}
	return 0;
}

int
keadoc_gone_read(struct keadoc *doc, struct why *why)
{
	json_t *here = keadoc_forgotten(doc->body);
	json_t *there = keadoc_forgotten(doc->carrier);
	size_t n = 0;

	doc->gone = calloc(json_object_size(here) + json_object_size(there) + 1,
	    sizeof(*doc->gone));
	if (!doc->gone || read_list(doc, here) == -1 ||
	    read_list(doc, there) == -1)
		return why_errno(why, "user-context");
	qsort(doc->gone, doc->gone_count, sizeof(*doc->gone), gone_order);
	for (size_t i = 0; i < doc->gone_count; i++)
		if (n == 0 || gone_cmp(&doc->gone[n - 1], &doc->gone[i]) != 0)
			doc->gone[n++] = doc->gone[i];
	doc->gone_count = n;
	return 0;
}

void
keadoc_carrier_id(int family, struct host_id *out)
{
	static const char name[] = "collecte";

	/* Short enough to be always possible. */
	(void)host_id_set(out, family == AF_INET ? HOST_CLIENT_ID : HOST_DUID,
	    name, sizeof(name) - 1);
}

json_t *
keadoc_carrier(int family, json_t *forgotten)
{
	char text[3 * HOST_ID_MAX];
	struct host_id id;

	keadoc_carrier_id(family, &id);
	return json_pack("{s:s, s:{s:{s:O}}}", host_id_type_name(id.type),
	    host_id_str(&id, text), "user-context", HOST_MARK, "forgotten",
	    forgotten);
}

const struct host *
keadoc_gone(const struct keadoc *doc, const struct host_id *id)
{
	struct host key = { .id = *id };

	if (doc->gone_count == 0)
		return NULL;
	return bsearch(
	    &key, doc->gone, doc->gone_count, sizeof(*doc->gone), gone_cmp);
}

void
keadoc_unforget(json_t *forgotten, const struct host *h)
{
	char key[KEY_MAX];

	json_object_del(forgotten, gone_key(h, key));
}

int
keadoc_forget(json_t *forgotten, const struct host *gone)
{
	char key[KEY_MAX];

	return json_object_set_new(forgotten, gone_key(gone, key),
	    json_pack("[I, s]", (json_int_t)gone->version.stamp,
		name_str(gone->version.machine)));
}
