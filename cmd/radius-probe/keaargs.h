/*
 * The arguments that FreeRADIUS's module kea_reserve (etc/freeradius) would
 * pass on for an Access-Accept, for xargs(1): one line, and whatever a server
 * sent stays within its one argument.
 */
#ifndef KEAARGS_H
#define KEAARGS_H

#include <stdbool.h>
#include <stdio.h>

#include "ask.h"
#include "raddict.h"
#include "radpkt.h"

/* What kea-reserve needs to have one of. */
bool keaargs_any(const struct raddict *d, const struct radpkt *accept);

/*
 * -c -m -4 -6 -p -M, each with its value in quotes that xargs(1) and sh(1)
 * read alike; an absent one is empty.  No newline, and nothing that a terminal
 * acts on: that is \ooo, where FreeRADIUS would pass a C1 control as it is.
 * The line is the one in `request`.
 */
void keaargs_write(FILE *fp, const struct raddict *d,
    const struct ask_args *args, const struct radpkt *request,
    const struct radpkt *accept);

#endif
