#include <stdlib.h>

#include "accept.h"
#include "applied.h"
#include "convert.h"
#include "dry.h"
#include "msg.h"
#include "options.h"
#include "wait.h"
#include "worker.h"

/* One call: an Access-Accept, or a line to forget. */
struct call {
	struct run *run;
	const struct request *request; /* or: */
	const struct host_id *line;
	struct store *store;
	struct accept_keys keys;
	bool *due; /* which endpoints need a worker */
};

/* 1 when a reservation of this call is not settled there. */
static int
own_pending(struct call *c, struct store_txn *t, const struct endpoint *ep,
    struct why *why)
{
	for (size_t i = 0; i < c->keys.count; i++) {
		int state;

		if (!endpoint_takes(ep, &c->keys.list[i]))
			continue;
		state = applied_state(t, ep, &c->keys.list[i], NULL, why);
		if (state == -1 || state == APPLIED_NOT)
			return state == -1 ? -1 : 1;
	}
	return 0;
}

/*
 * An endpoint needs a worker when something of this call is pending there,
 * or when nobody has looked at it for a while; not when it was just found
 * not to answer.
 */
static int
find_due_in(struct call *c, struct store_txn *t, struct why *why)
{
	uint64_t now = endpoint_now();

	for (size_t i = 0; i < c->run->eps.count; i++) {
		const struct endpoint *ep = &c->run->eps.list[i];
		struct endpoint_status st;
		bool fresh;
		int own = own_pending(c, t, ep, why);

		if (own == -1)
			return -1;
		endpoint_status_read(c->run->site->state_dir, ep, &st);
		fresh = st.probed != 0 && now - st.probed < WORKER_FRESH_US;
		c->due[i] = fresh ? own && st.failed == 0 : true;
	}
	return 0;
}

static int
find_due(struct call *c, struct why *why)
{
	struct store_txn *t = store_begin(c->store, false, why);
	int r;

	c->due = calloc(c->run->eps.count + 1, sizeof(*c->due));
	if (!t || !c->due) {
		store_abort(t);
		return t ? why_errno(why, "kea.targets") : -1;
	}
	r = find_due_in(c, t, why);
	store_abort(t);
	return r;
}

/* The locks of those that are due and have no worker; how many. */
static size_t
claim(struct call *c, int *locks)
{
	struct why why;
	size_t n = 0;

	for (size_t i = 0; i < c->run->eps.count; i++) {
		locks[i] = c->due[i] ? endpoint_lock(c->run->site->state_dir,
					   &c->run->eps.list[i], 0, &why)
				     : -2;
		if (locks[i] == -1)
			msg_warn("%s", why.text);
		n += locks[i] >= 0;
	}
	return n;
}

static void
start_workers(const struct call *c, const int *locks)
{
	struct why why;

	for (size_t i = 0; i < c->run->eps.count; i++)
		if (locks[i] >= 0 &&
		    worker_start(c->run->site, &c->run->eps.list[i], locks[i],
			&why) == -1)
			msg_warn("%s", why.text);
}

/* A worker for each endpoint that is due; a store must not be carried over
 * a fork. */
static int
provide_workers(struct call *c, struct why *why)
{
	int *locks = calloc(c->run->eps.count + 1, sizeof(*locks));

	if (!locks)
		return why_errno(why, "kea.targets");
	if (claim(c, locks) > 0) {
		store_close(c->store);
		start_workers(c, locks);
		c->store = state_open(c->run->site->state_dir, why);
	}
	free(locks);
	return c->store ? 0 : -1;
}

/* Have it carried out, and wait for that a little: the wait's verdict. */
static int
carry_out(struct call *c, struct why *why)
{
	if (find_due(c, why) == -1 || provide_workers(c, why) == -1)
		return -1;
	return wait_for(c->run->site->state_dir, c->store, &c->run->eps,
	    &c->keys, c->run->opt->wait_ms, why);
}

static int
accept_and_follow(struct call *c, struct why *why)
{
	int r;

	c->store = state_open(c->run->site->state_dir, why);
	if (!c->store)
		return -1;
	if (!c->run->opt->dry &&
	    convert_state(c->store, c->run->site, why) == -1)
		return -1;
	if (c->run->opt->dry)
		return dry_run(c->run, c->store, c->request, c->line, why);
	r = c->request ? accept_request(c->store, c->request, &c->keys, why)
		       : accept_forget(c->store, c->line, &c->keys, why);
	if (r == -1)
		return -1;
	if (c->line && r == ACCEPT_SAME) {
		msg_warn(
		    "--forget %s: no such line is known", c->run->opt->forget);
		return EXIT_SOME;
	}
	return wait_tell(carry_out(c, why), why) ? EXIT_SOME : EXIT_OK;
}

static int
make_call(struct call *c)
{
	struct why why = { "" };
	int r = accept_and_follow(c, &why);

	if (r == -1) {
		msg_warn("%s", why.text);
		r = EXIT_USER;
	}
	store_close(c->store);
	free(c->keys.list);
	free(c->due);
	return r;
}

int
mode_add(struct run *r)
{
	struct request req;
	struct call c = { .run = r, .request = &req };
	struct why why;

	if (request_parse(&r->opt->args, r->site, &req, &why) == -1) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	return make_call(&c);
}

int
mode_forget(struct run *r)
{
	struct host_id line;
	struct call c = { .run = r, .line = &line };
	struct why why;

	if (request_line(r->opt->forget, &line, &why) == -1) {
		msg_warn("--forget: %s", why.text);
		return EXIT_USER;
	}
	return make_call(&c);
}
