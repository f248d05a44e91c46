/*
 * The daemons that there are fragments for.
 */
#ifndef DAEMONS_H
#define DAEMONS_H

#include "conf.h"

struct daemon {
	const char *name;
	int (*print)(struct conf *c);
	const char *place; /* where the fragment is put */
	bool parts;        /* it has some */
};

/* Ends with a null name. */
extern const struct daemon daemons[];

/* Null and why: there is none of that name. */
const struct daemon *daemon_find(const char *name, struct why *why);

#endif
