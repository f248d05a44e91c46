/* Member prefixes against the classes and subnets of one Kea service. */
#include <stdio.h>
#include <string.h>

#include "hex.h"
#include "lint.h"

/* One declared prefix under inspection. */
struct subject {
	const struct lint_kea *k;
	const struct site_member *member;
	const struct site_prefix *prefix;
	char from[128];        /* its place in the site file */
	const json_t *class;   /* null: none of that name */
	const json_t *subnet;  /* the one that covers it, or null */
	const json_t *network; /* around that, or null */
};

/* An option that a prefix declares, and where Kea has it. */
struct option {
	const char *name;
	int code;
	const struct ipnet *want;
	size_t count;
};

/* Is this element of an "option-data" the option? */
static bool
is_option(const json_t *v, const struct option *o)
{
	const char *space = json_string_value(json_object_get(v, "space"));
	const char *name = json_string_value(json_object_get(v, "name"));

	if (space && strncmp(space, "dhcp", 4) != 0)
		return false;
	return json_integer_value(json_object_get(v, "code")) == o->code ||
	    (name && strcmp(name, o->name) == 0);
}

/* The option in a scope, or null. */
static const json_t *
option_in(const json_t *scope, const struct option *o)
{
	const json_t *list = json_object_get(scope, "option-data");

	for (size_t i = 0; i < json_array_size(list); i++)
		if (is_option(json_array_get(list, i), o))
			return json_array_get(list, i);
	return NULL;
}

/* What Kea hands out: the nearest scope that has the option. */
static const json_t *
option_of(const struct subject *s, const struct option *o)
{
	const json_t *scopes[] = { s->subnet, s->network, s->class,
		s->k->doc->body };
	const json_t *v = NULL;

	for (size_t i = 0; !v && i < sizeof(scopes) / sizeof(scopes[0]); i++)
		v = option_in(scopes[i], o);
	return v;
}

/* "a, b" against the list; 0 when it is the same. */
static int
compare_csv(const char *text, const struct option *o)
{
	char one[IPNET_STRLEN];
	struct ipnet net;
	size_t i;

	for (i = 0; i < o->count; i++) {
		size_t len;

		text += strspn(text, ", ");
		len = strcspn(text, ", ");
		if (len >= sizeof(one))
			return -1;
		memcpy(one, text, len);
		one[len] = '\0';
		text += len;
		if (ipnet_parse_addr(one, o->want[i].family, &net, NULL) ==
			-1 ||
		    !ipnet_equal(&net, &o->want[i]))
			return -1;
	}
	return text[strspn(text, ", ")] == '\0' ? 0 : -1;
}

/* The same for an option written in hexadecimal ("csv-format": false). */
static int
compare_hex(const char *text, const struct option *o)
{
	uint8_t octets[1024];
	size_t len, size = o->want[0].family == AF_INET ? 4 : 16;

	if (strlen(text) > sizeof(octets) ||
	    hex_decode(text, strlen(text), HEX_BARE, octets, sizeof(octets),
		&len, NULL, NULL) == -1 ||
	    len != o->count * size)
		return -1;
	for (size_t i = 0; i < o->count; i++)
		if (memcmp(octets + i * size, o->want[i].addr, size) != 0)
			return -1;
	return 0;
}

static int
compare(const json_t *v, const struct option *o)
{
	const char *text = json_string_value(json_object_get(v, "data"));

	if (!text)
		return -1;
	if (json_is_false(json_object_get(v, "csv-format")))
		return compare_hex(text, o);
	return compare_csv(text, o);
}

/* Nothing is declared, and nothing would be handed out. */
static void
lint_absent(const struct subject *s, const struct option *o)
{
	char path[256];

	snprintf(path, sizeof(path), "client-classes[%s].option-data",
	    s->prefix->client_class);
	finding_add(s->k->f, FIND_CLASS_EMPTY, path,
	    "want %s (%s), have none: subscribers get none", o->name, s->from);
}

static void
lint_option(const struct subject *s, const struct option *o)
{
	const json_t *v = option_of(s, o);
	const char *have = json_string_value(json_object_get(v, "data"));
	char want[512] = "", one[IPNET_STRLEN], path[256];
	size_t n = 0;

	if (o->count == 0 && !v)
		lint_absent(s, o);
	if (o->count == 0 || (v && compare(v, o) == 0))
		return;
	for (size_t i = 0; i < o->count && n < sizeof(want); i++)
		n += (size_t)snprintf(want + n, sizeof(want) - n, "%s%s",
		    i > 0 ? ", " : "", ipnet_str(&o->want[i], one));
	snprintf(path, sizeof(path), "client-classes[%s].option-data[%s]",
	    s->prefix->client_class, o->name);
	finding_add(s->k->f, FIND_CLASS_OPTION, path, "want %s (%s), have %s",
	    want, s->from, have ? have : "none");
}

