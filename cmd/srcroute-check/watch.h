/*
 * When is a member's exit dead, and when is it well again?  Pure: rounds of
 * probes in, events out, time as the caller tells it (milliseconds of a clock
 * that only goes forward).
 *
 * A path is one member in one family.  A round is one probe to each of its
 * targets; it is heard when at least one answers.
 *
 *   UP --`lost` rounds in a row unheard--> SUSPECT
 *   SUSPECT --heard--> UP
 *   SUSPECT --unheard for `hold`--> DOWN, or HELD when it must not be cut
 *   HELD --heard--> UP (nobody was told that it was down)
 *   DOWN --heard--> RECOVERING --heard for `hold_down`--> UP
 *   RECOVERING --`lost` rounds in a row unheard--> DOWN
 *
 * Never cut: the last exit (no other member of that family was heard in its
 * last round and is UP: then the fault is more likely ours), and more than
 * `cuts` members within `cut_interval`.  hold_down doubles, up to
 * hold_down_max, each time the path falls again within ten times of it.
 */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum watch_state {
	WATCH_UP,
	WATCH_SUSPECT,
	WATCH_HELD,
	WATCH_DOWN,
	WATCH_RECOVERING
};

enum watch_event {
	WATCH_NOTHING,
	WATCH_SUSPECTED, /* lost enough in a row */
	WATCH_CLEARED,   /* heard again before it was cut */
	WATCH_CUT,       /* act: it is down */
	WATCH_HELD_LAST, /* it would be, but it is the last exit */
	WATCH_HELD_CUTS, /* it would be, but too many were cut */
	WATCH_ANSWERS,   /* heard again; the hold-down begins */
	WATCH_RELAPSED,  /* no, it was not well */
	WATCH_RESTORED   /* act: it is up */
};

struct watch_conf {
	unsigned lost; /* rounds in a row, from 1 */
	uint64_t hold;
	uint64_t hold_down;
	uint64_t hold_down_max;
	unsigned cuts; /* members within cut_interval */
	uint64_t cut_interval;
};

struct watch_path {
	size_t member; /* an index of the caller's */
	int family;
	enum watch_state state;
	bool heard;         /* in its last round */
	unsigned unheard;   /* rounds in a row */
	uint64_t silent_at; /* when the first of them ended */
	uint64_t well_at;   /* RECOVERING: since when */
	uint64_t hold_down; /* the present one */
	uint64_t cut_at, restored_at;
	bool was_cut, was_restored;
};

struct watch {
	struct watch_conf conf;
	struct watch_path *paths; /* the caller's */
	size_t count;
};

/* Every path is UP; `member` and `family` of each are the caller's. */
void watch_init(struct watch *w, const struct watch_conf *conf,
    struct watch_path *paths, size_t count);

/* Path i was cut before we came. */
void watch_adopt(struct watch *w, size_t i, uint64_t now);

/*
 * A round of all paths ended: first say of each whether it was heard, then let
 * each take its step.
 */
void watch_hear(struct watch *w, size_t i, bool heard);
enum watch_event watch_step(struct watch *w, size_t i, uint64_t now);

/*
 * In place of its step: path i was not heard, and the fault is not its own.
 * Silence of before does not count any more.
 */
void watch_skip(struct watch *w, size_t i);

const char *watch_state_name(enum watch_state state);
const char *watch_event_name(enum watch_event event);

#endif
