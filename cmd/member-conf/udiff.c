#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "udiff.h"
#include "vis.h"

#define CONTEXT 3

/* Beyond this many changed lines all of the middle is taken as changed. */
#define MAX_STEPS 2000

struct piece {
	const char *p;
	size_t len; /* with its newline, where there is one */
};

struct side {
	struct piece *lines;
	bool *changed; /* not on the other side */
	size_t count;
};

static int
split(const struct udiff_text *t, struct side *s)
{
	size_t count = 0;

	for (size_t i = 0; i < t->len; i++)
		count += t->p[i] == '\n';
	s->lines = calloc(count + 1, sizeof(*s->lines));
	s->changed = calloc(count + 1, sizeof(*s->changed));
	if (!s->lines || !s->changed)
		return -1;
	for (const char *p = t->p, *end = p + t->len; p < end;) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *next = newline ? newline + 1 : end;

		s->lines[s->count++] = (struct piece){ p, (size_t)(next - p) };
		p = next;
	}
	return 0;
}

static bool
same(const struct piece *x, const struct piece *y)
{
	return x->len == y->len && memcmp(x->p, y->p, x->len) == 0;
}

/*
 * Myers' greedy search for the shortest way from a[0..n) to b[0..m): far[d]
 * keeps, for each diagonal k = x - y of -d..d, how far along a one comes with
 * d changes.
 */
struct search {
	const struct piece *a, *b;
	int n, m;
	int *far[MAX_STEPS + 1];
};

static int
furthest(const struct search *s, int d, int k)
{
	const int *before;
	int x, y;

	if (d == 0) {
		x = 0;
	} else {
		/* Diagonal k of step d - 1 is at before[k + d - 1]. */
		before = s->far[d - 1];
		if (k == -d ||
		    (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]))
			x = before[k + 1 + d - 1]; /* down: b's line is new */
		else
			x = before[k - 1 + d - 1] + 1; /* right: a's is gone */
	}
	for (y = x - k;
	     x < s->n && y >= 0 && y < s->m && same(&s->a[x], &s->b[y]);
	     x++, y++)
		;
	return x;
}

/* The number of changes, -1 when too many, -2 when memory is short. */
static int
search(struct search *s)
{
	for (int d = 0; d <= MAX_STEPS; d++) {
		s->far[d] = calloc(2 * (size_t)d + 1, sizeof(int));
		if (!s->far[d])
			return -2;
		for (int k = -d; k <= d; k += 2) {
			int x = furthest(s, d, k);

			s->far[d][k + d] = x;
			if (x >= s->n && x - k >= s->m)
				return d;
		}
	}
	return -1;
}

/* Back along the way, marking what it changed. */
static void
trace(const struct search *s, int d, bool *a_changed, bool *b_changed)
{
	int k = s->n - s->m;

	for (; d > 0; d--) {
		const int *before = s->far[d - 1];
		bool down = k == -d ||
		    (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]);
		int x = before[(down ? k + 1 : k - 1) + d - 1];

		if (down)
			b_changed[x - (k + 1)] = true;
		else
			a_changed[x] = true;
		k += down ? 1 : -1;
	}
}

/* Mark what differs between both ends that are alike. */
static int
compare(struct side *a, struct side *b)
{
	struct search *s = calloc(1, sizeof(*s));
	size_t head = 0, tail = 0;
	int d;

	if (!s)
		return -1;
	while (head < a->count && head < b->count &&
	    same(&a->lines[head], &b->lines[head]))
		head++;
	while (tail < a->count - head && tail < b->count - head &&
	    same(
		&a->lines[a->count - 1 - tail], &b->lines[b->count - 1 - tail]))
		tail++;
	s->a = a->lines + head;
	s->b = b->lines + head;
	s->n = (int)(a->count - head - tail);
	s->m = (int)(b->count - head - tail);
	d = search(s);
	if (d >= 0) {
		trace(s, d, a->changed + head, b->changed + head);
	} else {
		memset(a->changed + head, true, (size_t)s->n);
		memset(b->changed + head, true, (size_t)s->m);
	}
	for (int i = 0; i <= MAX_STEPS; i++)
		free(s->far[i]);
	free(s);
	return d == -2 ? -1 : 0;
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* How much of a line may be seen: up to the end of such a word. */
static size_t
shown(const char *p, size_t len)
{
	static const char *const words[] = { "secret", "password" };

	for (size_t i = 0; i < len; i++)
		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
			size_t n = strlen(words[w]);

			if (len - i > n &&
			    strncasecmp(p + i, words[w], n) == 0 &&
			    (i == 0 || !is_word(p[i - 1])) &&
			    !is_word(p[i + n]))
				return i + n;
		}
	return len;
}

