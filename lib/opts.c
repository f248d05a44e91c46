#include <stdbool.h>
#include <string.h>

#include "opts.h"

/* Where the help begins. */
#define COLUMN 31

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

/* Does `word`, a long option maybe cut short, mean the one with this code? */
static bool
means(const struct opts *o, const char *word, int code)
{
	size_t len = strcspn(word, "=");

	if (strncmp(word, "--", 2) != 0 || len < 3)
		return false;
	for (const struct option *l = o->longs; l->name; l++)
		if (l->val == code && strncmp(l->name, word + 2, len - 2) == 0)
			return true;
	return false;
}

/*
 * getopt_long() leaves the option's code in optopt, 0 for a long one that it
 * does not know.  A letter may be one of several in a word that is not passed
 * yet: the word before optind is its own only if it says the same.
 */
static int
bad(const struct opts *o, int ch, const char *word, struct why *why)
{
	const char letter[] = { '-', (char)optopt, '\0' };
	size_t len = strcspn(word, "=");

	if (optopt != 0 && !means(o, word, optopt)) {
		word = letter;
		len = strlen(letter);
	}
	if (ch == ':')
		why_set(why, "%.*s: want a value, have none", (int)len, word);
	else if (optopt != 0 && word[len] == '=')
		why_set(why, "%.*s: want no value, have \"%s\"", (int)len, word,
		    word + len + 1);
	else
		why_set(why, "%s: no such option; see -h", word);
	return OPTS_BAD;
}

int
opts_next(const struct opts *o, int argc, char *argv[], struct why *why)
{
	int ch;

	opterr = 0;
	ch = getopt_long(argc, argv, o->shorts, o->longs, NULL);
	if (ch == ':' || ch == '?')
		return bad(o, ch, argv[optind - 1], why);
	return ch;
}

int
opts_done(int argc, char *const argv[], struct why *why)
{
	if (optind < argc)
		return why_set(
		    why, "want no more arguments, have \"%s\"", argv[optind]);
	return 0;
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

enum opts_about
opts_about(int code)
{
	switch (code) {
	case 'h':
		return OPTS_ABOUT_USE;
	case 'V':
		return OPTS_ABOUT_VERSION;
	case OPTS_OPTIONS:
		return OPTS_ABOUT_OPTIONS;
	default:
		return OPTS_ABOUT_NOTHING;
	}
}

void
opts_tell(FILE *fp, enum opts_about about, const struct opts_tool *tool)
{
	switch (about) {
	case OPTS_ABOUT_NOTHING:
		break;
	case OPTS_ABOUT_USE:
		tool->usage(fp);
		opts_help(fp, tool->rows);
		break;
	case OPTS_ABOUT_VERSION:
		fprintf(fp, "%s %s\n", tool->name, VERSION);
		break;
	case OPTS_ABOUT_OPTIONS:
		opts_list(fp, tool->rows);
		break;
	}
}
