#include <linux/fib_rules.h>
#include <stdlib.h>

#include "srcplan.h"

/* A rule of ours that is there. */
struct own {
	const struct rule *rule;
	const struct srcrule *want; /* that it fulfils; null: delete */
	size_t at;                  /* in the kernel's list */
	size_t first;               /* the same of the first of its equals */
	enum srcplan_cause cause;   /* of its deletion */
	bool renew;                 /* fulfils, but has to be made anew */
};

struct work {
	const struct srcrules *want;
	struct own *own; /* by rule_cmp(), then place */
	size_t own_count;
	size_t blurred; /* of these: not wanted, and not sharp */
	bool *there;    /* of each wanted */
	bool *twin;
};

static int
by_rule(const void *a, const void *b)
{
	const struct own *x = a, *y = b;
	int rc = rule_cmp(x->rule, y->rule);

	return rc != 0 ? rc : (x->at > y->at) - (x->at < y->at);
}

static int
collect(struct work *w, const struct rules *have)
{
	w->own = calloc(have->count + 1, sizeof(*w->own));
	w->there = calloc(w->want->count + 1, sizeof(*w->there));
	w->twin = calloc(w->want->count + 1, sizeof(*w->twin));
	if (!w->own || !w->there || !w->twin)
		return -1;
	for (size_t i = 0; i < have->count; i++)
		if (srcrule_is_ours(&have->list[i]))
			w->own[w->own_count++] =
			    (struct own){ .rule = &have->list[i], .at = i };
	qsort(w->own, w->own_count, sizeof(*w->own), by_rule);
	return 0;
}

/*
 * Both are in order.  Of equals the last one stays: a deletion takes the first
 * of them.
 */
static void
match(struct work *w)
{
	size_t j = 0;

	for (size_t i = 0; i < w->own_count; i++) {
		struct own *o = &w->own[i];
		int order = -1;

		o->first = o->at;
		if (i > 0 && rule_cmp(o->rule, o[-1].rule) == 0)
			o->first = o[-1].first;
		while (j < w->want->count &&
		    (order = rule_cmp(&w->want->list[j].rule, o->rule)) < 0)
			j++;
		if (j == w->want->count || order != 0) {
			o->cause = rule_is_plain(o->rule) ? SRCPLAN_STALE
							  : SRCPLAN_DAMAGED;
		} else if (i + 1 < w->own_count &&
		    rule_cmp(o->rule, w->own[i + 1].rule) == 0) {
			o->cause = SRCPLAN_DUPLICATE;
		} else {
			o->want = &w->want->list[j];
			w->there[j] = true;
		}
	}
}

/*
 * Of one of the forms that we write: the kernel, asked to delete it, takes no
 * other such rule for it.
 */
static bool
is_sharp(const struct rule *r)
{
	return rule_is_plain(r) && r->dst.family == AF_UNSPEC &&
	    r->oif[0] == '\0' && r->mark == 0 && r->mask == 0 && r->tos == 0 &&
	    (r->src.family == AF_UNSPEC) != (r->iif[0] == '\0') &&
	    (r->action == FR_ACT_TO_TBL || r->action == FR_ACT_UNREACHABLE);
}

/* A damaged rule: what would its deletion take? */
static void
clear_way(struct work *w, const struct own *odd)
{
	for (size_t i = 0; i < w->own_count; i++) {
		struct own *o = &w->own[i];

		if (!o->want || o->at > odd->at ||
		    !rule_deletes(odd->rule, o->rule))
			continue;
		o->renew = true;
		o->cause = SRCPLAN_RENEWED;
		w->there[o->want - w->want->list] = false;
		w->twin[o->want - w->want->list] = true;
	}
}

/*
 * Whether the kernel, asked to add `r`, may say that it is there, of a rule
 * that is not it: here too what `r` does not have is any.
 */
static bool
is_hidden(const struct work *w, const struct rule *r)
{
	if (w->blurred == 0 && is_sharp(r))
		return false;
	for (size_t i = 0; i < w->own_count; i++)
		if (!w->own[i].want && rule_deletes(r, w->own[i].rule))
			return true;
	return false;
}

static void
clear_ways(struct work *w)
{
	for (size_t i = 0; i < w->own_count; i++) {
		if (w->own[i].want || is_sharp(w->own[i].rule))
			continue;
		w->blurred++;
		clear_way(w, &w->own[i]);
	}
	for (size_t i = 0; i < w->want->count; i++)
		if (!w->there[i] && is_hidden(w, &w->want->list[i].rule))
			w->twin[i] = true;
}

/* Family and what is selected by, in the order of the wanted. */
static int
cmp_source(const void *key, const void *entry)
{
	const struct srcrule *s = entry;
	const struct rule *r = key;

	if (r->family != s->rule.family)
		return r->family < s->rule.family ? -1 : 1;
	if (r->pref != s->rule.pref)
		return r->pref < s->rule.pref ? -1 : 1;
	return ipnet_cmp(&r->src, &s->rule.src);
}

