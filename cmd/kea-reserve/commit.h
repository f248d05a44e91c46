/*
 * One round at one endpoint, under its lock: look, learn, plan, commit, mark.
 */
#ifndef COMMIT_H
#define COMMIT_H

#include <stdbool.h>

#include "backend.h"
#include "endpoint.h"
#include "store.h"
#include "why.h"

struct commit_site {
	const char *state_dir;
	const struct endpoint *ep;
	const struct backend *backend; /* null until it is chosen */
	struct store *store;
	int lock;      /* of the endpoint, held */
	bool attended; /* the caller tells why an endpoint is given up */
};

/*
 * Ask the endpoint whether it is still the process, with the configuration,
 * that we left: 1 yes; 0 it was restarted or configured by another, or was
 * never looked at; -1 and why: it cannot be asked, which is in its record
 * now.
 */
int commit_probe(const struct commit_site *c, struct why *why);

struct commit_count {
	unsigned int sets; /* config-sets, the undoing ones too */
	bool changed;      /* by these or otherwise */
	size_t learnt;     /* reservations that the state did not know */
	size_t settled;    /* newly applied or refused */
	size_t unknown;    /* tried and not there when read back, or not tried
	                      for all the others that were refused */
};

/* Which of the quarantined ones are tried again (applied.h). */
enum commit_release {
	COMMIT_RELEASE_NONE,
	COMMIT_RELEASE_DUE,
	COMMIT_RELEASE_ALL
};

/*
 * Snapshot, learn what other machines put there, plan everything that is
 * wanted, commit, mark.  Returns 0, or -1 and why, which is in the endpoint's
 * record too.
 */
int commit_round(const struct commit_site *c, enum commit_release release,
    struct commit_count *out, struct why *why);

/*
 * Note why the endpoint is given up for now, in its record and its status,
 * and in the log when it is news.  The functions here do it themselves.
 * Returns -1.
 */
int commit_fail(const struct commit_site *c, const struct why *why);

/* A look, long enough after the last commit, found all of it there. */
int commit_settled(const struct commit_site *c, struct why *why);

/* Have Kea write its configuration to disk, when we changed it since. */
int commit_persist(const struct commit_site *c, struct why *why);

#endif
