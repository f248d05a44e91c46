/*
 * What to do, in words that can be sent to somebody else.
 */
#ifndef READ_ADVICE_H
#define READ_ADVICE_H

#include "read_report.h"

void advice_print(const struct report *p);

#endif
