/* Faults among the prefixes of all members. */
#include <stdio.h>
#include <stdlib.h>

#include "srcrule.h"

#define MAX_DEPTH 130 /* more lengths than any family has */

struct slot {
	const struct site_member *member;
	size_t index;
	struct ipnet net;
};

static int
by_net(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;
	int rc = ipnet_cmp(&x->net, &y->net);

	/* In the file's order, so that the later one is told. */
	if (rc == 0 && x->member != y->member)
		rc = x->member < y->member ? -1 : 1;
	return rc;
}

static const char *
path_of(const struct slot *s, char path[256])
{
	snprintf(path, 256, "members.%s.prefixes[%zu].prefix", s->member->name,
	    s->index);
	return path;
}

/* A prefix within another member's: legal, and worth knowing. */
static void
lint_within(const struct slot *inner, const struct slot *outer,
    struct srcrule_lint *lint)
{
	char path[256], other[256], a[IPNET_STRLEN], b[IPNET_STRLEN];

	if (inner->member == outer->member)
		return;
	path_of(inner, path);
	path_of(outer, other);
	ipnet_str(&inner->net, a);
	ipnet_str(&outer->net, b);
	if (ipnet_equal(&inner->net, &outer->net))
		remark_add(&lint->errors, path,
		    "want a prefix of one member, have %s of %s too", a, other);
	else
		remark_add(&lint->notes, path,
		    "%s lies in %s of %s: the longer one goes first", a, b,
		    other);
}

static void
lint_length(const struct slot *s, struct srcrule_lint *lint)
{
	char path[256], net[IPNET_STRLEN];

	if (s->net.len == 0)
		remark_add(&lint->refused, path_of(s, path),
		    "want a prefix longer than /0, have %s: every packet comes "
		    "from it",
		    ipnet_str(&s->net, net));
}

/* The two halves of a prefix, one member's. */
static bool
are_halves(const struct slot *a, const struct slot *b)
{
	struct ipnet whole = a->net;

	if (a->member != b->member || a->net.family != b->net.family ||
	    a->net.len != b->net.len || a->net.len == 0)
		return false;
	whole.len--;
	return ipnet_contains(&whole, &b->net) &&
	    !(a->net.addr[whole.len / 8] >> (7 - whole.len % 8) & 1) &&
	    !ipnet_equal(&a->net, &b->net);
}

/*
 * How many would do if neighbours were written as one; `done` has room for
 * all.  Where members lie within each other it may be one or the other too
 * many: it is a hint.
 */
static size_t
aggregate(const struct slot *slots, size_t count, struct slot *done)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct slot *s = &slots[i];

		if (n > 0 && done[n - 1].member == s->member &&
		    ipnet_contains(&done[n - 1].net, &s->net))
			continue;
		done[n++] = *s;
		while (n > 1 && are_halves(&done[n - 2], &done[n - 1])) {
			n--;
			done[n - 1].net.len--;
		}
	}
	return n;
}

static void
lint_many(const struct slot *slots, size_t count, struct slot *room,
    struct srcrule_lint *lint)
{
	const char *family = slots[0].net.family == AF_INET ? "IPv4" : "IPv6";
	size_t least;

	if (count <= SRCRULE_MANY)
		return;
	least = aggregate(slots, count, room);
	if (count <= SRCRULE_TOO_MANY)
		remark_add(&lint->notes, "members",
		    "%zu prefixes of %s slow every packet down; neighbours "
		    "written as one: %zu",
		    count, family, least);
	else
		remark_add(&lint->refused, "members",
		    "want at most %d prefixes of %s, have %zu: every packet is "
		    "compared with each; neighbours written as one: %zu, or "
		    "declare what the member was allotted, not each subnet",
		    SRCRULE_TOO_MANY, family, count, least);
}

/* One family's, in order: each against the next one around it. */
static void
lint_nesting(const struct slot *slots, size_t count, struct srcrule_lint *lint)
{
	const struct slot *around[MAX_DEPTH];
	size_t depth = 0;

	for (size_t i = 0; i < count; i++) {
		const struct slot *s = &slots[i];

		lint_length(s, lint);
		while (depth > 0 &&
		    !ipnet_contains(&around[depth - 1]->net, &s->net))
			depth--;
		if (depth > 0)
			lint_within(s, around[depth - 1], lint);
		/* An equal one adds no depth: lengths bound the stack. */
		if (depth == 0 ||
		    !ipnet_equal(&around[depth - 1]->net, &s->net))
			around[depth++] = s;
	}
}

/* Empty is most likely a mistake: it would take every subscriber's rule. */
static void
lint_empty(
    const struct site *site, int family, bool all, struct srcrule_lint *lint)
{
	if (all)
		remark_add(&lint->refused, "members",
		    "want at least one prefix, have none");
	else if (site->subscriber_interface_count > 0)
		remark_add(&lint->notes, "members",
		    "no prefix of %s: the guard refuses all of it",
		    family == AF_INET ? "IPv4" : "IPv6");
}

static size_t
fill(const struct site *site, struct slot *slots)
{
	size_t n = 0;

	for (size_t i = 0; i < site->member_count; i++)
		for (size_t j = 0; j < site->members[i].prefix_count; j++)
			slots[n++] = (struct slot){ &site->members[i], j,
				site->members[i].prefixes[j].net };
	return n;
}

static size_t
count_prefixes(const struct site *site)
{
	size_t n = 0;

	for (size_t i = 0; i < site->member_count; i++)
		n += site->members[i].prefix_count;
	return n;
}

int
srcrule_lint_prefixes(const struct site *site, struct srcrule_lint *lint)
{
	size_t count = count_prefixes(site), v4 = 0;
	struct slot *slots = calloc(2 * count + 1, sizeof(*slots));

	if (!slots)
		return -1;
	fill(site, slots);
	qsort(slots, count, sizeof(*slots), by_net);
	while (v4 < count && slots[v4].net.family == AF_INET)
		v4++;
	if (count == 0)
		lint_empty(site, AF_UNSPEC, true, lint);
	else if (v4 == 0 || v4 == count)
		lint_empty(site, v4 == 0 ? AF_INET : AF_INET6, false, lint);
	lint_nesting(slots, v4, lint);
	lint_nesting(slots + v4, count - v4, lint);
	lint_many(slots, v4, slots + count, lint);
	lint_many(slots + v4, count - v4, slots + count, lint);
	/* A list without any says that it is meant: a host with uplinks. */
	if (!site->subscriber_interfaces)
		remark_add(&lint->notes, "routing.subscriber-interfaces",
		    "want at least one, have none: without a guard what a "
		    "member's table has no route for leaves by the main table");
	free(slots);
	return 0;
}
