/*
 * Rules of others that meet ours: told, never touched.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include "rule.h"
#include "site.h"
#include "srcrule.h"

enum foreign {
	FOREIGN_NONE,   /* no matter of ours */
	FOREIGN_TWIN,   /* does what one of ours does */
	FOREIGN_FRONT,  /* takes subscribers' packets before ours */
	FOREIGN_INSIDE, /* among our priorities */
	FOREIGN_PROBE,  /* srcroute-check's, while a member is cut */
	FOREIGN_OUTSIDE /* our protocol, another priority */
};

enum foreign foreign_kind(const struct rule *rule, const struct site *site,
    const struct srcrules *want);

/* What to make of it, for a message behind the rule. */
const char *foreign_text(enum foreign kind);

#endif
