#include "subnets.h"

/* Between the elements of a list; their order is the site file's. */
struct list {
	FILE *fp;
	bool more;
};

static void
next(struct list *l)
{
	if (l->more)
		fputs(",\n", l->fp);
	l->more = true;
}

static void
put_addrs(FILE *fp, const struct ipnet *list, size_t count)
{
	char text[IPNET_STRLEN];

	for (size_t i = 0; i < count; i++)
		fprintf(
		    fp, "%s%s", i > 0 ? ", " : "", ipnet_str(&list[i], text));
}

static void
put_classes(FILE *fp, const struct subnets *s, int family)
{
	const char *dns =
	    family == AF_INET6 ? "dns-servers" : "domain-name-servers";
	struct list l = { fp, false };

	for (size_t i = 0; i < s->count; i++) {
		const struct subnet *n = &s->list[i];

		if (n->first != n || !n->shown)
			continue;
		next(&l);
		fprintf(fp,
		    "    { \"name\": \"%s\",\n      \"option-data\": [\n",
		    n->prefix->client_class);
		if (n->gateway) {
			fputs("        { \"name\": \"routers\", \"data\": \"",
			    fp);
			put_addrs(fp, n->gateway, 1);
			fputs("\" },\n", fp);
		}
		fprintf(fp,
		    "        { \"name\": \"%s\",\n          "
		    "\"data\": \"",
		    dns);
		put_addrs(fp, n->dns, n->dns_count);
		fputs("\" } ] }", fp);
	}
	if (l.more)
		fputc('\n', fp);
}

static void
put_subnet(FILE *fp, const struct subnet *s, const struct site_network *n)
{
	char text[IPNET_STRLEN];

	fprintf(fp, "        { \"id\": %u,\n          \"subnet\": \"%s\",\n",
	    (unsigned int)s->id, ipnet_prefix_str(&s->prefix->net, text));
	fputs("          \"reservations-global\": true,\n"
	      "          \"reservations-in-subnet\": false,\n"
	      "          \"reservations-out-of-pool\": false,\n",
	    fp);
	fprintf(fp,
	    "          \"renew-timer\": %u,\n          "
	    "\"rebind-timer\": %u,\n",
	    (unsigned int)n->renew, (unsigned int)n->rebind);
	if (n->preferred > 0)
		fprintf(fp, "          \"preferred-lifetime\": %u,\n",
		    (unsigned int)n->preferred);
	fprintf(
	    fp, "          \"valid-lifetime\": %u }", (unsigned int)n->valid);
}

static void
put_subnets(FILE *fp, const struct subnets *s, const struct site_network *n)
{
	const struct site_member *last = NULL;
	struct list l = { fp, false };

	for (size_t i = 0; i < s->count; i++) {
		if (!s->list[i].wanted)
			continue;
		next(&l);
		if (s->list[i].member != last)
			fprintf(fp, "        // %s\n", s->list[i].member->name);
		last = s->list[i].member;
		put_subnet(fp, &s->list[i], n);
	}
	if (l.more)
		fputc('\n', fp);
}

static void
put_network(
    FILE *fp, const struct site_network *n, int family, const struct subnets *s)
{
	char text[IPNET_STRLEN];

	fprintf(fp,
	    "    { \"name\": \"%s\",\n      \"relay\": { "
	    "\"ip-addresses\": [\n",
	    n->name);
	for (size_t i = 0; i < n->relay_count; i++)
		fprintf(fp, "        \"%s\"%s\n",
		    ipnet_str(&n->relays[i], text),
		    i + 1 < n->relay_count ? "," : "");
	fprintf(fp, "      ] },\n      \"subnet%c\": [\n",
	    family == AF_INET6 ? '6' : '4');
	put_subnets(fp, s, n);
	fputs("      ] }\n", fp);
}

/* Before 2.6 Kea hands out the mask of the network's first subnet. */
static void
note_lengths(struct conf *c, const struct subnets *s)
{
	const struct subnet *first = NULL;

	for (size_t i = 0; i < s->count; i++) {
		const struct subnet *n = &s->list[i];

		if (!n->wanted)
			continue;
		if (!first)
			first = n;
		if (n->prefix->net.len == first->prefix->net.len)
			continue;
		remark_add(c->notes, "",
		    "members.%s.prefixes[%zu].prefix: want a /%u as the first "
		    "one, have a /%u: before Kea 2.6 its subscribers get the "
		    "mask of the first",
		    n->member->name, (size_t)(n->prefix - n->member->prefixes),
		    (unsigned int)first->prefix->net.len,
		    (unsigned int)n->prefix->net.len);
		return;
	}
}

static int
check_network(struct conf *c, const struct site_network *n, int family)
{
	if (c->part != PART_ALL)
		return 0;
	if (!n->name)
		return conf_need(c,
		    family == AF_INET6 ? "kea.network6" : "kea.network4",
		    "a shared network");
	if (n->relay_count == 0)
		return conf_need(c,
		    family == AF_INET6 ? "kea.network6.relays"
				       : "kea.network4.relays",
		    "at least one address");
	return 0;
}

static void
put_all(struct conf *c, int family, const struct subnets *s)
{
	const struct site_network *n =
	    &c->site->networks[family == AF_INET6 ? 1 : 0];

	conf_head(c, "//");
	if (c->part == PART_CLASSES) {
		put_classes(c->fp, s, family);
	} else if (c->part == PART_SUBNETS) {
		put_subnets(c->fp, s, n);
	} else {
		fputs("  \"client-classes\": [\n", c->fp);
		put_classes(c->fp, s, family);
		fputs("  ],\n  \"shared-networks\": [\n", c->fp);
		put_network(c->fp, n, family, s);
		fputs("  ]\n", c->fp);
	}
}

static int
conf_kea(struct conf *c, int family)
{
	const struct site_network *n =
	    &c->site->networks[family == AF_INET6 ? 1 : 0];
	struct subnets s = { NULL, 0 };
	int rc = check_network(c, n, family);

	if (rc == 0)
		rc = subnets_make(c, family, &s);
	if (rc == 0) {
		put_all(c, family, &s);
		if (family == AF_INET && c->part != PART_CLASSES)
			note_lengths(c, &s);
	}
	subnets_free(&s);
	return rc;
}

int
conf_kea4(struct conf *c)
{
	return conf_kea(c, AF_INET);
}

int
conf_kea6(struct conf *c)
{
	return conf_kea(c, AF_INET6);
}
