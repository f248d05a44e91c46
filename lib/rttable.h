/*
 * Names of routing tables, as ip-route(8) reads them: /etc/iproute2/rt_tables
 * or, without it, the vendor's in /usr/share/iproute2; then *.conf in
 * rt_tables.d of both, /etc's in place of the vendor's of the same name.
 */
#ifndef RTTABLE_H
#define RTTABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "remark.h"
#include "why.h"

struct rttable;

/*
 * `root` stands in front of those paths: "" on a running machine.  No file at
 * all is fine: the kernel's own names are known.  Lines that cannot be read go
 * to `notes` (may be null), with file and line, and are passed over.  Null and why: a file cannot
 * be read, or memory is short.
 */
struct rttable *rttable_load(
    const char *root, struct remarks *notes, struct why *why);
void rttable_free(struct rttable *t); /* null is fine */

/*
 * The table of a name, else of a plain decimal number, 1..4294967295.  A name
 * may be that of 0 ("unspec"): see rttable_is_reserved().
 * Returns 0 and sets *id, or -1 and why: unknown, a name of two tables.
 */
int rttable_find(
    const struct rttable *t, const char *name, uint32_t *id, struct why *why);

/* The name told last, as ip(8) has it; null: there is none. */
const char *rttable_name(const struct rttable *t, uint32_t id);

/* The kernel's own: unspec, default, main, local. */
bool rttable_is_reserved(uint32_t id);

#endif
