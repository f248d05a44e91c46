#include <stdio.h>
#include <string.h>

#include "endpoint.h"
#include "lint.h"

static void
lint_prefix(const struct site_member *m, size_t i, struct findings *f)
{
	const struct site_prefix *p = &m->prefixes[i];
	char path[256], gw[IPNET_STRLEN], net[IPNET_STRLEN];

	snprintf(path, sizeof(path), "members.%s.prefixes[%zu]", m->name, i);
	if (!p->client_class)
		finding_add(f, FIND_MEMBER_CLASS, path,
		    "want client-class, have none: subscribers of %s would "
		    "get no gateway and no resolvers, and are refused",
		    ipnet_str(&p->net, net));
	if (p->net.family != AF_INET)
		return;
	if (p->gateway.family == AF_UNSPEC)
		finding_add(
		    f, FIND_MEMBER_GATEWAY, path, "want gateway, have none");
	else if (!ipnet_contains(&p->net, &p->gateway))
		finding_add(f, FIND_MEMBER_GATEWAY, path,
		    "want a gateway in %s, have %s", ipnet_str(&p->net, net),
		    ipnet_str(&p->gateway, gw));
}

/* A prefix of another, later member that overlaps this one. */
static void
lint_overlaps(
    const struct site *site, size_t member, size_t i, struct findings *f)
{
	const struct site_member *m = &site->members[member];
	char path[256], have[IPNET_STRLEN];

	snprintf(path, sizeof(path), "members.%s.prefixes[%zu]", m->name, i);
	for (size_t j = 0; j < member; j++)
		for (size_t k = 0; k < site->members[j].prefix_count; k++) {
			const struct ipnet *other =
			    &site->members[j].prefixes[k].net;

			if (ipnet_overlap(&m->prefixes[i].net, other))
				finding_add(f, FIND_MEMBER_OVERLAP, path,
				    "want prefixes of this member alone, "
				    "have %s of %s",
				    ipnet_str(other, have),
				    site->members[j].name);
		}
}

static bool
is_loopback(const char *url)
{
	const char *host = strstr(url, "://") + 3;
	size_t len = strcspn(host, ":/?#");

	if (host[0] == '[')
		return strncmp(host, "[::1]", 5) == 0;
	return strncmp(host, "127.", 4) == 0 ||
	    (len == 9 && strncmp(host, "localhost", len) == 0);
}

static void
lint_url(const struct site_target *t, const char *service, const char *url,
    struct findings *f)
{
	char path[256];

	if (!url || !t->user || strncmp(url, "http://", 7) != 0 ||
	    is_loopback(url))
		return;
	snprintf(path, sizeof(path), "kea.targets.%s.%s", t->name, service);
	finding_add(f, FIND_PLAIN_PASSWORD, path,
	    "want https for a password that leaves the machine, have %s", url);
}

static void
lint_target(const struct site_target *t, struct findings *f)
{
	char path[256], password[256];
	struct why why;

	lint_url(t, "dhcp4", t->dhcp4, f);
	lint_url(t, "dhcp6", t->dhcp6, f);
	if (!t->password_file)
		return;
	snprintf(path, sizeof(path), "kea.targets.%s.password-file", t->name);
	if (site_secret(t->password_file, password, sizeof(password), &why) ==
	    -1)
		finding_add(f, FIND_PASSWORD_FILE, path, "%s", why.text);
	explicit_bzero(password, sizeof(password));
}

/* The same service under two names: two workers would undo each other. */
static void
lint_twins(const struct site *site, size_t i, size_t j, struct findings *f)
{
	const struct site_target *a = &site->targets[i];
	const struct site_target *b = &site->targets[j];
	char path[256];

	snprintf(path, sizeof(path), "kea.targets.%s", b->name);
	if (a->dhcp4 && b->dhcp4 && endpoint_same_url(a->dhcp4, b->dhcp4))
		finding_add(f, FIND_TWIN_TARGET, path,
		    "want a dhcp4 of its own, have that of %s", a->name);
	if (a->dhcp6 && b->dhcp6 && endpoint_same_url(a->dhcp6, b->dhcp6))
		finding_add(f, FIND_TWIN_TARGET, path,
		    "want a dhcp6 of its own, have that of %s", a->name);
}

static void
lint_targets(const struct site *site, struct findings *f)
{
	if (site->target_count == 0)
		finding_add(f, FIND_TARGETS, "kea.targets",
		    "want at least one, have none");
	for (size_t i = 0; i < site->target_count; i++) {
		lint_target(&site->targets[i], f);
		for (size_t j = 0; j < i; j++)
			lint_twins(site, j, i, f);
	}
}

void
lint_site(const struct site *site, struct findings *f)
{
	lint_targets(site, f);
	for (size_t i = 0; i < site->member_count; i++)
		for (size_t j = 0; j < site->members[i].prefix_count; j++) {
			lint_prefix(&site->members[i], j, f);
			lint_overlaps(site, i, j, f);
		}
}
