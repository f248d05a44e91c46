/*
 * What probes found, for people, programs and monitoring systems.
 */
#ifndef PROBE_PRINT_H
#define PROBE_PRINT_H

#include <stdio.h>

#include "out.h"
#include "probing.h"

/* The verdict in words, first; then the figures; then what to ask whom. */
void probe_print_text(FILE *fp, const struct probed *p);

/*
 * One line of `count` servers: "NTP WARNING - ... | perfdata", that of the
 * first.  `code` is the exit code.
 */
void probe_print_plugin(
    FILE *fp, const struct probed *p, size_t count, int code);

/* The members of an object that is begun. */
void probe_print_json(struct out *o, const struct probed *p);

/* "policer: 5 packets a second, bursts of 10"; for one line. */
void probe_print_short(FILE *fp, const struct finding *f);

/* The plan: nothing is sent. */
void probe_print_plan(FILE *fp, const struct probe_options *o, bool compare);

#endif
