/*
 * Two texts with a NUL between: what is shown must turn the first into the
 * second, unless something in it was hidden or escaped.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../cmd/member-conf/udiff.h"
#include "fuzz.h"
#include "vis.h"

struct cursor {
	const char *p;
	size_t len;
};

/* The next line with its newline; null at the end. */
static const char *
next_line(struct cursor *c, size_t *len)
{
	const char *line = c->p, *nl;

	if (c->len == 0)
		return NULL;
	nl = memchr(line, '\n', c->len);
	*len = nl ? (size_t)(nl - line) + 1 : c->len;
	c->p += *len;
	c->len -= *len;
	return line;
}

/* The same line, without its newline, which the last one may lack. */
static void
expect(struct cursor *c, const char *want, size_t len)
{
	size_t have;
	const char *line = next_line(c, &have);

	assert(line);
	have -= line[have - 1] == '\n';
	assert(have == len && memcmp(line, want, len) == 0);
}

/* Line by line up to the one of this number, alike in both. */
static void
skip_to(struct cursor *a, struct cursor *b, size_t *at, size_t number)
{
	for (; *at < number; (*at)++) {
		size_t len;
		const char *line = next_line(a, &len);

		assert(line);
		expect(b, line, len - (line[len - 1] == '\n'));
	}
}

static void
apply(struct cursor *diff, struct cursor a, struct cursor b)
{
	size_t at = 1, len;
	const char *line;

	while ((line = next_line(diff, &len))) {
		unsigned long from, count = 1;
		char *end;

		if (len > 4 && memcmp(line, "@@ -", 4) == 0) {
			from = strtoul(line + 4, &end, 10);
			if (*end == ',')
				count = strtoul(end + 1, NULL, 10);
			skip_to(&a, &b, &at, from + (count == 0));
			continue;
		}
		assert(line[len - 1] == '\n');
		if (line[0] == ' ' || line[0] == '-') {
			expect(&a, line + 1, len - 2);
			at++;
		}
		if (line[0] == ' ' || line[0] == '+')
			expect(&b, line + 1, len - 2);
		assert(strchr(" -+\\", line[0]));
	}
	/* What is behind the last hunk is alike. */
	while ((line = next_line(&a, &len)))
		expect(&b, line, len - (line[len - 1] == '\n'));
	assert(b.len == 0);
}

/* Nothing that a terminal would act on, but tabs. */
static bool
is_harmless(const char *p, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		n = vis_char((const unsigned char *)p + i, len - i);
		if (n == 0 && p[i] != '\n' && p[i] != '\t')
			return false;
		n += n == 0;
	}
	return true;
}

/* Shown as it is: no secret in it, and no octet that is escaped. */
static bool
is_plain(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((len - i >= 6 && strncasecmp(p + i, "secret", 6) == 0) ||
		    (len - i >= 8 && strncasecmp(p + i, "password", 8) == 0))
			return false;
	return is_harmless(p, len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = nul ? (size_t)(nul - data) : size, out_len;
	struct udiff_text a = { "a", (const char *)data, len };
	struct udiff_text b = { "b", nul ? (const char *)nul + 1 : "",
		nul ? size - len - 1 : 0 };
	struct cursor out, x = { a.p, a.len }, y = { b.p, b.len };
	char *text;
	FILE *fp = open_memstream(&text, &out_len);
	int rc;

	assert(fp);
	rc = udiff_print(fp, &a, &b);
	assert(fclose(fp) == 0);
	assert(rc == (a.len != b.len || (len > 0 && memcmp(a.p, b.p, len))));
	assert((rc == 0) == (out_len == 0));
	assert(is_harmless(text, out_len));
	out = (struct cursor){ text, out_len };
	if (rc == 1 && is_plain(a.p, a.len) && is_plain(b.p, b.len)) {
		size_t n;

		assert(next_line(&out, &n) && next_line(&out, &n));
		apply(&out, x, y);
	}
	free(text);
	return 0;
}
