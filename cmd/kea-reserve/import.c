#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "convert.h"
#include "import.h"
#include "msg.h"
#include "wait.h"
#include "wanted.h"
#include "worker.h"

/* Subscribers made durable together: a hook waits that long for its turn. */
#define BATCH 500
/* Long enough behind each for those who wait to be first. */
#define TURN_NS 2000000

/* Without taking any: has an earlier one given up what `other` still has? */
static bool
is_replaced(const struct import *im, const struct import_entry *e,
    const struct host *other)
{
	for (size_t i = 0; im->dry && im->list[i] != e; i++)
		if (im->list[i]->good &&
		    host_id_equal(&im->list[i]->line, &other->line))
			return true;
	return false;
}

/* Another line of the state holds a part of it: 1 told, 0, -1 and why. */
static int
overlaps(struct store_txn *t, struct import *im, struct import_entry *e,
    const struct host *h, struct why *why)
{
	char name[HOST_STRLEN];
	struct host other = { 0 };
	int r = wanted_overlap(t, h, &other, why);

	if (r == 1 && is_replaced(im, e, &other))
		return 0;
	if (r == 1)
		import_complain(im, e,
		    h->family == AF_INET                ? IMPORT_IP4
			: h->prefix.family != AF_UNSPEC ? IMPORT_PREFIX
							: IMPORT_IP6,
		    "want what overlaps no other line's, have a part of "
		    "what %s has",
		    host_str(&other, name));
	return r;
}

/* The same of all that it wants.  Else -1 is an error of the state. */
static int
overlaps_any(struct store_txn *t, struct import *im, struct import_entry *e,
    struct why *why)
{
	int r = 0;

	if (e->request.has4)
		r = overlaps(t, im, e, &e->request.v4, why);
	if (r == 0 && e->request.v6.id.len > 0)
		r = overlaps(t, im, e, &e->request.v6, why);
	if (r == 0 && e->request.v6_line.id.len > 0)
		r = overlaps(t, im, e, &e->request.v6_line, why);
	return r;
}

/* What would be told of them: a look, that no hook has to wait for. */
static int
check_all(struct store *s, struct import *im, struct why *why)
{
	struct store_txn *t = store_begin(s, false, why);
	int r = t ? 0 : -1;

	im->dry = true;
	for (size_t i = 0; r != -1 && i < im->count; i++)
		if (im->list[i]->good)
			r = overlaps_any(t, im, im->list[i], why);
	store_abort(t);
	return r == -1 ? -1 : 0;
}

/* The next ones in one transaction; how far it came, 0 and why if not. */
static size_t
accept_batch(struct store *s, struct import *im, size_t from,
    struct accept_keys *keys, struct why *why)
{
	struct store_txn *t = store_begin(s, true, why);
	size_t i, done = 0;

	if (!t)
		return 0;
	for (i = from; i < im->count && done < BATCH; i++) {
		struct import_entry *e = im->list[i];
		int r = e->good ? overlaps_any(t, im, e, why) : 1;

		if (r == 0)
			r = accept_in(t, true, &e->request, keys, why);
		if (r == -1) {
			store_abort(t);
			return 0;
		}
		done += e->good;
	}
	return store_commit(t, why) == -1 ? 0 : i;
}

static int
accept_all(struct store *s, struct import *im, const struct site *site,
    struct accept_keys *keys, struct why *why)
{
	const struct timespec turn = { .tv_nsec = TURN_NS };
	size_t i = 0, end;

	if (convert_state(s, site, why) == -1)
		return -1;
	while (i < im->count) {
		end = accept_batch(s, im, i, keys, why);
		if (end == 0 && i > 0)
			return why_prefix(why,
			    "the first %zu of %zu circuit-ids are durable, "
			    "the others are not",
			    i, im->count);
		if (end == 0)
			return -1;
		i = end;
		nanosleep(&turn, NULL);
	}
	return 0;
}

int
import_accept(struct import *im, const struct site *site, bool dry,
    struct accept_keys *keys, struct why *why)
{
	struct store *s = state_open(site->state_dir, why);
	int rc = -1;

	if (s)
		rc = dry ? check_all(s, im, why)
			 : accept_all(s, im, site, keys, why);
	store_close(s);
	return rc;
}

/* Have them carried out, and wait for that a little: the wait's verdict. */
static int
carry_out(struct run *r, const struct accept_keys *keys, struct why *why)
{
	struct store *s;
	int v;

	for (size_t i = 0; i < r->eps.count; i++) {
		const struct endpoint *ep = &r->eps.list[i];
		int lock = endpoint_lock(r->site->state_dir, ep, 0, why);

		if (lock == -1 ||
		    (lock >= 0 && worker_start(r->site, ep, lock, why) == -1))
			msg_warn("%s", why->text);
	}
	s = state_open(r->site->state_dir, why);
	if (!s)
		return -1;
	v = wait_for(
	    r->site->state_dir, s, &r->eps, keys, r->opt->wait_ms, why);
	store_close(s);
	return v;
}

static int
import(
    struct run *r, struct import *im, struct accept_keys *keys, struct why *why)
{
	int rc;

	if (import_read(STDIN_FILENO, im, why) == -1 ||
	    import_validate(im, r->site, why) == -1 ||
	    import_accept(im, r->site, r->opt->dry, keys, why) == -1)
		return -1;
	rc = EXIT_OK;
	if (!r->opt->dry && keys->count > 0)
		rc = wait_tell(carry_out(r, keys, why), why) ? EXIT_SOME
							     : EXIT_OK;
	return rc == EXIT_OK && im->bad > 0 ? EXIT_SOME : rc;
}

int
mode_import(struct run *r)
{
	struct accept_keys keys = { 0 };
	struct import im = { 0 };
	struct why why = { "" };
	int rc = import(r, &im, &keys, &why);

	if (rc == -1) {
		msg_warn("%s", why.text);
		rc = EXIT_USER;
	}
	import_free(&im);
	free(keys.list);
	return rc;
}
