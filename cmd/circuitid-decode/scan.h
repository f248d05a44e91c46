/*
 * Finding in a log what may spell a line identifier, fast where there is
 * nothing: runs of hexadecimal digits (and colons), and texts behind the name
 * of a circuit-id or remote-id.  Pure: what is found has yet to be decoded.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "hex.h"
#include "marks.h"
#include "record.h"

struct scan {
	const char *p; /* whole lines */
	size_t len;
	size_t done; /* what was found last ends here */
	struct marks marks;
};

struct scan_found {
	size_t at; /* of the spelling */
	size_t len;
	enum hex_enc enc;
	enum record_kind kind;
	/* The log names it so: else a known layout has to prove it. */
	bool named;
	bool readable; /* it stands there as text */
	bool cut;      /* the log may have left out the end of it */
};

void scan_init(struct scan *s, const char *p, size_t len);

/* The next one, in order of place; false at the end. */
bool scan_next(struct scan *s, struct scan_found *out);

#endif
