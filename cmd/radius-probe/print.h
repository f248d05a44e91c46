/*
 * The report: what was asked, what came back, what it means, how long it took.
 * Nothing out of a packet is printed raw.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

#include "answer.h"

/* As many attributes of a packet are shown; --json gives all. */
#define PRINT_ATTRS_MAX 48

void print_text(FILE *fp, const struct answer *a);
int print_json(FILE *fp, const struct answer *a);

#endif
