/*
 * What the site file says about whose line is whose, made ready to decide.
 */
#ifndef ROUTE_H
#define ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "idglob.h"
#include "idlist.h"
#include "site.h"
#include "why.h"

/* Exit codes, as every tool has them. */
enum {
	EXIT_OK,
	EXIT_SOME,
	EXIT_USER
};

/* One file of exact circuit-ids. */
struct route_list {
	const struct site_member *member;
	const char *path;
};

/* One pattern, with its place in "circuit-id-globs". */
struct route_rule {
	const struct site_member *member;
	const char *text;
	size_t index;
	struct idglob glob;
};

struct route {
	struct site *site;
	struct route_list *lists;
	size_t list_count;
	struct route_rule *rules;
	size_t rule_count;
};

/* Null and why on any error, a bad pattern among them. */
struct route *route_load(const char *path, struct why *why);
void route_free(struct route *r); /* null is fine */

/*
 * Whether a request by this User-Name is ours: its realm, whatever the case,
 * is "request-realm", or that is absent.  Null or "" has no realm.  When it
 * is not, why says so.
 */
bool route_takes_user(
    const struct route *r, const char *user_name, struct why *why);

#endif
