/*
 * A step of a plan as one line: the command of ip(8) that does it, or a JSON
 * object.
 */
#ifndef PRINT_H
#define PRINT_H

#include "out.h"
#include "rttable.h"
#include "srcplan.h"

#define PRINT_LEN (RULE_STRLEN + 32)

struct print {
	const struct rttable *tables;
	struct out *json; /* null: text, to fp */
	FILE *fp;
};

void print_step(const struct print *p, const struct srcplan_step *step);

/* "ip -4 rule add pref ..."; what ip(8) has no word for is in brackets. */
const char *print_command(const struct rttable *tables, const char *verb,
    const struct rule *rule, char buf[PRINT_LEN]);

#endif
