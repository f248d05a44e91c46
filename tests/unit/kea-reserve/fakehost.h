/*
 * The reservation commands of fake.h's service, on the global list of its
 * IPv4 document.  As Kea's, they check an address, delete what they refuse
 * to update, and leave what they refuse to add where told so.
 */
#ifndef FAKEHOST_H
#define FAKEHOST_H

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

/* How often each goes wrong; the counts are of this test so far. */
struct fakehost {
	volatile int refuse_adds, refuse_updates, refuse_dels, refuse_gets;
	volatile int half_adds;    /* refused, and there all the same */
	volatile int swallow_adds; /* taken, and not there */
	volatile int mute;         /* no answer to what changes */
	volatile int in_database;  /* 192.0.2.1 is held there */
	volatile int adds, updates, dels;
};

static inline bool
fakehost_due(volatile int *count)
{
	if (*count == 0)
		return false;
	(*count)--;
	return true;
}

static inline json_t *
fakehost_result(int result, json_t *host)
{
	json_t *hosts = json_array();

	if (host)
		json_array_append(hosts, host);
	return json_pack("{s:i, s:s, s:{s:o}}", "result", result, "text",
	    result == 1 ? "no" : "yes", "arguments", "hosts", hosts);
}

static inline json_t *
fakehost_list(json_t *doc)
{
	return json_object_get(json_object_get(doc, "Dhcp4"), "reservations");
}

/* The index of the one with this member, or the list's length. */
static inline size_t
fakehost_find(json_t *list, const char *key, const char *value)
{
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		const char *v = json_string_value(
		    json_object_get(json_array_get(list, i), key));

		if (v && value && strcmp(v, value) == 0)
			break;
	}
	return i;
}

/* What stands under the identifier of a reservation. */
static inline size_t
fakehost_same(json_t *list, const json_t *host)
{
	const char *client =
	    json_string_value(json_object_get(host, "client-id"));

	return client
	    ? fakehost_find(list, "client-id", client)
	    : fakehost_find(list, "circuit-id",
		  json_string_value(json_object_get(host, "circuit-id")));
}

static inline json_t *
fakehost_add(struct fakehost *f, json_t *list, json_t *host)
{
	const char *addr =
	    json_string_value(json_object_get(host, "ip-address"));
	bool half = fakehost_due(&f->half_adds);

	if (fakehost_due(&f->refuse_adds) ||
	    fakehost_same(list, host) < json_array_size(list) ||
	    fakehost_find(list, "ip-address", addr) < json_array_size(list))
		return fakehost_result(1, NULL);
	if (!fakehost_due(&f->swallow_adds))
		json_array_append(list, host);
	return fakehost_result(half, NULL);
}

static inline json_t *
fakehost_update(struct fakehost *f, json_t *list, json_t *host)
{
	size_t at = fakehost_same(list, host);

	if (at == json_array_size(list))
		return fakehost_result(1, NULL);
	json_array_remove(list, at);
	return fakehost_due(&f->refuse_updates) ? fakehost_result(1, NULL)
						: fakehost_add(f, list, host);
}

static inline json_t *
fakehost_del(struct fakehost *f, json_t *list, const json_t *arguments)
{
	size_t at = fakehost_find(list,
	    json_string_value(json_object_get(arguments, "identifier-type")),
	    json_string_value(json_object_get(arguments, "identifier")));

	if (fakehost_due(&f->refuse_dels))
		return fakehost_result(1, NULL);
	if (at == json_array_size(list))
		return fakehost_result(3, NULL);
	json_array_remove(list, at);
	return fakehost_result(0, NULL);
}

static inline json_t *
fakehost_get(struct fakehost *f, json_t *list, const json_t *arguments)
{
	const char *type =
	    json_string_value(json_object_get(arguments, "identifier-type"));
	const char *addr =
	    json_string_value(json_object_get(arguments, "ip-address"));
	const char *where =
	    json_string_value(json_object_get(arguments, "operation-target"));
	size_t at = type
	    ? fakehost_find(list, type,
		  json_string_value(json_object_get(arguments, "identifier")))
	    : fakehost_find(list, "ip-address", addr);
	json_t *host = json_array_get(list, at), *other, *answer;

	if (fakehost_due(&f->refuse_gets))
		return fakehost_result(1, NULL);
	if (host || type || !f->in_database || strcmp(where, "all") != 0 ||
	    strcmp(addr, "192.0.2.1") != 0)
		return fakehost_result(host ? 0 : 3, host);
	other = json_pack("{s:s, s:s, s:i}", "circuit-id", "DB", "ip-address",
	    addr, "subnet-id", 0);
	answer = fakehost_result(0, other);
	json_decref(other);
	return answer;
}

/* One command; null: no answer. */
static inline json_t *
fakehost_answer(
    struct fakehost *f, json_t *doc, const char *command, json_t *arguments)
{
	json_t *list = fakehost_list(doc), *answer;
	json_t *host = json_object_get(arguments, "reservation");

	if (strncmp(command, "reservation-get", 15) == 0)
		return fakehost_get(f, list, arguments);
	if (strcmp(command, "reservation-add") == 0) {
		f->adds++;
		answer = fakehost_add(f, list, host);
	} else if (strcmp(command, "reservation-update") == 0) {
		f->updates++;
		answer = fakehost_update(f, list, host);
	} else {
		f->dels++;
		answer = fakehost_del(f, list, arguments);
	}
	if (!fakehost_due(&f->mute))
		return answer;
	json_decref(answer);
	return NULL;
}

#endif
