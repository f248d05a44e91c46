#include <string.h>
#include <strings.h>

#include "hwaddr.h"
#include "lineid_part.h"
#include "linetpl.h"
#include "linetpl_part.h"
#include "num.h"

/* Where a match stands: what was taken, and what has failed already. */
struct match {
	const struct linetpl *t;
	const char *p;
	size_t len;
	struct {
		const char *p; /* null: left out */
		size_t len;
	} got[LINETPL_MAX_PARTS];
	/* Per part: places from which the rest does not fit. */
	uint8_t failed[LINETPL_MAX_PARTS][(LINETPL_MAX_VALUE + 8) / 8];
};

static bool fits_from(struct match *m, size_t i, size_t at);

static bool
is_failed(const struct match *m, size_t i, size_t at)
{
	return m->failed[i][at / 8] & 1 << at % 8;
}

static bool
fail(struct match *m, size_t i, size_t at)
{
	m->failed[i][at / 8] |= (uint8_t)(1 << at % 8);
	return false;
}

static bool
is_blank_at(const struct match *m, size_t at)
{
	return at < m->len && m->p[at] == ' ';
}

static bool
is_digit_at(const struct match *m, size_t at)
{
	return at < m->len && m->p[at] >= '0' && m->p[at] <= '9';
}

static bool
is_alpha(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static void
got(struct match *m, size_t i, size_t at, size_t len)
{
	m->got[i].p = m->p + at;
	m->got[i].len = len;
}

static bool
take_number(struct match *m, size_t i, size_t *at)
{
	size_t width = m->t->part[i].width, n = 0;
	uint32_t number;

	while (is_digit_at(m, *at + n) && (width == 0 || n < width))
		n++;
	if (n < width ||
	    num_span_u32(m->p + *at, n, 0, UINT32_MAX, &number) == -1)
		return false;
	got(m, i, *at, n);
	*at += n;
	return true;
}

/* The longest of the words that stands here. */
static bool
take_word(struct match *m, size_t i, size_t *at)
{
	const struct linetpl_part *part = &m->t->part[i];
	const char *word = m->t->text + part->at;
	const char *end = m->t->text + part->end;
	size_t best = 0, n;

	for (; word <= end; word += n + 1) {
		n = strcspn(word, "|)");
		if (n > best && n <= m->len - *at &&
		    strncasecmp(word, m->p + *at, n) == 0)
			best = n;
	}
	if (best == 0)
		return false;
	got(m, i, *at, best);
	*at += best;
	return true;
}

static bool
take_blanks(struct match *m, size_t *at)
{
	size_t start = *at;

	while (is_blank_at(m, *at))
		++*at;
	return *at > start;
}

/* Whether a text of that class can go on with c. */
static bool
may_hold(enum linetpl_class class, char c)
{
	bool alnum = is_alpha(c) || (c >= '0' && c <= '9');

	switch (class) {
	case LINETPL_WORD:
		return c != ' ';
	case LINETPL_IF_NAME:
		return alnum || memchr("/._-", c, 4);
	case LINETPL_SERIAL:
		return alnum;
	case LINETPL_MAC:
		return alnum || memchr(":.-", c, 3);
	case LINETPL_NUMBER:
	case LINETPL_ANY:
		break;
	}
	return true;
}

static bool
has_digit(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] >= '0' && p[i] <= '9')
			return true;
	return false;
}

/* Whether p[0..len), all of which it may hold, is a text of that class. */
static bool
is_whole(enum linetpl_class class, const char *p, size_t len)
{
	struct hwaddr mac;

	switch (class) {
	case LINETPL_WORD:
	case LINETPL_SERIAL:
		return len > 0;
	case LINETPL_IF_NAME:
		return len > 0 && is_alpha(p[0]) && has_digit(p, len);
	case LINETPL_MAC:
		return hwaddr_parse(p, len, &mac, NULL) == 0;
	case LINETPL_NUMBER:
	case LINETPL_ANY:
		break;
	}
	return true;
}

/* As little text as lets the rest fit. */
static bool
fits_text(struct match *m, size_t i, size_t at)
{
	const struct linetpl_part *part = &m->t->part[i];
	enum linetpl_class class = linetpl_class(part->key);
	size_t most = m->len - at;

	if (is_failed(m, i, at))
		return false;
	if (part->width > 0 && part->width < most)
		most = part->width;
	for (size_t n = 0; n <= most; n++) {
		if (n > 0 && !may_hold(class, m->p[at + n - 1]))
			break;
		if ((part->width > 0 && n != part->width) ||
		    !is_whole(class, m->p + at, n))
			continue;
		got(m, i, at, n);
		if (fits_from(m, i + 1, at + n))
			return true;
	}
	return fail(m, i, at);
}

/* With the optional parts at i; otherwise they count as left out. */
static bool
fits_option(struct match *m, size_t i, size_t at)
{
	if (is_failed(m, i, at))
		return false;
	if (fits_from(m, i + 1, at))
		return true;
	for (size_t k = i + 1; k < m->t->part[i].skip; k++)
		m->got[k].p = NULL;
	return fits_from(m, m->t->part[i].skip, at) || fail(m, i, at);
}

/* No deeper than there are optional and text parts: each recurses once. */
static bool
fits_from(struct match *m, size_t i, size_t at)
{
	for (; i < m->t->count; i++) {
		const struct linetpl_part *part = &m->t->part[i];

		switch ((enum linetpl_type)part->type) {
		case LINETPL_CHAR:
			if (at == m->len ||
			    strncasecmp(m->p + at, &part->c, 1) != 0)
				return false;
			at++;
			break;
		case LINETPL_BLANKS:
			if (!take_blanks(m, &at))
				return false;
			break;
		case LINETPL_DIGITS:
			if (!take_number(m, i, &at))
				return false;
			break;
		case LINETPL_WORDS:
			if (!take_word(m, i, &at))
				return false;
			break;
		case LINETPL_TEXT:
			return fits_text(m, i, at);
		case LINETPL_OPTION:
			return fits_option(m, i, at);
		}
	}
	return at == m->len;
}

static void
add_field(const struct match *m, size_t i, struct lineid *out)
{
	enum lineid_key key = m->t->part[i].key;
	const char *p = m->got[i].p;
	size_t len = m->got[i].len;
	uint32_t number = 0;

	if (!p) {
		lineid_add(out, key, LINEID_ABSENT);
	} else if (m->t->part[i].type == LINETPL_DIGITS) {
		num_span_u32(p, len, 0, UINT32_MAX, &number);
		lineid_add_number(out, key, number, p, len);
	} else {
		lineid_add_span(out, key,
		    linetpl_class(key) == LINETPL_MAC ? LINEID_SPELLED_MAC
						      : LINEID_SPAN,
		    p, len);
	}
}

bool
linetpl_match(
    const struct linetpl *t, const void *p, size_t len, struct lineid *out)
{
	struct match m;

	if (len > LINETPL_MAX_VALUE)
		return false;
	m.t = t;
	m.p = p;
	m.len = len;
	memset(m.failed, 0, t->count * sizeof(m.failed[0]));
	for (size_t i = 0; i < t->count; i++)
		m.got[i].p = NULL;
	if (!fits_from(&m, 0, 0))
		return false;
	out->count = 0;
	out->inner = NULL;
	out->layout = &t->layout;
	for (size_t i = 0; i < t->count; i++)
		if (linetpl_is_field(&t->part[i]))
			add_field(&m, i, out);
	return true;
}
