/*
 * What around the rules will make them fail: each is one message.
 */
#ifndef WARN_H
#define WARN_H

#include "rtsock.h"
#include "rttable.h"
#include "rule.h"
#include "site.h"
#include "srcrule.h"

struct warn {
	const struct site *site;
	const struct rttable *tables;
	const struct srcrules *want;
	const char *root; /* in front of /proc, /run and /etc */
};

/* Rules of others among `have` that meet ours. */
void warn_foreign(const struct warn *w, const struct rules *have);

/* Members' tables that lead nowhere. */
void warn_tables(const struct warn *w, struct rtsock *sock);

/* Interfaces that there are not. */
void warn_interfaces(const struct warn *w);

/* Reverse path filters that, with a guard, take what comes for a member. */
void warn_filters(const struct warn *w);

/* A systemd-networkd that removes rules that it did not make. */
void warn_networkd(const struct warn *w);

#endif
