#include <string.h>

#include "daemons.h"

const struct daemon daemons[] = {
	{ "freeradius", conf_freeradius,
	    "/etc/freeradius/3.0/collecte-proxy.conf", false },
	{ "kea4", conf_kea4, "/etc/kea/collecte-members4.json", true },
	{ "kea6", conf_kea6, "/etc/kea/collecte-members6.json", true },
	{ "bird", conf_bird, "/etc/bird/collecte/members.conf", false },
	{ "rt_tables", conf_rt_tables,
	    "/etc/iproute2/rt_tables.d/collecte.conf", false },
	{ "interfaces", conf_interfaces, "/etc/network/interfaces.d/collecte",
	    false },
	{ NULL, NULL, NULL, false },
};

const struct daemon *
daemon_find(const char *name, struct why *why)
{
	for (const struct daemon *d = daemons; d->name; d++)
		if (strcmp(d->name, name) == 0)
			return d;
	why_set(why,
	    "want freeradius, kea4, kea6, bird, rt_tables or interfaces, have "
	    "\"%s\"",
	    name);
	return NULL;
}
