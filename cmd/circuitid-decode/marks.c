#include <string.h>

#include "marks.h"

#if defined(__SSE2__) && !defined(MARKS_PORTABLE)
#include <emmintrin.h>
#endif

/* Where a machine has no such vectors, only these functions pass them on. */
#pragma GCC diagnostic ignored "-Wpsabi"

#define BLOCK 64

/* A name is seen from its first octet, so two more are read. */
#define AHEAD 2

/* gcc and clang make of these what the machine has. */
typedef uint8_t octets __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

static octets
load(const char *p)
{
	octets v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Octets of all ones or zeros to one bit each, the first one lowest. */
static uint64_t
pack(octets mask)
{
#if defined(__SSE2__) && !defined(MARKS_PORTABLE)
	return (uint64_t)_mm_movemask_epi8((__m128i)mask);
#else
	static const octets weight = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8,
		16, 32, 64, 128 };
	/* Each weight is there once: adding them up carries nothing over. */
	halves sums = (halves)(mask & weight);

	return sums[0] * 0x0101010101010101 >> 56 |
	    (sums[1] * 0x0101010101010101 >> 56) << 8;
#endif
}

static octets
run_chars(octets v)
{
	/* The colon stands right behind '9'. */
	return (octets)((octets)(v - '0') <= ':' - '0') |
	    (octets)((octets)((v | 0x20) - 'a') <= 'f' - 'a');
}

static octets
name_chars(const char *p, octets v)
{
	return (octets)((v == '-') | (v == ' ')) &
	    (octets)((load(p + 1) | 0x20) == 'i') &
	    (octets)((load(p + 2) | 0x20) == 'd');
}

static inline void
read_part(struct marks_block *b, const char *p, unsigned shift)
{
	octets v = load(p);

	b->run |= pack(run_chars(v)) << shift;
	b->colon |= pack((octets)(v == ':')) << shift;
	b->name |= pack(name_chars(p, v)) << shift;
}

/* p[0 .. BLOCK + AHEAD) can be read. */
static inline struct marks_block
read_block(const char *p)
{
	struct marks_block b = { 0 };

	read_part(&b, p, 0);
	read_part(&b, p + 16, 16);
	read_part(&b, p + 32, 32);
	read_part(&b, p + 48, 48);
	return b;
}

/* The last ones of the text, NULs behind. */
static const char *
pad(const struct marks *m, size_t at, char last[BLOCK + AHEAD])
{
	memset(last, 0, BLOCK + AHEAD);
	if (at < m->len)
		memcpy(last, m->p + at, m->len - at);
	return last;
}

/* The 64 characters that begin at the n-th, n < 64. */
static uint64_t
from_nth(uint64_t here, uint64_t next, unsigned n)
{
	return here >> n | next << 1 << (BLOCK - 1 - n);
}

/* Where MARKS_LEAST_RUN characters of a run follow each other. */
static uint64_t
long_enough(uint64_t here, uint64_t next)
{
	here &= from_nth(here, next, 1);
	next &= next >> 1;
	here &= from_nth(here, next, 2);
	next &= next >> 2;
	return here & from_nth(here, next, 4);
}

/* "09:26:00", which is in each line. */
static uint64_t
times(const struct marks_block *here, const struct marks_block *next)
{
	return from_nth(here->colon, next->colon, 2) &
	    from_nth(here->colon, next->colon, 5) &
	    ~from_nth(here->run, next->run, 8);
}

/* To the next block in which something begins; false: there is none. */
static bool
next_block(struct marks *m)
{
	struct marks_block here = m->here, next = m->next;
	char last[BLOCK + AHEAD];
	uint64_t before, begins, left = 0;
	size_t at = m->ahead;

	while (left == 0 && at < m->len) {
		before = here.run >> (BLOCK - 1);
		here = next;
		at += BLOCK;
		next = read_block(
		    m->len >= sizeof(last) && at <= m->len - sizeof(last)
			? m->p + at
			: pad(m, at, last));
		begins =
		    long_enough(here.run, next.run) & ~(here.run << 1 | before);
		left = (begins & ~times(&here, &next)) | here.name;
	}
	m->here = here;
	m->next = next;
	m->ahead = at;
	m->left = left;
	return left != 0;
}

void
marks_init(struct marks *m, const char *p, size_t len)
{
	char last[BLOCK + AHEAD];

	memset(m, 0, sizeof(*m));
	m->p = p;
	m->len = len;
	m->next = read_block(len >= sizeof(last) ? p : pad(m, 0, last));
}

static bool
in_run(char c)
{
	return (c >= '0' && c <= ':') ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* The run that begins at the n-th character of `here`. */
static void
measure(const struct marks *m, unsigned n, struct mark *out)
{
	static const uint64_t every_third = 0x4924924924924924;
	uint64_t run = from_nth(m->here.run, m->next.run, n);
	uint64_t colon = from_nth(m->here.colon, m->next.colon, n);
	size_t len;

	out->pairs = 0;
	if (~run != 0) {
		len = (size_t)__builtin_ctzll(~run);
		run = ((uint64_t)1 << len) - 1;
		if ((colon & run) == (every_third & run) && len % 3 == 2)
			out->pairs = (len + 1) / 3;
		out->end = out->begin + len;
		return;
	}
	for (len = out->begin + BLOCK; len < m->len && in_run(m->p[len]); len++)
		;
	out->end = len;
}

bool
marks_next(struct marks *m, size_t from, struct mark *out)
{
	unsigned n;

	do {
		while (m->left != 0) {
			n = (unsigned)__builtin_ctzll(m->left);
			m->left &= m->left - 1;
			out->begin = m->ahead - BLOCK + n;
			if (out->begin < from)
				continue;
			out->name = m->here.name >> n & 1;
			if (!out->name)
				measure(m, n, out);
			return true;
		}
	} while (next_block(m));
	return false;
}
