#include <stdlib.h>

#include "applied.h"
#include "wanted.h"
#include "wants.h"

/* How long a tombstone travels in Kea's document: every machine has looked
 * at every target by then. */
#define TELL_DAYS 30

struct gather {
	struct wants *wants;
	size_t room;
	struct why *why;
};

static int
add(void *arg, const struct host *h)
{
	struct gather *g = arg;
	struct wants *w = g->wants;

	if (w->count == g->room) {
		size_t room = g->room == 0 ? 64 : 2 * g->room;
		struct plan_want *new =
		    reallocarray(w->list, room, sizeof(*new));

		if (!new)
			return why_errno(g->why, "wanted reservations");
		w->list = new;
		g->room = room;
	}
	w->list[w->count++] = (struct plan_want){ .host = *h };
	return 0;
}

int
wants_all(struct store_txn *t, enum host_id_type by, struct wants *out,
    struct why *why)
{
	struct gather g = { .wants = out, .why = why };

	*out = (struct wants){ 0 };
	return wanted_each(t, by, add, &g, why);
}

static int
is_quiet(struct store_txn *t, const struct keadoc *doc, const struct host *h,
    struct why *why)
{
	const struct keadoc_host *have;

	if (!h->gone || h->day + TELL_DAYS >= wanted_today())
		return 0;
	have = keadoc_find(doc, &h->id);
	if (!have || !have->marked)
		return 1;
	return wanted_saw(t, h, wanted_today(), why);
}

static int
read_want(const struct endpoint *ep, struct store_txn *t,
    const struct keadoc *doc, struct plan_want *w, struct why *why)
{
	int state = applied_state(t, ep, &w->host, NULL, why);
	int quiet = is_quiet(t, doc, &w->host, why);

	w->held = state == APPLIED_QUARANTINED;
	w->quiet = quiet == 1;
	return state == -1 || quiet == -1 ? -1 : 0;
}

int
wants_read(const struct endpoint *ep, struct store_txn *t,
    const struct keadoc *doc, struct wants *out, struct why *why)
{
	int r = wants_all(t, endpoint_by(ep), out, why);

	/* Behind the walk: what is walked must not be changed. */
	for (size_t i = 0; r == 0 && i < out->count; i++)
		r = read_want(ep, t, doc, &out->list[i], why);
	if (r != 0)
		wants_free(out);
	return r;
}

void
wants_free(struct wants *w)
{
	free(w->list);
	*w = (struct wants){ 0 };
}
