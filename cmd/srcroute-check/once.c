#include <stdlib.h>

#include "once.h"
#include "report.h"
#include "verdict.h"

/* Every target of every path that is probed has answered. */
static bool
all_answered(const struct facts *facts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (facts[i].probed &&
		    facts[i].tally.answered < facts[i].tally.targets)
			return false;
	return true;
}

/* As many rounds as it takes to call a target silent, no more than needed. */
static void
probe_all(struct prober *p, const struct options *o, struct facts *facts,
    size_t count)
{
	for (unsigned n = 0; n < o->watch.lost; n++) {
		for (size_t i = 0; i < count; i++)
			if (facts[i].probed)
				prober_send(p, i);
		prober_wait(p, prober_now() + o->timeout);
		for (size_t i = 0; i < count; i++)
			if (facts[i].probed)
				prober_end(p, i, &facts[i].tally);
		if (all_answered(facts, count))
			return;
	}
}

static int
exit_code(const struct verdict *verdicts, size_t count)
{
	enum weight worst = WEIGHT_OK;

	for (size_t i = 0; i < count; i++)
		worst = verdict_worse(worst, verdicts[i].weight);
	return (int)worst;
}

/* A neighbour is known to be silent only after it was asked. */
static void
look_again(struct layers *l, struct facts *facts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct tally tally = facts[i].tally;

		if (!facts[i].probed || tally.answers > 0)
			continue;
		layers_look(l, i, 0, &facts[i]);
		facts[i].tally = tally;
		facts[i].probed = true;
	}
}

int
once_run(struct layers *l, struct prober *p, const struct options *o,
    struct why *why)
{
	const struct path *paths = l->paths->list;
	size_t count = l->paths->count;
	struct facts *facts = calloc(count, sizeof(*facts));
	struct verdict *verdicts = calloc(count, sizeof(*verdicts));
	int rc = -1;

	if (!facts || !verdicts) {
		why_set(why, "out of memory");
		goto out;
	}
	if (layers_refresh(l, why) == -1)
		goto out;
	for (size_t i = 0; i < count; i++) {
		layers_look(l, i, 0, &facts[i]);
		facts[i].probed =
		    prober_has(p, i) && facts[i].lent.look == LOOK_RIGHT;
	}
	probe_all(p, o, facts, count);
	look_again(l, facts, count);
	layers_compare(l, facts);
	for (size_t i = 0; i < count; i++)
		verdict_judge(&paths[i], &facts[i], &verdicts[i]);
	if (o->plugin)
		report_plugin(stdout, paths, facts, verdicts, count);
	for (size_t i = 0; !o->plugin && i < count; i++)
		report_line(stdout, o->json, NULL, NULL, &paths[i], &facts[i],
		    &verdicts[i]);
	rc = exit_code(verdicts, count);
out:
	free(verdicts);
	free(facts);
	return rc;
}
