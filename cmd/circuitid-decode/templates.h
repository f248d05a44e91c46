/*
 * The layouts that the user tells, on the command line and in the site file.
 */
#ifndef TEMPLATES_H
#define TEMPLATES_H

#include "linetpl.h"
#include "site.h"
#include "why.h"

/* How many -t there may be. */
#define TEMPLATES_MAX 16

struct templates {
	struct linetpl own[TEMPLATES_MAX];
	const struct linetpl **lines; /* own ones, then the site's */
	size_t count;
	struct site *site;
};

/*
 * Compile the `count` texts, at most TEMPLATES_MAX, and read the site file,
 * unless `config` is null.  Messages, with a mark below what is wrong in a
 * text, go out here.  Returns 0, or -1; templates_free() is due in any case.
 */
int templates_init(struct templates *t, const char *const texts[], size_t count,
    const char *config);
void templates_free(struct templates *t);

#endif
