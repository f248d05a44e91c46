#include <stdarg.h>

#include "conf.h"

bool
conf_wants(const struct conf *c, const struct site_member *m)
{
	return !c->only || c->only == m;
}

int
conf_need(struct conf *c, const char *path, const char *want)
{
	return why_set(c->why,
	    "%s: %s: want %s, have none, needed by member-conf %s",
	    c->site->path, path, want, c->daemon);
}

int
conf_need_of(struct conf *c, const struct site_member *m, const char *path,
    const char *want)
{
	char full[256];

	snprintf(full, sizeof(full), "members.%s.%s", m->name, path);
	return conf_need(c, full, want);
}

int
conf_fail_of(struct conf *c, const struct site_member *m, const char *fmt, ...)
{
	struct why text;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text.text, sizeof(text.text), fmt, ap);
	va_end(ap);
	return why_set(
	    c->why, "%s: members.%s.%s", c->site->path, m->name, text.text);
}

void
conf_head(struct conf *c, const char *comment)
{
	fprintf(c->fp,
	    "%s Made by member-conf %s%s%s: do not edit; see member-conf(8).\n",
	    comment, c->daemon, c->only ? " " : "",
	    c->only ? c->only->name : "");
}

int
conf_each(struct conf *c,
    bool (*takes_part)(const struct conf *c, const struct site_member *m),
    conf_member_fn *check, conf_member_fn *put)
{
	for (size_t i = 0; i < c->site->member_count; i++) {
		const struct site_member *m = &c->site->members[i];

		if (!takes_part(c, m))
			continue;
		if (check(c, m) == -1 || (conf_wants(c, m) && put(c, m) == -1))
			return -1;
	}
	return 0;
}
