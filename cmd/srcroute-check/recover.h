/*
 * A way to probe a member that was cut: its own table then has no default,
 * and nothing could ever be heard by it again.  So a small table of its own
 * keeps the last one, and one rule sends the lent address there.
 *
 *   rule   pref 9900 from LENT lookup 173000000+TABLE protocol 173
 *   route  default as it last was, in that table, protocol 173
 *
 * Both stay when the watch ends while the member is cut: that is how the next
 * one knows.
 */
#ifndef RECOVER_H
#define RECOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "facts.h"
#include "rtsock.h"
#include "rule.h"
#include "why.h"

enum {
	RECOVER_BASE = 173000000
};

/* The small table beside `table`; 0: its number would be too large. */
uint32_t recover_table(uint32_t table);

/* Whether the rule of that path is among the kernel's. */
bool recover_is_there(const struct path *p, const struct rules *have);

/* The rule, and `last` as its default; again when they are there. */
int recover_put(struct rtsock *rt, const struct path *p,
    const struct rtroute *last, struct why *why);

/* Neither; no error when they are gone already. */
int recover_drop(struct rtsock *rt, const struct path *p, struct why *why);

#endif
