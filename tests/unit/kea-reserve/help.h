/*
 * What the tests of kea-reserve's parts share: short ways to make
 * reservations and Kea documents.
 */
#ifndef HELP_H
#define HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <jansson.h>

#include "host.h"
#include "ipnet.h"
#include "keadoc.h"
#include "keadoc_post.h"

/* A literal where a struct wants a string of its own. */
#define TEXT(s) ((char *)(uintptr_t)(s))

static inline struct ipnet
net_of(const char *text, int family)
{
	struct ipnet net = { 0 };
	struct why why;

	if (!text)
		return net;
	if ((strchr(text, '/')
		    ? ipnet_parse_prefix(text, family, &net, &why)
		    : ipnet_parse_addr(text, family, &net, &why)) == -1)
		fail_msg("%s", why.text);
	return net;
}

static inline struct host_id
line_of(const char *text)
{
	struct host_id id;

	assert_int_equal(
	    0, host_id_set(&id, HOST_CIRCUIT_ID, text, strlen(text)));
	return id;
}

/* Member ils, class ils01, machine "a". */
static inline struct host
common(int family, uint64_t stamp)
{
	struct host h = { .family = family,
		.version = { stamp, { "a" } },
		.member = { "ils" },
		.client_class = { "ils01" } };

	return h;
}

static inline struct host
host4(const char *line, const char *addr, uint64_t stamp)
{
	struct host h = common(AF_INET, stamp);

	h.id = h.line = line_of(line);
	h.addr = net_of(addr, AF_INET);
	return h;
}

/* `line` may be null: not known. */
static inline struct host
host6(const char *mac, const char *line, const char *addr, const char *prefix,
    uint64_t stamp)
{
	struct host h = common(AF_INET6, stamp);

	assert_int_equal(0, host_id_parse(HOST_HW_ADDRESS, mac, &h.id, NULL));
	if (line)
		h.line = line_of(line);
	h.addr = net_of(addr, AF_INET6);
	h.prefix = net_of(prefix, AF_INET6);
	return h;
}

/* By line; `mac` may be null: not told. */
static inline struct host
line6(const char *line, const char *mac, const char *addr, uint64_t stamp)
{
	struct host h = common(AF_INET6, stamp);

	h.line = line_of(line);
	host_id_of_line(&h.line, &h.id);
	h.addr = net_of(addr, AF_INET6);
	h.has_mac = mac;
	if (mac)
		assert_int_equal(
		    0, hwaddr_parse(mac, strlen(mac), &h.mac, NULL));
	return h;
}

static inline struct host
gone(struct host h)
{
	h.gone = true;
	return h;
}

/* JSON with ' for ", so that it can be read here.  free() it. */
static inline char *
quoted(const char *text)
{
	char *copy = strdup(text);

	assert_non_null(copy);
	for (char *p = copy; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	return copy;
}

static inline json_t *
json_of(const char *text)
{
	char *copy = quoted(text);
	json_error_t error;
	json_t *j;

	j = json_loads(copy, JSON_DECODE_ANY, &error);
	if (!j)
		fail_msg("%d: %s", error.position, error.text);
	free(copy);
	return j;
}

/* As Kea's answer is read: the global reservations stay text. */
static inline struct keadoc *
doc_of(const char *text, int family)
{
	char *copy = quoted(text);
	struct jsonslice list;
	json_t *j = jsonslice_load(copy, strlen(copy), keadoc_path(family) + 1,
	    JSON_DECODE_ANY, &list, NULL);
	struct why why = { "" };
	struct keadoc *doc = keadoc_parse_long(j, &copy, list, family, &why);

	json_decref(j);
	if (!doc)
		fail_msg("%s", why.text);
	return doc;
}

/* A service with subnet, class and identifiers as ours, and `hosts`. */
static inline struct keadoc *
service4(const char *hosts)
{
	char text[8192];

	snprintf(text, sizeof(text),
	    "{'Dhcp4': {'reservations-global': true,"
	    " 'host-reservation-identifiers': ['circuit-id'],"
	    " 'client-classes': [{'name': 'ils01'}, {'name': 'ils02'}],"
	    " 'shared-networks': [{'subnet4': [{'id': 1,"
	    " 'subnet': '192.0.2.0/24'}]}],"
	    " 'reservations': [%s]}}",
	    hosts);
	return doc_of(text, AF_INET);
}

static inline struct keadoc *
service6(const char *hosts)
{
	char text[8192];

	snprintf(text, sizeof(text),
	    "{'Dhcp6': {'reservations-global': true,"
	    " 'host-reservation-identifiers': ['hw-address'],"
	    " 'client-classes': [{'name': 'ils01'}],"
	    " 'subnet6': [{'id': 1, 'subnet': '2001:db8::/32'}],"
	    " 'reservations': [%s]}}",
	    hosts);
	return doc_of(text, AF_INET6);
}

/* A document as Kea is sent it. */
static inline json_t *
posted(struct keadoc_post *post)
{
	json_error_t error;
	char *text = NULL;
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);
	json_t *root;

	assert_non_null(post);
	assert_non_null(fp);
	assert_int_equal(keadoc_post_print(post, fp), 0);
	fclose(fp);
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		fail_msg("%d: %s", error.position, error.text);
	free(text);
	keadoc_post_free(post);
	return root;
}

/* A document of a tree, which is stolen. */
static inline struct keadoc *
doc_from(json_t *root, int family)
{
	struct why why = { "" };
	struct keadoc *doc = keadoc_parse(root, family, &why);

	json_decref(root);
	if (!doc)
		fail_msg("%s", why.text);
	return doc;
}

/* A composed document, as a new keadoc. */
static inline struct keadoc *
reparsed(struct keadoc_post *post, int family)
{
	return doc_from(posted(post), family);
}

#endif
