/*
 * One line of --import: a JSON object with what an add has on its command
 * line, or a line of --list -j.  Untrusted: it may come from anywhere.
 */
#ifndef IMPORT_LINE_H
#define IMPORT_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "why.h"

/* Longest line, in octets: one subscriber is below 2,000. */
#define IMPORT_LINE_MAX 16384

enum import_field {
	IMPORT_CIRCUIT_ID,
	IMPORT_MAC,
	IMPORT_IP4,
	IMPORT_IP6,
	IMPORT_PREFIX,
	IMPORT_MEMBER,
	IMPORT_FIELDS
};

const char *import_field_name(enum import_field field);

struct import_line {
	char *value[IMPORT_FIELDS]; /* null: absent, or empty */
	bool pass; /* nothing to import: of --list, about an endpoint, a
	              target, or something forgotten */
};

/*
 * All of p[0..len).  Members that --list -j writes besides are allowed; any
 * other is an error, and so is one that is there twice.  Returns 0, or -1
 * and why: "FIELD: want X, have Y".  Free in either case.
 */
int import_line_parse(
    const char *p, size_t len, struct import_line *out, struct why *why);
void import_line_free(struct import_line *l);

#endif
