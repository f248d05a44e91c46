/*
 * Values in, lines out: arguments, or standard input as a filter.
 */
#ifndef DECODE_H
#define DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "encode.h"
#include "hex.h"
#include "print.h"
#include "record.h"

struct decode_options {
	struct record_how how;
	struct print_how print;
	enum encode_format encode; /* ENCODE_NONE: decode */
	bool strict;               /* an opaque value is a failed one */
	bool match_mac;            /* only say whether the DUID holds `mac` */
	struct hwaddr mac;
};

/*
 * Decode the `count` values, "-" being standard input with one value a line;
 * none at all is standard input too.  Every value gives one line on stdout; a
 * failed one is told on stderr as well and does not stop the others.
 * *failed is how many failed.  Returns 0, or -1 after a message when input
 * could not be read or output not be written.
 */
int decode_values(const struct decode_options *options, size_t count,
    char *const value[], size_t *failed);

#endif
