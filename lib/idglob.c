#include <string.h>

#include "idglob.h"

/* Append; a run of wildcards is kept as ?...?* whatever was written. */
static int
push(struct idglob *g, uint16_t sym)
{
	bool behind_run = g->len > 0 && g->sym[g->len - 1] == IDGLOB_RUN;

	if (behind_run && sym == IDGLOB_RUN)
		return 0;
	if (g->len == IDGLOB_MAX)
		return -1;
	if (behind_run && sym == IDGLOB_ONE) {
		g->sym[g->len - 1] = IDGLOB_ONE;
		sym = IDGLOB_RUN;
	}
	g->sym[g->len++] = sym;
	if (sym < 256)
		g->literals++;
	return 0;
}

static int
next_symbol(const char **s, uint16_t *sym, struct why *why)
{
	char c = *(*s)++;

	switch (c) {
	case '?':
		*sym = IDGLOB_ONE;
		return 0;
	case '*':
		*sym = IDGLOB_RUN;
		return 0;
	case '[':
		return why_set(why,
		    "want ?, * and literal characters, have '[': there are no "
		    "character classes, put a backslash before a bracket");
	case '\\':
		c = **s;
		if (c == '\0')
			return why_set(why,
			    "want a character behind the backslash, have the end");
		(*s)++;
		break;
	default:
		break;
	}
	*sym = (unsigned char)c;
	return 0;
}

int
idglob_compile(const char *s, struct idglob *out, struct why *why)
{
	uint16_t sym = 0;

	memset(out, 0, sizeof(*out));
	if (*s == '\0')
		return why_set(why, "want a pattern, have an empty one");
	while (*s != '\0') {
		if (next_symbol(&s, &sym, why) == -1)
			return -1;
		if (push(out, sym) == -1)
			return why_set(why,
			    "want a pattern of at most %d characters, "
			    "have more",
			    IDGLOB_MAX);
	}
	return 0;
}

/*
 * The usual walk with one point to come back to: of all runs passed, only
 * the last needs to grow.
 */
bool
idglob_match(const struct idglob *g, const uint8_t *id, size_t len)
{
	size_t p = 0, i = 0, back_p = 0, back_i = 0;
	bool can_go_back = false;

	while (i < len) {
		if (p < g->len && g->sym[p] == IDGLOB_RUN) {
			can_go_back = true;
			back_p = ++p;
			back_i = i;
		} else if (p < g->len &&
		    (g->sym[p] == IDGLOB_ONE || g->sym[p] == id[i])) {
			p++;
			i++;
		} else if (can_go_back) {
			p = back_p;
			i = ++back_i;
		} else {
			return false;
		}
	}
	while (p < g->len && g->sym[p] == IDGLOB_RUN)
		p++;
	return p == g->len;
}

/* One octet can stand for both symbols. */
static bool
meet(uint16_t a, uint16_t b)
{
	return a == b || a == IDGLOB_ONE || b == IDGLOB_ONE;
}

/*
 * can[j] on row i: the rests a[i..] and b[j..] have a common identifier.
 * Rows from the last to the first.
 */
bool
idglob_overlap(const struct idglob *a, const struct idglob *b)
{
	bool can[IDGLOB_MAX + 1] = { false }, below[IDGLOB_MAX + 1];

	for (size_t i = a->len + 1; i-- > 0;) {
		memcpy(below, can, sizeof(below));
		for (size_t j = b->len + 1; j-- > 0;) {
			bool a_run = i < a->len && a->sym[i] == IDGLOB_RUN;
			bool b_run = j < b->len && b->sym[j] == IDGLOB_RUN;

			if (i == a->len && j == b->len)
				can[j] = true;
			else if (a_run && b_run)
				can[j] = below[j] || can[j + 1];
			else if (a_run) /* ends here, or takes b's next */
				can[j] = below[j] || (j < b->len && can[j + 1]);
			else if (b_run)
				can[j] = can[j + 1] || (i < a->len && below[j]);
			else
				can[j] = i < a->len && j < b->len &&
				    meet(a->sym[i], b->sym[j]) && below[j + 1];
		}
	}
	return can[0];
}

/*
 * Match `outer` against the symbols of `inner` as if they were octets of
 * their own: a run of `inner` only a run can take.  That is enough because
 * wildcards stand in one fixed order, and because no pattern names all 256
 * octets, so that some octet is as foreign to it as the symbol is.
 */
bool
idglob_covers(const struct idglob *outer, const struct idglob *inner)
{
	bool can[IDGLOB_MAX + 1] = { false }, below[IDGLOB_MAX + 1];

	for (size_t i = inner->len + 1; i-- > 0;) {
		memcpy(below, can, sizeof(below));
		for (size_t j = outer->len + 1; j-- > 0;) {
			uint16_t sym = j < outer->len ? outer->sym[j] : 0;

			if (j == outer->len)
				can[j] = i == inner->len;
			else if (sym == IDGLOB_RUN)
				can[j] =
				    can[j + 1] || (i < inner->len && below[j]);
			else
				can[j] = i < inner->len &&
				    inner->sym[i] != IDGLOB_RUN &&
				    (sym == IDGLOB_ONE ||
					sym == inner->sym[i]) &&
				    below[j + 1];
		}
	}
	return can[0];
}
