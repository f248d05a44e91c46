/*
 * The tool's durable state: the store under state-dir and its tables.
 */
#ifndef STATE_H
#define STATE_H

#include "store.h"
#include "why.h"

enum state_table {
	STATE_WANTED,   /* kind + identifier -> reservation (wanted.h) */
	STATE_INDEX,    /* who holds an address; which MAC a line has */
	STATE_APPLIED,  /* endpoint + wanted key -> version (applied.h) */
	STATE_ENDPOINT, /* endpoint -> what we know of it (applied.h) */
	STATE_EVENT,    /* old address or prefix -> who had it (event.h) */
	STATE_META      /* the largest version seen; identifiers in use */
};

#define STATE_FORMAT 1

/* Null and why; close with store_close(). */
struct store *state_open(const char *dir, struct why *why);

#endif