/* Whether something is wanted for this source. */
static bool
is_covered(const struct work *w, const struct rule *r)
{
	struct rule key = *r;

	key.pref =
	    SRCRULE_BASE + (uint32_t)(ipnet_maxlen(r->family) - r->src.len);
	return bsearch(&key, w->want->list, w->want->count,
		   sizeof(*w->want->list), cmp_source) != NULL;
}

static void
put_add(struct srcplan *plan, const struct work *w, size_t i)
{
	const struct srcrule *s = &w->want->list[i];
	bool renewed = false;

	for (size_t j = 0; w->twin[i] && j < w->own_count; j++)
		renewed |= w->own[j].want == s;
	plan->steps[plan->count++] = (struct srcplan_step){ .rule = s->rule,
		.member = s->member,
		.cause = renewed ? SRCPLAN_RENEWED : SRCPLAN_MISSING,
		.add = true,
		.twin = w->twin[i] };
}

/* The wanted are from the longest prefix to the shortest, family by family. */
static void
put_adds(struct srcplan *plan, const struct work *w)
{
	for (size_t i = 0; i < w->want->count; i++)
		if (!w->there[i] && !w->want->list[i].member)
			put_add(plan, w, i);
	for (size_t i = 0; i < w->want->count; i++)
		if (!w->there[i] && w->want->list[i].member)
			put_add(plan, w, i);
	plan->adds = plan->count;
}

/*
 * From the shortest prefix to the longest, from the last rule to the first;
 * the kernel deletes the first of equals, so that is their place.
 */
static int
by_deletion(const void *a, const void *b)
{
	const struct srcplan_step *x = a, *y = b;

	if (x->rule.family != y->rule.family)
		return x->rule.family < y->rule.family ? -1 : 1;
	if (x->rule.pref != y->rule.pref)
		return x->rule.pref > y->rule.pref ? -1 : 1;
	return (x->first < y->first) - (x->first > y->first);
}

static int
by_place(const void *a, const void *b)
{
	const struct srcplan_step *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static bool
same_pref(const struct srcplan_step *a, const struct srcplan_step *b)
{
	return a->rule.family == b->rule.family && a->rule.pref == b->rule.pref;
}

/*
 * Where a request can take another rule than the one it is meant for, from
 * the first rule to the last: the first of ours is what it takes.
 */
static void
turn_blurred(struct srcplan_step *steps, size_t count)
{
	for (size_t i = 0, n; i < count; i += n) {
		bool sharp = true;

		for (n = 0;
		     i + n < count && same_pref(&steps[i], &steps[i + n]); n++)
			sharp &= is_sharp(&steps[i + n].rule);
		if (!sharp)
			qsort(&steps[i], n, sizeof(*steps), by_place);
	}
}

static void
put_deletes(struct srcplan *plan, const struct work *w)
{
	struct srcplan_step *first = plan->steps + plan->count;
	size_t count = 0;

	for (size_t i = 0; i < w->own_count; i++) {
		const struct own *o = &w->own[i];

		bool has_source = o->rule->src.family != AF_UNSPEC;

		plan->sources += has_source;
		if (o->want && !o->renew)
			continue;
		first[count++] = (struct srcplan_step){ .rule = *o->rule,
			.cause = o->cause,
			.at = o->at,
			.first = o->first };
		plan->lost += has_source && !is_covered(w, o->rule);
	}
	qsort(first, count, sizeof(*first), by_deletion);
	turn_blurred(first, count);
	plan->count += count;
}

int
srcplan_make(
    const struct srcrules *want, const struct rules *have, struct srcplan *out)
{
	struct work w = { .want = want };
	int rc = -1;

	*out = (struct srcplan){ NULL, 0, 0, 0, 0, 0 };
	if (collect(&w, have) == 0) {
		match(&w);
		clear_ways(&w);
		out->ours = w.own_count;
		out->steps =
		    calloc(want->count + w.own_count + 1, sizeof(*out->steps));
	}
	if (out->steps) {
		put_adds(out, &w);
		put_deletes(out, &w);
		rc = 0;
	}
	free(w.own);
	free(w.there);
	free(w.twin);
	return rc;
}

void
srcplan_free(struct srcplan *plan)
{
	free(plan->steps);
	*plan = (struct srcplan){ NULL, 0, 0, 0, 0, 0 };
}

const char *
srcplan_cause_name(enum srcplan_cause cause)
{
	static const char *const names[] = {
		[SRCPLAN_MISSING] = "missing",
		[SRCPLAN_STALE] = "stale",
		[SRCPLAN_DUPLICATE] = "duplicate",
		[SRCPLAN_DAMAGED] = "damaged",
		[SRCPLAN_RENEWED] = "renewed",
	};

	return names[cause];
}
