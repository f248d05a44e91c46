#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "foreign.h"

/* A member's rule, whoever wrote it. */
static bool
is_twin(const struct rule *r, const struct srcrules *want)
{
	for (size_t i = 0; i < want->count; i++) {
		const struct rule *w = &want->list[i].rule;

		if (w->src.family != AF_UNSPEC && w->table == r->table &&
		    w->action == r->action && ipnet_equal(&w->src, &r->src))
			return rule_is_plain(r) && r->mark == 0 && r->tos == 0;
	}
	return false;
}

/* The kernel's own: addresses of this machine, and VRFs. */
static bool
is_kernels(const struct rule *r)
{
	return r->protocol == RTPROT_KERNEL &&
	    (r->table == RT_TABLE_LOCAL ||
		r->other & UINT64_C(1) << FRA_L3MDEV);
}

static bool
comes_from_subscribers(const struct rule *r, const struct site *site)
{
	if (r->iif[0] == '\0' || site->subscriber_interface_count == 0)
		return true;
	for (size_t i = 0; i < site->subscriber_interface_count; i++)
		if (strcmp(site->subscriber_interfaces[i], r->iif) == 0)
			return true;
	return false;
}

static bool
takes_sources(const struct rule *r, const struct srcrules *want)
{
	for (size_t i = 0; i < want->count; i++) {
		const struct rule *w = &want->list[i].rule;

		if (!want->list[i].member || w->family != r->family)
			continue;
		if (r->src.family == AF_UNSPEC || w->src.family == AF_UNSPEC ||
		    r->invert || ipnet_overlap(&r->src, &w->src))
			return true;
	}
	return false;
}

/*
 * What a rule that is no "not" must not have.  A mark is somebody's decision
 * about single packets: not told.
 */
static bool
is_of_subscribers(const struct rule *r, const struct site *site)
{
	return r->mark == 0 && r->oif[0] == '\0' &&
	    comes_from_subscribers(r, site);
}

/* "not" takes the rest: all of it, unless it says "iif" of theirs alone. */
static bool
is_the_rest(const struct rule *r, const struct site *site)
{
	return r->iif[0] == '\0' || r->src.family != AF_UNSPEC ||
	    !is_of_subscribers(r, site);
}

static bool
is_in_front(
    const struct rule *r, const struct site *site, const struct srcrules *want)
{
	return r->pref < SRCRULE_BASE - 1 && !is_kernels(r) &&
	    r->action != FR_ACT_NOP && takes_sources(r, want) &&
	    (r->invert ? is_the_rest(r, site) : is_of_subscribers(r, site));
}

enum foreign
foreign_kind(
    const struct rule *r, const struct site *site, const struct srcrules *want)
{
	if (srcrule_is_ours(r))
		return FOREIGN_NONE;
	if (r->protocol == SRCRULE_PROTOCOL)
		return r->pref == SRCRULE_PROBE ? FOREIGN_PROBE
						: FOREIGN_OUTSIDE;
	if (r->src.family != AF_UNSPEC && is_twin(r, want))
		return FOREIGN_TWIN;
	if (r->pref >= SRCRULE_BASE - 1 &&
	    r->pref <= SRCRULE_BASE + SRCRULE_GUARD)
		return FOREIGN_INSIDE;
	return is_in_front(r, site, want) ? FOREIGN_FRONT : FOREIGN_NONE;
}

const char *
foreign_text(enum foreign kind)
{
	static const char *const texts[] = {
		[FOREIGN_NONE] = "no matter",
		[FOREIGN_TWIN] = "does what one of ours does; left alone, also "
				 "when the declaration changes",
		[FOREIGN_FRONT] = "takes subscribers' packets before ours",
		[FOREIGN_INSIDE] = "stands among our priorities",
		[FOREIGN_PROBE] = "srcroute-check's, to probe a member that "
				  "it has cut",
		[FOREIGN_OUTSIDE] = "has our protocol and another priority; "
				    "left alone",
	};

	return texts[kind];
}
