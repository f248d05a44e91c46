#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "applied.h"
#include "list.h"
#include "show.h"
#include "wanted.h"

/* "since-" and a name of the site file. */
#define KEY_MAX 128

/* What stands at one endpoint; all of it is read before a line begins. */
struct at {
	const struct endpoint *ep;
	struct endpoint_record record;
	struct applied applied;
	enum applied_state state;
};

struct lister {
	struct out *o;
	struct store_txn *t;
	struct at *at;
	size_t count;
	struct why *why;
};

static const char *
state_name(enum applied_state state)
{
	static const char *const names[] = { "pending", "applied", "refused",
		"quarantined" };

	return names[state];
}

/* One line of a subscriber after the other, IPv4 first. */
static int
line_cmp(const void *a, const void *b)
{
	const struct host *x = a, *y = b;
	const struct host_id *p = x->line.len > 0 ? &x->line : &x->id;
	const struct host_id *q = y->line.len > 0 ? &y->line : &y->id;
	int c = host_id_cmp(p, q);

	if (c == 0 && x->family != y->family)
		c = x->family == AF_INET ? -1 : 1;
	return c != 0 ? c : host_id_cmp(&x->id, &y->id);
}

static int
read_states(struct lister *l, const struct host *h, bool *all_done)
{
	*all_done = true;
	for (size_t i = 0; i < l->count; i++) {
		struct at *at = &l->at[i];
		int state;

		if (!endpoint_takes(at->ep, h))
			continue;
		state = applied_state(l->t, at->ep, h, &at->applied, l->why);
		if (state == -1)
			return -1;
		at->state = (enum applied_state)state;
		*all_done &= state == APPLIED_DONE;
	}
	return 0;
}

static const char *
key(const char *what, const struct at *at, char buf[KEY_MAX])
{
	snprintf(buf, KEY_MAX, "%s-%s", what, at->ep->target->name);
	return buf;
}

/* at-rosette=applied since-rosette=..., or why it is not. */
static void
show_at(struct out *o, const struct at *at)
{
	const char *why = at->applied.reason;
	char buf[KEY_MAX];

	out_str(o, key("at", at, buf), state_name(at->state));
	if (at->state != APPLIED_NOT)
		show_time(o, key("since", at, buf), at->applied.since);
	else /* the endpoint's own line says more */
		why = at->record.error_since != 0 ? "unreachable" : "";
	if (why[0] != '\0')
		out_str(o, key("why", at, buf), why);
}

static void
show_host(struct lister *l, const struct host *h)
{
	out_begin(l->o);
	out_str(l->o, "type", "reservation");
	show_id(l->o, h);
	show_wish(l->o, h);
	if (h->gone)
		out_bool(l->o, "forgotten", true);
	show_time(l->o, "since", h->version.stamp);
	out_str(l->o, "by", name_str(h->version.machine));
	if (!h->gone) /* that day it was buried */
		show_day(l->o, "seen", h->day);
	for (size_t i = 0; i < l->count; i++)
		if (endpoint_takes(l->at[i].ep, h))
			show_at(l->o, &l->at[i]);
	out_end(l->o);
}

/* Not seen for so many days; a day never noted is no sign of leaving. */
static bool
is_unseen(const struct host *h, uint32_t days)
{
	uint32_t today = wanted_today();

	return !h->gone && h->day != 0 && h->day <= today &&
	    today - h->day >= days;
}

/* Kept by an identifier that no server goes by any more: it says nothing. */
static bool
is_needed(const struct lister *l, const struct host *h)
{
	bool six = false;

	for (size_t i = 0; i < l->count; i++) {
		if (endpoint_takes(l->at[i].ep, h))
			return true;
		six |= l->at[i].ep->family == AF_INET6;
	}
	return h->family == AF_INET || !six;
}

static int
list_host(
    struct lister *l, const struct host *h, const struct list_options *options)
{
	bool done;

	if ((options->unseen && !is_unseen(h, options->days)) ||
	    !is_needed(l, h))
		return 0;
	if (read_states(l, h, &done) == -1)
		return -1;
	/* What is forgotten everywhere is of no interest. */
	if (!h->gone || !done)
		show_host(l, h);
	return 0;
}

static int
read_records(struct lister *l, const struct endpoints *eps)
{
	l->at = calloc(eps->count + 1, sizeof(*l->at));
	if (!l->at)
		return why_errno(l->why, "endpoints");
	for (; l->count < eps->count; l->count++) {
		struct at *at = &l->at[l->count];

		at->ep = &eps->list[l->count];
		if (endpoint_record_get(l->t, at->ep, &at->record, l->why) ==
		    -1)
			return -1;
	}
	return 0;
}

int
list_hosts(struct out *o, struct store_txn *t, const struct endpoints *eps,
    const struct list_options *options, struct why *why)
{
	struct lister l = { .o = o, .t = t, .why = why };
	struct host *hosts = NULL;
	size_t count = 0;
	int rc;

	rc = wanted_all(t, HOST_ANY_ID, &hosts, &count, why);
	if (rc == 0 && count > 0)
		qsort(hosts, count, sizeof(*hosts), line_cmp);
	if (rc == 0)
		rc = read_records(&l, eps);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = list_host(&l, &hosts[i], options);
	free(hosts);
	free(l.at);
	return rc;
}
