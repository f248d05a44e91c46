/*
 * What the halves of lineid.h share: fields are added in the order in which
 * they are printed.  Not for others.
 */
#ifndef LINEID_PART_H
#define LINEID_PART_H

#include "lineid.h"

struct lineid_field *lineid_add(
    struct lineid *out, enum lineid_key key, enum lineid_type type);
void lineid_add_number(struct lineid *out, enum lineid_key key, uint32_t number,
    const void *p, size_t len);
void lineid_add_span(struct lineid *out, enum lineid_key key,
    enum lineid_type type, const void *p, size_t len);

/*
 * The text layouts, of printable text.  False when none fits; fields may have
 * been added then.
 */
bool lineid_parse_text(const void *p, size_t len, const struct lineid_how *how,
    struct lineid *out);

/* Those of them that a keyword behind a blank tells, and interface names. */
bool lineid_parse_keyword(const void *p, size_t len,
    const struct lineid_how *how, struct lineid *out);

/* Those of them that are written as templates. */
bool lineid_parse_forms(const void *p, size_t len, const struct lineid_how *how,
    struct lineid *out);

/* The binary layouts, of which only `proven` ones have a header. */
bool lineid_parse_binary(const uint8_t *p, size_t len,
    const struct lineid_how *how, bool proven, struct lineid *out);

#endif
