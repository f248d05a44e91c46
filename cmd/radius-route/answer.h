/*
 * The answer about one line: gather, judge, say.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include "options.h"
#include "route.h"

/* Pairs on stdout.  The exit code. */
int answer_plain(const struct route *r, const struct options *o);

/* How it was decided, on stdout.  The exit code. */
int answer_explain(const struct route *r, const struct options *o);

/* The same as answer_plain() to FreeRADIUS (hook.h). */
_Noreturn void answer_exec(const struct route *r, const struct options *o);

#endif
