/*
 * What a capture says: rows of a table, findings by weight, an exit code.
 * Made once; text, JSON and the plot only print it.
 */
#ifndef READ_REPORT_H
#define READ_REPORT_H

#include <stdio.h>

#include "command.h"
#include "ikefrag.h"
#include "ntpmatch.h"
#include "read_feed.h"
#include "read_limit.h"
#include "read_options.h"

/* All that was read. */
struct reading {
	const struct read_options *o;
	struct feed feed;
	struct ntpmatch *match;
	struct ikefrag *ike; /* null: not asked for */
	bool cut_short;      /* the capture ends in the middle */
	uint64_t dropped;    /* by the kernel, live */
};

/* A row of the table: a group and its rhythm. */
struct row {
	uint32_t group;
	struct ntpflow flow;
	uint32_t answered; /* of which the round trips are */
	uint32_t rtt_p50;  /* us */
	uint32_t rtt_p95;
};

enum finding_kind {
	FINDING_LIMIT,     /* of the path: a policer */
	FINDING_SUSPECTED, /* of something */
	FINDING_SERVER,    /* a limit of the server's kind */
	FINDING_KOD_RATE,
	FINDING_KOD_STOP,
	FINDING_SIZE,     /* only what is longer is lost */
	FINDING_DEAD,     /* a server that never answers */
	FINDING_FLOOD,    /* a client that is abusive, and loses */
	FINDING_ABNORMAL, /* a client out of the ordinary */
	FINDING_LOSS,     /* at random */
	FINDING_ONE_WAY,
	FINDING_BLIND,  /* the capture itself missed packets */
	FINDING_NOTHING /* no NTP */
};
#define FINDING_KINDS 13

struct finding {
	int rc;
	enum finding_kind kind;
	const struct limit *limit; /* of the first three */
	enum group_by by;          /* whom it is about */
	uint32_t group;
	size_t found;   /* order among equals */
	char text[320]; /* of printable ASCII */
};

/* The heaviest are kept. */
#define FINDINGS_MAX 64

struct report {
	const struct reading *r;
	struct limits limits;
	const struct grouping *groups; /* of the table */
	struct row *rows;              /* the worst first */
	size_t row_count;
	struct finding findings[FINDINGS_MAX]; /* the worst first */
	size_t finding_count;
	size_t findings_left_out;
	int rc;
};

/* Null when memory is short. */
struct report *report_new(const struct reading *r);
void report_free(struct report *p); /* null is fine */

/* "no-limit", "policer"... as in -j. */
const char *finding_word(enum finding_kind kind);

/* The first finding, or that there is none, in words. */
const char *report_headline(const struct report *p);

/* Print it: to stdout, but the plot. */
void report_text(const struct report *p);
void report_json(const struct report *p);
int report_plot(const struct report *p, const char *path, struct why *why);

/* Who is on each side of a group: "192.0.2.1", "4 clients of 192.0.2.0/24". */
#define WHO_STRLEN 96
void report_clients(
    const struct report *p, enum group_by by, uint32_t group, char *buf);
void report_servers(
    const struct report *p, enum group_by by, uint32_t group, char *buf);

/* "2020-03-01T00:00:00Z"; of ns since 1970. */
#define TIME_STRLEN 32
const char *time_text(int64_t ns, char buf[TIME_STRLEN]);

#endif
