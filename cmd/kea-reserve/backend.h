/*
 * A way to make a Kea service hold reservations.  `config` works on any Kea:
 * config-get, config-test, config-set.  `include` writes a file that Kea's own
 * takes in, on the same machine.  `pgsql` writes rows of a database that any
 * number of Keas read.  `host-cmds` adds, changes and removes one reservation
 * after the other, by commands of Kea's hook of that name.
 */
#ifndef BACKEND_H
#define BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "finding.h"
#include "keadoc.h"
#include "keadoc_post.h"
#include "plan.h"
#include "why.h"

/* What the Kea service can do, and which process it is. */
struct backend_probe {
	int64_t pid;        /* 0: not told */
	int64_t configured; /* seconds since 1970, give or take one */
};

/* What became of one action of a plan. */
enum backend_outcome {
	BACKEND_UNKNOWN, /* not tried, or no answer: look again */
	BACKEND_DONE,    /* read back */
	BACKEND_REFUSED  /* by Kea: reason */
};

struct backend_result {
	enum backend_outcome *outcomes; /* of each action of the plan */
	char **reasons;                 /* of BACKEND_REFUSED */
	size_t count;
	unsigned int sets; /* config-sets, the undoing ones too, or whatever
	                      else makes DHCP deaf while it runs */
	bool changed;      /* something was, without one */
};

/*
 * Durable note, before the first step that may leave the service deaf, that
 * it has begun (true), and afterwards that the service is known to be well
 * (false).  Returns 0, or -1 and why: then the step is not taken.
 */
typedef int backend_intent_fn(void *arg, bool begun, struct why *why);

/* commit() and persist() are called under the endpoint's lock, by one
 * process; the others by whoever wants to look. */
struct backend {
	const char *name; /* "backend" of a target */

	/* Commands that the service must know; ends with null. */
	const char *const *needs;

	/* Kea holds in memory what is committed, until config-write. */
	bool in_memory;

	/* Is it this one by what the target declares?  Null: never, it is
	 * chosen by what the service can do. */
	bool (*declared)(const struct endpoint *ep);

	/* The faults that --check looks for beside those of any service;
	 * `doc` is config-get's.  Null: none. */
	void (*check)(const struct endpoint *ep, const struct keadoc *doc,
	    struct findings *f);

	/* Ask which process answers and when it was configured. */
	int (*probe)(const struct endpoint *ep, struct backend_probe *out,
	    struct why *why);

	/* What the service holds.  Null and why. */
	struct keadoc *(*snapshot)(const struct endpoint *ep, struct why *why);

	/*
	 * Carry the plan out and read it back; wants that the plan itself
	 * refuses stay BACKEND_UNKNOWN.  `deaf`: an earlier writer may have
	 * left the service so: set even if the plan changes nothing.
	 * Returns 0, or -1 and why when the service could not be asked or
	 * not be brought back.  Clear the result in either case.
	 */
	int (*commit)(const struct endpoint *ep, const struct keadoc *doc,
	    const struct plan *plan, bool deaf, backend_intent_fn *intent,
	    void *arg, struct backend_result *out, struct why *why);

	/*
	 * Make what was committed survive a restart of Kea.  1: done; 0: this
	 * service cannot, and why says so; -1 and why: it could not be asked.
	 */
	int (*persist)(const struct endpoint *ep, struct why *why);
};

extern const struct backend backend_hostcmds;
extern const struct backend backend_config;
extern const struct backend backend_include;
extern const struct backend backend_pgsql;

/* The target's "backend", or null and why for one that is none. */
const struct backend *backend_named(const char *name, struct why *why);

/* Every target's "backend" is one, and one for its families.  0, or -1 and
 * why; asks no Kea. */
int backend_check_site(const struct endpoints *eps, struct why *why);

/*
 * The endpoint's: the one its target names; else the one that its target
 * declares the means of; else the first whose commands the service knows (it
 * is asked when that decides).  Null and why when it cannot be asked.
 */
const struct backend *backend_choose(
    const struct endpoint *ep, struct why *why);

/* The chosen one's snapshot. */
struct keadoc *backend_snapshot(const struct endpoint *ep, struct why *why);

/*
 * The same process with the same configuration?  Kea tells whole seconds:
 * what was set within one of the other is not told apart.
 */
bool backend_same(const struct backend_probe *a, const struct backend_probe *b);

/* A probe() by status-get, and a snapshot() of config-get: any Kea's. */
int backend_status(
    const struct endpoint *ep, struct backend_probe *out, struct why *why);
struct keadoc *backend_config_get(const struct endpoint *ep, struct why *why);

/*
 * A command that may take long with many reservations, with a document or
 * (null) without arguments.  Kea's result (keacmd.h), its words in text; -1
 * and why.
 */
#define BACKEND_TEXT_MAX 512
int backend_tell(const struct endpoint *ep, const char *command,
    const struct keadoc_post *doc, char text[BACKEND_TEXT_MAX],
    struct why *why);

/*
 * Have a service that may be deaf be well again: with config-set of what it
 * was known to take, or else config-reload of its file, the last thing that
 * may help; that one is an error all the same.  `failed`: what Kea said
 * of the set before, for the message; null: nobody knows.  0, or -1 and why.
 */
int backend_restore(const struct endpoint *ep, const struct keadoc_post *good,
    const char *failed, struct why *why);

/* A persist() by config-write. */
int backend_write(const struct endpoint *ep, struct why *why);

/* Does the list of list-commands' answer hold this one? */
bool backend_knows(const json_t *commands, const char *command);

/* All unknown, for so many actions.  0, or -1 and why; clear in either case. */
int backend_result_new(struct backend_result *r, size_t count, struct why *why);
void backend_result_clear(struct backend_result *r);

/*
 * What the service holds afterwards, `now`, decides, not what was sent: of
 * what is unknown yet a want that stands there is done, and a removal of what
 * does not.  `wants` are the plan's, with those held that were left out.  0,
 * or -1 when memory is short.
 */
int backend_read_back(struct backend_result *r, const struct plan *plan,
    const struct plan_want *wants, const struct keadoc *now);

#endif
