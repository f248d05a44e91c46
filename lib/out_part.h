/*
 * What the halves of out.h share: columns.  Not for others.
 */
#ifndef OUT_PART_H
#define OUT_PART_H

#include "out.h"

/* The column of that name, for what is put from now on. */
void out_find_cell(struct out *o, const char *key);
void out_put_cell(struct out *o, const char *s, size_t len);
void out_end_cells(struct out *o);

#endif
