/*
 * Where in a log something may be: the one pass over every octet of it, by
 * blocks of 64.  Pure.
 *
 * A run is MARKS_LEAST_RUN or more hexadecimal digits and colons that follow
 * each other, but for the time of day; a name is "-Id" or " ID" in any case.  Whether
 * they mean something is for others to find.
 */
#ifndef MARKS_H
#define MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fewer characters cannot spell four octets. */
#define MARKS_LEAST_RUN 8

struct mark {
	bool name;    /* "-Id" or " ID", else a run */
	size_t begin; /* of a name: its dash or blank */
	size_t end;   /* of a run */
	/* How many octets, when it is pairs of digits, one colon between. */
	size_t pairs; /* 0: spelled otherwise, or more than 21 */
};

/* One bit a character, the first one lowest. */
struct marks_block {
	uint64_t run;
	uint64_t colon;
	uint64_t name;
};

struct marks {
	const char *p;
	size_t len;
	size_t ahead; /* where `next` begins, right behind `here` */
	struct marks_block here;
	struct marks_block next;
	uint64_t left; /* the begin of what was not given yet */
};

void marks_init(struct marks *m, const char *p, size_t len);

/*
 * The next one, in order of place, that begins at or behind `from`; false at
 * the end.  What begins before `from` is passed over.
 */
bool marks_next(struct marks *m, size_t from, struct mark *out);

#endif
