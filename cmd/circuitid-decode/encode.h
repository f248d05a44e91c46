/*
 * The way back: octets in the spelling that another program wants.
 */
#ifndef ENCODE_H
#define ENCODE_H

#include <stdio.h>

#include "record.h"
#include "why.h"

enum encode_format {
	ENCODE_NONE,
	ENCODE_HEX,
	ENCODE_0X,
	ENCODE_COLON,
	ENCODE_OCTAL, /* printable ASCII but quotes and backslash as it is */
	ENCODE_KEA,   /* a member of a reservation */
	ENCODE_FREERADIUS, /* a pair of a users file */
	ENCODE_REGEX /* of a pattern (idglob.h): matches the print of octets */
};

/* "hex", "0x", "regex" and so on; 0, or -1 for no such name. */
int encode_format_parse(const char *name, enum encode_format *out);

/*
 * Whether values of that kind have a name in the format.  Returns 0, or -1
 * and why.
 */
int encode_check(
    enum encode_format format, enum record_kind kind, struct why *why);

/* One line; all formats but ENCODE_REGEX, and no failed record. */
void encode_record(FILE *fp, enum encode_format format, const struct record *r);

/* One line of the pattern text[0..len); -1 and why when it is none. */
int encode_regex(FILE *fp, const char *text, size_t len, struct why *why);

#endif
