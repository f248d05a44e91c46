/*
 * A line's layout and fields in one line of text, for people.
 */
#ifndef LINEFIELDS_H
#define LINEFIELDS_H

#include <stdio.h>

#include "lineid.h"

/* "pon-7 node=olt-1 rack=1 ...": what the value left out is left out. */
void linefields_write(FILE *fp, const struct lineid *line);

#endif
