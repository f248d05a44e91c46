#include <string.h>

#include "watch.h"

/* Well for that many hold-downs: the next fall is a new story. */
#define CALM 10

void
watch_init(struct watch *w, const struct watch_conf *conf,
    struct watch_path *paths, size_t count)
{
	*w = (struct watch){ .conf = *conf, .paths = paths, .count = count };
	for (size_t i = 0; i < count; i++)
		paths[i] = (struct watch_path){ .member = paths[i].member,
			.family = paths[i].family,
			.hold_down = conf->hold_down };
}

void
watch_adopt(struct watch *w, size_t i, uint64_t now)
{
	struct watch_path *p = &w->paths[i];

	p->state = WATCH_DOWN;
	p->was_cut = true;
	p->cut_at = now;
}

/* Would packets of that family still get out without p's member? */
static bool
has_other_exit(const struct watch *w, const struct watch_path *p)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct watch_path *other = &w->paths[i];

		if (other->family == p->family && other->member != p->member &&
		    other->state == WATCH_UP && other->heard)
			return true;
	}
	return false;
}

static bool
cut_lately(const struct watch *w, size_t i, uint64_t now)
{
	const struct watch_path *p = &w->paths[i];

	return p->was_cut && now - p->cut_at < w->conf.cut_interval;
}

/* Another path of the same member stands for it already. */
static bool
counted(const struct watch *w, size_t i, uint64_t now)
{
	for (size_t j = 0; j < i; j++)
		if (w->paths[j].member == w->paths[i].member &&
		    cut_lately(w, j, now))
			return true;
	return false;
}

/* May this member be cut besides those that were? */
static bool
within_cuts(const struct watch *w, const struct watch_path *p, uint64_t now)
{
	unsigned cut = 0;

	for (size_t i = 0; i < w->count; i++)
		if (w->paths[i].member != p->member && cut_lately(w, i, now) &&
		    !counted(w, i, now))
			cut++;
	return cut < w->conf.cuts;
}

static void
lengthen(const struct watch *w, struct watch_path *p, uint64_t now)
{
	if (!p->was_restored || now - p->restored_at >= CALM * p->hold_down)
		p->hold_down = w->conf.hold_down;
	else if (p->hold_down > w->conf.hold_down_max / 2)
		p->hold_down = w->conf.hold_down_max;
	else
		p->hold_down *= 2;
}

static enum watch_event
fall(struct watch *w, struct watch_path *p, uint64_t now)
{
	enum watch_event why = WATCH_NOTHING;

	if (!has_other_exit(w, p))
		why = WATCH_HELD_LAST;
	else if (!within_cuts(w, p, now))
		why = WATCH_HELD_CUTS;
	if (why != WATCH_NOTHING) {
		bool told = p->state == WATCH_HELD;

		p->state = WATCH_HELD;
		return told ? WATCH_NOTHING : why;
	}
	lengthen(w, p, now);
	p->state = WATCH_DOWN;
	p->was_cut = true;
	p->cut_at = now;
	return WATCH_CUT;
}

static enum watch_event
heard(struct watch_path *p, uint64_t now)
{
	p->unheard = 0;
	switch (p->state) {
	case WATCH_SUSPECT:
	case WATCH_HELD:
		p->state = WATCH_UP;
		return WATCH_CLEARED;
	case WATCH_DOWN:
		p->state = WATCH_RECOVERING;
		p->well_at = now;
		return WATCH_ANSWERS;
	case WATCH_RECOVERING:
		if (now - p->well_at < p->hold_down)
			return WATCH_NOTHING;
		p->state = WATCH_UP;
		p->was_restored = true;
		p->restored_at = now;
		return WATCH_RESTORED;
	default:
		return WATCH_NOTHING;
	}
}

static enum watch_event
unheard(struct watch *w, struct watch_path *p, uint64_t now)
{
	if (p->unheard++ == 0)
		p->silent_at = now;
	if (p->unheard < w->conf.lost)
		return WATCH_NOTHING;
	switch (p->state) {
	case WATCH_UP:
		p->state = WATCH_SUSPECT;
		if (w->conf.hold > 0)
			return WATCH_SUSPECTED;
		return fall(w, p, now);
	case WATCH_SUSPECT:
	case WATCH_HELD:
		if (now - p->silent_at < w->conf.hold)
			return WATCH_NOTHING;
		return fall(w, p, now);
	case WATCH_RECOVERING:
		p->state = WATCH_DOWN;
		return WATCH_RELAPSED;
	default:
		return WATCH_NOTHING;
	}
}

void
watch_hear(struct watch *w, size_t i, bool was_heard)
{
	w->paths[i].heard = was_heard;
}

enum watch_event
watch_step(struct watch *w, size_t i, uint64_t now)
{
	struct watch_path *p = &w->paths[i];

	return p->heard ? heard(p, now) : unheard(w, p, now);
}

void
watch_skip(struct watch *w, size_t i)
{
	w->paths[i].unheard = 0;
}

const char *
watch_state_name(enum watch_state state)
{
	static const char *const names[] = {
		[WATCH_UP] = "up",
		[WATCH_SUSPECT] = "suspect",
		[WATCH_HELD] = "held",
		[WATCH_DOWN] = "down",
		[WATCH_RECOVERING] = "recovering",
	};

	return names[state];
}

const char *
watch_event_name(enum watch_event event)
{
	static const char *const names[] = {
		[WATCH_NOTHING] = "-",
		[WATCH_SUSPECTED] = "suspect",
		[WATCH_CLEARED] = "cleared",
		[WATCH_CUT] = "down",
		[WATCH_HELD_LAST] = "last-exit",
		[WATCH_HELD_CUTS] = "cut-limit",
		[WATCH_ANSWERS] = "answers",
		[WATCH_RELAPSED] = "relapsed",
		[WATCH_RESTORED] = "up",
	};

	return names[event];
}
