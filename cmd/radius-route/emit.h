/*
 * FreeRADIUS configuration that decides as radius-route does.
 */
#ifndef EMIT_H
#define EMIT_H

#include <stdio.h>

#include "loaded.h"
#include "route.h"

/*
 * A users file for rlm_files: every identifier, then the patterns, most
 * specific first.  The lists are taken to be without faults (lint.h).
 * -1 and why when a secret cannot be used or memory is short.
 */
int emit_files(
    FILE *fp, const struct route *r, const struct loaded *l, struct why *why);

/* The members' realms for proxy.conf. */
void emit_proxy(FILE *fp, const struct route *r);

#endif
