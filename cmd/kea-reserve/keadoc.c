#include <stdlib.h>
#include <string.h>

#include "jsonload.h"
#include "keadoc.h"
#include "keadoc_host.h"

/* An element of a list, as keacmd.h reads answers. */
#define ELEMENT_FLAGS (JSON_DECODE_ANY | JSON_ALLOW_NUL)

const char *
keadoc_service(int family)
{
	return family == AF_INET ? "Dhcp4" : "Dhcp6";
}

const char *const *
keadoc_path(int family)
{
	static const char *const four[] = { "arguments", "Dhcp4",
		"reservations", NULL };
	static const char *const six[] = { "arguments", "Dhcp6", "reservations",
		NULL };

	return family == AF_INET ? four : six;
}

const char *
keadoc_subnets(int family)
{
	return family == AF_INET ? "subnet4" : "subnet6";
}

/* A list member; null when absent, -1 when it is something else. */
static int
list_of(const json_t *obj, const char *key, json_t **out, struct why *why)
{
	*out = json_object_get(obj, key);
	if (*out && !json_is_array(*out))
		return why_set(why, "%s: want a list", key);
	return 0;
}

/* Room for n more elements of `size` in *list; -1 when memory is short. */
static int
grow(void *list, size_t size, size_t count, size_t n)
{
	void *new;

	if (n == 0)
		return 0;
	new = reallocarray(*(void **)list, count + n, size);
	if (!new)
		return -1;
	*(void **)list = new;
	return 0;
}

/* The reservation that carries tombstones (keadoc.h). */
static bool
is_carrier(const struct keadoc_host *h)
{
	struct host_id id;

	keadoc_carrier_id(h->host.family, &id);
	return h->global && h->has_id && h->net_count == 0 &&
	    host_id_equal(&h->host.id, &id);
}

/* One more, for which there is room; `text` is null for a tree's. */
static int
add_host(struct keadoc *doc, json_t *raw, bool global,
    const struct jsonslice *text, struct why *why)
{
	struct keadoc_host *h = &doc->hosts[doc->host_count];

	if (keadoc_host_read(raw, doc->family, global, h) == -1)
		return why_errno(why, "reservations");
	if (text) {
		h->raw = NULL;
		h->text = *text;
	}
	if (!is_carrier(h)) {
		doc->host_count++;
		return 0;
	}
	json_decref(doc->carrier);
	doc->carrier = json_incref(raw);
	free(h->nets);
	return 0;
}

static int
add_hosts(struct keadoc *doc, const json_t *scope, bool global, struct why *why)
{
	json_t *list, *raw;
	size_t i;

	if (list_of(scope, "reservations", &list, why) == -1)
		return -1;
	if (grow(&doc->hosts, sizeof(*doc->hosts), doc->host_count,
		json_array_size(list)) == -1)
		return why_errno(why, "reservations");
	json_array_foreach(list, i, raw)
	{
		if (add_host(doc, raw, global, NULL, why) == -1)
			return -1;
		if (!global)
			doc->hosts[doc->host_count - 1].subnet = scope;
	}
	return 0;
}

/* The same of those that were left out of the tree. */
static int
add_slices(struct keadoc *doc, struct why *why)
{
	struct jsonslice rest = doc->list, text;
	size_t room = 0;
	int r = 0;

	while (r == 0 && rest.p && jsonslice_next(&rest, &text)) {
		json_error_t error;
		json_t *raw = jsonload(text.p, text.len, ELEMENT_FLAGS, &error);

		if (!raw && jsonload_no_memory(&error))
			return why_set(why, "reservations: out of memory");
		if (!raw)
			return why_set(why,
			    "reservations: no JSON: %s at octet %zu of all",
			    error.text,
			    (size_t)(text.p - doc->text) +
				(size_t)error.position);
		if (doc->host_count == room) {
			size_t more = room == 0 ? 64 : room;

			if (grow(&doc->hosts, sizeof(*doc->hosts), room,
				more) == -1)
				r = why_errno(why, "reservations");
			room += more;
		}
		if (r == 0)
			r = add_host(doc, raw, true, &text, why);
		json_decref(raw);
	}
	return r;
}

