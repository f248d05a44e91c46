#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site.h"
#include "site_read.h"

static int
read_net(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_prefix *p = base;
	const char *s = site_string(r, v);
	struct why why;

	(void)field;
	if (!s)
		return -1;
	if (ipnet_parse_prefix(s, AF_UNSPEC, &p->net, &why) == -1)
		return site_fail(r, "%s", why.text);
	return 0;
}

/* Addresses wait for the prefix: its family is what they must have. */
static int
skip_value(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	(void)r;
	(void)v;
	(void)base;
	(void)field;
	return 0;
}

/* 0 is Kea's word for all subnets, 4294967295 for none. */
static int
read_subnet_id(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_prefix *p = base;

	(void)field;
	return site_read_number(r, v, 1, UINT32_MAX - 1, &p->subnet_id);
}

static const struct site_field prefix_fields[] = { { "prefix", read_net, 0, 0,
						       true },
	{ "client-class", site_read_string,
	    offsetof(struct site_prefix, client_class), 0, false },
	{ "gateway", skip_value, 0, 0, false },
	{ "dns", skip_value, 0, 0, false },
	{ "subnet-id", read_subnet_id, 0, 0, false },
	{ NULL, NULL, 0, 0, false } };

static int
read_prefix(struct site_reader *r, json_t *v, struct site_prefix *p)
{
	json_t *gateway, *dns;
	size_t mark;

	if (site_read_object(r, v, prefix_fields, p) == -1)
		return -1;
	gateway = json_object_get(v, "gateway");
	dns = json_object_get(v, "dns");
	mark = site_enter(r, "gateway");
	if (gateway && p->net.family != AF_INET)
		return site_fail(r, "want none with an IPv6 prefix, have one");
	if (gateway &&
	    site_read_addr(r, gateway, p->net.family, &p->gateway) == -1)
		return -1;
	site_leave(r, mark);
	site_enter(r, "dns");
	if (dns &&
	    site_read_addrs(r, dns, p->net.family, &p->dns, &p->dns_count) ==
		-1)
		return -1;
	site_leave(r, mark);
	return 0;
}

/* Pointers, by prefix and then by place. */
static int
by_net(const void *a, const void *b)
{
	const struct site_prefix *x = *(const struct site_prefix *const *)a;
	const struct site_prefix *y = *(const struct site_prefix *const *)b;
	int order = ipnet_cmp(&x->net, &y->net);

	return order != 0 ? order : (x > y) - (x < y);
}

/* Twice in one member: which client class would it be? */
static int
check_prefixes_once(struct site_reader *r, const struct site_member *m)
{
	const struct site_prefix **p = calloc(m->prefix_count + 1, sizeof(*p));
	char text[IPNET_STRLEN];
	int rc = 0;

	if (!p)
		return site_fail(r, "out of memory");
	for (size_t i = 0; i < m->prefix_count; i++)
		p[i] = &m->prefixes[i];
	qsort(p, m->prefix_count, sizeof(*p), by_net);
	for (size_t i = 1; rc == 0 && i < m->prefix_count; i++) {
		if (!ipnet_equal(&p[i - 1]->net, &p[i]->net))
			continue;
		site_enter_index(r, (size_t)(p[i] - m->prefixes));
		rc = site_fail(r,
		    "want each prefix once, have %s in [%zu] already",
		    ipnet_str(&p[i]->net, text),
		    (size_t)(p[i - 1] - m->prefixes));
	}
	free(p);
	return rc;
}

static int
read_prefixes(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_member *m = base;
	size_t count = json_array_size(v);

	(void)field;
	if (!json_is_array(v))
		return site_fail_type(r, "a list of objects", v);
	m->prefixes = calloc(count + 1, sizeof(*m->prefixes));
	if (!m->prefixes)
		return site_fail(r, "out of memory");
	for (size_t i = 0; i < count; i++) {
		size_t mark = site_enter_index(r, i);

		m->prefix_count = i + 1; /* a half-read one is freed too */
		if (read_prefix(r, json_array_get(v, i), &m->prefixes[i]) == -1)
			return -1;
		site_leave(r, mark);
	}
	return check_prefixes_once(r, m);
}

static int
read_table(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_member *m = base;
	char number[32];
	uint32_t n;

	if (!json_is_integer(v))
		return site_read_word(r, v, base, field);
	if (site_read_number(r, v, 1, UINT32_MAX, &n) == -1)
		return -1;
	snprintf(number, sizeof(number), "%u", (unsigned int)n);
	return site_copy(r, number, &m->table);
}

