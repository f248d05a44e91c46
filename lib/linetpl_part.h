/*
 * What the compiler and the matcher of linetpl.h share.  Not for others.
 */
#ifndef LINETPL_PART_H
#define LINETPL_PART_H

#include "linetpl.h"

enum linetpl_type {
	LINETPL_CHAR,
	LINETPL_BLANKS,
	LINETPL_DIGITS,
	LINETPL_TEXT,
	LINETPL_WORDS,
	LINETPL_OPTION /* the parts up to `skip` */
};

/* What a field may hold. */
enum linetpl_class {
	LINETPL_NUMBER,
	LINETPL_ANY,  /* anything, even nothing */
	LINETPL_WORD, /* no blanks */
	LINETPL_IF_NAME,
	LINETPL_SERIAL, /* letters and digits */
	LINETPL_MAC
};

enum linetpl_class linetpl_class(enum lineid_key key);

static inline bool
linetpl_is_field(const struct linetpl_part *part)
{
	return part->type == LINETPL_DIGITS || part->type == LINETPL_TEXT ||
	    part->type == LINETPL_WORDS;
}

#endif
