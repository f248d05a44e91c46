/*
 * How findings are printed, on standard output.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "facts.h"
#include "verdict.h"

/* "ipv4" or "ipv6". */
const char *report_family(int family);

/*
 * One path, a line: member, family, weight, verdict and text with tabs
 * between, or a JSON object.  `when` and `event` (null: none) stand in front.
 */
void report_line(FILE *fp, bool json, const char *when, const char *event,
    const struct path *p, const struct facts *f, const struct verdict *v);

/*
 * All paths as a monitoring plugin says it: a line of summary and performance
 * data, then a line for each.
 */
void report_plugin(FILE *fp, const struct path *paths,
    const struct facts *facts, const struct verdict *verdicts, size_t count);

/* A plugin that could not do its work. */
void report_plugin_unknown(FILE *fp, const char *text);

#endif
