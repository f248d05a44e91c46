/*
 * All policy of the tool, and pure: what is wanted and what a Kea service
 * holds in, actions out.
 *
 * Ours are the reservations with our mark, and those whose identifier we
 * want (the old script's: adopted).  Everything else is foreign and never
 * touched.  A marked one of IPv6 by the other type of identifier (by MAC where
 * the wants are by line, or back) goes when its line's want comes.
 *
 * Found here, because Kea would refuse the whole document or swallow it in
 * silence: an unknown client class, an address outside every
 * subnet or in one without global reservations, an identifier type that the
 * service does not use, an address or prefix that a foreign reservation
 * holds or overlaps, two of ours for one address.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "host.h"
#include "keadoc.h"
#include "keadoc_post.h"
#include "why.h"

struct plan_want {
	struct host host;
	bool held;  /* quarantined: leave what Kea has */
	bool quiet; /* a tombstone that every machine has seen: it need not
	               travel in the document */
};

enum plan_verb {
	PLAN_KEEP,    /* Kea has it at this version (or has it not, for a
	                 tombstone): applied */
	PLAN_ADD,     /* not there yet */
	PLAN_REPLACE, /* older, other content, or to be adopted */
	PLAN_REMOVE,  /* forgotten, or in the way of a newer one; with nothing
	                 there, the tombstone alone is put */
	PLAN_REFUSE   /* cannot be: reason; what Kea has of it stays, unless
	                 it is in the way */
};

struct plan_action {
	enum plan_verb verb;
	const struct plan_want *want;   /* null: REMOVE of a stale one */
	const struct keadoc_host *have; /* null: nothing there */
	char *reason; /* of REFUSE, and of REMOVE without want; else null,
	                 and for one that is held */
};

struct plan {
	const struct plan_want *wants; /* as given */
	size_t want_count;
	struct plan_action *actions; /* actions[i] of wants[i]; then removals
	                                without a want */
	size_t count;
	size_t changes; /* ADD, REPLACE and REMOVE among them */
};

/* "add", "replace", ... */
const char *plan_verb_name(enum plan_verb verb);

/*
 * What the state does not know yet: marked reservations of the document and
 * its tombstones that are newer than what is wanted, or unknown.  The newest
 * come first: nobody gives way to what its line has not any more.  The wants
 * are by `by`; what is marked under another identifier counts as host_turn()
 * makes it, and is the caller's to turn.  *out: array of borrowed pointers,
 * free() it.  -1 when memory is short.
 */
int plan_learn(const struct plan_want *wants, size_t count,
    enum host_id_type by, const struct keadoc *doc, const struct host ***out,
    size_t *out_count);

/*
 * The plan; `wants` (at most one per identifier, in any order, all of the
 * document's family and by one type of identifier) and `doc` must outlive it.
 * Null when memory is short.
 */
struct plan *plan_make(
    const struct plan_want *wants, size_t count, const struct keadoc *doc);
void plan_free(struct plan *p); /* null is fine */

/*
 * The document after the plan: all reservations of `doc` but those replaced
 * or removed, in the short form, then ours; and the tombstones.  For
 * config-test and config-set; null when memory is short.
 */
struct keadoc_post *plan_apply(const struct plan *p, const struct keadoc *doc);

/* The reservation that an ADD or REPLACE puts, with what is not ours to say
 * in the one that it replaces.  New reference; null when memory is short. */
json_t *plan_json(const struct plan_action *a);

/* The tombstones after the plan: those of the document that nothing is known
 * against, and the wants'.  New reference; null when memory is short. */
json_t *plan_tombstones(const struct plan *p, const struct keadoc *doc);

/*
 * Bring such an object of tombstones (keadoc.h) to what the plan's wants say:
 * theirs in, but quiet ones, and those of what is wanted again out.  0, or -1
 * when memory is short.
 */
int plan_tell(const struct plan *p, json_t *forgotten);

#endif
