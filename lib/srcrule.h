/*
 * From the site file to the policy rules that send each subscriber out by its
 * own member's table.  The kernel takes the first rule that matches, not the
 * longest prefix, so the length is in the priority:
 *
 *   base - 1         iif CORE lookup main         one a core interface
 *   base + bits - n  from PREFIX/n lookup TABLE   one a declared prefix
 *   base + 500       iif SUBSCRIBER unreachable   the guard
 *
 * The guard refuses sources that no member declared, and whatever a member's
 * table has no route for; without it both leave by the main table.  A rule
 * belongs to these tools when its protocol and its priority say so, both.
 */
#ifndef SRCRULE_H
#define SRCRULE_H

#include <stdbool.h>
#include <stddef.h>

#include "remark.h"
#include "rttable.h"
#include "rule.h"
#include "site.h"

enum {
	SRCRULE_PROTOCOL = 173,
	SRCRULE_BASE = 10000,
	SRCRULE_GUARD = 500, /* above the base */
	/* srcroute-check's rules of members that were cut; see its recover.h */
	SRCRULE_PROBE = 9900
};

/* Prefixes a family: slow for every packet, and too slow. */
enum {
	SRCRULE_MANY = 64,
	SRCRULE_TOO_MANY = 500
};

struct srcrule {
	struct rule rule;
	const struct site_member *member; /* null: guard or shortcut */
	size_t index;                     /* of the prefix in the member */
};

/* In the order of rule_cmp(): IPv4 first, first tried first. */
struct srcrules {
	struct srcrule *list;
	size_t count;
	size_t prefix_count; /* members' rules among them */
};

/* What is wrong with a declaration; each list's `where` is the site file. */
struct srcrule_lint {
	struct remarks errors;  /* cannot be made into rules */
	struct remarks refused; /* can, but it must be meant */
	struct remarks notes;   /* worth a look */
};

void srcrule_lint_init(struct srcrule_lint *lint, const struct site *site);
void srcrule_lint_free(struct srcrule_lint *lint);

/*
 * The rules that `site` wants; they point into it.  A prefix with an error is
 * left out, so with lint->errors they are not complete.  Returns 0, or -1
 * when memory is short.  Free with srcrules_free().
 */
int srcrule_build(const struct site *site, const struct rttable *tables,
    struct srcrules *out, struct srcrule_lint *lint);
void srcrules_free(struct srcrules *rules);

/* Ours by protocol and priority. */
bool srcrule_is_ours(const struct rule *rule);

/* Look for faults among prefixes: srcrule_build() has done it. */
int srcrule_lint_prefixes(const struct site *site, struct srcrule_lint *lint);

#endif
