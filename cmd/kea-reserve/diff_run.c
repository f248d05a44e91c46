#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "diff.h"
#include "gather.h"
#include "msg.h"
#include "peek.h"
#include "wanted.h"

/* One endpoint, what it holds and what it should. */
struct place {
	const struct endpoint *ep;
	struct keadoc *doc; /* null: it could not be asked, and why */
	struct why why;
	struct diff_want *wants;
	size_t count;
};

static void
fetch(void *arg, const struct endpoint *ep, size_t i)
{
	struct place *p = (struct place *)arg + i;

	p->ep = ep;
	p->doc = backend_snapshot(ep, &p->why);
}

static int
read_want(struct store_txn *t, const struct place *p, const struct host *h,
    struct diff_want *w, struct why *why)
{
	struct applied a;
	int state = applied_state(t, p->ep, h, &a, why);

	if (state == -1)
		return -1;
	w->host = *h;
	w->state = (enum applied_state)state;
	w->reason = NULL;
	if (state == APPLIED_NOT || a.reason[0] == '\0')
		return 0;
	w->reason = strdup(a.reason);
	return w->reason ? 0 : why_errno(why, "reservation");
}

static int
read_wants(struct store_txn *t, struct place *p, struct why *why)
{
	struct host *hosts = NULL;
	size_t count = 0;
	int rc = 0;

	if (wanted_all(t, endpoint_by(p->ep), &hosts, &count, why) == -1)
		return -1;
	p->wants = calloc(count + 1, sizeof(*p->wants));
	if (!p->wants)
		rc = why_errno(why, "reservations");
	for (; rc == 0 && p->count < count; p->count++)
		rc =
		    read_want(t, p, &hosts[p->count], &p->wants[p->count], why);
	free(hosts);
	diff_sort(p->wants, p->count);
	return rc;
}

/* After the snapshots: what came in between is told as pending. */
static int
read_state(const struct site *site, struct place *places, size_t count)
{
	struct peek peek;
	struct why why;
	int rc = peek_open(site->state_dir, &peek, &why);

	for (size_t i = 0; rc == 0 && peek.txn && i < count; i++)
		if (places[i].doc)
			rc = read_wants(peek.txn, &places[i], &why);
	peek_close(&peek);
	if (rc == -1)
		msg_warn("%s", why.text);
	return rc;
}

static int
compare_family(
    struct diff *d, const struct place *places, size_t count, int family)
{
	struct diff_side *sides = calloc(count + 1, sizeof(*sides));
	size_t n = 0;
	int rc = sides ? 0 : -1;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		const struct place *p = &places[i];

		if (!p->doc || p->ep->family != family)
			continue;
		diff_wanted(d, p->ep->label, p->wants, p->count, p->doc);
		rc = diff_side_make(
		    &sides[n++], p->ep->label, p->wants, p->count, p->doc);
	}
	if (rc == 0)
		diff_foreign(d, sides, n);
	for (size_t i = 0; i < n; i++)
		free(sides[i].foreign);
	free(sides);
	if (rc == -1)
		msg_warn("out of memory");
	return rc;
}

static int
compare(const struct place *places, size_t count, bool json)
{
	struct out out;
	struct diff d = { .out = &out };
	bool silent = false;

	out_init(&out, stdout, json ? OUT_JSON : OUT_KV);
	if (compare_family(&d, places, count, AF_INET) == -1 ||
	    compare_family(&d, places, count, AF_INET6) == -1)
		return EXIT_USER;
	for (size_t i = 0; i < count; i++)
		if (!places[i].doc) {
			msg_warn("%s", places[i].why.text);
			silent = true;
		}
	return d.count > 0 || silent ? EXIT_SOME : EXIT_OK;
}

static void
free_places(struct place *places, size_t count)
{
	for (size_t i = 0; places && i < count; i++) {
		for (size_t j = 0; j < places[i].count; j++)
			free(places[i].wants[j].reason);
		free(places[i].wants);
		keadoc_free(places[i].doc);
	}
	free(places);
}

int
mode_diff(struct run *r)
{
	size_t count = r->eps.count;
	struct place *places = calloc(count + 1, sizeof(*places));
	struct why why = { "out of memory" };
	int rc = EXIT_USER;

	if (!places || gather(&r->eps, fetch, places, &why) == -1)
		msg_warn("%s", why.text);
	else if (read_state(r->site, places, count) == 0)
		rc = compare(places, count, r->opt->json);
	free_places(places, count);
	return rc;
}
