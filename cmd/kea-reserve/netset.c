#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "netset.h"

struct entry {
	struct ipnet net;
	void *owner;
};

struct netset {
	struct entry *list;
	size_t count, room;
	bool sorted;
	bool lens[129]; /* prefix lengths that occur */
};

struct netset *
netset_new(void)
{
	return calloc(1, sizeof(struct netset));
}

void
netset_free(struct netset *set)
{
	if (!set)
		return;
	free(set->list);
	free(set);
}

int
netset_add(struct netset *set, const struct ipnet *net, void *owner)
{
	if (set->count == set->room) {
		size_t room = set->room == 0 ? 64 : 2 * set->room;
		struct entry *new = reallocarray(set->list, room, sizeof(*new));

		if (!new)
			return -1;
		set->list = new;
		set->room = room;
	}
	set->list[set->count++] = (struct entry){ *net, owner };
	set->lens[net->len] = true;
	set->sorted = false;
	return 0;
}

static int
entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return ipnet_cmp(&x->net, &y->net);
}

static void
sort(struct netset *set)
{
	if (!set->sorted && set->count > 0)
		qsort(set->list, set->count, sizeof(*set->list), entry_cmp);
	set->sorted = true;
}

/* The first entry not before `net`. */
static size_t
lower_bound(const struct netset *set, const struct ipnet *net)
{
	size_t lo = 0, hi = set->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ipnet_cmp(&set->list[mid].net, net) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct ipnet
netset_shorten(const struct ipnet *net, uint8_t len)
{
	struct ipnet out = *net;

	out.len = len;
	for (size_t i = 0; i < sizeof(out.addr); i++) {
		size_t bits = len > 8 * i ? len - 8 * i : 0;

		if (bits < 8)
			out.addr[i] &= (uint8_t)(0xff00u >> bits);
	}
	return out;
}

/* Those from `i` on that lie in `outer`: sorted, so they stand together. */
static int
run(const struct netset *set, size_t i, const struct ipnet *outer, bool equal,
    netset_fn *fn, void *arg)
{
	for (; i < set->count; i++) {
		const struct entry *e = &set->list[i];
		int r;

		if (equal ? !ipnet_equal(&e->net, outer)
			  : !ipnet_contains(outer, &e->net))
			return 0;
		r = fn(arg, e->owner, &e->net);
		if (r != 0)
			return r;
	}
	return 0;
}

int
netset_overlaps(
    struct netset *set, const struct ipnet *net, netset_fn *fn, void *arg)
{
	sort(set);
	for (uint8_t len = 0; len < net->len; len++) {
		struct ipnet outer = netset_shorten(net, len);
		int r;

		if (!set->lens[len])
			continue;
		r = run(set, lower_bound(set, &outer), &outer, true, fn, arg);
		if (r != 0)
			return r;
	}
	return run(set, lower_bound(set, net), net, false, fn, arg);
}
