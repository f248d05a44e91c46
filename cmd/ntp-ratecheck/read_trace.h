/*
 * Of the requests that are remembered, those that tell most about a limit.
 */
#ifndef READ_TRACE_H
#define READ_TRACE_H

#include "ratefit.h"
#include "read_group.h"

/* Of ntpmatch_request's rtt_us: no more unknown; answered, and not by a kiss. */
bool trace_decided(uint32_t rtt_us);
bool trace_in_time(uint32_t rtt_us);

/*
 * The part of a group's requests that lost most, of at most `max`, from the
 * burst before it on: their places in the log.  Returns how many.
 */
size_t trace_choose(
    const struct grouping *g, size_t group, size_t max, uint32_t *positions);

/*
 * The least bucket that lets pass what passed, in the trace e[0..n) by the
 * best rate, or in all of the group by the highest rate that can be.
 */
double trace_burst(const struct grouping *g, size_t group,
    const struct ratefit_event *e, size_t n, const struct ratefit_span *rate);

#endif
