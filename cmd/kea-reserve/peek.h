/*
 * The state for modes that only look: never made, never changed.
 */
#ifndef PEEK_H
#define PEEK_H

#include "state.h"
#include "why.h"

struct peek {
	struct store *store;   /* null: nothing was ever accepted here */
	struct store_txn *txn; /* one moment of it; null with store */
};

/* 0, or -1 and why; peek_close() in either case. */
int peek_open(const char *state_dir, struct peek *out, struct why *why);
void peek_close(struct peek *p);

#endif
