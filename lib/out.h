/*
 * Records on a stream, one a line: JSON objects, or tab-separated key=value.
 * Keys are fixed names of ours; values may be hostile.
 *
 * JSON is always valid UTF-8: strings that are not are written as null (give
 * a hex member beside).  Escaped besides what RFC 8259 asks: U+007F-009F and
 * all else that vis.h escapes.  In key=value, vis.h escapes values, and null
 * and empty lists are left out.
 */
#ifndef OUT_H
#define OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum out_format {
	OUT_KV,
	OUT_JSON
};

struct out {
	FILE *fp; /* not owned; complete at the end of a record */
	enum out_format format;
	bool first; /* nothing written in this object or list yet */
	bool in_list;
	const char *list_key; /* key=value: not written yet */
	size_t used;
	char buf[1024];
};

void out_init(struct out *o, FILE *fp, enum out_format format);

/* One record: begin, members, end (writes the newline). */
void out_begin(struct out *o);
void out_end(struct out *o);

/* A null pointer is written as null. */
void out_str(struct out *o, const char *key, const char *value);
void out_text(struct out *o, const char *key, const void *value, size_t len);
void out_hex(struct out *o, const char *key, const void *value, size_t len);
void out_uint(struct out *o, const char *key, uint64_t value);
void out_bool(struct out *o, const char *key, bool value);
void out_null(struct out *o, const char *key);

/*
 * A list of scalars: their key is ignored.  key=value joins with commas, and a
 * comma within a value is \x2c there.
 */
void out_list_begin(struct out *o, const char *key);
void out_list_end(struct out *o);

#endif
