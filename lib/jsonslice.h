/*
 * One long list of a JSON text, element by element.  In a tree of jansson's
 * 100,000 reservations take ten times the room of their text; here all but
 * that list becomes the tree, and its elements stay slices of the text, each
 * to be parsed when it is looked at.
 *
 * This module finds borders and judges nothing: what is JSON is jansson's to
 * say, of the tree and of each element.  A text is good just when all of
 * these are.
 */
#ifndef JSONSLICE_H
#define JSONSLICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* A part of a text that is the caller's. */
struct jsonslice {
	const char *p; /* null: none */
	size_t len;
};

/* Deepest nesting that is followed; jansson's own bound is the same. */
#define JSONSLICE_DEPTH_MAX 2048

/*
 * The list, with its brackets, at `path`, which is names of members, each in
 * the value of the one before; null ends it.  When the text is a list, its
 * first element is searched; of no names the text itself is meant.
 *
 * False when there is none, or when that cannot be told for certain: the
 * text is cut, a name on the way stands there twice or one with an escape, or
 * it is nested too deep.
 */
bool jsonslice_find(const char *text, size_t len, const char *const path[],
    struct jsonslice *out);

/*
 * Take the next element off the front of a list; white space around it is
 * cut.  One that is missing (behind a last comma) is given as empty, which is
 * no JSON.  False at the end, and of none.
 */
bool jsonslice_next(struct jsonslice *rest, struct jsonslice *element);

/*
 * Is each of them JSON to jsonload() with these flags?  If not, the error is
 * that of the first that is none, or that memory ended; it may be null.
 */
bool jsonslice_good(struct jsonslice list, size_t flags, json_error_t *error);

/*
 * jsonload() of the text, with an empty list in the place of that at `path`,
 * which is put into *list.  Where none is found, or the rest is no JSON
 * without it, it is jsonload() of all, and list->p is null.
 */
json_t *jsonslice_load(const char *text, size_t len, const char *const path[],
    size_t flags, struct jsonslice *list, json_error_t *error);

#endif
