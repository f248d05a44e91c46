/*
 * The site file, collecte.json(5): one declaration for all tools.
 *
 * JSON with comments (jsonc.h; blanked before parsing, so that line numbers
 * stay right).  Unknown members are errors.  Errors name
 * "FILE:LINE:COL: ..." for syntax and "FILE: PATH: want X, have Y" for
 * content, PATH like members.ils.prefixes[0].prefix.  Every path in the
 * file is relative to its folder and comes out of here ready to open.
 */
#ifndef SITE_H
#define SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipnet.h"
#include "linetpl.h"
#include "why.h"

struct site_prefix {
	struct ipnet net;
	uint32_t subnet_id;   /* of Kea's subnet; 0 when absent */
	char *client_class;   /* Kea client class; null when absent */
	struct ipnet gateway; /* family AF_UNSPEC when absent */
	struct ipnet *dns;    /* resolvers, same family as net */
	size_t dns_count;
};

/* "radius": the member's own servers, first choice first. */
struct site_radius {
	struct ipnet *servers; /* none: absent */
	size_t server_count;
	uint32_t port;
	char *secret_file; /* null when absent */
};

/* "bgp": the sessions with the member's routers. */
struct site_bgp {
	uint32_t as;            /* 0: absent */
	struct ipnet *peers[2]; /* "neighbors4", "neighbors6" */
	size_t peer_count[2];
	char *password_file; /* null when absent */
};

struct site_member {
	char *name;
	char *realm; /* home server realm in proxy.conf; null when absent */
	char *password_file; /* null when absent */
	char **lists;        /* "circuit-ids": files of exact identifiers */
	size_t list_count;
	char **globs; /* "circuit-id-globs" as written */
	size_t glob_count;
	char *table;           /* rt_tables name or number; null when absent */
	uint32_t table_number; /* of a name; 0 when absent */
	struct site_prefix *prefixes;
	size_t prefix_count;
	/* Addresses of the routers, each lent by the member to probe from. */
	struct ipnet *probe_addrs;
	size_t probe_addr_count;
	char **probe_targets; /* whom to probe, not checked */
	size_t probe_target_count;
	struct site_radius radius;
	struct site_bgp bgp;
	char *interface; /* towards the member; null when absent */
};

/* One DHCP machine; its two services are reached apart. */
struct site_target {
	char *name;
	char *dhcp4; /* http://..., https://..., unix:/path; null: none */
	char *dhcp6;
	char *user; /* HTTP basic authentication; null: none */
	char *password_file;
	char *ca_file; /* for https; null: the system's */
	/* Kea's own configuration files on this machine, and the files of
	 * reservations that they take in; null: none said. */
	char *config4, *config6, *include4, *include6;
	char *database; /* libpq connection string, no password; null: none */
	char *database_password_file;
	bool keep_leases; /* "clear-leases": false */
	bool by_line;     /* "v6-identifier": "interface-id", not the MAC */
	char *backend;    /* kea-reserve's way there, not checked; null: any */
};

/* "network4", "network6" of "kea": what all subnets of a family share. */
struct site_network {
	char *name; /* null: absent */
	struct ipnet *relays;
	size_t relay_count;
	/* Seconds, each more than the one before; preferred is IPv6's. */
	uint32_t renew, rebind, preferred, valid;
};

/* One of "line-templates": how an access node writes its lines. */
struct site_template {
	struct linetpl line;
	char *name; /* of the layout */
};

struct site {
	char *path;                  /* of the site file */
	char *request_realm;         /* null: any */
	struct site_member *members; /* in the file's order */
	size_t member_count;
	struct site_target *targets;
	size_t target_count;
	struct site_template *templates;
	const struct linetpl **lines; /* of the templates, for lineid.h */
	size_t template_count;
	struct site_network networks[2]; /* IPv4, IPv6 */
	char *state_dir;
	char **subscriber_interfaces; /* null: nothing said of them */
	size_t subscriber_interface_count;
	char **core_interfaces;
	size_t core_interface_count;
};

/*
 * The file to read: `option` (may be null), else COLLECTE_CONFIG, else
 * SYSCONFDIR/collecte/collecte.json.
 */
const char *site_path(const char *option);

/* Null and why on any error; free with site_free (null is fine). */
struct site *site_load(const char *path, struct why *why);
void site_free(struct site *site);

/* Does a target with dhcp6 know subscribers by MAC, does one by the line?
 * Without such a target: by MAC. */
void site_v6_identifiers(const struct site *site, bool *mac, bool *line);

/* By name, else by realm; null when there is none. */
const struct site_member *site_member(
    const struct site *site, const char *name_or_realm);

/* The member's most specific prefix that holds all of `net`, or null. */
const struct site_prefix *site_prefix_of(
    const struct site_member *member, const struct ipnet *net);

/* The member one of whose prefixes holds `net`, or null. */
const struct site_member *site_owner(
    const struct site *site, const struct ipnet *net);

/*
 * The one-line secret in a file, without its newline, into buf.  Refused:
 * readable by others, empty, longer than size - 1, more than one line,
 * control characters.  The caller wipes buf with explicit_bzero().  From here on
 * the process leaves no core dump (PR_SET_DUMPABLE), and so do its forks.
 */
int site_secret(const char *path, char *buf, size_t size, struct why *why);

#endif
