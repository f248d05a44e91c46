#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "applied.h"
#include "msg.h"
#include "wait.h"

#define STEP_US 10000

/* One call's waiting. */
struct wait {
	const char *state_dir;
	struct store *store;
	const struct endpoints *eps;
	const struct accept_keys *keys;
	uint64_t deadline;
	bool refused, later, open; /* found at the last look */
	struct why *why;
};

/*
 * One of the places to wait in, as a locked descriptor; -1: none is free.  Its
 * name is not that of a lock, or a target could have it, too.
 */
static int
take_place(const char *state_dir)
{
	char path[4096];
	mode_t old = umask(0);
	int fd, n;

	n = snprintf(path, sizeof(path), "%s/waiting.places", state_dir);
	fd = n < (int)sizeof(path)
	    ? open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660)
	    : -1;
	umask(old);
	for (int i = 0; fd != -1 && i < WAIT_PROCESSES; i++) {
		struct flock place = { .l_type = F_WRLCK,
			.l_whence = SEEK_SET,
			.l_start = i,
			.l_len = 1 };

		if (fcntl(fd, F_OFD_SETLK, &place) == 0)
			return fd;
	}
	if (fd != -1)
		close(fd);
	return -1;
}

/*
 * May a commit end before the deadline?  One that already takes half as long
 * again as the last one tells nothing about its end.
 */
static bool
is_near(const struct wait *w, const struct endpoint *ep)
{
	struct endpoint_status st;
	uint64_t now = endpoint_now(), from = now;

	endpoint_status_read(w->state_dir, ep, &st);
	if (st.failed != 0)
		return false;
	if (st.busy != 0 && st.cost != 0 && now - st.busy > st.cost * 3 / 2)
		return false;
	if (st.busy != 0)
		from = st.busy;
	else if (st.resumes > from)
		from = st.resumes;
	return from + st.cost <= w->deadline;
}

static int
look_at(struct wait *w, struct store_txn *t, const struct endpoint *ep,
    const struct host *h)
{
	struct applied a;
	char name[HOST_STRLEN];
	int state = applied_state(t, ep, h, &a, w->why);

	switch (state) {
	case -1:
		return -1;
	case APPLIED_DONE:
		break;
	case APPLIED_NOT:
		if (is_near(w, ep))
			w->open = true;
		else
			w->later = true;
		break;
	default:
		w->refused = true;
		why_set(w->why, "%s: refused: %s: %s", ep->label,
		    host_str(h, name), a.reason);
	}
	return 0;
}

static int
look_in(struct wait *w, struct store_txn *t)
{
	for (size_t i = 0; i < w->eps->count; i++) {
		const struct endpoint *ep = &w->eps->list[i];

		if (!ep->waited)
			continue;
		for (size_t k = 0; k < w->keys->count; k++)
			if (endpoint_takes(ep, &w->keys->list[k]) &&
			    look_at(w, t, ep, &w->keys->list[k]) == -1)
				return -1;
	}
	return 0;
}

static int
look(struct wait *w)
{
	struct store_txn *t = store_begin(w->store, false, w->why);
	int r;

	if (!t)
		return -1;
	w->refused = w->later = w->open = false;
	r = look_in(w, t);
	store_abort(t);
	return r;
}

static int
poll_until(struct wait *w)
{
	struct timespec step = { 0, STEP_US * 1000 };

	while (w->open && endpoint_now() < w->deadline) {
		nanosleep(&step, NULL);
		if (look(w) == -1)
			return -1;
	}
	return 0;
}

int
wait_for(const char *state_dir, struct store *store,
    const struct endpoints *eps, const struct accept_keys *keys,
    unsigned int ms, struct why *why)
{
	struct wait w = { .state_dir = state_dir,
		.store = store,
		.eps = eps,
		.keys = keys,
		.why = why,
		.deadline = endpoint_now() + 1000u * (uint64_t)ms };
	int r = look(&w), place;

	if (r == 0 && w.open && ms > 0) {
		place = take_place(state_dir);
		if (place != -1) {
			r = poll_until(&w);
			close(place);
		}
	}
	if (r == -1)
		return -1;
	if (w.refused)
		return WAIT_REFUSED;
	return w.open || w.later ? WAIT_LATER : WAIT_DONE;
}

bool
wait_tell(int verdict, struct why *why)
{
	if (verdict == -1)
		why_prefix(why, "durable, but not carried out yet");
	if (verdict == -1 || verdict == WAIT_REFUSED)
		msg_warn("%s", why->text);
	return verdict == WAIT_REFUSED;
}
