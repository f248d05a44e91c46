#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site_read.h"

#define WORD_MAX 63

int
site_fail(struct site_reader *r, const char *fmt, ...)
{
	struct why text;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text.text, sizeof(text.text), fmt, ap);
	va_end(ap);
	if (r->path[0] == '\0')
		return why_set(r->why, "%s: %s", r->file, text.text);
	return why_set(r->why, "%s: %s: %s", r->file, r->path, text.text);
}

static const char *
type_name(const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "a list";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_NULL:
		return "null";
	default:
		return json_is_true(v) ? "true" : "false";
	}
}

int
site_fail_type(struct site_reader *r, const char *want, const json_t *v)
{
	return site_fail(r, "want %s, have %s", want, type_name(v));
}

size_t
site_enter(struct site_reader *r, const char *name)
{
	size_t mark = strlen(r->path);

	snprintf(r->path + mark, sizeof(r->path) - mark, "%s%s",
	    mark > 0 ? "." : "", name);
	return mark;
}

size_t
site_enter_index(struct site_reader *r, size_t i)
{
	size_t mark = strlen(r->path);

	snprintf(r->path + mark, sizeof(r->path) - mark, "[%zu]", i);
	return mark;
}

void
site_leave(struct site_reader *r, size_t mark)
{
	r->path[mark] = '\0';
}

const char *
site_string(struct site_reader *r, const json_t *v)
{
	if (!json_is_string(v)) {
		site_fail_type(r, "a string", v);
		return NULL;
	}
	if (json_string_length(v) == 0) {
		site_fail(r, "want a string, have an empty one");
		return NULL;
	}
	return json_string_value(v);
}

int
site_copy(struct site_reader *r, const char *s, char **dst)
{
	*dst = strdup(s);
	return *dst ? 0 : site_fail(r, "out of memory");
}

int
site_resolve(struct site_reader *r, const char *path, char **dst)
{
	const char *slash = strrchr(r->file, '/');
	int dir_len = slash ? (int)(slash - r->file) + 1 : 0;

	if (path[0] == '/' || dir_len == 0)
		return site_copy(r, path, dst);
	if (asprintf(dst, "%.*s%s", dir_len, r->file, path) == -1) {
		*dst = NULL;
		return site_fail(r, "out of memory");
	}
	return 0;
}

/* "a, b or c": what an unknown member could have been. */
static void
list_names(const struct site_field *fields, char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; fields[i].name && len < size; i++)
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
		    i == 0                   ? ""
			: fields[i + 1].name ? ", "
					     : " or ",
		    fields[i].name);
}

static int
read_member(struct site_reader *r, const char *key, json_t *v,
    const struct site_field *fields, void *base)
{
	char names[256];

	for (const struct site_field *f = fields; f->name; f++)
		if (strcmp(f->name, key) == 0)
			return f->read(r, v, base, f);
	list_names(fields, names, sizeof(names));
	return site_fail(r, "unknown member, want %s", names);
}

int
site_read_object(struct site_reader *r, json_t *v,
    const struct site_field *fields, void *base)
{
	const char *key;
	json_t *value;

	if (!json_is_object(v))
		return site_fail_type(r, "an object", v);
	json_object_foreach(v, key, value)
	{
		size_t mark = site_enter(r, key);

		if (read_member(r, key, value, fields, base) == -1)
			return -1;
		site_leave(r, mark);
	}
	for (const struct site_field *f = fields; f->name; f++)
		if (f->required && !json_object_get(v, f->name))
			return site_fail(
			    r, "want member %s, have none", f->name);
	return 0;
}

static char **
string_at(void *base, size_t at)
{
	return (char **)(void *)((char *)base + at);
}

int
site_read_string(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	const char *s = site_string(r, v);

	return s ? site_copy(r, s, string_at(base, field->at)) : -1;
}

int
site_read_path(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	const char *s = site_string(r, v);

	return s ? site_resolve(r, s, string_at(base, field->at)) : -1;
}

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

int
site_check_word(struct site_reader *r, const char *s)
{
	size_t len = strlen(s);
	bool ok = len <= WORD_MAX && is_alnum(s[0]);

	for (size_t i = 0; ok && i < len; i++)
		ok = is_alnum(s[i]) || strchr("._-", s[i]);
	if (!ok)
		return site_fail(r,
		    "want 1 to %d letters, digits, '.', '_', '-', "
		    "a letter or digit first, have \"%s\"",
		    WORD_MAX, s);
	return 0;
}

int
site_read_word(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	const char *s = site_string(r, v);

	if (!s || site_check_word(r, s) == -1)
		return -1;
	return site_copy(r, s, string_at(base, field->at));
}

typedef int convert_fn(struct site_reader *r, const char *s, char **dst);

static int
read_list(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field, convert_fn *convert)
{
	char ***list = (char ***)(void *)((char *)base + field->at);
	size_t *count = (size_t *)(void *)((char *)base + field->count_at);

	if (!json_is_array(v))
		return site_fail_type(r, "a list of strings", v);
	*list = calloc(json_array_size(v) + 1, sizeof(**list));
	if (!*list)
		return site_fail(r, "out of memory");
	for (size_t i = 0; i < json_array_size(v); i++) {
		size_t mark = site_enter_index(r, i);
		const char *s = site_string(r, json_array_get(v, i));

		if (!s || convert(r, s, &(*list)[i]) == -1)
			return -1;
		*count = i + 1;
		site_leave(r, mark);
	}
	return 0;
}

int
site_read_strings(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	return read_list(r, v, base, field, site_copy);
}

int
site_read_paths(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field)
{
	return read_list(r, v, base, field, site_resolve);
}

int
site_read_number(struct site_reader *r, const json_t *v, uint32_t min,
    uint32_t max, uint32_t *out)
{
	json_int_t n = json_integer_value(v);

	if (!json_is_integer(v))
		return site_fail_type(r, "a whole number", v);
	if (n < min || n > max)
		return site_fail(r, "want %u..%u, have %lld", (unsigned int)min,
		    (unsigned int)max, (long long)n);
	*out = (uint32_t)n;
	return 0;
}

int
site_read_addr(struct site_reader *r, json_t *v, int family, struct ipnet *out)
{
	const char *s = site_string(r, v);
	struct why why;

	if (!s)
		return -1;
	if (ipnet_parse_addr(s, family, out, &why) == -1)
		return site_fail(r, "%s", why.text);
	return 0;
}

/* A list of addresses of one family, or of either (AF_UNSPEC). */
int
site_read_addrs(struct site_reader *r, json_t *v, int family,
    struct ipnet **list, size_t *count)
{
	size_t size = json_array_size(v);

	if (!json_is_array(v))
		return site_fail_type(r, "a list of addresses", v);
	*list = calloc(size + 1, sizeof(**list));
	if (!*list)
		return site_fail(r, "out of memory");
	for (*count = 0; *count < size; (*count)++) {
		size_t mark = site_enter_index(r, *count);

		if (site_read_addr(r, json_array_get(v, *count), family,
			&(*list)[*count]) == -1)
			return -1;
		site_leave(r, mark);
	}
	return 0;
}
