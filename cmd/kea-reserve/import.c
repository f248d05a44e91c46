#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convert.h"
#include "import.h"
#include "msg.h"
#include "wait.h"
#include "wanted.h"
#include "worker.h"

/* Subscribers made durable together: a hook waits that long for its turn. */
#define BATCH 500

/* Another line of the state holds a part of it: 1 told, 0, -1 and why. */
static int
overlaps(struct store_txn *t, struct import *im, struct import_entry *e,
    const struct host *h, struct why *why)
{
	char name[HOST_STRLEN];
	struct host other = { 0 };
	int r = wanted_overlap(t, h, &other, why);

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

/* -1 is an error of the state: what can be wrong with an entry was asked. */
static int
accept_entry(struct store_txn *t, struct import *im, struct import_entry *e,
    struct accept_keys *keys, struct why *why)
{
	int r = 0;

	if (e->request.has4)
		r = overlaps(t, im, e, &e->request.v4, why);
	if (r == 0 && e->request.v6.id.len > 0)
		r = overlaps(t, im, e, &e->request.v6, why);
	if (r == 0 && e->request.v6_line.id.len > 0)
		r = overlaps(t, im, e, &e->request.v6_line, why);
	if (r == 0)
		r = accept_in(t, true, &e->request, keys, why);
	return r == -1 ? -1 : 0;
}

/* The next ones in one transaction; how far it came, 0 and why if not. */
static size_t
accept_batch(struct store *s, struct import *im, size_t from, bool dry,
    struct accept_keys *keys, struct why *why)
{
	struct store_txn *t = store_begin(s, true, why);
	size_t i, done = 0;

	if (!t)
		return 0;
	for (i = from; i < im->count && (dry || done < BATCH); i++) {
		if (!im->list[i]->good)
			continue;
		if (accept_entry(t, im, im->list[i], keys, why) == -1) {
			store_abort(t);
			return 0;
		}
		done++;
	}
	if (dry) {
		store_abort(t);
		return i;
	}
	return store_commit(t, why) == -1 ? 0 : i;
}

int
import_accept(struct import *im, const struct site *site, bool dry,
    struct accept_keys *keys, struct why *why)
{
	struct store *s = state_open(site->state_dir, why);
	size_t i = 0;
	int rc = s ? 0 : -1;

	if (rc == 0 && !dry)
		rc = convert_state(s, site, why);
	while (rc == 0 && i < im->count) {
		size_t end = accept_batch(s, im, i, dry, keys, why);

		if (end == 0)
			rc = -1;
		else
			i = end;
	}
	if (rc == -1 && i > 0)
		why_prefix(why,
		    "the first %zu of %zu circuit-ids are durable, the others "
		    "are not",
		    i, im->count);
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
