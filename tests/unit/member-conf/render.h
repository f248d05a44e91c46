/*
 * For tests of member-conf: a site's text through one daemon's function.
 */
#ifndef RENDER_H
#define RENDER_H

#include "../lib/site_file.h"
#include "daemons.h"

struct rendered {
	char *text; /* null: refused */
	struct why why;
	char note[256]; /* the last one; "" */
};

static struct rendered
render_part(
    const char *json, const char *daemon, const char *only, enum conf_part part)
{
	struct site *site = good(json);
	struct rendered out = { NULL, { "" }, "" };
	struct remarks notes;
	struct conf c = { .site = site,
		.part = part,
		.daemon = daemon,
		.notes = &notes,
		.why = &out.why };
	size_t len;
	char *text;
	int rc;

	remark_init(&notes, "");
	c.only = only ? site_member(site, only) : NULL;
	c.fp = open_memstream(&text, &len);
	assert_non_null(c.fp);
	rc = daemon_find(daemon, &out.why)->print(&c);
	assert_int_equal(fclose(c.fp), 0);
	if (rc == 0)
		out.text = text;
	else
		free(text);
	if (notes.count > 0)
		snprintf(out.note, sizeof(out.note), "%s",
		    notes.list[notes.count - 1]);
	remark_free(&notes);
	site_free(site);
	return out;
}

static struct rendered
render(const char *json, const char *daemon, const char *only)
{
	return render_part(json, daemon, only, PART_ALL);
}

/* Taken, and this stands in it. */
static void
has(const char *json, const char *daemon, const char *only, const char *want)
{
	struct rendered r = render(json, daemon, only);

	if (!r.text)
		fail_msg("refused: %s", r.why.text);
	if (!strstr(r.text, want))
		fail_msg("want %s in:\n%s", want, r.text);
	free(r.text);
}

/* Taken, and this does not stand in it. */
static void
lacks(const char *json, const char *daemon, const char *only, const char *text)
{
	struct rendered r = render(json, daemon, only);

	if (!r.text)
		fail_msg("refused: %s", r.why.text);
	if (strstr(r.text, text))
		fail_msg("want no %s in:\n%s", text, r.text);
	free(r.text);
}

/* Refused for exactly this, behind "FILE: ". */
static void
refused(
    const char *json, const char *daemon, const char *only, const char *want)
{
	struct rendered r = render(json, daemon, only);

	if (r.text)
		fail_msg("taken: %s", r.text);
	assert_memory_equal(r.why.text, file, strlen(file));
	assert_memory_equal(r.why.text + strlen(file), ": ", 2);
	assert_string_equal(r.why.text + strlen(file) + 2, want);
}

#endif
