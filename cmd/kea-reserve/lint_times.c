/* Lifetimes and timers: of each subnet, and of classes that have their own. */
#include <inttypes.h>
#include <stdio.h>

#include "keatimes.h"
#include "lint.h"

/*
 * Sixteen times what RFC 9096 advises (45 and 90 minutes): a household keeps
 * a prefix that is no longer routed for so long when it misses the change.
 */
#define PREFERRED_MOST (16 * 2700)
#define VALID_MOST (16 * 5400)

static void
lint_long(const struct lint_kea *k, const char *path, int64_t preferred,
    int64_t valid)
{
	if (k->doc->family != AF_INET6)
		return;
	if (preferred > PREFERRED_MOST)
		finding_add(k->f, FIND_LIFETIME_LONG, path,
		    "want preferred-lifetime at most %d (RFC 9096 advises "
		    "2700), have %" PRId64,
		    PREFERRED_MOST, preferred);
	if (valid > VALID_MOST)
		finding_add(k->f, FIND_LIFETIME_LONG, path,
		    "want valid-lifetime at most %d (RFC 9096 advises 5400), "
		    "have %" PRId64,
		    VALID_MOST, valid);
}

/* Each before the next; a timer of 0 is the client's to choose. */
static bool
in_order(const struct keatimes *t, bool v6)
{
	int64_t end = v6 ? t->preferred : t->valid;

	if (v6 && t->preferred > t->valid)
		return false;
	if (t->renew != 0 && t->renew >= end)
		return false;
	if (t->rebind != 0 && t->rebind >= end)
		return false;
	return t->renew == 0 || t->rebind == 0 || t->renew < t->rebind;
}

static void
lint_order(const struct lint_kea *k, const char *path, const struct keatimes *t)
{
	if (k->doc->family == AF_INET && !in_order(t, false))
		finding_add(k->f, FIND_LIFETIME_ORDER, path,
		    "want renew-timer < rebind-timer < valid-lifetime, have "
		    "%" PRId64 ", %" PRId64 ", %" PRId64,
		    t->renew, t->rebind, t->valid);
	if (k->doc->family == AF_INET6 && !in_order(t, true))
		finding_add(k->f, FIND_LIFETIME_ORDER, path,
		    "want renew-timer < rebind-timer < preferred-lifetime <= "
		    "valid-lifetime, have %" PRId64 ", %" PRId64 ", %" PRId64
		    ", %" PRId64,
		    t->renew, t->rebind, t->preferred, t->valid);
}

static void
lint_subnet_times(const struct lint_kea *k, const struct keadoc_subnet *s)
{
	char path[LINT_PATH_MAX];
	struct keatimes t;

	keatimes_of(k->doc, s, &t);
	lint_subnet_path(s, path);
	if (t.preferred == 0 && k->doc->family == AF_INET6)
		finding_add(k->f, FIND_PREFERRED_ZERO, path,
		    "want preferred-lifetime above 0, have 0, its own or "
		    "inherited: every address and prefix is deprecated from "
		    "the start");
	else
		lint_order(k, path, &t);
	lint_long(k, path, t.longest_preferred, t.longest_valid);
}

static int64_t
larger_of(const json_t *object, const char *a, const char *b)
{
	int64_t x = json_integer_value(json_object_get(object, a));
	int64_t y = json_integer_value(json_object_get(object, b));

	return x > y ? x : y;
}

/* A class's own come before all others. */
static void
lint_class_times(const struct lint_kea *k, const json_t *class)
{
	const char *name = json_string_value(json_object_get(class, "name"));
	const json_t *preferred = json_object_get(class, "preferred-lifetime");
	char path[LINT_PATH_MAX];

	snprintf(path, sizeof(path), "client-classes[%s]", name ? name : "");
	if (k->doc->family == AF_INET6 && json_is_integer(preferred) &&
	    json_integer_value(preferred) == 0)
		finding_add(k->f, FIND_PREFERRED_ZERO, path,
		    "want preferred-lifetime above 0, have 0: every address "
		    "and prefix is deprecated from the start");
	lint_long(k, path,
	    larger_of(class, "preferred-lifetime", "max-preferred-lifetime"),
	    larger_of(class, "valid-lifetime", "max-valid-lifetime"));
}

void
lint_times(const struct lint_kea *k)
{
	const json_t *classes = json_object_get(k->doc->body, "client-classes");

	for (size_t i = 0; i < k->doc->subnet_count; i++)
		lint_subnet_times(k, &k->doc->subnets[i]);
	for (size_t i = 0; i < json_array_size(classes); i++)
		lint_class_times(k, json_array_get(classes, i));
}