static void
lint_class(struct subject *s)
{
	bool v4 = s->k->doc->family == AF_INET;
	const json_t *list = json_object_get(s->k->doc->body, "client-classes");
	const struct site_prefix *p = s->prefix;

	for (size_t i = 0; !s->class && i < json_array_size(list); i++) {
		const json_t *c = json_array_get(list, i);
		const char *name =
		    json_string_value(json_object_get(c, "name"));

		if (name && strcmp(name, p->client_class) == 0)
			s->class = c;
	}
	if (!s->class) {
		finding_add(s->k->f, FIND_CLASS_MISSING, "client-classes",
		    "want %s (%s), have none of that name", p->client_class,
		    s->from);
		return;
	}
	if (v4)
		lint_option(s,
		    &(struct option){ "routers", 3, &p->gateway,
			p->gateway.family == AF_INET });
	lint_option(s,
	    &(struct option){ v4 ? "domain-name-servers" : "dns-servers",
		v4 ? 6 : 23, p->dns, p->dns_count });
}

/* The longest subnet that holds all of `net`, or null. */
static const struct keadoc_subnet *
covering(const struct keadoc *doc, const struct ipnet *net)
{
	const struct keadoc_subnet *best = NULL;

	for (size_t i = 0; i < doc->subnet_count; i++) {
		const struct keadoc_subnet *s = &doc->subnets[i];

		if (ipnet_contains(&s->net, net) &&
		    (!best || s->net.len > best->net.len))
			best = s;
	}
	return best;
}

/*
 * An IPv6 prefix that is delegated from alone needs no subnet: no subnet
 * touches it, and the member's addresses have theirs.
 */
static bool
only_delegated(const struct subject *s)
{
	const struct keadoc *doc = s->k->doc;
	const struct site_member *m = s->member;
	bool other = false;

	if (doc->family != AF_INET6)
		return false;
	for (size_t i = 0; i < doc->subnet_count; i++)
		if (ipnet_overlap(&doc->subnets[i].net, &s->prefix->net))
			return false;
	for (size_t i = 0; i < m->prefix_count; i++)
		other |= m->prefixes[i].net.family == AF_INET6 &&
		    covering(doc, &m->prefixes[i].net);
	return other;
}

static void
lint_subnet(struct subject *s)
{
	const struct ipnet *net = &s->prefix->net;
	const struct keadoc_subnet *have = covering(s->k->doc, net);
	const char *key = keadoc_subnets(net->family);
	char want[IPNET_STRLEN], path[LINT_PATH_MAX];

	ipnet_str(net, want);
	if (!have) {
		if (!only_delegated(s))
			finding_add(s->k->f, FIND_SUBNET_MISSING, key,
			    "want one that covers %s (%s), have none", want,
			    s->from);
		return;
	}
	s->subnet = have->raw;
	s->network = have->network;
	lint_subnet_path(have, path);
	if (net->family == AF_INET && have->net.len != net->len)
		finding_add(s->k->f, FIND_SUBNET_MASK, path,
		    "want a subnet %s of its own (%s), have this one: "
		    "subscribers get its mask",
		    want, s->from);
	if (!have->global)
		finding_add(s->k->f, FIND_NOT_GLOBAL, path,
		    "want \"reservations-global\": true, have false: no "
		    "reservation is found");
}

/* Does any member have something in this subnet? */
static bool
has_member(const struct site *site, const struct ipnet *subnet)
{
	for (size_t i = 0; i < site->member_count; i++)
		for (size_t j = 0; j < site->members[i].prefix_count; j++)
			if (ipnet_overlap(
				&site->members[i].prefixes[j].net, subnet))
				return true;
	return false;
}

/* Of subnets whose clients have global reservations: ours, one would think. */
static void
lint_alone(const struct lint_kea *k)
{
	char path[LINT_PATH_MAX];

	for (size_t i = 0; i < k->doc->subnet_count; i++) {
		const struct keadoc_subnet *s = &k->doc->subnets[i];

		if (s->global && !has_member(k->site, &s->net))
			finding_add(k->f, FIND_SUBNET_ALONE,
			    lint_subnet_path(s, path),
			    "want a member's prefix in it, have none");
	}
}

void
lint_prefixes(const struct lint_kea *k)
{
	lint_alone(k);
	for (size_t i = 0; i < k->site->member_count; i++) {
		const struct site_member *m = &k->site->members[i];

		for (size_t j = 0; j < m->prefix_count; j++) {
			struct subject s = {
				.k = k, .member = m, .prefix = &m->prefixes[j]
			};

			if (s.prefix->net.family != k->doc->family)
				continue;
			snprintf(s.from, sizeof(s.from),
			    "members.%s.prefixes[%zu]", m->name, j);
			lint_subnet(&s);
			if (s.prefix->client_class)
				lint_class(&s);
		}
	}
}
