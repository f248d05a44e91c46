#include <string.h>

#include "jsonload.h"
#include "jsonslice.h"

struct scan {
	const char *p;
	const char *end;
	unsigned int depth;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* On to the next octet that means something: false at the end. */
static bool
skip_space(struct scan *s)
{
	while (s->p < s->end && is_space(*s->p))
		s->p++;
	return s->p < s->end;
}

/* Take this octet, white space in front of it. */
static bool
take(struct scan *s, char c)
{
	if (!skip_space(s) || *s->p != c)
		return false;
	s->p++;
	return true;
}

/* A string with its quotes; *escaped: one with a backslash in it. */
static bool
skip_string(struct scan *s, bool *escaped)
{
	*escaped = false;
	for (s->p++; s->p < s->end && *s->p != '"'; s->p++)
		if (*s->p == '\\') {
			*escaped = true;
			if (++s->p == s->end)
				return false;
		}
	if (s->p == s->end)
		return false;
	s->p++;
	return true;
}

/* A number or a word, or what stands in its place. */
static void
skip_word(struct scan *s)
{
	do
		s->p++;
	while (s->p < s->end && !is_space(*s->p) && *s->p != '\0' &&
	    !strchr("\"[]{},:", *s->p));
}

static bool
enter(struct scan *s)
{
	s->p++;
	return ++s->depth <= JSONSLICE_DEPTH_MAX;
}

/* Any value; brackets are counted, not told apart. */
static bool
skip_value(struct scan *s)
{
	unsigned int outside = s->depth;
	bool escaped, ok = true;

	do {
		if (!skip_space(s))
			return false;
		switch (*s->p) {
		case '"':
			ok = skip_string(s, &escaped);
			break;
		case '{':
		case '[':
			ok = enter(s);
			break;
		case '}':
		case ']':
			ok = s->depth-- > outside;
			s->p++;
			break;
		case ',':
		case ':':
			ok = s->depth > outside;
			s->p++;
			break;
		default:
			skip_word(s);
		}
	} while (ok && s->depth > outside);
	return ok;
}

/* The value that the path leads to, when it is a list. */
static bool
take_list(struct scan *s, struct jsonslice *out)
{
	const char *begin;

	if (!skip_space(s))
		return false;
	begin = s->p;
	if (!skip_value(s))
		return false;
	if (*begin != '[')
		return true;
	*out = (struct jsonslice){ begin, (size_t)(s->p - begin) };
	return s->p[-1] == ']';
}

/* The name of a member and the colon behind it. */
static bool
take_name(struct scan *s, struct jsonslice *name)
{
	bool escaped;

	if (!skip_space(s) || *s->p != '"')
		return false;
	name->p = s->p + 1;
	if (!skip_string(s, &escaped) || escaped)
		return false;
	name->len = (size_t)(s->p - 1 - name->p);
	return take(s, ':');
}

static bool
is_name(const struct jsonslice *name, const char *wanted)
{
	return name->len == strlen(wanted) &&
	    memcmp(name->p, wanted, name->len) == 0;
}

/* All of a value, what the path leads to in *out; false: give up.  Recursion
 * goes as deep as the path is long. */
static bool
walk(struct scan *s, const char *const path[], struct jsonslice *out)
{
	struct jsonslice name;
	bool met = false, ok;

	if (!path[0])
		return take_list(s, out);
	if (!skip_space(s) || *s->p != '{')
		return skip_value(s);
	if (!enter(s))
		return false;
	do {
		if (!take_name(s, &name))
			return false;
		if (!is_name(&name, path[0]))
			ok = skip_value(s);
		else
			ok = !met && walk(s, path + 1, out);
		met |= is_name(&name, path[0]);
	} while (ok && take(s, ','));
	s->depth--;
	return ok && take(s, '}');
}

bool
jsonslice_find(const char *text, size_t len, const char *const path[],
    struct jsonslice *out)
{
	struct scan s = { text, text + len, 0 };
	bool ok;

	*out = (struct jsonslice){ 0 };
	if (len == 0)
		return false;
	if (path[0] && take(&s, '[')) {
		ok = walk(&s, path, out);
		while (ok && take(&s, ','))
			ok = skip_value(&s);
		ok = ok && take(&s, ']');
	} else {
		ok = walk(&s, path, out);
	}
	if (ok && out->p)
		return true;
	*out = (struct jsonslice){ 0 };
	return false;
}

/* What is left of a list begins with its bracket, or the comma or bracket
 * behind the last element taken. */
bool
jsonslice_next(struct jsonslice *rest, struct jsonslice *element)
{
	const char *end;
	struct scan s;

	if (rest->len <= 1)
		return false;
	end = rest->p + rest->len - 1; /* its last bracket */
	s = (struct scan){ rest->p + 1, end, 0 };
	if (!skip_space(&s) && rest->p[0] == '[')
		return false;
	element->p = s.p;
	while (s.p < end && *s.p != ',')
		if (!skip_value(&s))
			s.p = end;
		else
			(void)skip_space(&s);
	element->len = (size_t)(s.p - element->p);
	while (element->len > 0 && is_space(element->p[element->len - 1]))
		element->len--;
	*rest = (struct jsonslice){ s.p, (size_t)(end - s.p) + 1 };
	return true;
}

bool
jsonslice_good(struct jsonslice list, size_t flags, json_error_t *error)
{
	struct jsonslice e;

	while (jsonslice_next(&list, &e)) {
		json_t *one =
		    jsonload(e.p, e.len, flags | JSON_DECODE_ANY, error);

		if (!one)
			return false;
		json_decref(one);
	}
	return true;
}

/* A text in pieces, as jsonload_callback() asks for it. */
struct pieces {
	struct jsonslice list[3];
	size_t at;
};

static size_t
give(void *buffer, size_t size, void *arg)
{
	struct pieces *all = arg;
	struct jsonslice *now;
	size_t n;

	while (all->at < 3 && all->list[all->at].len == 0)
		all->at++;
	if (all->at == 3)
		return 0;
	now = &all->list[all->at];
	n = now->len < size ? now->len : size;
	memcpy(buffer, now->p, n);
	now->p += n;
	now->len -= n;
	return n;
}

json_t *
jsonslice_load(const char *text, size_t len, const char *const path[],
    size_t flags, struct jsonslice *list, json_error_t *error)
{
	json_error_t own;

	if (!error)
		error = &own;
	if (jsonslice_find(text, len, path, list)) {
		const char *behind = list->p + list->len;
		struct pieces all = {
			.list = { { text, (size_t)(list->p - text) },
			    { "[]", 2 },
			    { behind, len - (size_t)(behind - text) } }
		};

		json_t *root = jsonload_callback(give, &all, flags, error);

		if (root)
			return root;
		*list = (struct jsonslice){ 0 };
		if (jsonload_no_memory(error))
			return NULL;
	}
	return jsonload(text, len, flags, error);
}
