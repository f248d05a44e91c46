/*
 * --import: many subscribers at once, one JSON object a line on stdin.
 * Checked like the command line; a bad line does not stop the others.  All
 * good ones are durable before Kea is told of the first: they cost one
 * commit.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "accept.h"
#include "import_line.h"
#include "options.h"
#include "request.h"

/* One subscriber: what all lines with its circuit-id say. */
struct import_entry {
	struct host_id line;
	char *value[IMPORT_FIELDS];
	unsigned long number[IMPORT_FIELDS]; /* of the line that said so */
	unsigned long first;                 /* of the first one */
	struct request request;              /* checked when `good` */
	bool good; /* until something is found wrong with it */
};

struct import {
	struct import_entry **list; /* in the order of their first lines */
	size_t count;
	size_t bad; /* lines that were told as wrong */
	bool dry;   /* none is taken, for the next one to see */
};

/* All lines of a descriptor.  0, or -1 and why when it cannot be read. */
int import_read(int fd, struct import *im, struct why *why);
/* Each entry by itself, then against each other.  -1 and why: no memory. */
int import_validate(
    struct import *im, const struct site *site, struct why *why);
/* The good ones into the state; the keys of all, to wait for.  `dry` changes
 * nothing, and waits for nobody who does.  -1 and why. */
int import_accept(struct import *im, const struct site *site, bool dry,
    struct accept_keys *keys, struct why *why);
void import_free(struct import *im);

/* Something is wrong with an entry: say it ("<stdin>:3: ip4: ...") and leave
 * the entry out.  IMPORT_FIELDS: with no field of its own. */
void import_complain(struct import *im, struct import_entry *e,
    enum import_field field, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * The mode, an exit code: 0 all lines are durable, 1 some were bad or were
 * refused while we waited, 2 an error.
 */
int mode_import(struct run *r);

#endif
