/*
 * Bounded line reader over a file descriptor.  A line is what stands before
 * '\n'; one '\r' in front of it is dropped.  NUL octets are kept: a line
 * travels with its length.
 */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line {
	const char *p; /* valid until the next call; p[len] is '\0' */
	size_t len;
	unsigned long number; /* from 1 */
	uint64_t offset;      /* of p[0], from where the reader began */
	bool too_long;     /* longer than max: p holds its first max octets */
	bool unterminated; /* the last line, without '\n' */
};

struct line_reader;

/* fd stays the caller's.  Null when memory is short. */
struct line_reader *line_new(int fd, size_t max);
void line_free(struct line_reader *r); /* null is fine */

/* 1 and *out, 0 at the end, -1 on a read error (errno). */
int line_next(struct line_reader *r, struct line *out);

/*
 * Whether line_next() can answer without waiting for input: a filter flushes
 * its output before it waits.
 */
bool line_ready(const struct line_reader *r);

#endif
