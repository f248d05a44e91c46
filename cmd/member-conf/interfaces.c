#include <string.h>

#include "conf.h"

/* What stands in a stanza's name and in a command of a shell as it is. */
static bool
is_plain(const char *s)
{
	return s[0] != '-' &&
	    strspn(s,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789._:@-") == strlen(s);
}

static int
fail_name(struct conf *c, const char *path, const char *name)
{
	return why_set(c->why,
	    "%s: %s: want letters, digits, '.', '_', ':', '@', '-' for "
	    "ifupdown, have \"%s\"",
	    c->site->path, path, name);
}

static int
put_subscribers(struct conf *c)
{
	const struct site *site = c->site;
	char path[64];

	if (site->subscriber_interface_count == 0)
		return conf_need(c, "routing.subscriber-interfaces",
		    "at least one interface");
	fputs("\n# Subscribers come in here: first the rules of all members.\n",
	    c->fp);
	for (size_t i = 0; i < site->subscriber_interface_count; i++) {
		const char *name = site->subscriber_interfaces[i];

		snprintf(path, sizeof(path),
		    "routing.subscriber-interfaces[%zu]", i);
		if (!is_plain(name))
			return fail_name(c, path, name);
		fprintf(c->fp,
		    "iface %s inet manual\n\tpre-up srcroute-sync --apply\n",
		    name);
	}
	return 0;
}

/* Two members behind one interface are one line of its alias too many. */
static int
check_interface(struct conf *c, const struct site_member *m)
{
	char path[128];

	for (const struct site_member *o = c->site->members; o != m; o++)
		if (o->interface && strcmp(o->interface, m->interface) == 0)
			return conf_fail_of(c, m,
			    "interface: want an interface of one member, have "
			    "%s of %s",
			    m->interface, o->name);
	snprintf(path, sizeof(path), "members.%s.interface", m->name);
	return is_plain(m->interface) ? 0 : fail_name(c, path, m->interface);
}

int
conf_interfaces(struct conf *c)
{
	conf_head(c, "#");
	if (!c->only && put_subscribers(c) == -1)
		return -1;
	for (size_t i = 0; i < c->site->member_count; i++) {
		const struct site_member *m = &c->site->members[i];

		if (!m->interface && c->only == m)
			return conf_need_of(
			    c, m, "interface", "the one towards the member");
		if (!m->interface)
			continue;
		if (check_interface(c, m) == -1)
			return -1;
		if (conf_wants(c, m))
			fprintf(c->fp,
			    "\n# %s\niface %s inet manual\n"
			    "\tup ip link set dev %s alias 'cust: %s'\n",
			    m->name, m->interface, m->interface, m->name);
	}
	return 0;
}
