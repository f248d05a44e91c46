/*
 * JSON with comments, as Kea's configuration allows: from // or # to the end
 * of the line and between slash-star and star-slash, outside strings.
 */
#ifndef JSONC_H
#define JSONC_H

#include <stddef.h>

/*
 * Blank the comments of s[0..len) in place, so that a parser that knows
 * none sees the same lines and columns.
 */
void jsonc_blank(char *s, size_t len);

#endif
