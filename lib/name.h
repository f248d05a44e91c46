/*
 * Short texts that stand in very many records and are few: names of members,
 * of classes, of machines.  Each is kept once in the process, for good, so
 * that a record holds no more than where it is: copied as a value, and
 * compared by that.
 */
#ifndef NAME_H
#define NAME_H

#include <stdbool.h>
#include <stddef.h>

struct name {
	const char *text; /* null: ""; read it by name_str() */
};

/*
 * The text of `len` octets, none of them NUL, as a name: 0, or -1 with errno
 * when memory is short and *out is unchanged.  From any thread.
 */
int name_set(struct name *out, const char *text, size_t len);

/* Never null. */
const char *name_str(struct name n);

/* By octets, whichever way they were made. */
bool name_equal(struct name a, struct name b);

/*
 * The same for any octets: where the only copy of these is, a NUL behind it;
 * null with errno when memory is short.
 */
const void *name_keep(const void *octets, size_t len);

/* Forget all of them: for tests, where nothing holds one any more. */
void name_forget(void);

#endif
