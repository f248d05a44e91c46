#include <stdlib.h>
#include <string.h>

#include "subnetid.h"
#include "subnets.h"

/* Room for "prefixes[N].client-class". */
#define PATH_SIZE 64

static const char *
path_of(const struct subnet *s, const char *name, char buf[PATH_SIZE])
{
	snprintf(buf, PATH_SIZE, "prefixes[%zu].%s",
	    (size_t)(s->prefix - s->member->prefixes), name);
	return buf;
}

static int
need(struct conf *c, const struct subnet *s, const char *name, const char *want)
{
	char path[PATH_SIZE];

	return conf_need_of(c, s->member, path_of(s, name, path), want);
}

static int
gather(struct conf *c, int family, struct subnets *out)
{
	const struct site *site = c->site;
	size_t count = 0;

	for (size_t i = 0; i < site->member_count; i++)
		count += site->members[i].prefix_count;
	out->list = calloc(count + 1, sizeof(*out->list));
	if (!out->list)
		return why_set(c->why, "out of memory");
	for (size_t i = 0; i < site->member_count; i++) {
		const struct site_member *m = &site->members[i];

		for (size_t j = 0; j < m->prefix_count; j++) {
			const struct site_prefix *p = &m->prefixes[j];

			if (p->net.family != family)
				continue;
			out->list[out->count++] = (struct subnet){
				.member = m,
				.prefix = p,
				.id = p->subnet_id ? p->subnet_id
						   : subnetid_of(&p->net),
				.wanted = conf_wants(c, m),
			};
		}
	}
	return 0;
}

/* Pointers, so that what comes first in the file comes first here. */
static int
by_place(const struct subnet *x, const struct subnet *y)
{
	return (x > y) - (x < y);
}

static int
by_id(const void *a, const void *b)
{
	const struct subnet *x = *(const struct subnet *const *)a;
	const struct subnet *y = *(const struct subnet *const *)b;

	return x->id != y->id ? (x->id > y->id) - (x->id < y->id)
			      : by_place(x, y);
}

static int
by_class(const void *a, const void *b)
{
	const struct subnet *x = *(const struct subnet *const *)a;
	const struct subnet *y = *(const struct subnet *const *)b;
	const char *s = x->prefix->client_class, *t = y->prefix->client_class;
	int order = s && t ? strcmp(s, t) : !t - !s;

	return order != 0 ? order : by_place(x, y);
}

/* Two of one id: the same prefix twice, a number twice, or bad luck. */
static int
fail_id(struct conf *c, const struct subnet *first, const struct subnet *s)
{
	char net[IPNET_STRLEN], other[IPNET_STRLEN], path[PATH_SIZE];

	ipnet_str(&s->prefix->net, net);
	if (ipnet_equal(&first->prefix->net, &s->prefix->net))
		return conf_fail_of(c, s->member,
		    "%s: want a prefix of one member, have %s of %s",
		    path_of(s, "prefix", path), net, first->member->name);
	return conf_fail_of(c, s->member,
	    "%s: want one that differs from that of %s of %s, have %u for %s%s",
	    path_of(s, "subnet-id", path),
	    ipnet_str(&first->prefix->net, other), first->member->name,
	    (unsigned int)s->id, net,
	    first->prefix->subnet_id && s->prefix->subnet_id
		? ""
		: "; declare one for the prefix that is new");
}

/* The same prefix twice may have got two ids by hand. */
static int
by_net(const void *a, const void *b)
{
	const struct subnet *x = *(const struct subnet *const *)a;
	const struct subnet *y = *(const struct subnet *const *)b;
	int order = ipnet_cmp(&x->prefix->net, &y->prefix->net);

	return order != 0 ? order : by_place(x, y);
}

static int
check_ids(struct conf *c, struct subnet **order, size_t count)
{
	qsort(order, count, sizeof(*order), by_net);
	for (size_t i = 1; i < count; i++)
		if (ipnet_equal(
			&order[i - 1]->prefix->net, &order[i]->prefix->net))
			return fail_id(c, order[i - 1], order[i]);
	qsort(order, count, sizeof(*order), by_id);
	for (size_t i = 1; i < count; i++)
		if (order[i - 1]->id == order[i]->id)
			return fail_id(c, order[i - 1], order[i]);
	return 0;
}

