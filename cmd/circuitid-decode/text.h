/*
 * A record as its text, escaped as vis.h says, without a newline.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdio.h>

#include "record.h"

/* `mask`: as put.h says. */
void text_write(FILE *fp, const struct record *r, bool mask);

#endif
