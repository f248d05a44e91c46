#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"

void
finding_init(struct findings *f, const char *where)
{
	memset(f, 0, sizeof(*f));
	f->where = where;
}

void
finding_free(struct findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->list[i]);
	free(f->list);
	memset(f, 0, sizeof(*f));
}

static int
push(struct findings *f, char *line)
{
	char **new = reallocarray(f->list, f->count + 1, sizeof(*new));

	if (!new)
		return -1;
	f->list = new;
	f->list[f->count++] = line;
	return 0;
}

void
finding_add(struct findings *f, const char *path, const char *fmt, ...)
{
	char *text, *line;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (rc == -1) {
		f->failed = true;
		return;
	}
	rc = asprintf(&line, "%s: %s%s%s", f->where, path,
	    path[0] != '\0' ? ": " : "", text);
	free(text);
	if (rc == -1) {
		f->failed = true;
	} else if (push(f, line) == -1) {
		free(line);
		f->failed = true;
	}
}

void
finding_add_why(struct findings *f, const struct why *why)
{
	size_t len = strlen(f->where);
	const char *text = why->text;

	if (strncmp(text, f->where, len) == 0 &&
	    strncmp(text + len, ": ", 2) == 0)
		text += len + 2;
	finding_add(f, "", "%s", text);
}
