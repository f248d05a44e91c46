#include <string.h>

#include "num.h"
#include "rateclass.h"

struct text {
	const char *p;
	size_t len;
};

/* Cut the word behind the last '-' off t. */
static bool
take_last(struct text *t, struct text *word)
{
	const char *dash = t->len > 0 ? memrchr(t->p, '-', t->len) : NULL;

	if (!dash)
		return false;
	word->p = dash + 1;
	word->len = t->len - (size_t)(dash + 1 - t->p);
	t->len = (size_t)(dash - t->p);
	return true;
}

static uint64_t
unit_of(char c)
{
	switch (c) {
	case 'k':
		return 1000;
	case 'm':
		return 1000000;
	case 'g':
		return 1000000000;
	}
	return 0;
}

/* One number with its unit at the start of t, which moves on. */
static bool
take_rate(struct text *t, struct rateclass_rate *out)
{
	uint64_t number, unit = 1;
	size_t n = 0;

	while (n < t->len && t->p[n] >= '0' && t->p[n] <= '9')
		n++;
	if (num_span_u64(t->p, n, 0, UINT64_MAX, &number) == -1)
		return false;
	if (n < t->len)
		unit = unit_of(t->p[n++]);
	if (unit == 0 || number > UINT64_MAX / unit)
		return false;
	out->p = t->p;
	out->len = n;
	out->bps = number * unit;
	t->p += n;
	t->len -= n;
	return true;
}

/* The word `name` (two letters) and rates to the end. */
static bool
read_rates(
    struct text t, const char *name, struct rateclass_rate *rate, size_t *count)
{
	if (t.len < 2 || memcmp(t.p, name, 2) != 0)
		return false;
	t.p += 2;
	t.len -= 2;
	for (*count = 0; t.len > 0; (*count)++)
		if (*count == RATECLASS_MAX_RATES ||
		    !take_rate(&t, &rate[*count]))
			return false;
	return *count > 0;
}

static bool
is_tag(const struct rateclass_tag *tag)
{
	for (size_t i = 0; i < tag->len; i++)
		if (tag->p[i] <= ' ' || tag->p[i] >= 0x7f)
			return false;
	return tag->len > 0;
}

static bool
read_tags(struct text t, struct rateclass *out)
{
	const char *dash;

	for (out->tag_count = 0; out->tag_count < RATECLASS_MAX_TAGS;) {
		struct rateclass_tag *tag = &out->tag[out->tag_count++];

		dash = t.len > 0 ? memchr(t.p, '-', t.len) : NULL;
		tag->p = t.p;
		tag->len = dash ? (size_t)(dash - t.p) : t.len;
		if (!is_tag(tag))
			return false;
		if (!dash)
			return true;
		t.len -= tag->len + 1;
		t.p = dash + 1;
	}
	return false;
}

bool
rateclass_parse(const void *p, size_t len, struct rateclass *out)
{
	struct text t = { p, len }, down, up;
	struct rateclass c;

	if (!take_last(&t, &up) || !take_last(&t, &down) ||
	    !read_rates(up, "UL", c.up, &c.up_count) ||
	    !read_rates(down, "DL", c.down, &c.down_count) || !read_tags(t, &c))
		return false;
	*out = c;
	return true;
}
