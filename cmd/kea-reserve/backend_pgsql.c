#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "keadoc_host.h"
#include "pgcheck.h"
#include "pgdb.h"
#include "pgdoc.h"
#include "pghosts.h"
#include "plan_index.h"

/* Most culprits that one commit takes out. */
#define CULPRITS_MAX 16

/* More than a statement may take: pgdb.h. */
#define PATIENCE_MS 70000

static bool
declared(const struct endpoint *ep)
{
	return ep->target->database != NULL;
}

static struct pgdb *
connect_to(const struct endpoint *ep, struct why *why)
{
	struct pgdb *db = pgdb_open(ep->target->database,
	    ep->target->database_password_file, PATIENCE_MS, why);

	if (!db) {
		why_prefix(why, "%s: database", ep->label);
	} else if (pghosts_check(db, why) == -1) {
		why_prefix(why, "%s", ep->label);
		pgdb_close(db);
		db = NULL;
	}
	return db;
}

static struct keadoc *
snapshot(const struct endpoint *ep, struct why *why)
{
	struct pgdb *db = connect_to(ep, why);
	struct keadoc *runs = NULL, *doc = NULL;
	struct pghosts p;
	json_t *list;

	if (db && (runs = backend_config_get(ep, why)) &&
	    pgcheck_reads(ep, runs, pgdb_name(db), why) == 0) {
		list = keadoc_global(runs);
		if (!list) {
			why_set(why, "%s: out of memory", ep->label);
		} else if (pghosts_read(db, ep->family, &p, why) == -1) {
			why_prefix(why, "%s", ep->label);
		} else {
			doc = pgdoc_make(ep, runs, list, &p, why);
			pghosts_clear(&p);
		}
		json_decref(list);
	}
	keadoc_free(runs);
	pgdb_close(db);
	return doc;
}

/* One commit under way. */
struct job {
	const struct endpoint *ep;
	const struct keadoc *doc;
	const struct plan *plan;
	struct pgdb *db;
	struct plan_want *wants; /* the plan's, with the culprits held */
	size_t count;
	size_t culprit; /* count: none */
	struct backend_result *out;
	struct why *why;
};

static int
refuse(struct job *j, size_t i, const char *reason)
{
	j->wants[i].held = true;
	j->out->outcomes[i] = BACKEND_REFUSED;
	/* Hidden in two subnets: refused twice. */
	free(j->out->reasons[i]);
	j->out->reasons[i] = strdup(reason);
	return j->out->reasons[i] ? 0 : why_errno(j->why, "refusal");
}

static int
run_sql(struct job *j, const char *sql)
{
	if (pgdb_exec(j->db, sql, NULL, 0, NULL, j->why) == 0)
		return 0;
	return why_prefix(
	    j->why, "%s: database %s", j->ep->label, pgdb_name(j->db));
}

static struct keadoc *
read_doc(struct job *j, struct pghosts *p)
{
	struct keadoc *doc;

	if (pghosts_read(j->db, j->ep->family, p, j->why) == -1) {
		why_prefix(j->why, "%s", j->ep->label);
		return NULL;
	}
	doc = pgdoc_again(j->ep, j->doc, p, j->why);
	if (!doc)
		pghosts_clear(p);
	return doc;
}

static int
do_action(struct job *j, const struct plan_action *a)
{
	json_t *raw = a->have ? keadoc_raw(a->have) : NULL;
	int r = 0;

	if (a->have && !raw)
		return why_set(j->why, "%s: out of memory", j->ep->label);
	if (a->verb == PLAN_ADD || a->verb == PLAN_REPLACE)
		r = pghosts_put(j->db, &a->want->host, raw, j->why);
	else if (a->verb == PLAN_REMOVE && raw)
		r = pghosts_remove(j->db, j->ep->family, raw, j->why);
	json_decref(raw);
	return r;
}

/* Data that the database does not take: one reservation's fault alone. */
static bool
is_culprit(const struct pgdb *db)
{
	return strncmp(pgdb_state(db), "22", 2) == 0 ||
	    strncmp(pgdb_state(db), "23", 2) == 0;
}

static int
do_plan(struct job *j, const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (do_action(j, &plan->actions[i]) == 0)
			continue;
		if (is_culprit(j->db) && plan->actions[i].want)
			j->culprit = i;
		return why_prefix(
		    j->why, "%s: database %s", j->ep->label, pgdb_name(j->db));
	}
	return 0;
}

static int
write_tombstones(struct job *j, const struct plan *plan,
    const struct keadoc *doc, const struct pghosts *was)
{
	json_t *forgotten = plan_tombstones(plan, doc);
	int r = -1;

	if (!forgotten)
		why_set(j->why, "%s: out of memory", j->ep->label);
	else
		r = pghosts_forget(
		    j->db, j->ep->family, was, forgotten, j->why);
	json_decref(forgotten);
	return r;
}

/* Plan again on what stands there now that nobody else can write. */
static int
write_all(struct job *j)
{
	struct pghosts p;
	struct keadoc *doc = read_doc(j, &p);
	struct plan *plan;
	int r = -1;

	if (!doc)
		return -1;
	plan = plan_make(j->wants, j->count, doc);
	if (!plan)
		why_set(j->why, "%s: out of memory", j->ep->label);
	else if (do_plan(j, plan) == 0)
		r = write_tombstones(j, plan, doc, &p);
	if (r == 0 && plan->changes > 0)
		j->out->changed = true;
	plan_free(plan);
	keadoc_free(doc);
	pghosts_clear(&p);
	return r;
}

