/*
 * Records on a stream, one a line: JSON objects, tab-separated key=value, the
 * assignments of a POSIX shell, or chosen columns with tabs between.  Keys are
 * fixed names of ours; values may be hostile.
 *
 * JSON is always valid UTF-8: strings that are not are written as null (give
 * a hex member beside).  Escaped besides what RFC 8259 asks: U+007F-009F and
 * all else that vis.h escapes.  In key=value, vis.h escapes values, and null
 * and empty lists are left out; columns are the same, empty where key=value
 * has nothing.  For the shell, values are in single quotes, and one that is
 * not text as vis.h has it is left out.
 *
 * What is open()ed is an object of its own in JSON; elsewhere its name and a
 * dot ('_' for the shell) stand before the keys.
 */
#ifndef OUT_H
#define OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum out_format {
	OUT_KV,
	OUT_JSON,
	OUT_SH,
	OUT_TSV
};

#define OUT_MAX_DEPTH 8
#define OUT_MAX_PREFIX 256
#define OUT_MAX_KEY 256 /* the longest key there may be */

/* A column: what the present record has for it. */
struct out_cell {
	const char *name; /* not terminated: in the caller's text */
	size_t name_len;
	char *p;
	size_t len;
	size_t size;
};

struct out {
	FILE *fp; /* not owned; complete at the end of a record */
	enum out_format format;
	bool first; /* nothing written in this object or list yet */
	bool in_list;
	const char *list_key; /* but JSON: not written yet */
	size_t depth;
	size_t opened[OUT_MAX_DEPTH]; /* where the prefix ended before */
	char prefix[OUT_MAX_PREFIX];
	size_t prefix_len;
	struct out_cell *cell; /* OUT_TSV: where values go; null: nowhere */
	struct out_cell *cells;
	size_t cell_count;
	bool no_memory; /* for a cell: this record and all later are wrong */
	size_t used;
	char buf[4096];
};

void out_init(struct out *o, FILE *fp, enum out_format format);

/*
 * For OUT_TSV: the columns, names with commas between, which are kept, not
 * copied.  Returns 0, or -1 and errno.  out_free() frees what it took.
 */
int out_columns(struct out *o, const char *names);
void out_free(struct out *o);

/* One record: begin, members, end (writes the newline). */
void out_begin(struct out *o);
void out_end(struct out *o);

/* An object within; `key` is copied. */
void out_open(struct out *o, const char *key);
void out_close(struct out *o);

/* A null pointer is written as null. */
void out_str(struct out *o, const char *key, const char *value);
void out_text(struct out *o, const char *key, const void *value, size_t len);
/* The same for a word of ours that nothing need escape. */
void out_word(struct out *o, const char *key, const char *value);
void out_hex(struct out *o, const char *key, const void *value, size_t len);
void out_uint(struct out *o, const char *key, uint64_t value);
/* With so many decimals, 0 to 9; null when it is no number below 1e18. */
void out_real(struct out *o, const char *key, double value, int places);
void out_bool(struct out *o, const char *key, bool value);
void out_null(struct out *o, const char *key);

/*
 * A list of scalars: their key is ignored.  key=value joins with commas, and a
 * comma within a value is \x2c there.
 */
void out_list_begin(struct out *o, const char *key);
void out_list_end(struct out *o);

#endif
