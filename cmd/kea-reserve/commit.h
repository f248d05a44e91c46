/*
 * One round at one endpoint, under its lock: look, learn, plan, commit, mark.
 */
#ifndef COMMIT_H
#define COMMIT_H

#include <stdbool.h>

#include "backend.h"
#include "endpoint.h"
#include "why.h"

struct commit_site {
	const char *state_dir;
	const struct endpoint *ep;
	const struct backend *backend;
	int lock; /* of the endpoint, held */
};

/*
 * Ask the endpoint whether it is still the process, with the configuration,
 * that we left: 1 yes; 0 it was restarted or configured by another, or was
 * never looked at; -1 and why: it cannot be asked, which is in its record
 * now.
 */
int commit_probe(const struct commit_site *c, struct why *why);

/*
 * Snapshot, learn what other machines put there, plan everything that is
 * wanted, commit, mark.  Returns the number of config-sets, or -1 and why.
 * `release` asks for the quarantined ones too.
 */
int commit_round(const struct commit_site *c, bool release, struct why *why);

/* Have Kea write its configuration to disk, when we changed it since. */
int commit_persist(const struct commit_site *c, struct why *why);

#endif