/* Still in the transaction. */
static int
read_back(struct job *j)
{
	struct pghosts p;
	struct keadoc *now = read_doc(j, &p);
	int r;

	if (!now)
		return -1;
	r = backend_read_back(j->out, j->plan, j->wants, now);
	if (r == -1)
		why_set(j->why, "%s: out of memory", j->ep->label);
	pghosts_clear(&p);
	keadoc_free(now);
	return r;
}

/* All of it in one transaction, or nothing. */
static int
attempt(struct job *j)
{
	j->culprit = j->count;
	j->out->changed = false;
	if (run_sql(j, "BEGIN") == -1 ||
	    run_sql(j,
		"LOCK TABLE hosts, ipv6_reservations"
		" IN SHARE ROW EXCLUSIVE MODE") == -1 ||
	    write_all(j) == -1)
		return -1;
	if (read_back(j) == 0 && run_sql(j, "COMMIT") == 0)
		return 0;
	/* Not known to be there. */
	j->culprit = j->count;
	for (size_t i = 0; i < j->out->count; i++)
		if (j->out->outcomes[i] == BACKEND_DONE)
			j->out->outcomes[i] = BACKEND_UNKNOWN;
	return -1;
}

static int
run(struct job *j)
{
	int r = -1;

	for (int i = 0; r == -1 && i < CULPRITS_MAX; i++) {
		struct why ignored;

		r = attempt(j);
		if (r == 0)
			break;
		pgdb_exec(j->db, "ROLLBACK", NULL, 0, NULL, &ignored);
		if (j->culprit == j->count ||
		    refuse(j, j->culprit, j->why->text) == -1)
			return -1;
	}
	return r;
}

/* Does another reservation than this one come for it from Kea? */
static bool
is_hidden(const struct plan_want *w, const struct keadoc_host *by)
{
	return w && !w->host.gone && !w->held &&
	    (by->extra || !host_same(&w->host, &by->host));
}

static int
refuse_hidden_by(struct job *j, json_t *raw, const struct plan_want **sorted)
{
	const struct plan_want *w = NULL;
	struct keadoc_host h;

	if (keadoc_host_read(raw, j->ep->family, true, &h) == -1)
		return why_errno(j->why, "%s", j->ep->label);
	free(h.nets);
	if (h.has_id)
		w = plan_find(sorted, j->count, &h.host);
	if (!is_hidden(w, &h))
		return 0;
	return refuse(j, (size_t)(w - j->wants),
	    "Kea's configuration holds another reservation for it, which comes "
	    "before the database: remove it there");
}

/* Kea looks into its configuration first: there it would find another. */
static int
refuse_hidden(struct job *j)
{
	const struct plan_want **sorted = plan_sort(j->wants, j->count);
	json_t *list = pgdoc_in_config(j->doc);
	int r = 0;

	if (!sorted)
		return why_errno(j->why, "%s", j->ep->label);
	for (size_t i = 0; r == 0 && i < json_array_size(list); i++)
		r = refuse_hidden_by(j, json_array_get(list, i), sorted);
	free(sorted);
	return r;
}

static int
commit(const struct endpoint *ep, const struct keadoc *doc,
    const struct plan *plan, bool deaf, backend_intent_fn *intent, void *arg,
    struct backend_result *out, struct why *why)
{
	struct job j = { .ep = ep,
		.doc = doc,
		.plan = plan,
		.count = plan->want_count,
		.out = out,
		.why = why };
	int r = backend_result_new(out, plan->count, why);

	j.wants = calloc(j.count + 1, sizeof(*j.wants));
	if (r == 0 && !j.wants)
		r = why_errno(why, "%s", ep->label);
	for (size_t i = 0; r == 0 && i < j.count; i++)
		j.wants[i] = plan->wants[i];
	if (r == 0)
		r = refuse_hidden(&j);
	if (r == 0)
		r = (j.db = connect_to(ep, why)) ? run(&j) : -1;
	/* Another back-end's, which stood here before. */
	if (r == 0 && deaf)
		r = intent(arg, false, why);
	pgdb_close(j.db);
	free(j.wants);
	return r;
}

static int
persist(const struct endpoint *ep, struct why *why)
{
	(void)ep;
	(void)why;
	return 1;
}

static void
check(const struct endpoint *ep, const struct keadoc *doc, struct findings *f)
{
	struct pgdb *db;
	struct why why;

	db = connect_to(ep, &why);
	if (!db) {
		finding_add_why(f, FIND_DATABASE, &why);
		return;
	}
	pgcheck(ep, doc, db, f);
	pgdb_close(db);
}

static const char *const needs[] = { "config-get", NULL };

const struct backend backend_pgsql = {
	.name = "pgsql",
	.needs = needs,
	.declared = declared,
	.check = check,
	.probe = backend_status,
	.snapshot = snapshot,
	.commit = commit,
	.persist = persist,
};
