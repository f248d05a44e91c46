#include <inttypes.h>
#include <string.h>

#include "out_part.h"
#include "vis.h"

void
out_init(struct out *o, FILE *fp, enum out_format format)
{
	o->fp = fp;
	o->format = format;
	o->first = true;
	o->in_list = false;
	o->list_key = NULL;
	o->depth = 0;
	o->prefix_len = 0;
	o->cell = NULL;
	o->cells = NULL;
	o->cell_count = 0;
	o->no_memory = false;
	o->used = 0;
}

/* Columns: what has gathered belongs to the one that is open. */
static void
flush(struct out *o)
{
	if (o->format == OUT_TSV)
		out_put_cell(o, o->buf, o->used);
	else
		fwrite_unlocked(o->buf, 1, o->used, o->fp);
	o->used = 0;
}

/* Room for n octets, less than the buffer has: for who writes it directly. */
static inline char *
room(struct out *o, size_t n)
{
	if (n > sizeof(o->buf) - o->used)
		flush(o);
	return o->buf + o->used;
}

static inline void
wrote(struct out *o, const char *end)
{
	o->used = (size_t)(end - o->buf);
}

/* Many short pieces make a record: stdio would cost more than they do. */
static void
put(struct out *o, const char *s, size_t len)
{
	for (size_t n; len > 0; s += n, len -= n) {
		n = len < sizeof(o->buf) ? len : sizeof(o->buf);
		memcpy(room(o, n), s, n);
		o->used += n;
	}
}

static inline void
put_char(struct out *o, char c)
{
	*room(o, 1) = c;
	o->used++;
}

/* Keys are short: shorter than a call to copy them. */
static inline char *
copy_key(char *to, const char *key)
{
	while (*key)
		*to++ = *key++;
	return to;
}

void
out_begin(struct out *o)
{
	o->first = true;
	o->in_list = false;
	o->depth = 0;
	o->prefix_len = 0;
	if (o->format == OUT_JSON)
		put_char(o, '{');
}

void
out_end(struct out *o)
{
	if (o->format == OUT_TSV) {
		flush(o);
		out_end_cells(o);
		return;
	}
	if (o->format == OUT_JSON)
		put_char(o, '}');
	put_char(o, '\n');
	flush(o);
}

static void
put_json_key(struct out *o, const char *key)
{
	char *to = room(o, OUT_MAX_KEY + 4);

	if (!o->first)
		*to++ = ',';
	o->first = false;
	if (!o->in_list) {
		*to++ = '"';
		to = copy_key(to, key);
		*to++ = '"';
		*to++ = ':';
	}
	wrote(o, to);
}

/* A list shows its key only once there is something in it. */
static void
put_kv_key(struct out *o, const char *key)
{
	char *to, *from;

	if (o->in_list && !o->list_key) {
		put_char(o, ',');
		return;
	}
	if (o->in_list)
		key = o->list_key;
	o->list_key = NULL;
	if (o->format == OUT_TSV) {
		flush(o);
		out_find_cell(o, key);
		return;
	}
	to = from = room(o, OUT_MAX_PREFIX + OUT_MAX_KEY + 2);
	if (!o->first)
		*to++ = o->format == OUT_SH ? ' ' : '\t';
	o->first = false;
	if (o->prefix_len > 0) {
		memcpy(to, o->prefix, o->prefix_len);
		to += o->prefix_len;
	}
	to = copy_key(to, key);
	*to++ = '=';
	wrote(o, to);
	if (o->format != OUT_SH)
		return;
	/* No '.' or '-' in the name of a shell's variable. */
	while (--to > from)
		if (*to == '.' || *to == '-')
			*to = '_';
	put_char(o, '\'');
}

static void
put_key(struct out *o, const char *key)
{
	if (o->format == OUT_JSON)
		put_json_key(o, key);
	else
		put_kv_key(o, key);
}

/* A list of the shell's is one quoted word, closed at its end. */
static void
end_value(struct out *o)
{
	if (o->format == OUT_SH && !o->in_list)
		put_char(o, '\'');
}

