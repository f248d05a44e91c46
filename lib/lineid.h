/*
 * Layouts of line identifiers (circuit-id): which fields stand where.
 */
#ifndef LINEID_H
#define LINEID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether p[0..len) is one of the binary layouts that prove themselves by a
 * header and a total length that agree.  A bare MAC does not: any six octets
 * are one.
 */
bool lineid_is_binary(const uint8_t *p, size_t len);

#endif
