#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "out_part.h"

int
out_columns(struct out *o, const char *names)
{
	size_t count = 1;

	for (const char *p = names; *p; p++)
		count += *p == ',';
	o->cells = calloc(count, sizeof(*o->cells));
	if (!o->cells)
		return -1;
	o->cell_count = count;
	for (size_t i = 0; i < count; i++) {
		o->cells[i].name = names;
		o->cells[i].name_len = strcspn(names, ",");
		names += o->cells[i].name_len + 1;
	}
	return 0;
}

void
out_free(struct out *o)
{
	for (size_t i = 0; i < o->cell_count; i++)
		free(o->cells[i].p);
	free(o->cells);
	o->cells = NULL;
	o->cell_count = 0;
}

static bool
is_name(const struct out_cell *c, const struct out *o, const char *key)
{
	size_t n = strlen(key);

	return c->name_len == o->prefix_len + n &&
	    memcmp(c->name, o->prefix, o->prefix_len) == 0 &&
	    memcmp(c->name + o->prefix_len, key, n) == 0;
}

void
out_find_cell(struct out *o, const char *key)
{
	o->cell = NULL;
	for (size_t i = 0; i < o->cell_count && !o->cell; i++)
		if (is_name(&o->cells[i], o, key))
			o->cell = &o->cells[i];
}

void
out_put_cell(struct out *o, const char *s, size_t len)
{
	struct out_cell *c = o->cell;
	size_t size;
	char *p;

	if (!c || o->no_memory || len == 0)
		return;
	if (len > c->size - c->len) {
		size = (c->len + len) * 2;
		p = realloc(c->p, size);
		if (!p) {
			o->no_memory = true;
			return;
		}
		c->p = p;
		c->size = size;
	}
	memcpy(c->p + c->len, s, len);
	c->len += len;
}

/* The same name twice is the same column twice. */
static const struct out_cell *
first_of(const struct out *o, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (o->cells[k].name_len == o->cells[i].name_len &&
		    memcmp(o->cells[k].name, o->cells[i].name,
			o->cells[i].name_len) == 0)
			return &o->cells[k];
	return &o->cells[i];
}

void
out_end_cells(struct out *o)
{
	for (size_t i = 0; i < o->cell_count; i++) {
		const struct out_cell *c = first_of(o, i);

		if (i > 0)
			putc_unlocked('\t', o->fp);
		if (c->len > 0)
			fwrite_unlocked(c->p, 1, c->len, o->fp);
	}
	putc_unlocked('\n', o->fp);
	for (size_t i = 0; i < o->cell_count; i++)
		o->cells[i].len = 0;
	o->cell = NULL;
}
