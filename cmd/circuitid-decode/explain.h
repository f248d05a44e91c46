/*
 * A record octet by octet, with the meaning beside: several lines.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "record.h"

void explain_record(FILE *fp, const struct record *r, bool colour);

#endif
