#include <stdio.h>
#include <string.h>

#include "event.h"
#include "list.h"
#include "now.h"
#include "show.h"

struct lister {
	struct out *o;
	struct store_txn *t;
	const struct endpoints *eps;
	uint64_t now;
	struct why *why;
};

static void
show_net(struct out *o, const char *key, const struct ipnet *net)
{
	char text[IPNET_STRLEN];

	if (net->family != AF_UNSPEC)
		out_str(o, key, ipnet_str(net, text));
}

/* The endpoints that may lease the old one still; -1 and why. */
static int
show_open(struct lister *l, const struct event *e)
{
	int r = 0;

	out_list_begin(l->o, "not-yet");
	for (size_t i = 0; r != -1 && i < l->eps->count; i++) {
		const struct endpoint *ep = &l->eps->list[i];

		if (!event_concerns(e, ep))
			continue;
		r = event_reached(l->t, e, ep, l->why);
		if (r == 0)
			out_str(l->o, NULL, ep->target->name);
	}
	out_list_end(l->o);
	return r == -1 ? -1 : 0;
}

/* Of an identifier that no server goes by any more: it says nothing. */
static bool
is_needed(const struct lister *l, const struct event *e)
{
	for (size_t i = 0; i < l->eps->count; i++)
		if (event_concerns(e, &l->eps->list[i]))
			return true;
	return false;
}

static int
list_one(void *arg, const struct event *e)
{
	struct lister *l = arg;
	int over = event_over(l->t, e, l->eps, l->now, l->why);

	if (over != 0 || !is_needed(l, e))
		return over == -1 ? -1 : 0;
	out_begin(l->o);
	out_str(l->o, "type", "renumbered");
	show_id(l->o, &e->was);
	out_str(l->o, "member", name_str(e->was.member));
	show_net(l->o, "old", &e->old);
	show_net(l->o, "new", &e->new);
	show_time(l->o, "since", e->since);
	show_time(l->o, "until", e->until);
	if (show_open(l, e) == -1)
		return -1;
	out_end(l->o);
	return 0;
}

int
list_events(struct out *o, struct store_txn *t, const struct endpoints *eps,
    struct why *why)
{
	struct lister l = { o, t, eps, now_us(), why };

	return event_each(t, list_one, &l, why);
}