/* Whether global reservations count in this scope; `above` is inherited. */
static bool
scope_global(const json_t *scope, bool above)
{
	const json_t *flag = json_object_get(scope, "reservations-global");
	const json_t *mode = json_object_get(scope, "reservation-mode");

	if (json_is_boolean(flag))
		return json_is_true(flag);
	if (json_is_string(mode)) /* Kea before 2.5 */
		return strcmp(json_string_value(mode), "global") == 0;
	return above;
}

static int
add_subnets(
    struct keadoc *doc, const json_t *scope, bool above, struct why *why)
{
	json_t *list, *raw;
	size_t i;

	if (list_of(scope, keadoc_subnets(doc->family), &list, why) == -1)
		return -1;
	if (grow(&doc->subnets, sizeof(*doc->subnets), doc->subnet_count,
		json_array_size(list)) == -1)
		return why_errno(why, "subnets");
	json_array_foreach(list, i, raw)
	{
		const char *net =
		    json_string_value(json_object_get(raw, "subnet"));
		struct keadoc_subnet *s = &doc->subnets[doc->subnet_count];

		if (net && keadoc_net(net, doc->family, &s->net) == 0) {
			s->id = (long)json_integer_value(
			    json_object_get(raw, "id"));
			s->global = scope_global(raw, above);
			s->raw = raw;
			s->network = scope == doc->body ? NULL : scope;
			doc->subnet_count++;
		}
		if (add_hosts(doc, raw, false, why) == -1)
			return -1;
	}
	return 0;
}

static int
add_networks(struct keadoc *doc, struct why *why)
{
	bool above = scope_global(doc->body, false);
	json_t *list, *net;
	size_t i;

	if (list_of(doc->body, "shared-networks", &list, why) == -1 ||
	    add_subnets(doc, doc->body, above, why) == -1)
		return -1;
	json_array_foreach(list, i, net)
	{
		if (add_subnets(doc, net, scope_global(net, above), why) == -1)
			return -1;
	}
	return 0;
}

static int
add_classes(struct keadoc *doc, struct why *why)
{
	json_t *list, *class;
	size_t i;

	if (list_of(doc->body, "client-classes", &list, why) == -1)
		return -1;
	if (grow(&doc->classes, sizeof(*doc->classes), 0,
		json_array_size(list)) == -1)
		return why_errno(why, "client-classes");
	json_array_foreach(list, i, class)
	{
		const char *name =
		    json_string_value(json_object_get(class, "name"));

		if (name)
			doc->classes[doc->class_count++] = name;
	}
	return 0;
}

static int
add_id_types(struct keadoc *doc, struct why *why)
{
	enum host_id_type type;
	json_t *list, *name;
	size_t i;

	if (list_of(doc->body, "host-reservation-identifiers", &list, why) ==
	    -1)
		return -1;
	if (!list) { /* Kea's own default */
		doc->id_types[HOST_HW_ADDRESS] = doc->id_types[HOST_DUID] =
		    true;
		doc->id_types[HOST_CIRCUIT_ID] = doc->id_types[HOST_CLIENT_ID] =
		    doc->family == AF_INET;
	}
	json_array_foreach(list, i, name)
	{
		if (json_is_string(name) &&
		    host_id_type_parse(json_string_value(name), &type) == 0)
			doc->id_types[type] = true;
	}
	return 0;
}

static int
by_id_cmp(const void *a, const void *b)
{
	const struct keadoc_host *const *x = a, *const *y = b;

	return host_id_cmp(&(*x)->host.id, &(*y)->host.id);
}

static int
index_hosts(struct keadoc *doc, struct why *why)
{
	if (doc->host_count == 0)
		return 0;
	doc->by_id = calloc(doc->host_count, sizeof(struct keadoc_host *));
	if (!doc->by_id)
		return why_errno(why, "reservations");
	for (size_t i = 0; i < doc->host_count; i++)
		if (doc->hosts[i].global && doc->hosts[i].has_id)
			doc->by_id[doc->by_id_count++] = &doc->hosts[i];
	qsort(doc->by_id, doc->by_id_count, sizeof(struct keadoc_host *),
	    by_id_cmp);
	return 0;
}

