#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "decide.h"
#include "explain.h"
#include "hex.h"
#include "hook.h"
#include "msg.h"
#include "pairs.h"

/* The line asked about; an empty circuit-id is an absent one. */
struct line_id {
	uint8_t octets[IDLIST_MAX_OCTETS];
	size_t len;
};

static int
parse_id(const char *s, struct line_id *id, struct why *why)
{
	id->len = 0;
	if (s[0] == '\0')
		return 0;
	return hex_decode(s, strlen(s), HEX_AUTO, id->octets,
	    sizeof(id->octets), &id->len, NULL, why);
}

/* A request by this User-Name is routed.  By hand it may be left out. */
static bool
takes_user(const struct route *r, const struct options *o, struct why *why)
{
	bool given = o->user_name && o->user_name[0] != '\0';

	if (!given && !o->exec)
		return true;
	return route_takes_user(r, o->user_name, why);
}

/* *e is filled when there was something to ask. */
static void
decide(const struct route *r, const struct options *o, struct line_id *id,
    struct evidence *e, struct decision *d)
{
	*d = (struct decision){ .verdict = VERDICT_UNSURE };
	if (parse_id(o->circuit_id, id, &d->why) == -1)
		return;
	d->verdict = VERDICT_NONE;
	if (id->len == 0) {
		why_set(&d->why, "want a circuit-id, have none");
	} else if (takes_user(r, o, &d->why)) {
		evidence_gather(r, id->octets, id->len, e);
		judge(r, e, d);
	}
}

/* Anything but a member is told: to a human, or to syslog. */
static void
tell(const struct options *o, const struct decision *d)
{
	if (d->verdict == VERDICT_NONE)
		msg_warn("%s: nobody's line: %s", o->circuit_id, d->why.text);
	else if (d->verdict == VERDICT_UNSURE)
		msg_warn("%s: cannot decide: %s", o->circuit_id, d->why.text);
}

/* The decision on --circuit-id, and its pairs; a secret that cannot be used
 * leaves it open. */
static enum verdict
answer(const struct route *r, const struct options *o, char pairs[PAIRS_SIZE])
{
	struct evidence *e = evidence_new(r);
	struct decision d = { .verdict = VERDICT_UNSURE };
	struct line_id id = { .len = 0 };

	if (e)
		decide(r, o, &id, e, &d);
	else
		why_set(&d.why, "out of memory");
	if (d.verdict == VERDICT_MEMBER &&
	    pairs_for_line(pairs, d.member, id.octets, id.len, &d.why) == -1)
		d.verdict = VERDICT_UNSURE;
	tell(o, &d);
	evidence_free(e);
	return d.verdict;
}

static int
exit_code(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_MEMBER:
		return EXIT_OK;
	case VERDICT_NONE:
		return EXIT_SOME;
	default:
		return EXIT_USER;
	}
}

int
answer_plain(const struct route *r, const struct options *o)
{
	char pairs[PAIRS_SIZE];
	enum verdict verdict = answer(r, o, pairs);

	if (verdict == VERDICT_MEMBER)
		puts(pairs);
	explicit_bzero(pairs, sizeof(pairs));
	return exit_code(verdict);
}

_Noreturn void
answer_exec(const struct route *r, const struct options *o)
{
	char pairs[PAIRS_SIZE];

	switch (answer(r, o, pairs)) {
	case VERDICT_MEMBER:
		hook_exit(pairs, HOOK_OK);
	case VERDICT_NONE:
		hook_exit(NULL, HOOK_NOOP);
	default:
		hook_exit(NULL, HOOK_FAIL);
	}
}

int
answer_explain(const struct route *r, const struct options *o)
{
	struct evidence *e = evidence_new(r);
	struct decision d;
	struct line_id id;

	if (!e) {
		msg_warn("out of memory");
		return EXIT_USER;
	}
	decide(r, o, &id, e, &d);
	/* Without a decision on lists and patterns there is none to show. */
	if (id.len > 0 && takes_user(r, o, NULL))
		explain_print(stdout, r, id.octets, id.len, e, &d);
	else
		tell(o, &d);
	evidence_free(e);
	return exit_code(d.verdict);
}
