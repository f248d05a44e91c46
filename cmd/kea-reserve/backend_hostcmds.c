#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "hostcmd.h"
#include "jcopy.h"
#include "keacmd.h"
#include "msg.h"

/*
 * One reservation after the other, while DHCP goes on.  Kea checks little
 * and undoes nothing: a refused update has deleted the reservation, a refused
 * add of IPv6 may have left it there beside the one that was in the way.  So
 * nothing is sent that could be refused: who holds an address is asked first,
 * what is there is compared with the snapshot first, and all is read back.
 */
struct job {
	struct hostcmd cmd;
	const struct keadoc *doc;
	const struct plan *plan;
	bool *waiting; /* by action: still to be put */
	bool *freed;   /* by action: what was there is deleted already */
	struct backend_result *out;
};

/* What a step of one action came to; -1 and why beside these. */
enum step {
	STEP_OVER, /* decided, one way or the other */
	STEP_GO,   /* on to the next */
	STEP_WAIT  /* another action must come first */
};

static int
refuse(struct job *j, size_t i)
{
	j->out->outcomes[i] = BACKEND_REFUSED;
	j->out->reasons[i] = strdup(j->cmd.text);
	return j->out->reasons[i] ? STEP_OVER
				  : why_errno(j->cmd.why, "refusal");
}

/* The same reservation at the same version, ours or not. */
static bool
same(const struct keadoc_host *a, const struct keadoc_host *b)
{
	return a->marked == b->marked && a->extra == b->extra &&
	    host_same(&a->host, &b->host) &&
	    (!a->marked ||
		host_version_cmp(&a->host.version, &b->host.version) == 0);
}

/* Is there what the snapshot had?  If not, the next round looks anew. */
static int
compare(struct job *j, size_t i, const struct keadoc_host *have)
{
	const struct plan_action *a = &j->plan->actions[i];
	const struct host_id *id = have ? &have->host.id : &a->want->host.id;
	struct hostcmd_host now;
	int r = hostcmd_get(&j->cmd, id, &now), as_was;

	if (r == -1)
		return -1;
	as_was = have ? r == 1 && same(have, &now.host) : r == 0;
	hostcmd_free(&now);
	return as_was ? STEP_GO : STEP_OVER;
}

static int
take_away(struct job *j, size_t i)
{
	const struct keadoc_host *have = j->plan->actions[i].have;
	int r = compare(j, i, have);

	if (r != STEP_GO)
		return r;
	r = hostcmd_del(&j->cmd, &have->host.id);
	if (r == KEACMD_OK || r == KEACMD_EMPTY)
		return STEP_GO;
	return r == -1 ? -1 : refuse(j, i);
}

/* Is that a reservation of the plan's that will make room? */
static bool
will_move(const struct job *j, const struct keadoc_host *holder)
{
	for (size_t i = 0; i < j->plan->count; i++)
		if (j->waiting[i] && !j->freed[i] && j->plan->actions[i].have &&
		    host_id_equal(
			&j->plan->actions[i].have->host.id, &holder->host.id))
			return true;
	return false;
}

/* Somebody holds what `want` should get: is that for now, or for good? */
static int
taken(struct job *j, size_t i, const struct ipnet *net,
    const struct keadoc_host *holder)
{
	char addr[IPNET_STRLEN], name[KEADOC_NAME_MAX];
	struct hostcmd_host now;
	int r;

	if (will_move(j, holder))
		return STEP_WAIT;
	r = hostcmd_holder(&j->cmd, net, false, &now);
	hostcmd_free(&now);
	if (r != 0) /* in memory: the next snapshot has it, and decides */
		return r == -1 ? -1 : STEP_OVER;
	snprintf(j->cmd.text, sizeof(j->cmd.text),
	    "%s is held by %s in Kea's hosts-database", ipnet_str(net, addr),
	    keadoc_name(holder, name));
	return refuse(j, i);
}

static int
make_room(struct job *j, size_t i, const struct ipnet *net)
{
	const struct host_id *id = &j->plan->actions[i].want->host.id;
	struct hostcmd_host holder;
	int r;

	if (net->family == AF_UNSPEC)
		return STEP_GO;
	r = hostcmd_holder(&j->cmd, net, true, &holder);
	if (r == 0)
		r = STEP_GO;
	else if (r == 1)
		r = holder.host.has_id &&
			host_id_equal(&holder.host.host.id, id)
		    ? STEP_GO
		    : taken(j, i, net, &holder.host);
	hostcmd_free(&holder);
	return r;
}

/* What is there now decides, not what Kea said. */
static int
read_back(struct job *j, size_t i)
{
	const struct host *want = &j->plan->actions[i].want->host;
	struct hostcmd_host now;
	int r = hostcmd_get(&j->cmd, &want->id, &now);

	if (r == 1 && now.host.marked && !now.host.extra &&
	    host_same(&now.host.host, want) &&
	    host_version_cmp(&now.host.host.version, &want->version) == 0)
		j->out->outcomes[i] = BACKEND_DONE;
	hostcmd_free(&now);
	return r == -1 ? -1 : STEP_OVER;
}

