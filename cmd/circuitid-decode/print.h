/*
 * A record on stdout, one line, whatever octets it holds.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

#include "record.h"

enum print_format {
	PRINT_TEXT, /* the decoded text, escaped as vis.h says */
	PRINT_KV,   /* tab-separated key=value */
	PRINT_JSON
};

void print_record(FILE *fp, enum print_format format, const struct record *r);

#endif
