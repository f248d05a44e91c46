/*
 * What a check found, in the order of finding: a kind of the one table of
 * them, the place, and what was found there.
 *
 *   WHERE: PATH: want X, have Y; WHAT TO DO [KIND]
 *
 * WHERE is a file or an endpoint.  Texts may hold hostile octets but no NUL;
 * finding_print() escapes them.
 */
#ifndef FINDING_H
#define FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "finding_kind.h"
#include "out.h"
#include "why.h"

struct finding {
	enum finding_id id;
	char *path; /* the place within WHERE; "" when it is the whole */
	char *text;
};

struct findings {
	const char *where; /* of each; not owned */
	struct finding *list;
	size_t count;
	bool failed; /* memory was short: the list is not complete */
};

void finding_init(struct findings *f, const char *where);
void finding_free(struct findings *f);

void finding_add(struct findings *f, enum finding_id id, const char *path,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* What a function of ours said, which may name WHERE itself already. */
void finding_add_why(
    struct findings *f, enum finding_id id, const struct why *why);

/* All of them, one a line: JSON by `json`, or text to fp when it is null. */
void finding_print(const struct findings *f, struct out *json, FILE *fp);

/* More than notes? */
bool finding_faults(const struct findings *f);

#endif
