#include <string.h>

#include "linetpl_part.h"
#include "num.h"

/* Optional parts within optional parts. */
#define MAX_DEPTH 8

struct compiler {
	struct linetpl *t;
	const char *text;
	size_t at;
	size_t open[MAX_DEPTH];    /* parts that are still open */
	size_t open_at[MAX_DEPTH]; /* and where in the text */
	size_t depth;
	bool used[LINEID_KEYS];
	size_t fields;
	struct why *why;
};

enum linetpl_class
linetpl_class(enum lineid_key key)
{
	switch (key) {
	case LINEID_NODE:
	case LINEID_STRING:
	case LINEID_REST:
		return LINETPL_ANY;
	case LINEID_ACCESS_TYPE:
	case LINEID_NAS_TYPE:
	case LINEID_PATH:
	case LINEID_IPV4:
	case LINEID_SESSION:
		return LINETPL_WORD;
	case LINEID_IF_NAME:
	case LINEID_NAS_IF_NAME:
		return LINETPL_IF_NAME;
	case LINEID_ONU_SERIAL:
		return LINETPL_SERIAL;
	case LINEID_MAC:
		return LINETPL_MAC;
	default:
		return LINETPL_NUMBER;
	}
}

static struct linetpl_part *
add(struct compiler *c, enum linetpl_type type)
{
	struct linetpl_part *part;

	if (c->t->count == LINETPL_MAX_PARTS) {
		why_set(c->why, "want at most %d parts, have more",
		    LINETPL_MAX_PARTS);
		return NULL;
	}
	part = &c->t->part[c->t->count++];
	*part = (struct linetpl_part){ .type = (uint8_t)type };
	return part;
}

static int
add_char(struct compiler *c, char ch)
{
	struct linetpl_part *part = add(c, LINETPL_CHAR);

	if (!part)
		return -1;
	part->c = ch;
	c->at++;
	return 0;
}

static int
add_blanks(struct compiler *c)
{
	while (c->text[c->at] == ' ')
		c->at++;
	return add(c, LINETPL_BLANKS) ? 0 : -1;
}

static int
open_option(struct compiler *c)
{
	if (c->depth == MAX_DEPTH)
		return why_set(
		    c->why, "want at most %d '[' open, have more", MAX_DEPTH);
	c->open[c->depth] = c->t->count;
	c->open_at[c->depth++] = c->at++;
	return add(c, LINETPL_OPTION) ? 0 : -1;
}

static int
close_option(struct compiler *c)
{
	if (c->depth == 0)
		return why_set(c->why, "want a '[' before, have none");
	c->depth--;
	c->t->part[c->open[c->depth]].skip = (uint8_t)c->t->count;
	c->at++;
	return 0;
}

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
}

/* The number behind '%', 0 when there is none. */
static int
read_width(struct compiler *c, uint8_t *out)
{
	size_t n = strspn(c->text + c->at, "0123456789");
	uint32_t width = 0;

	if (n > 0 &&
	    num_span_u32(c->text + c->at, n, 1, LINETPL_MAX_VALUE, &width) ==
		-1)
		return why_set(c->why, "want a width of 1 to %d, have %.*s",
		    LINETPL_MAX_VALUE, (int)n, c->text + c->at);
	*out = (uint8_t)width;
	c->at += n;
	return 0;
}

static int
find_key(struct compiler *c, const char *name, size_t len, uint8_t *out)
{
	for (int key = 0; key < LINEID_KEYS; key++) {
		const char *known = lineid_key_name((enum lineid_key)key);

		if (strlen(known) != len || memcmp(known, name, len) != 0)
			continue;
		if (c->used[key])
			return why_set(
			    c->why, "want %s once, have it again", known);
		c->used[key] = true;
		*out = (uint8_t)key;
		return 0;
	}
	if (len == 0)
		return why_set(
		    c->why, "want the name of a field behind %%, have none");
	return why_set(
	    c->why, "want the name of a field, have \"%.*s\"", (int)len, name);
}

