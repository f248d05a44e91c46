/*
 * A record on a stream, one line whatever octets it holds.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "record.h"

enum print_format {
	PRINT_TEXT, /* the decoded text, escaped as vis.h says */
	PRINT_KV,   /* tab-separated key=value */
	PRINT_JSON,
	PRINT_SH,     /* assignments of a shell */
	PRINT_TSV,    /* the columns alone */
	PRINT_EXPLAIN /* octet by octet, on several lines */
};

struct print_how {
	enum print_format format;
	const char *columns; /* PRINT_TSV: names with commas between */
	bool mask;           /* hide which household it is */
	bool colour;         /* PRINT_EXPLAIN */
};

/*
 * What is wrong with the record; null: nothing.  Of a masked one that failed
 * no more than that, for the finding may quote the value.
 */
const char *print_fault(const struct record *r, bool mask);

struct printer;

/* Null and errno when memory is short.  `how` has to live as long. */
struct printer *printer_new(FILE *fp, const struct print_how *how);

/* Returns -1 and errno when memory was short for a line, else 0. */
int printer_free(struct printer *p);

void print_record(struct printer *p, const struct record *r);

/* Whether a field of that name can be printed: for columns. */
bool print_has_field(const char *name, size_t len);

#endif
