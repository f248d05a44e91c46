#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "remark.h"

void
remark_init(struct remarks *r, const char *where)
{
	memset(r, 0, sizeof(*r));
	r->where = where;
}

void
remark_free(struct remarks *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->list[i]);
	free(r->list);
	memset(r, 0, sizeof(*r));
}

static int
push(struct remarks *r, char *line)
{
	char **new = reallocarray(r->list, r->count + 1, sizeof(*new));

	if (!new)
		return -1;
	r->list = new;
	r->list[r->count++] = line;
	return 0;
}

void
remark_add(struct remarks *r, const char *path, const char *fmt, ...)
{
	char *text, *line;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (rc == -1) {
		r->failed = true;
		return;
	}
	rc = asprintf(&line, "%s%s%s%s%s", r->where,
	    r->where[0] != '\0' ? ": " : "", path, path[0] != '\0' ? ": " : "",
	    text);
	free(text);
	if (rc == -1) {
		r->failed = true;
	} else if (push(r, line) == -1) {
		free(line);
		r->failed = true;
	}
}
