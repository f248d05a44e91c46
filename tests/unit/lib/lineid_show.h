/*
 * What the tests of lineid.h share: a line as one text.
 */
#ifndef LINEID_SHOW_H
#define LINEID_SHOW_H

#include <stdio.h>
#include <string.h>

#include "lineid.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define RAW(s) s, sizeof(s) - 1

/* "LAYOUT key=value key=- ...": a dash for an absent field, <> for text. */
static inline const char *
described(const struct lineid *line)
{
	static char text[1024];
	char buf[LINEID_VALUE_SIZE];
	size_t n, len;

	n = (size_t)snprintf(text, sizeof(text), "%s%s%s", line->layout->name,
	    line->inner ? "+" : "", line->inner ? line->inner->name : "");
	for (size_t i = 0; i < line->count; i++) {
		const struct lineid_field *f = &line->field[i];
		const char *value = lineid_value(f, buf, &len);
		bool span = f->type == LINEID_SPAN;

		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    " %s=%s%.*s%s", lineid_key_name(f->key), span ? "<" : "",
		    f->type == LINEID_ABSENT ? 1 : (int)len,
		    f->type == LINEID_ABSENT ? "-" : value, span ? ">" : "");
	}
	return text;
}

static inline const char *
shown_as(const void *p, size_t len, const struct lineid_how *how)
{
	struct lineid line;

	memset(&line, 0xee, sizeof(line));
	lineid_parse_as(p, len, how, &line);
	return described(&line);
}

static inline const char *
shown(const void *p, size_t len, bool mac_spelling)
{
	struct lineid line;

	memset(&line, 0xee, sizeof(line));
	lineid_parse(p, len, mac_spelling, &line);
	return described(&line);
}

#endif
