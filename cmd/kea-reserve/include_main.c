#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "include_main.h"

#define DEPTH_MAX 32
#define KEY_MAX 32

#define DIRECTIVE "<?include"

/* A walk through the text: what is open, and the last string in each. */
struct walk {
	const char *text;
	size_t len, i;
	char open[DEPTH_MAX];
	char last[DEPTH_MAX][KEY_MAX];
	size_t depth;
	const char *service;
	const char *file;
	struct include_name found;
	bool has, more;
};

static bool
at(const struct walk *w, const char *s)
{
	size_t n = strlen(s);

	return w->len - w->i >= n && memcmp(w->text + w->i, s, n) == 0;
}

/* Behind the next `end`, or the end of the text. */
static void
skip_to(struct walk *w, const char *end)
{
	while (w->i < w->len && !at(w, end))
		w->i++;
	w->i += w->i < w->len ? strlen(end) : 0;
}

/* Is the innermost list that of the service's own reservations? */
static bool
in_reservations(const struct walk *w)
{
	return w->depth == 3 && w->open[0] == '{' && w->open[1] == '{' &&
	    w->open[2] == '[' && strcmp(w->last[0], w->service) == 0 &&
	    strcmp(w->last[1], "reservations") == 0;
}

static void
take_string(struct walk *w)
{
	size_t begin = ++w->i, n;

	while (w->i < w->len && w->text[w->i] != '"')
		w->i += w->text[w->i] == '\\' ? 2 : 1;
	if (w->i > w->len)
		w->i = w->len;
	n = w->i - begin;
	w->i++;
	if (w->depth == 0 || w->depth > DEPTH_MAX)
		return;
	if (n >= KEY_MAX)
		n = 0;
	memcpy(w->last[w->depth - 1], w->text + begin, n);
	w->last[w->depth - 1][n] = '\0';
}

/* One file, however its path is written. */
static bool
same_file(const char *a, const char *b)
{
	char x[PATH_MAX], y[PATH_MAX];

	return strcmp(a, b) == 0 ||
	    (realpath(a, x) && realpath(b, y) && strcmp(x, y) == 0);
}

static void
take_directive(struct walk *w)
{
	char name[PATH_MAX];
	size_t begin, n;

	skip_to(w, "\"");
	begin = w->i;
	/* 0 too when it is cut. */
	skip_to(w, "\"");
	n = w->i > begin && w->text[w->i - 1] == '"' ? w->i - begin - 1 : 0;
	skip_to(w, "?>");
	if (!in_reservations(w))
		return;
	if (n == 0 || n >= sizeof(name) || memchr(w->text + begin, '\0', n)) {
		w->more = true;
		return;
	}
	memcpy(name, w->text + begin, n);
	name[n] = '\0';
	if (w->has || !same_file(name, w->file)) {
		w->more = true;
		return;
	}
	w->has = true;
	w->found = (struct include_name){ begin, n };
}

static void
open_level(struct walk *w, char c)
{
	if (w->depth < DEPTH_MAX) {
		w->open[w->depth] = c;
		w->last[w->depth][0] = '\0';
	}
	w->depth++;
}

static void
step(struct walk *w)
{
	char c = w->text[w->i];

	if (c == '#' || at(w, "//")) {
		skip_to(w, "\n");
	} else if (at(w, "/*")) {
		w->i += 2; /* its end is none of these two */
		skip_to(w, "*/");
	} else if (at(w, DIRECTIVE)) {
		take_directive(w);
	} else if (c == ']' || c == '}') {
		w->depth -= w->depth > 0;
		w->i++;
	} else if (strchr(" \t\r\n,", c)) {
		w->i++;
	} else {
		w->more |= in_reservations(w);
		if (c == '"') {
			take_string(w);
			return;
		}
		if (c == '{' || c == '[')
			open_level(w, c);
		w->i++;
	}
}

int
include_find(const char *text, size_t len, int family, const char *file,
    struct include_name *out, struct why *why)
{
	struct walk w = { .text = text,
		.len = len,
		.service = family == AF_INET ? "Dhcp4" : "Dhcp6",
		.file = file };

	while (w.i < w.len)
		step(&w);
	if (!w.has)
		return why_set(why,
		    "%s.reservations: want [ <?include \"%s\"?> ], have none",
		    w.service, file);
	if (w.more)
		return why_set(why,
		    "%s.reservations: want <?include \"%s\"?> alone, have "
		    "more: move it to that file",
		    w.service, file);
	*out = w.found;
	return 0;
}
