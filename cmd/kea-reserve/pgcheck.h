/*
 * Does a Kea read the database that we write, would it outlive it, and may
 * we write there?
 */
#ifndef PGCHECK_H
#define PGCHECK_H

#include "endpoint.h"
#include "finding.h"
#include "keadoc.h"
#include "pgdb.h"
#include "why.h"

/*
 * Rows in a database that this Kea, whose configuration is `runs`, does not
 * read would be taken for reservations that it holds.  0, or -1 and why.
 */
int pgcheck_reads(const struct endpoint *ep, const struct keadoc *runs,
    const char *name, struct why *why);

/* That and all else, for --check. */
void pgcheck(const struct endpoint *ep, const struct keadoc *runs,
    struct pgdb *db, struct findings *f);

#endif