/* A refused update has deleted the reservation. */
static int
put_back(struct job *j, const struct keadoc_host *have)
{
	char text[sizeof(j->cmd.text)], name[KEADOC_NAME_MAX];
	json_t *raw = keadoc_raw(have), *old = keadoc_shorten(raw);
	int r;

	memcpy(text, j->cmd.text, sizeof(text));
	r = hostcmd_add(&j->cmd, old);
	json_decref(old);
	json_decref(raw);
	if (r > 0)
		msg_warn("%s: %s is gone: it was refused (%s), and so was "
			 "what it was before (%s)",
		    j->cmd.ep->label, keadoc_name(have, name), text,
		    j->cmd.text);
	memcpy(j->cmd.text, text, sizeof(text));
	return r == -1 ? -1 : 0;
}

/* Kea refused what it should have taken: leave things as they were. */
static int
undo(struct job *j, size_t i)
{
	const struct plan_action *a = &j->plan->actions[i];
	char text[sizeof(j->cmd.text)];
	struct hostcmd_host now;
	int r;

	memcpy(text, j->cmd.text, sizeof(text));
	r = hostcmd_get(&j->cmd, &a->want->host.id, &now);
	if (r == 1 && now.host.marked &&
	    host_version_cmp(&now.host.host.version, &a->want->host.version) ==
		0)
		r = hostcmd_del(&j->cmd, &a->want->host.id) == -1 ? -1 : 0;
	else if (r == 1 && !(a->have && same(a->have, &now.host)))
		r = 2; /* another machine's, by now */
	else if (r == 1)
		r = 3; /* as it was: nothing was done */
	hostcmd_free(&now);
	memcpy(j->cmd.text, text, sizeof(text));
	if (r == 0 && a->have && put_back(j, a->have) == -1)
		r = -1;
	if (r == -1 || r == 2)
		return r == -1 ? -1 : STEP_OVER;
	return refuse(j, i);
}

static int
put(struct job *j, size_t i)
{
	const struct plan_action *a = &j->plan->actions[i];
	const struct keadoc_host *have = j->freed[i] ? NULL : a->have;
	json_t *json;
	int r = compare(j, i, have);

	if (r == STEP_GO)
		r = make_room(j, i, &a->want->host.addr);
	if (r == STEP_GO)
		r = make_room(j, i, &a->want->host.prefix);
	if (r != STEP_GO)
		return r;
	json = plan_json(a);
	r = have ? hostcmd_update(&j->cmd, json) : hostcmd_add(&j->cmd, json);
	json_decref(json);
	if (r == -1)
		return -1;
	return r == KEACMD_OK ? read_back(j, i) : undo(j, i);
}

/* All that can be put as things stand: how many were, -1 and why. */
static int
put_some(struct job *j)
{
	int n = 0;

	for (size_t i = 0; i < j->plan->count; i++) {
		int r = j->waiting[i] ? put(j, i) : STEP_WAIT;

		if (r == -1)
			return -1;
		if (r != STEP_WAIT) {
			j->waiting[i] = false;
			n++;
		}
	}
	return n;
}

/* Addresses that go round in a circle: break it.  1 done, 0 there is none. */
static int
free_one(struct job *j)
{
	for (size_t i = 0; i < j->plan->count; i++) {
		int r;

		if (!j->waiting[i] || j->freed[i] || !j->plan->actions[i].have)
			continue;
		r = take_away(j, i);
		if (r == -1)
			return -1;
		j->freed[i] = r == STEP_GO;
		j->waiting[i] = r == STEP_GO;
		return 1;
	}
	return 0;
}

static int
put_all(struct job *j)
{
	int r;

	for (size_t i = 0; i < j->plan->count; i++) {
		enum plan_verb verb = j->plan->actions[i].verb;

		j->waiting[i] = verb == PLAN_ADD || verb == PLAN_REPLACE;
	}
	do {
		r = put_some(j);
		if (r == 0)
			r = free_one(j);
	} while (r > 0);
	return r;
}

static int
remove_all(struct job *j)
{
	for (size_t i = 0; i < j->plan->count; i++) {
		const struct plan_action *a = &j->plan->actions[i];
		int r = a->verb == PLAN_REMOVE && a->have ? take_away(j, i)
							  : STEP_OVER;

		if (r == -1)
			return -1;
		if (r == STEP_GO && !a->want)
			j->out->outcomes[i] = BACKEND_DONE;
	}
	return 0;
}

