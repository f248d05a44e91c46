/*
 * Hiding which household a value is, for a ticket.
 */
#ifndef MASK_H
#define MASK_H

#include <stdio.h>

#include "hwaddr.h"
#include "lineid.h"

/*
 * '*' for every letter, digit and octet beyond ASCII of a text; what stands
 * between them stays, so that the form can still be seen.  Of what is no text
 * every octet is one.
 */
void mask_octets(uint8_t *dst, const uint8_t *p, size_t len);

/* The same on a stream. */
void mask_write(FILE *fp, const uint8_t *p, size_t len);

/*
 * A copy of p[0..len) in dst with the private fields of the line masked; all
 * of an opaque one.
 */
void mask_line(
    uint8_t *dst, const uint8_t *p, size_t len, const struct lineid *line);

/* "00:0d:b9:**:**:**" */
const char *mask_mac(const struct hwaddr *mac, char buf[HWADDR_STRLEN]);

#endif