static int
read_table_number(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_member *m = base;

	(void)field;
	return site_read_number(r, v, 1, UINT32_MAX, &m->table_number);
}

static int
read_probe_addrs(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site_member *m = base;

	(void)field;
	return site_read_addrs(
	    r, v, AF_UNSPEC, &m->probe_addrs, &m->probe_addr_count);
}

static const struct site_field member_fields[] = {
	{ "realm", site_read_word, offsetof(struct site_member, realm), 0,
	    false },
	{ "password-file", site_read_path,
	    offsetof(struct site_member, password_file), 0, false },
	{ "circuit-ids", site_read_paths, offsetof(struct site_member, lists),
	    offsetof(struct site_member, list_count), false },
	{ "circuit-id-globs", site_read_strings,
	    offsetof(struct site_member, globs),
	    offsetof(struct site_member, glob_count), false },
	{ "table", read_table, offsetof(struct site_member, table), 0, false },
	{ "table-number", read_table_number, 0, 0, false },
	{ "prefixes", read_prefixes, 0, 0, false },
	{ "probe-addresses", read_probe_addrs, 0, 0, false },
	{ "probe-targets", site_read_strings,
	    offsetof(struct site_member, probe_targets),
	    offsetof(struct site_member, probe_target_count), false },
	{ "radius", site_read_radius, offsetof(struct site_member, radius), 0,
	    false },
	{ "bgp", site_read_bgp, offsetof(struct site_member, bgp), 0, false },
	{ "interface", site_read_interface,
	    offsetof(struct site_member, interface), 0, false },
	{ NULL, NULL, 0, 0, false }
};

/* Only inside its prefixes do the member's rules send a packet its way. */
static int
check_probe_addrs(struct site_reader *r, const struct site_member *m)
{
	char text[IPNET_STRLEN];

	for (size_t i = 0; i < m->probe_addr_count; i++) {
		if (site_prefix_of(m, &m->probe_addrs[i]))
			continue;
		site_enter(r, "probe-addresses");
		site_enter_index(r, i);
		return site_fail(r,
		    "want an address in the member's prefixes, have %s",
		    ipnet_str(&m->probe_addrs[i], text));
	}
	return 0;
}

/* A number that the name already is would be said twice. */
static int
check_table(struct site_reader *r, const struct site_member *m)
{
	if (m->table_number == 0 ||
	    (m->table && strspn(m->table, "0123456789") != strlen(m->table)))
		return 0;
	site_enter(r, "table-number");
	return site_fail(r, "want a table that is a name with it, have %s",
	    m->table ? m->table : "none");
}

int
site_read_members(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site *site = base;
	const char *key;
	json_t *value;

	(void)field;
	if (!json_is_object(v))
		return site_fail_type(r, "an object", v);
	site->members = calloc(json_object_size(v) + 1, sizeof(*site->members));
	if (!site->members)
		return site_fail(r, "out of memory");
	json_object_foreach(v, key, value)
	{
		struct site_member *m = &site->members[site->member_count++];
		size_t mark = site_enter(r, key);

		if (site_check_word(r, key) == -1 ||
		    site_copy(r, key, &m->name) == -1 ||
		    site_read_object(r, value, member_fields, m) == -1 ||
		    check_probe_addrs(r, m) == -1 || check_table(r, m) == -1)
			return -1;
		site_leave(r, mark);
	}
	return 0;
}

/*
 * FreeRADIUS hands members around by realm, operators by name: one word must
 * never mean two members.
 */
static int
check_realm(
    struct site_reader *r, const struct site *site, const struct site_member *m)
{
	for (size_t i = 0; i < site->member_count; i++) {
		const struct site_member *other = &site->members[i];

		if (other == m)
			continue;
		/* FreeRADIUS knows no case in them. */
		if (m->realm && other->realm &&
		    strcasecmp(m->realm, other->realm) == 0)
			return site_fail(r,
			    "want a realm of its own, have \"%s\" of %s",
			    m->realm, other->name);
		if (m->realm && strcmp(m->realm, other->name) == 0)
			return site_fail(r,
			    "want a realm that names no other member, "
			    "have \"%s\"",
			    m->realm);
	}
	return 0;
}

int
site_check_realms(struct site_reader *r, const struct site *site)
{
	size_t mark = site_enter(r, "members");

	for (size_t i = 0; i < site->member_count; i++) {
		size_t inner = site_enter(r, site->members[i].name);

		site_enter(r, "realm");
		if (check_realm(r, site, &site->members[i]) == -1)
			return -1;
		site_leave(r, inner);
	}
	site_leave(r, mark);
	return 0;
}
