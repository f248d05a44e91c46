/*
 * The rows of the table: which groups, and their rhythm over all their pairs.
 */
#ifndef READ_ROWS_H
#define READ_ROWS_H

#include "read_report.h"

/* Fill p->rows from p->groups and p->limits.  -1 when memory is short. */
int rows_make(struct report *p);

/*
 * Every burst of the groups in the table, as the log has it, in the order
 * they end.
 */
typedef void (*burst_fn)(
    void *arg, uint32_t group, const struct ntpflow_burst *burst);
int rows_bursts(const struct report *p, burst_fn fn, void *arg);

#endif