void
out_open(struct out *o, const char *key)
{
	size_t n = strlen(key);

	if (o->depth == OUT_MAX_DEPTH ||
	    n + 1 > sizeof(o->prefix) - o->prefix_len)
		return;
	if (o->format == OUT_JSON) {
		put_json_key(o, key);
		put_char(o, '{');
		o->first = true;
	}
	o->opened[o->depth++] = o->prefix_len;
	memcpy(o->prefix + o->prefix_len, key, n);
	o->prefix_len += n;
	o->prefix[o->prefix_len++] = '.';
}

void
out_close(struct out *o)
{
	if (o->depth == 0)
		return;
	o->prefix_len = o->opened[--o->depth];
	if (o->format == OUT_JSON) {
		put_char(o, '}');
		o->first = false;
	}
}

/* The character c, escaped as RFC 8259 says. */
static void
put_escape(struct out *o, uint32_t c)
{
	char text[16];
	int n;

	if (c == '"' || c == '\\')
		n = snprintf(text, sizeof(text), "\\%c", (int)c);
	else if (c > 0xffff)
		n = snprintf(text, sizeof(text),
		    "\\u%04" PRIx32 "\\u%04" PRIx32,
		    0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
	else
		n = snprintf(text, sizeof(text), "\\u%04" PRIx32, c);
	put(o, text, (size_t)n);
}

/* Within single quotes only the quote itself means anything. */
static void
put_quoted(struct out *o, const char *p, size_t len)
{
	const char *quote;
	size_t n;

	while (len > 0 && (quote = memchr(p, '\'', len)) != NULL) {
		n = (size_t)(quote - p);
		put(o, p, n);
		put(o, "'\\''", 4);
		p += n + 1;
		len -= n + 1;
	}
	put(o, p, len);
}

/* How many octets at p stand as they are in a value of our format. */
static size_t
plain_run(const struct out *o, const unsigned char *p, size_t len)
{
	unsigned char other = o->format == OUT_JSON ? '"'
	    : o->in_list                            ? ','
						    : '\\';
	size_t n = 0, one;

	while (n < len && p[n] != '\\' && p[n] != other) {
		one = vis_is_plain(p[n]) ? 1 : vis_char(p + n, len - n);
		if (one == 0)
			break;
		n += one;
	}
	return n;
}

static bool
is_utf8(const unsigned char *p, size_t len)
{
	size_t n;
	uint32_t c;

	for (; len > 0; p += n, len -= n) {
		n = *p < 0x80 ? 1 : vis_utf8(p, len, &c);
		if (n == 0)
			return false;
	}
	return true;
}

static void
put_json(struct out *o, const unsigned char *p, size_t len)
{
	uint32_t c;
	size_t n;

	put_char(o, '"');
	for (; len > 0; p += n, len -= n) {
		n = plain_run(o, p, len);
		put(o, (const char *)p, n);
		if (n > 0)
			continue;
		n = vis_utf8(p, len, &c);
		put_escape(o, c);
	}
	put_char(o, '"');
}

/* Whether one of the eight octets of x is c. */
static inline bool
has_octet(uint64_t x, unsigned char c)
{
	const uint64_t ones = 0x0101010101010101;

	x ^= c * ones;
	return ((x - ones) & ~x & 0x80 * ones) != 0;
}

/* As many octets as stand as they are, nearly always all; how many. */
static inline size_t
put_plain(struct out *o, const unsigned char *p, size_t len)
{
	unsigned char other = o->in_list ? ',' : '\\';
	size_t most = len < sizeof(o->buf) ? len : sizeof(o->buf), n = 0;
	char *to = room(o, most);
	uint64_t x;

	for (; most - n >= sizeof(x); n += sizeof(x)) {
		memcpy(&x, p + n, sizeof(x));
		if (!vis_are_plain(x) || has_octet(x, '\\') ||
		    has_octet(x, other))
			break;
		memcpy(to + n, &x, sizeof(x));
	}
	for (; n < most && vis_is_plain(p[n]) && p[n] != '\\' && p[n] != other;
	     n++)
		to[n] = (char)p[n];
	wrote(o, to + n);
	return n;
}

/* A value of key=value; in a list the comma is escaped too. */
static void
put_value(struct out *o, const unsigned char *p, size_t len)
{
	char one[VIS_SIZE(1)];
	size_t n;

	for (; len > 0; p += n, len -= n) {
		n = put_plain(o, p, len);
		if (n > 0)
			continue;
		n = plain_run(o, p, len); /* beyond ASCII */
		put(o, (const char *)p, n);
		if (n > 0)
			continue;
		n = 1;
		if (*p == ',')
			put(o, "\\x2c", 4);
		else
			put(o, one, vis_text(one, sizeof(one), p, 1));
	}
}

void
out_word(struct out *o, const char *key, const char *value)
{
	char *to;

	put_key(o, key);
	to = room(o, OUT_MAX_KEY + 2);
	if (o->format == OUT_JSON)
		*to++ = '"';
	to = copy_key(to, value);
	if (o->format == OUT_JSON)
		*to++ = '"';
	wrote(o, to);
	end_value(o);
}

void
out_str(struct out *o, const char *key, const char *value)
{
	if (value)
		out_text(o, key, value, strlen(value));
	else
		out_null(o, key);
}

void
out_text(struct out *o, const char *key, const void *value, size_t len)
{
	if (o->format == OUT_JSON && !is_utf8(value, len)) {
		out_null(o, key);
		return;
	}
	if (o->format == OUT_SH && !vis_is_text(value, len))
		return;
	put_key(o, key);
	if (o->format == OUT_JSON)
		put_json(o, value, len);
	else if (o->format == OUT_SH)
		put_quoted(o, value, len);
	else
		put_value(o, value, len);
	end_value(o);
}

void
out_hex(struct out *o, const char *key, const void *value, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = value;
	char *to;

	put_key(o, key);
	if (o->format == OUT_JSON)
		put_char(o, '"');
	for (size_t n; len > 0; p += n, len -= n) {
		n = len < sizeof(o->buf) / 2 ? len : sizeof(o->buf) / 2;
		to = room(o, 2 * n);
		for (size_t i = 0; i < n; i++) {
			*to++ = digits[p[i] >> 4];
			*to++ = digits[p[i] & 15];
		}
		wrote(o, to);
	}
	if (o->format == OUT_JSON)
		put_char(o, '"');
	end_value(o);
}

void
out_real(struct out *o, const char *key, double value, int places)
{
	char text[64];
	int n = -1;

	/* Nothing else has a spelling in JSON. */
	if (value > -1e18 && value < 1e18)
		n = snprintf(text, sizeof(text), "%.*f",
		    places < 0 || places > 9 ? 9 : places, value);
	if (n < 0) {
		out_null(o, key);
		return;
	}
	put_key(o, key);
	for (int i = 0; i < n; i++)
		put_char(o, text[i]);
	end_value(o);
}

void
out_uint(struct out *o, const char *key, uint64_t value)
{
	char text[20];
	size_t at = sizeof(text);

	put_key(o, key);
	if (value < 10) {
		put_char(o, (char)('0' + value));
		end_value(o);
		return;
	}
	do {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	put(o, text + at, sizeof(text) - at);
	end_value(o);
}

void
out_bool(struct out *o, const char *key, bool value)
{
	put_key(o, key);
	put(o, value ? "true" : "false", value ? 4 : 5);
	end_value(o);
}

void
out_null(struct out *o, const char *key)
{
	if (o->format != OUT_JSON)
		return;
	put_key(o, key);
	put(o, "null", 4);
}

void
out_list_begin(struct out *o, const char *key)
{
	if (o->format == OUT_JSON) {
		put_key(o, key);
		put_char(o, '[');
		o->first = true;
	} else {
		o->list_key = key;
	}
	o->in_list = true;
}

void
out_list_end(struct out *o)
{
	o->in_list = false;
	if (o->format == OUT_JSON) {
		put_char(o, ']');
		o->first = false;
	} else if (!o->list_key) {
		end_value(o); /* something was in it */
	}
	o->list_key = NULL;
}