/* A name goes into Kea's expressions and logs, and some mean more there. */
static int
check_class(struct conf *c, const struct subnet *s)
{
	static const char *const own[] = { "ALL", "KNOWN", "UNKNOWN", "DROP",
		"BOOTP" };
	static const char *const begin[] = { "VENDOR_CLASS_", "HA_", "AFTER_",
		"EXTERNAL_", "SKIP_DDNS", "SPAWN_" };
	const char *name = s->prefix->client_class;
	size_t len = strlen(name);
	char path[PATH_SIZE];
	bool taken = false;

	if (strspn(name,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789._-") != len)
		return conf_fail_of(c, s->member,
		    "%s: want letters, digits, '.', '_', '-', have \"%s\"",
		    path_of(s, "client-class", path), name);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		taken |= strcmp(name, own[i]) == 0;
	for (size_t i = 0; i < sizeof(begin) / sizeof(begin[0]); i++)
		taken |= strncmp(name, begin[i], strlen(begin[i])) == 0;
	return taken ? conf_fail_of(c, s->member,
			   "%s: want a name that Kea has no other use for, "
			   "have %s",
			   path_of(s, "client-class", path), name)
		     : 0;
}

static int
fail_shared(struct conf *c, const struct subnet *s, const char *what)
{
	char path[PATH_SIZE], net[IPNET_STRLEN];

	return conf_fail_of(c, s->member,
	    "%s: want a class of its own, have %s of %s, which has %s",
	    path_of(s, "client-class", path), s->prefix->client_class,
	    ipnet_str(&s->first->prefix->net, net), what);
}

static bool
same_dns(const struct subnet *s, const struct site_prefix *p)
{
	if (s->dns_count != p->dns_count)
		return false;
	for (size_t i = 0; i < p->dns_count; i++)
		if (!ipnet_equal(&s->dns[i], &p->dns[i]))
			return false;
	return true;
}

/* What this prefix says of its class. */
static int
add_options(struct conf *c, struct subnet *s)
{
	const struct site_prefix *p = s->prefix;
	struct subnet *first = s->first;
	char path[PATH_SIZE], net[IPNET_STRLEN], have[IPNET_STRLEN];

	first->shown |= s->wanted;
	if (p->gateway.family != AF_UNSPEC) {
		if (!ipnet_contains(&p->net, &p->gateway))
			return conf_fail_of(c, s->member,
			    "%s: want an address in %s, have %s",
			    path_of(s, "gateway", path),
			    ipnet_str(&p->net, net),
			    ipnet_str(&p->gateway, have));
		if (first->gateway && !ipnet_equal(first->gateway, &p->gateway))
			return fail_shared(c, s, "another gateway");
		first->gateway = &p->gateway;
	}
	if (p->dns_count > 0) {
		if (first->dns && !same_dns(first, p))
			return fail_shared(c, s, "other resolvers");
		first->dns = p->dns;
		first->dns_count = p->dns_count;
	}
	return 0;
}

/* A router reaches no gateway outside its prefix. */
static int
check_gateway(struct conf *c, const struct subnet *s)
{
	char what[64 + 2 * IPNET_STRLEN], gw[IPNET_STRLEN], net[IPNET_STRLEN];

	if (!s->first->gateway)
		return need(c, s, "gateway", "an address");
	if (ipnet_contains(&s->prefix->net, s->first->gateway))
		return 0;
	snprintf(what, sizeof(what), "gateway %s, not in %s",
	    ipnet_str(s->first->gateway, gw), ipnet_str(&s->prefix->net, net));
	return fail_shared(c, s, what);
}

static int
check_complete(struct conf *c, const struct subnet *s, int family)
{
	if (!s->wanted)
		return 0;
	if (!s->first)
		return need(c, s, "client-class", "a name");
	if (family == AF_INET && check_gateway(c, s) == -1)
		return -1;
	if (!s->first->dns)
		return need(c, s, "dns", "at least one address");
	return 0;
}

static int
make_classes(struct conf *c, struct subnet **order, size_t count)
{
	struct subnet *last = NULL;

	qsort(order, count, sizeof(*order), by_class);
	for (size_t i = 0; i < count && order[i]->prefix->client_class; i++) {
		struct subnet *s = order[i];
		bool same = last &&
		    strcmp(s->prefix->client_class,
			last->prefix->client_class) == 0;

		s->first = same ? last->first : s;
		last = s;
		if (check_class(c, s) == -1 || add_options(c, s) == -1)
			return -1;
	}
	return 0;
}

int
subnets_make(struct conf *c, int family, struct subnets *out)
{
	struct subnet **order = NULL;
	int rc;

	*out = (struct subnets){ NULL, 0 };
	rc = gather(c, family, out);
	if (rc == 0) {
		order = calloc(out->count + 1, sizeof(struct subnet *));
		if (!order)
			rc = why_set(c->why, "out of memory");
	}
	for (size_t i = 0; rc == 0 && i < out->count; i++)
		order[i] = &out->list[i];
	if (rc == 0)
		rc = check_ids(c, order, out->count);
	if (rc == 0)
		rc = make_classes(c, order, out->count);
	for (size_t i = 0; rc == 0 && i < out->count; i++)
		rc = check_complete(c, &out->list[i], family);
	free(order);
	return rc;
}

void
subnets_free(struct subnets *s)
{
	free(s->list);
}
