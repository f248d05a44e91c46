#include <stdlib.h>
#include <string.h>

#include "msg.h"
#include "templates.h"
#include "vis.h"

/* The text again, as messages show it, and a mark at one place. */
static void
point_at(const char *text, size_t at)
{
	char before[VIS_SIZE(LINETPL_MAX_TEXT)];
	size_t n;

	if (at > LINETPL_MAX_TEXT)
		at = LINETPL_MAX_TEXT;
	n = vis_text(before, sizeof(before), text, at);
	msg_warn("  %.*s", LINETPL_MAX_TEXT, text);
	msg_warn("  %*s^", (int)n, "");
}

static int
compile(struct templates *t, const char *text)
{
	struct linetpl *line = &t->own[t->count];
	struct why why = { "" };
	size_t at;

	if (linetpl_compile(line, "template", text, &why, &at) == -1) {
		msg_warn("-t: column %zu: %s", at + 1, why.text);
		point_at(text, at);
		return -1;
	}
	t->lines[t->count++] = line;
	return 0;
}

static int
load_site(struct templates *t, const char *config)
{
	struct why why;

	t->site = site_load(config, &why);
	if (t->site)
		return 0;
	msg_warn("%s", why.text);
	return -1;
}

int
templates_init(struct templates *t, const char *const texts[], size_t count,
    const char *config)
{
	size_t more;

	t->count = 0;
	t->site = NULL;
	t->lines = NULL;
	if (config && load_site(t, config) == -1)
		return -1;
	more = t->site ? t->site->template_count : 0;
	t->lines = calloc(count + more + 1, sizeof(*t->lines));
	if (!t->lines) {
		msg_warn("%m");
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		if (compile(t, texts[i]) == -1)
			return -1;
	for (size_t i = 0; i < more; i++)
		t->lines[t->count++] = t->site->lines[i];
	return 0;
}

void
templates_free(struct templates *t)
{
	free(t->lines);
	site_free(t->site);
}
