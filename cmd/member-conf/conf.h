/*
 * What a site declares, as one daemon reads it.  Each function writes a whole
 * fragment to `fp`, or returns -1 and why: something that the daemon needs is
 * not declared, or would break it.  Then what was written is not to be used.
 *
 * What two members may not share is looked for in all of them, whichever is
 * asked for: a fragment is to load beside the others'.
 */
#ifndef CONF_H
#define CONF_H

#include <stdio.h>

#include "remark.h"
#include "site.h"
#include "why.h"

enum conf_part {
	PART_ALL,
	PART_CLASSES, /* Kea: the elements of these lists alone */
	PART_SUBNETS
};

struct conf {
	const struct site *site;
	const struct site_member *only; /* null: all members */
	enum conf_part part;
	const char *daemon; /* as on the command line */
	FILE *fp;
	struct remarks *notes; /* loads, but have a look */
	struct why *why;
};

int conf_freeradius(struct conf *c);
int conf_kea4(struct conf *c);
int conf_kea6(struct conf *c);
int conf_bird(struct conf *c);
int conf_rt_tables(struct conf *c);
int conf_interfaces(struct conf *c);

/* This member is asked for. */
bool conf_wants(const struct conf *c, const struct site_member *m);

/* "FILE: PATH: want WANT, have none, needed by member-conf DAEMON"; -1. */
int conf_need(struct conf *c, const char *path, const char *want);
/* The same for members.NAME.PATH. */
int conf_need_of(struct conf *c, const struct site_member *m, const char *path,
    const char *want);

/* "FILE: members.NAME.", and the rest of it; -1. */
int conf_fail_of(struct conf *c, const struct site_member *m, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * Every member that takes part is checked, and put when it is asked for.
 * 0, or the -1 of the first that failed.
 */
typedef int conf_member_fn(struct conf *c, const struct site_member *m);
int conf_each(struct conf *c,
    bool (*takes_part)(const struct conf *c, const struct site_member *m),
    conf_member_fn *check, conf_member_fn *put);

/* A comment that says where it comes from. */
void conf_head(struct conf *c, const char *comment);

#endif
