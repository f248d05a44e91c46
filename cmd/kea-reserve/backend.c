#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "keacmd.h"

#define ASK_MS 5000
#define SAME_TIME_S 1

/* In the order of preference; the last serves any Kea. */
static const struct backend *const backends[] = { &backend_pgsql,
	&backend_include, &backend_hostcmds, &backend_config };

#define COUNT (sizeof(backends) / sizeof(backends[0]))

static int
unknown(const char *name, struct why *why)
{
	char known[128] = "";
	size_t len = 0;

	for (size_t i = 0; i < COUNT && len < sizeof(known); i++)
		len +=
		    (size_t)snprintf(known + len, sizeof(known) - len, "%s%s",
			i == 0              ? ""
			    : i + 1 < COUNT ? ", "
					    : " or ",
			backends[i]->name);
	return why_set(why, "want %s, have \"%s\"", known, name);
}

const struct backend *
backend_named(const char *name, struct why *why)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(backends[i]->name, name) == 0)
			return backends[i];
	unknown(name, why);
	return NULL;
}

int
backend_check_site(const struct endpoints *eps, struct why *why)
{
	for (size_t i = 0; i < eps->count; i++) {
		const struct site_target *t = eps->list[i].target;
		const struct backend *b =
		    t->backend ? backend_named(t->backend, why) : NULL;

		if (t->backend && !b)
			return why_prefix(
			    why, "kea.targets.%s.backend", t->name);
		if (b && b->declared && !b->declared(&eps->list[i]))
			return why_set(why,
			    "kea.targets.%s.backend: %s: want what it needs "
			    "for %s (see collecte.json(5)), have none",
			    t->name, b->name, eps->list[i].label);
	}
	return 0;
}

bool
backend_knows(const json_t *commands, const char *command)
{
	for (size_t i = 0; i < json_array_size(commands); i++) {
		const char *c = json_string_value(json_array_get(commands, i));

		if (c && strcmp(c, command) == 0)
			return true;
	}
	return false;
}

static bool
serves(const struct backend *b, const json_t *commands)
{
	for (size_t i = 0; b->needs[i]; i++)
		if (!backend_knows(commands, b->needs[i]))
			return false;
	return true;
}

/* The first that is chosen by what the service can do, or null and why. */
static const struct backend *
ask(const struct endpoint *ep, size_t from, struct why *why)
{
	const struct backend *b = NULL;
	struct keacmd_answer a;
	int r = keacmd_call(&ep->kea, "list-commands", NULL, ASK_MS, &a, why);

	/* Any other error tells nothing of what it knows. */
	if (r == 0 && a.result != KEACMD_OK && a.result != KEACMD_UNSUPPORTED)
		r = why_set(why, "%s: list-commands: %s", ep->label, a.text);
	for (size_t i = from; r == 0 && !b && i < COUNT; i++)
		if (!backends[i]->declared &&
		    (i + 1 == COUNT || serves(backends[i], a.arguments)))
			b = backends[i];
	keacmd_answer_clear(&a);
	return b;
}

const struct backend *
backend_choose(const struct endpoint *ep, struct why *why)
{
	if (ep->target->backend)
		return backend_named(ep->target->backend, why);
	for (size_t i = 0; i < COUNT; i++)
		if (backends[i]->declared && backends[i]->declared(ep))
			return backends[i];
	for (size_t i = 0; i + 1 < COUNT; i++)
		if (!backends[i]->declared)
			return ask(ep, i, why);
	return backends[COUNT - 1];
}

bool
backend_same(const struct backend_probe *a, const struct backend_probe *b)
{
	int64_t moved = a->configured - b->configured;

	return a->configured != 0 && b->configured != 0 && a->pid == b->pid &&
	    moved >= -SAME_TIME_S && moved <= SAME_TIME_S;
}

struct keadoc *
backend_snapshot(const struct endpoint *ep, struct why *why)
{
	const struct backend *b = backend_choose(ep, why);

	return b ? b->snapshot(ep, why) : NULL;
}

int
backend_result_new(struct backend_result *r, size_t count, struct why *why)
{
	*r = (struct backend_result){ 0 };
	r->outcomes = calloc(count + 1, sizeof(*r->outcomes));
	r->reasons = calloc(count + 1, sizeof(*r->reasons));
	if (!r->outcomes || !r->reasons)
		return why_errno(why, "outcomes");
	r->count = count;
	return 0;
}

void
backend_result_clear(struct backend_result *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->reasons[i]);
	free(r->reasons);
	free(r->outcomes);
	*r = (struct backend_result){ 0 };
}

static bool
is_gone(const struct keadoc *now, const struct keadoc_host *had)
{
	const struct keadoc_host *h = keadoc_find(now, &had->host.id);

	return !h ||
	    host_version_cmp(&h->host.version, &had->host.version) != 0;
}

int
backend_read_back(struct backend_result *r, const struct plan *plan,
    const struct plan_want *wants, const struct keadoc *now)
{
	struct plan *left = plan_make(wants, plan->want_count, now);

	if (!left)
		return -1;
	for (size_t i = 0; i < plan->count; i++) {
		bool done = i < plan->want_count
		    ? left->actions[i].verb == PLAN_KEEP
		    : is_gone(now, plan->actions[i].have);

		if (done && r->outcomes[i] == BACKEND_UNKNOWN)
			r->outcomes[i] = BACKEND_DONE;
	}
	plan_free(left);
	return 0;
}
