#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "line.h"
#include "msg.h"

/* While reading: the entries by circuit-id, a tree of tsearch(3). */
struct reading {
	struct import *im;
	void *tree;
	struct why *why;
};

static void
complain_line(struct import *im, unsigned long number, const char *text)
{
	msg_warn("<stdin>:%lu: %s", number, text);
	im->bad++;
}

void
import_complain(struct import *im, struct import_entry *e,
    enum import_field field, const char *fmt, ...)
{
	bool named = field != IMPORT_FIELDS;
	unsigned long number = named ? e->number[field] : 0;
	char text[sizeof(((struct why *)NULL)->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	msg_warn("<stdin>:%lu: %s%s%s", number != 0 ? number : e->first,
	    named ? import_field_name(field) : "", named ? ": " : "", text);
	e->good = false;
	im->bad++;
}

static int
entry_cmp(const void *a, const void *b)
{
	const struct import_entry *x = a, *y = b;

	return host_id_cmp(&x->line, &y->line);
}

/* A new entry for a circuit-id that was not seen before; null and why. */
static struct import_entry *
add_entry(struct reading *r, const struct host_id *line, unsigned long number)
{
	struct import *im = r->im;
	struct import_entry **list, *e;

	list = reallocarray(
	    im->list, im->count + 1, sizeof(struct import_entry *));
	if (!list)
		return NULL;
	im->list = list;
	e = calloc(1, sizeof(*e));
	if (!e)
		return NULL;
	e->line = *line;
	e->first = number;
	e->good = true;
	im->list[im->count++] = e;
	return tsearch(e, &r->tree, entry_cmp) ? e : NULL;
}

static struct import_entry *
find_or_add(struct reading *r, const struct host_id *line, unsigned long number)
{
	struct import_entry key = { .line = *line };
	struct import_entry **found = tfind(&key, &r->tree, entry_cmp);

	return found ? *found : add_entry(r, line, number);
}

/* A field that is there already must say the same. */
static void
merge(struct import *im, struct import_entry *e, struct import_line *l,
    unsigned long number)
{
	for (int i = 0; i < IMPORT_FIELDS; i++) {
		enum import_field f = (enum import_field)i;

		if (!l->value[f])
			continue;
		if (!e->value[f]) {
			e->value[f] = l->value[f];
			e->number[f] = number;
			l->value[f] = NULL;
		} else if (f != IMPORT_CIRCUIT_ID &&
		    strcmp(e->value[f], l->value[f]) != 0) {
			unsigned long other = e->number[f];

			e->number[f] = number;
			import_complain(im, e, f,
			    "want one value for one circuit-id, have %s, and "
			    "%s on line %lu: neither is taken",
			    l->value[f], e->value[f], other);
		}
	}
}

/* 0 when the line was dealt with, well or not; -1: memory is short. */
static int
take_line(struct reading *r, const struct line *line)
{
	struct import_line l;
	struct import_entry *e;
	struct host_id id;
	struct why why;
	int rc = 0;

	if (line->too_long) {
		why_set(&why, "want at most %d octets, have a longer line",
		    IMPORT_LINE_MAX);
		complain_line(r->im, line->number, why.text);
		return 0;
	}
	if (import_line_parse(line->p, line->len, &l, &why) == -1) {
		complain_line(r->im, line->number, why.text);
	} else if (l.pass) {
		;
	} else if (request_line(l.value[IMPORT_CIRCUIT_ID], &id, &why) == -1) {
		complain_line(r->im, line->number, why.text);
	} else {
		e = find_or_add(r, &id, line->number);
		if (e)
			merge(r->im, e, &l, line->number);
		else
			rc = why_errno(r->why, "<stdin>");
	}
	import_line_free(&l);
	return rc;
}

static bool
is_blank(const struct line *line)
{
	return strspn(line->p, " \t") == line->len;
}

static void
keep(void *entry)
{
	(void)entry; /* the list has it */
}

int
import_read(int fd, struct import *im, struct why *why)
{
	struct line_reader *reader = line_new(fd, IMPORT_LINE_MAX);
	struct reading r = { im, NULL, why };
	struct line line;
	int rc = 1;

	if (!reader)
		return why_errno(why, "<stdin>");
	while (rc == 1 && (rc = line_next(reader, &line)) == 1)
		if (!is_blank(&line) && take_line(&r, &line) == -1)
			rc = -2;
	if (rc == -1)
		why_errno(why, "<stdin>");
	tdestroy(r.tree, keep);
	line_free(reader);
	return rc == 0 ? 0 : -1;
}

void
import_free(struct import *im)
{
	for (size_t i = 0; i < im->count; i++) {
		for (int f = 0; f < IMPORT_FIELDS; f++)
			free(im->list[i]->value[f]);
		free(im->list[i]);
	}
	free(im->list);
	*im = (struct import){ 0 };
}
