/*
 * Do the steps of a plan: all additions; then, when none of them failed, the
 * deletions.
 */
#ifndef APPLY_H
#define APPLY_H

#include "print.h"
#include "rtsock.h"
#include "srcplan.h"

struct apply {
	struct rtsock *sock;
	struct print print;  /* each step that was done */
	void (*after)(void); /* each answer; may be null */
};

enum apply_result {
	APPLY_DONE,
	APPLY_SOME,   /* some steps failed, each told */
	APPLY_REFUSED /* not allowed at all: told once */
};

enum apply_result apply_plan(const struct apply *a, const struct srcplan *plan);

#endif
