/*
 * From what was found out to what it means.  Pure.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdbool.h>

#include "facts.h"

/* In the numbers of monitoring plugins. */
enum weight {
	WEIGHT_OK,
	WEIGHT_WARNING,
	WEIGHT_CRITICAL,
	WEIGHT_UNKNOWN
};

struct verdict {
	enum weight weight;
	const char *word; /* "black-hole": one of a fixed list */
	bool dead;        /* no packet gets out by this member: worth a cut */
	char text[1024];  /* for people */
};

void verdict_judge(
    const struct path *p, const struct facts *f, struct verdict *out);

const char *verdict_weight_name(enum weight weight); /* "CRITICAL" */

/* Worse of two: CRITICAL, UNKNOWN, WARNING, OK. */
enum weight verdict_worse(enum weight a, enum weight b);

#endif
