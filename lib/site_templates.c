#include <stdlib.h>
#include <string.h>

#include "site_read.h"

/* How the site's access nodes write their lines: name and template. */
static int
read_template(struct site_reader *r, const char *name, const json_t *v,
    struct site_template *t)
{
	const char *text = site_string(r, v);
	struct why why = { "" };
	size_t at;

	if (!text || site_check_word(r, name) == -1 ||
	    site_copy(r, name, &t->name) == -1)
		return -1;
	if (linetpl_compile(&t->line, t->name, text, &why, &at) == 0)
		return 0;
	return site_fail(r, "column %zu: %s", at + 1, why.text);
}

int
site_read_templates(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	struct site *site = base;
	const char *key;
	json_t *value;

	(void)field;
	if (!json_is_object(v))
		return site_fail_type(r, "an object", v);
	site->templates =
	    calloc(json_object_size(v) + 1, sizeof(*site->templates));
	site->lines = calloc(json_object_size(v) + 1, sizeof(*site->lines));
	if (!site->templates || !site->lines)
		return site_fail(r, "out of memory");
	json_object_foreach(v, key, value)
	{
		struct site_template *t =
		    &site->templates[site->template_count];
		size_t mark = site_enter(r, key);

		site->lines[site->template_count++] = &t->line;
		if (read_template(r, key, value, t) == -1)
			return -1;
		site_leave(r, mark);
	}
	return 0;
}

void
site_free_templates(struct site *site)
{
	for (size_t i = 0; i < site->template_count; i++)
		free(site->templates[i].name);
	free(site->templates);
	free(site->lines);
}
