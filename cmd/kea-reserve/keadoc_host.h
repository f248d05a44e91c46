/*
 * One reservation of a Kea document: reading and writing it (keadoc.h has
 * the writing half's contract).
 */
#ifndef KEADOC_HOST_H
#define KEADOC_HOST_H

#include "keadoc.h"

/*
 * Read one reservation; whatever cannot be understood in it is left out (it
 * is foreign then).  -1 when memory is short.  The caller frees out->nets.
 */
int keadoc_host_read(
    json_t *raw, int family, bool global, struct keadoc_host *out);

/* The tombstones of doc->body and doc->carrier into doc->gone. */
int keadoc_gone_read(struct keadoc *doc, struct why *why);

/* An address or prefix as Kea may hold it: host bits are dropped.  0 or -1. */
int keadoc_net(const char *text, int family, struct ipnet *out);

#endif