/* NAME or {NAME}. */
static int
read_key(struct compiler *c, uint8_t *out)
{
	bool brace = c->text[c->at] == '{';
	const char *name = c->text + c->at + (brace ? 1 : 0);
	size_t len = 0;

	while (is_name(name[len]))
		len++;
	if (brace && name[len] != '}')
		return why_set(c->why, "want '}' behind the name, have none");
	if (find_key(c, name, len, out) == -1)
		return -1;
	c->at += len + (brace ? 2 : 0);
	return 0;
}

/* (a|b): no word may be empty. */
static int
read_words(struct compiler *c, struct linetpl_part *part)
{
	size_t n;

	part->type = LINETPL_WORDS;
	part->at = (uint8_t)(c->at + 1);
	do {
		c->at++;
		n = strcspn(c->text + c->at, "|)");
		if (n == 0)
			return why_set(
			    c->why, "want a word, have an empty one");
		c->at += n;
	} while (c->text[c->at] == '|');
	if (c->text[c->at] != ')')
		return why_set(c->why, "want ')' behind the words, have none");
	part->end = (uint8_t)(c->at - 1);
	c->at++;
	return 0;
}

/* Nothing would tell where the first number ends. */
static bool
follows_number(const struct compiler *c)
{
	const struct linetpl_part *before;

	if (c->t->count == 0)
		return false;
	before = &c->t->part[c->t->count - 1];
	return before->type == LINETPL_DIGITS && before->width == 0;
}

static int
add_field(struct compiler *c)
{
	size_t start = c->at++;
	bool stuck = follows_number(c);
	struct linetpl_part *part;
	uint8_t width = 0, key = 0;

	if (read_width(c, &width) == -1 || read_key(c, &key) == -1)
		return -1;
	if (++c->fields > LINEID_MAX_FIELDS - 1)
		return why_set(c->why, "want at most %d fields, have more",
		    LINEID_MAX_FIELDS - 1);
	part = add(c, LINETPL_TEXT);
	if (!part)
		return -1;
	part->key = key;
	part->width = width;
	if (c->text[c->at] == '(') {
		if (width > 0)
			return why_set(
			    c->why, "want a width or words, have both");
		if (linetpl_class(key) == LINETPL_MAC)
			return why_set(c->why, "want no words for %%mac");
		return read_words(c, part);
	}
	if (linetpl_class(key) != LINETPL_NUMBER)
		return 0;
	part->type = LINETPL_DIGITS;
	if (!stuck)
		return 0;
	c->at = start;
	return why_set(c->why,
	    "want something between two numbers, or a width, have neither");
}

static int
compile_one(struct compiler *c)
{
	const char *p = c->text + c->at;

	switch (*p) {
	case '[':
		return open_option(c);
	case ']':
		return close_option(c);
	case ' ':
		return add_blanks(c);
	case '%':
		if (p[1] != '\0' && strchr("%[]", p[1])) {
			c->at++;
			return add_char(c, p[1]);
		}
		return add_field(c);
	default:
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return why_set(c->why,
			    "want printable characters, have \\x%02x",
			    (unsigned char)*p);
		return add_char(c, *p);
	}
}

static int
compile(struct compiler *c)
{
	if (strlen(c->text) > LINETPL_MAX_TEXT) {
		c->at = LINETPL_MAX_TEXT;
		return why_set(c->why, "want at most %d characters, have more",
		    LINETPL_MAX_TEXT);
	}
	memcpy(c->t->text, c->text, strlen(c->text) + 1);
	while (c->text[c->at] != '\0') {
		size_t start = c->at;

		if (compile_one(c) == -1) {
			/* A field is wrong as a whole, from its '%' on. */
			if (c->at > start && c->text[start] != '%')
				c->at = start;
			return -1;
		}
	}
	if (c->depth > 0) {
		c->at = c->open_at[c->depth - 1];
		return why_set(c->why, "want ']' for this one, have none");
	}
	if (c->fields == 0)
		return why_set(c->why, "want a field, have none");
	return 0;
}

int
linetpl_compile(struct linetpl *t, const char *name, const char *text,
    struct why *why, size_t *at)
{
	struct compiler c = { .t = t, .text = text, .why = why };
	int rc;

	t->layout = (struct lineid_layout){ name, "site", NULL };
	t->count = 0;
	rc = compile(&c);
	if (at)
		*at = c.at;
	return rc;
}
