#include <stdlib.h>
#include <string.h>

#include "site.h"

const char *
site_path(const char *option)
{
	const char *env = getenv("COLLECTE_CONFIG");

	if (option)
		return option;
	if (env && env[0] != '\0')
		return env;
	return SYSCONFDIR "/collecte/collecte.json";
}

void
site_v6_identifiers(const struct site *site, bool *mac, bool *line)
{
	*mac = *line = false;
	for (size_t i = 0; i < site->target_count; i++) {
		const struct site_target *t = &site->targets[i];

		*line |= t->dhcp6 && t->by_line;
		*mac |= t->dhcp6 && !t->by_line;
	}
	*mac |= !*line;
}

const struct site_member *
site_member(const struct site *site, const char *name_or_realm)
{
	for (size_t i = 0; i < site->member_count; i++)
		if (strcmp(site->members[i].name, name_or_realm) == 0)
			return &site->members[i];
	for (size_t i = 0; i < site->member_count; i++)
		if (site->members[i].realm &&
		    strcmp(site->members[i].realm, name_or_realm) == 0)
			return &site->members[i];
	return NULL;
}

const struct site_prefix *
site_prefix_of(const struct site_member *member, const struct ipnet *net)
{
	const struct site_prefix *best = NULL;

	for (size_t i = 0; i < member->prefix_count; i++) {
		const struct site_prefix *p = &member->prefixes[i];

		if (ipnet_contains(&p->net, net) &&
		    (!best || p->net.len > best->net.len))
			best = p;
	}
	return best;
}

const struct site_member *
site_owner(const struct site *site, const struct ipnet *net)
{
	const struct site_member *owner = NULL;
	const struct site_prefix *best = NULL;

	for (size_t i = 0; i < site->member_count; i++) {
		const struct site_prefix *p =
		    site_prefix_of(&site->members[i], net);

		if (p && (!best || p->net.len > best->net.len)) {
			best = p;
			owner = &site->members[i];
		}
	}
	return owner;
}
