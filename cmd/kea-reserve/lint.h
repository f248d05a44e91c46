/*
 * The rules of --check: what would make a reservation fail, be swallowed in
 * silence or be lost, and what would hand it out wrong.  Pure, but that
 * lint_site() reads password files.
 */
#ifndef LINT_H
#define LINT_H

#include "finding.h"
#include "keadoc.h"
#include "site.h"

/* What the site file declares for Kea: paths of the file. */
void lint_site(const struct site *site, struct findings *f);

/* Kea's version as one number: 2.2.0 is 20200; 0 when it is none. */
unsigned int lint_version(const char *text);
/* From here on Kea takes files in the folders it was built for alone. */
#define LINT_VERSION_FOLDERS 30000u
/* From here on it takes its folder of data from its environment. */
#define LINT_VERSION_DATA 20600u

struct lint_kea {
	const struct keadoc *doc;
	const struct site *site;
	unsigned int version; /* 0: not known, taken as new */
	bool reloads; /* the back-end has Kea take a whole configuration */
	struct findings *f;
	bool by_line; /* the target goes by interface-id in IPv6 */
};

/* Kea's configuration against the declaration: all of the below. */
void lint_doc(const struct lint_kea *k);

/* Identifier types, sources of MACs. */
void lint_identifiers(const struct lint_kea *k);
/* Each member prefix: its class, gateway and resolvers, its subnet. */
void lint_prefixes(const struct lint_kea *k);
/* Shared networks as old versions take them. */
void lint_networks(const struct lint_kea *k);
/* Reservations, ours and foreign ones. */
void lint_hosts(const struct lint_kea *k);
/* Lifetimes and timers of each subnet and class. */
void lint_times(const struct lint_kea *k);
/* Hooks, and what else changes how renewals and commits are answered. */
void lint_hooks(const struct lint_kea *k);
/* Who may give commands; what a newer Kea would refuse to start with. */
void lint_paths(const struct lint_kea *k);

/*
 * A configuration file as it is written: what config-get does not give back.
 * `body` is the service's object in it.
 */
void lint_file(const json_t *body, int family, struct findings *f);

/* "subnet4[192.0.2.0/24]" */
#define LINT_PATH_MAX 256
const char *lint_subnet_path(
    const struct keadoc_subnet *s, char path[LINT_PATH_MAX]);

#endif
