/*
 * Reading one JSON object into a struct by a table of its members: for
 * the parts of site.h alone.  Errors say where: "FILE: PATH: want X, have Y".
 */
#ifndef SITE_READ_H
#define SITE_READ_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "site.h"
#include "why.h"

struct site_reader {
	const char *file;
	struct why *why;
	char path[512]; /* of the value being read; cut when longer */
};

struct site_field;

/* Read `v` into the member of `base` that the field describes. */
typedef int site_field_fn(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);

struct site_field {
	const char *name; /* null ends a table */
	site_field_fn *read;
	size_t at;       /* offset of the value in the struct */
	size_t count_at; /* offset of its count, for lists */
	bool required;
};

/* Set why to "FILE: PATH: text"; always -1. */
int site_fail(struct site_reader *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
int site_fail_type(struct site_reader *r, const char *want, const json_t *v);

/* Go into member `name` or element `i`; the mark brings the path back. */
size_t site_enter(struct site_reader *r, const char *name);
size_t site_enter_index(struct site_reader *r, size_t i);
void site_leave(struct site_reader *r, size_t mark);

/* A string that is not empty; null and why otherwise. */
const char *site_string(struct site_reader *r, const json_t *v);

/* A copy of s that becomes *dst; -1 and why when memory is short. */
int site_copy(struct site_reader *r, const char *s, char **dst);

/* What stands at `path`, taken as relative to the site file's folder. */
int site_resolve(struct site_reader *r, const char *path, char **dst);

/* All members of `v`, each by its row; unknown and missing are errors. */
int site_read_object(struct site_reader *r, json_t *v,
    const struct site_field *fields, void *base);

/* Field readers: char *, and char ** with its count. */
int site_read_word(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
int site_read_string(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
int site_read_path(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
int site_read_strings(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
int site_read_paths(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);

/* A whole number in [min, max]. */
int site_read_number(struct site_reader *r, const json_t *v, uint32_t min,
    uint32_t max, uint32_t *out);

/* An address of one family, or of either (AF_UNSPEC). */
int site_read_addr(
    struct site_reader *r, json_t *v, int family, struct ipnet *out);

/* A list of addresses of one family, or of either (AF_UNSPEC). */
int site_read_addrs(struct site_reader *r, json_t *v, int family,
    struct ipnet **list, size_t *count);

/*
 * A name that goes through logs, tab-separated output and the configuration
 * of other daemons unquoted: letters, digits, '.', '_' and '-', beginning
 * with a letter or digit, at most 63.
 */
int site_check_word(struct site_reader *r, const char *s);

/* "line-templates". */
int site_read_templates(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
void site_free_templates(struct site *site);

/* "network4" and "network6", a struct site_network each. */
int site_read_network4(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
int site_read_network6(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
/* Lifetimes where nothing is said of them. */
void site_default_networks(struct site *site);
void site_free_networks(struct site *site);

/* "radius", "bgp", "interface" of a struct site_member. */
int site_read_radius(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
int site_read_bgp(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
void site_free_uplink(struct site_member *m);

/* A name of an interface: "routing" and "interface". */
int site_check_interface(struct site_reader *r, const char *s);
int site_read_interface(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);

/* The "members" of a struct site, and what must hold between them. */
int site_read_members(struct site_reader *r, json_t *v, void *base,
    const struct site_field *field);
int site_check_realms(struct site_reader *r, const struct site *site);

#endif
