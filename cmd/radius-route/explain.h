/*
 * Why a line is whose it is, for a human.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdio.h>

#include "decide.h"

void explain_print(FILE *fp, const struct route *r, const uint8_t *id,
    size_t len, const struct evidence *e, const struct decision *d);

#endif
