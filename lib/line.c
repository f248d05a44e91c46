#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

/* Read at least this much at once. */
#define LINE_CHUNK 65536

struct line_reader {
	int fd;
	size_t max;
	size_t size; /* of buf, without the octet for the last NUL */
	size_t start;
	size_t end;
	bool eof;
	bool skipping; /* the rest of a line that was too long */
	unsigned long number;
	uint64_t base; /* how much was read before buf[0] */
	char buf[];
};

struct line_reader *
line_new(int fd, size_t max)
{
	size_t size = max + 2 + LINE_CHUNK; /* 2: CR and LF */
	struct line_reader *r;

	if (size < max)
		return NULL;
	r = malloc(sizeof(*r) + size + 1);
	if (!r)
		return NULL;
	memset(r, 0, sizeof(*r));
	r->fd = fd;
	r->max = max;
	r->size = size;
	return r;
}

void
line_free(struct line_reader *r)
{
	free(r);
}

/* Read more behind what is there.  Returns 0, also at the end, or -1. */
static int
fill(struct line_reader *r)
{
	ssize_t n;

	if (r->size - r->end < LINE_CHUNK) {
		memmove(r->buf, r->buf + r->start, r->end - r->start);
		r->end -= r->start;
		r->base += r->start;
		r->start = 0;
	}
	do {
		n = read(r->fd, r->buf + r->end, r->size - r->end);
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	if (n == 0)
		r->eof = true;
	r->end += (size_t)n;
	return 0;
}

/* Hand out the `len` octets at the start; `taken` of them are used up. */
static int
give(struct line_reader *r, size_t len, size_t taken, struct line *out)
{
	char *p = r->buf + r->start;

	out->unterminated = taken == len;
	if (!out->unterminated && len > 0 && p[len - 1] == '\r')
		len--;
	out->too_long = len > r->max;
	out->p = p;
	out->len = out->too_long ? r->max : len;
	out->number = ++r->number;
	out->offset = r->base + r->start;
	p[out->len] = '\0';
	r->start += taken;
	return 1;
}

/* As give(), when the end of the line is not in sight. */
static int
give_head(struct line_reader *r, struct line *out)
{
	size_t have = r->end - r->start;

	r->skipping = true;
	give(r, have, have, out);
	out->unterminated = false;
	return 1;
}

int
line_next(struct line_reader *r, struct line *out)
{
	size_t seen = 0, have;
	const char *nl;

	for (;;) {
		have = r->end - r->start;
		nl = memchr(r->buf + r->start + seen, '\n', have - seen);
		if (nl) {
			size_t len = (size_t)(nl - r->buf) - r->start;

			if (!r->skipping)
				return give(r, len, len + 1, out);
			r->skipping = false;
			r->start += len + 1;
			seen = 0;
			continue;
		}
		if (r->skipping)
			r->start = r->end;
		else if (have > r->max + 1)
			return give_head(r, out);
		seen = r->end - r->start;
		if (r->eof)
			return seen > 0 ? give(r, seen, seen, out) : 0;
		if (fill(r) == -1)
			return -1;
	}
}

bool
line_ready(const struct line_reader *r)
{
	return r->eof ||
	    memchr(r->buf + r->start, '\n', r->end - r->start) != NULL;
}
