#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "vis.h"

void
finding_init(struct findings *f, const char *where)
{
	memset(f, 0, sizeof(*f));
	f->where = where;
}

void
finding_free(struct findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->list[i].path);
		free(f->list[i].text);
	}
	free(f->list);
	memset(f, 0, sizeof(*f));
}

/* Takes path and text over. */
static void
push(struct findings *f, enum finding_id id, char *path, char *text)
{
	struct finding *new = NULL;

	if (path && text)
		new = reallocarray(f->list, f->count + 1, sizeof(*new));
	if (!new) {
		f->failed = true;
		free(path);
		free(text);
		return;
	}
	f->list = new;
	f->list[f->count++] = (struct finding){ id, path, text };
}

void
finding_add(struct findings *f, enum finding_id id, const char *path,
    const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) == -1)
		text = NULL;
	va_end(ap);
	push(f, id, strdup(path), text);
}

void
finding_add_why(struct findings *f, enum finding_id id, const struct why *why)
{
	size_t len = strlen(f->where);
	const char *text = why->text;

	if (strncmp(text, f->where, len) == 0 &&
	    strncmp(text + len, ": ", 2) == 0)
		text += len + 2;
	finding_add(f, id, "", "%s", text);
}

static void
print_json(const struct findings *f, const struct finding *x, struct out *o)
{
	const struct finding_kind *kind = finding_kind(x->id);

	out_begin(o);
	out_str(o, "finding", kind->name);
	out_str(o, "where", f->where);
	if (x->path[0] != '\0')
		out_str(o, "path", x->path);
	out_str(o, "found", x->text);
	out_str(o, "do", kind->fix);
	if (kind->note)
		out_bool(o, "note", true);
	out_end(o);
}

/* In parts: a line made whole first would want memory. */
static void
print_text(const struct findings *f, const struct finding *x, FILE *fp)
{
	const struct finding_kind *kind = finding_kind(x->id);
	const char *const parts[] = { f->where, ": ", x->path,
		x->path[0] != '\0' ? ": " : "", kind->note ? "note: " : "",
		x->text, "; ", kind->fix, " [", kind->name, "]" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		vis_write(fp, parts[i], strlen(parts[i]));
	putc('\n', fp);
}

void
finding_print(const struct findings *f, struct out *json, FILE *fp)
{
	for (size_t i = 0; i < f->count; i++)
		if (json)
			print_json(f, &f->list[i], json);
		else
			print_text(f, &f->list[i], fp);
}

bool
finding_faults(const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (!finding_kind(f->list[i].id)->note)
			return true;
	return false;
}
