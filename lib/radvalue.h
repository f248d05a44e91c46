/*
 * The value of a RADIUS attribute as text, by its type in the dictionary.
 */
#ifndef RADVALUE_H
#define RADVALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "raddict.h"
#include "radpkt.h"

#define RADVALUE_SIZE 1024

/* Octets that a type wants: at least and at most. */
void radvalue_room(enum raddict_type type, size_t *min, size_t *max);

/*
 * Safe to print: a number, or the word for it; an address; a prefix; other
 * octets escaped as vis.h does where they are UTF-8, without a NUL and most of
 * it printable, else as 0x hexadecimal, and so is a value of another length
 * than its type has.  Returns false for that last case.
 */
bool radvalue_text(
    const struct raddict *d, const struct radattr *a, char buf[RADVALUE_SIZE]);

/*
 * As FreeRADIUS 3.2 expands %{...}, which a hook sees: \" \\ \n \r \t and
 * \ooo in a string.  Empty where the value's length is not its type's, since
 * the server has no such attribute then.
 */
void radvalue_freeradius(
    const struct raddict *d, const struct radattr *a, char buf[RADVALUE_SIZE]);

/* The same for octets that are no attribute; cut when `size` is too small. */
void radvalue_escape(char *dst, size_t size, const void *src, size_t len);

#endif