/* The service's object, and the document stripped to it. */
static int
take_body(struct keadoc *doc, json_t *arguments, int family, struct why *why)
{
	json_t *body = json_object_get(arguments, keadoc_service(family));
	int other = family == AF_INET ? AF_INET6 : AF_INET;

	if (json_object_get(arguments, keadoc_service(other)))
		return why_set(why, "want the configuration of %s, have %s",
		    keadoc_service(family), keadoc_service(other));
	if (!json_is_object(body))
		return why_set(why, "want a configuration with %s",
		    keadoc_service(family));
	doc->family = family;
	doc->root = json_pack("{s:O}", keadoc_service(family), body);
	doc->body = body;
	return doc->root ? 0 : why_set(why, "out of memory");
}

struct keadoc *
keadoc_parse_long(json_t *arguments, char **text, struct jsonslice list,
    int family, struct why *why)
{
	struct keadoc *doc = calloc(1, sizeof(*doc));

	if (!doc) {
		why_errno(why, "configuration");
		free(*text);
		*text = NULL;
		return NULL;
	}
	doc->text = *text;
	doc->list = list;
	*text = NULL;
	if (take_body(doc, arguments, family, why) == -1 ||
	    add_classes(doc, why) == -1 || add_id_types(doc, why) == -1 ||
	    add_slices(doc, why) == -1 ||
	    add_hosts(doc, doc->body, true, why) == -1 ||
	    add_networks(doc, why) == -1 || keadoc_gone_read(doc, why) == -1 ||
	    index_hosts(doc, why) == -1) {
		keadoc_free(doc);
		return NULL;
	}
	return doc;
}

struct keadoc *
keadoc_parse(json_t *arguments, int family, struct why *why)
{
	char *none = NULL;

	return keadoc_parse_long(
	    arguments, &none, (struct jsonslice){ 0 }, family, why);
}

void
keadoc_free(struct keadoc *doc)
{
	if (!doc)
		return;
	for (size_t i = 0; i < doc->host_count; i++)
		free(doc->hosts[i].nets);
	free(doc->hosts);
	free(doc->by_id);
	free(doc->gone);
	free(doc->classes);
	free(doc->subnets);
	json_decref(doc->carrier);
	json_decref(doc->root);
	free(doc->text);
	free(doc);
}

json_t *
keadoc_raw(const struct keadoc_host *h)
{
	if (h->raw)
		return json_incref(h->raw);
	return jsonload(h->text.p, h->text.len, ELEMENT_FLAGS, NULL);
}

json_t *
keadoc_global(const struct keadoc *doc)
{
	json_t *list = json_object_get(doc->body, "reservations");
	struct jsonslice rest = doc->list, text;

	if (!rest.p)
		return list ? json_incref(list) : json_array();
	list = json_array();
	while (jsonslice_next(&rest, &text))
		if (json_array_append_new(list,
			jsonload(text.p, text.len, ELEMENT_FLAGS, NULL)) ==
		    -1) {
			json_decref(list);
			return NULL;
		}
	return list;
}

const struct keadoc_host *
keadoc_find(const struct keadoc *doc, const struct host_id *id)
{
	size_t lo = 0, hi = doc->by_id_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = host_id_cmp(id, &doc->by_id[mid]->host.id);

		if (c == 0)
			return doc->by_id[mid];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

bool
keadoc_has_class(const struct keadoc *doc, const char *name)
{
	for (size_t i = 0; i < doc->class_count; i++)
		if (strcmp(doc->classes[i], name) == 0)
			return true;
	return false;
}

const struct keadoc_subnet *
keadoc_subnet_of(const struct keadoc *doc, const struct ipnet *net)
{
	for (size_t i = 0; i < doc->subnet_count; i++)
		if (ipnet_contains(&doc->subnets[i].net, net))
			return &doc->subnets[i];
	return NULL;
}
