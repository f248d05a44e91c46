/*
 * What is wrong, by weight, in words.
 */
#ifndef READ_FINDINGS_H
#define READ_FINDINGS_H

#include "read_report.h"

/* Fill p->findings and p->rc from all the rest. */
void findings_make(struct report *p);

#endif