static void
put_text(FILE *fp, const char *p, size_t len)
{
	const unsigned char *u = (const unsigned char *)p;

	for (size_t i = 0, n; i < len; i += n) {
		n = vis_char(u + i, len - i);
		if (n == 0 && (u[i] == '\t' || u[i] == '\\'))
			n = 1;
		if (n > 0) {
			fwrite(p + i, 1, n, fp);
		} else {
			fprintf(fp, "\\x%02x", (unsigned int)u[i]);
			n = 1;
		}
	}
}

static void
put_line(FILE *fp, char sign, const struct piece *l)
{
	bool ended = l->len > 0 && l->p[l->len - 1] == '\n';
	size_t len = l->len - ended, seen = shown(l->p, len);

	fputc(sign, fp);
	put_text(fp, l->p, seen);
	fputs(seen < len ? " (not shown)\n" : "\n", fp);
	if (!ended)
		fputs("\\ No newline at end of file\n", fp);
}

static void
put_range(FILE *fp, char sign, size_t start, size_t count)
{
	fprintf(fp, "%c%zu", sign, count > 0 ? start + 1 : start);
	if (count != 1)
		fprintf(fp, ",%zu", count);
}

/* a[i..) and b[j..) are at the same place; how many lines on are alike. */
static size_t
alike(const struct side *a, const struct side *b, size_t i, size_t j)
{
	size_t n = 0;

	while (i + n < a->count && j + n < b->count && !a->changed[i + n] &&
	    !b->changed[j + n])
		n++;
	return n;
}

/* From the change at a[i], b[j] to behind the last one that is near. */
static void
find_end(const struct side *a, const struct side *b, size_t *i, size_t *j)
{
	for (;;) {
		size_t n;

		while (*i < a->count && a->changed[*i])
			(*i)++;
		while (*j < b->count && b->changed[*j])
			(*j)++;
		n = alike(a, b, *i, *j);
		if (n > 2 * CONTEXT ||
		    (*i + n == a->count && *j + n == b->count))
			return;
		*i += n;
		*j += n;
	}
}

static void
put_hunk(FILE *fp, const struct side *a, size_t i, size_t i_end,
    const struct side *b, size_t j, size_t j_end)
{
	fputs("@@ ", fp);
	put_range(fp, '-', i, i_end - i);
	fputc(' ', fp);
	put_range(fp, '+', j, j_end - j);
	fputs(" @@\n", fp);
	while (i < i_end || j < j_end) {
		for (; i < i_end && a->changed[i]; i++)
			put_line(fp, '-', &a->lines[i]);
		for (; j < j_end && b->changed[j]; j++)
			put_line(fp, '+', &b->lines[j]);
		for (;
		     i < i_end && !a->changed[i] && j < j_end && !b->changed[j];
		     i++, j++)
			put_line(fp, ' ', &a->lines[i]);
	}
}

static size_t
context(size_t n)
{
	return n < CONTEXT ? n : CONTEXT;
}

static void
put_hunks(FILE *fp, const struct side *a, const struct side *b)
{
	size_t i = 0, j = 0;

	for (;;) {
		size_t before = alike(a, b, i, j), after, i0, j0;

		i += before;
		j += before;
		if (i == a->count && j == b->count)
			return;
		i0 = i - context(before);
		j0 = j - context(before);
		find_end(a, b, &i, &j);
		after = context(alike(a, b, i, j));
		put_hunk(fp, a, i0, i + after, b, j0, j + after);
	}
}

int
udiff_print(FILE *fp, const struct udiff_text *a, const struct udiff_text *b)
{
	struct side x = { NULL, NULL, 0 }, y = { NULL, NULL, 0 };
	int rc = -1;

	if (a->len == b->len &&
	    (a->len == 0 || memcmp(a->p, b->p, a->len) == 0))
		return 0;
	if (split(a, &x) == 0 && split(b, &y) == 0 && compare(&x, &y) == 0) {
		fprintf(fp, "--- %s\n+++ %s\n", a->name, b->name);
		put_hunks(fp, &x, &y);
		rc = 1;
	}
	free(x.lines);
	free(x.changed);
	free(y.lines);
	free(y.changed);
	return rc;
}
