#include <string.h>

#include "opts.h"

/* Where the help begins. */
#define COLUMN 29

void
opts_init(struct opts *o, const struct opts_row *rows)
{
	size_t n = 0;

	memset(o, 0, sizeof(*o));
	/* A missing value is ':', so that the tool can say what it wants. */
	o->shorts[n++] = ':';
	for (size_t i = 0; i < OPTS_MAX && rows[i].name; i++) {
		const struct opts_row *r = &rows[i];

		o->longs[i] = (struct option){ r->name,
			r->arg ? required_argument : no_argument, NULL,
			r->code };
		if (r->code >= OPTS_LONG)
			continue;
		o->shorts[n++] = (char)r->code;
		if (r->arg)
			o->shorts[n++] = ':';
	}
}

void
opts_help(FILE *fp, const struct opts_row *rows)
{
	for (const struct opts_row *r = rows; r->name; r++) {
		int n = 0;

		if (r->code < OPTS_LONG)
			n += fprintf(fp, "  -%c, ", r->code);
		else
			n += fprintf(fp, "      ");
		n += fprintf(fp, "--%s%s%s", r->name, r->arg ? " " : "",
		    r->arg ? r->arg : "");
		fprintf(
		    fp, "%*s%s\n", n < COLUMN ? COLUMN - n : 1, "", r->help);
	}
}

void
opts_list(FILE *fp, const struct opts_row *rows)
{
	for (const struct opts_row *r = rows; r->name; r++)
		fprintf(fp, "%c\t%s\t%s\t%s\t%s\n",
		    r->code < OPTS_LONG ? r->code : '-', r->name,
		    r->arg ? r->arg : "-", r->words ? r->words : "-", r->help);
}