/* Write the carrier of tombstones: 1 as it should be, 0, -1 and why. */
static int
carry(struct job *j, const struct host_id *id, json_t *was, json_t *forgotten)
{
	json_t *carrier = keadoc_carrier(j->doc->family, forgotten);
	struct hostcmd_host now;
	int r;

	if (!carrier)
		return why_set(
		    j->cmd.why, "%s: out of memory", j->cmd.ep->label);
	r = was ? hostcmd_update(&j->cmd, carrier)
		: hostcmd_add(&j->cmd, carrier);
	json_decref(carrier);
	if (r == -1 || hostcmd_get(&j->cmd, id, &now) == -1)
		return -1;
	r = json_equal(keadoc_forgotten(now.raw), forgotten);
	hostcmd_free(&now);
	return r;
}

/* Tell other machines of what is forgotten here; the same returns. */
static int
tell(struct job *j)
{
	struct hostcmd_host was;
	struct host_id id;
	json_t *told, *forgotten;
	int r;

	keadoc_carrier_id(j->doc->family, &id);
	if (hostcmd_get(&j->cmd, &id, &was) == -1)
		return -1;
	told = keadoc_forgotten(was.raw);
	forgotten = told ? jcopy(told) : json_object();
	if (!forgotten || plan_tell(j->plan, forgotten) == -1)
		r = why_set(j->cmd.why, "%s: out of memory", j->cmd.ep->label);
	else if (json_object_size(forgotten) == 0 && !was.raw)
		r = 1;
	else if (json_equal(forgotten, told))
		r = 1;
	else
		r = carry(j, &id, was.raw, forgotten);
	json_decref(forgotten);
	hostcmd_free(&was);
	return r;
}

/* Forgotten is what is not there any more and told. */
static int
tell_all(struct job *j)
{
	int told = tell(j);

	for (size_t i = 0; told == 1 && i < j->plan->want_count; i++) {
		const struct plan_action *a = &j->plan->actions[i];
		struct hostcmd_host now;
		int r;

		if (a->verb != PLAN_REMOVE ||
		    j->out->outcomes[i] != BACKEND_UNKNOWN)
			continue;
		r = a->have ? hostcmd_get(&j->cmd, &a->want->host.id, &now) : 0;
		if (r == 0)
			j->out->outcomes[i] = BACKEND_DONE;
		else if (r == 1)
			hostcmd_free(&now);
		else
			return -1;
	}
	return told == -1 ? -1 : 0;
}

/* A writer of whole configurations may have left the service deaf. */
static int
heal(struct job *j)
{
	struct keadoc_post *doc = keadoc_post_as_is(j->doc);
	int r;

	if (!doc)
		return why_set(
		    j->cmd.why, "%s: out of memory", j->cmd.ep->label);
	j->out->sets++;
	r = backend_restore(j->cmd.ep, doc, NULL, j->cmd.why);
	keadoc_post_free(doc);
	return r;
}

static int
run(struct job *j, bool deaf, backend_intent_fn *intent, void *arg)
{
	struct why *why = j->cmd.why;

	if (deaf && (heal(j) == -1 || intent(arg, false, why) == -1))
		return -1;
	if (j->plan->changes == 0)
		return 0;
	/* Nothing here makes DHCP deaf, but what is put is in memory alone
	 * from now on: only that part of the note stays. */
	if (intent(arg, true, why) == -1 || intent(arg, false, why) == -1 ||
	    remove_all(j) == -1 || put_all(j) == -1)
		return -1;
	return tell_all(j);
}

static int
begin(struct job *j)
{
	const struct plan *p = j->plan;

	j->waiting = calloc(p->count + 1, sizeof(*j->waiting));
	j->freed = calloc(p->count + 1, sizeof(*j->freed));
	if (backend_result_new(j->out, p->count, j->cmd.why) == -1)
		return -1;
	if (!j->waiting || !j->freed)
		return why_errno(j->cmd.why, "%s", j->cmd.ep->label);
	for (size_t i = 0; i < p->want_count; i++)
		if (p->actions[i].verb == PLAN_KEEP)
			j->out->outcomes[i] = BACKEND_DONE;
	return 0;
}

static int
commit(const struct endpoint *ep, const struct keadoc *doc,
    const struct plan *plan, bool deaf, backend_intent_fn *intent, void *arg,
    struct backend_result *out, struct why *why)
{
	struct job j = { .cmd = { .ep = ep, .why = why },
		.doc = doc,
		.plan = plan,
		.out = out };
	int r;

	r = begin(&j);
	if (r == 0)
		r = run(&j, deaf, intent, arg);
	out->changed = j.cmd.changed;
	free(j.waiting);
	free(j.freed);
	return r;
}

static const char *const needs[] = { "reservation-add", "reservation-del",
	"reservation-update", "reservation-get-by-id",
	"reservation-get-by-address", NULL };

const struct backend backend_hostcmds = {
	.name = "host-cmds",
	.needs = needs,
	.in_memory = true,
	.probe = backend_status,
	.snapshot = backend_config_get,
	.commit = commit,
	.persist = backend_write,
};
