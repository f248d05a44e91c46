/*
 * A way to make a Kea service hold reservations.  `config` works on any Kea:
 * config-get, config-test, config-set.  All calls are made under the
 * endpoint's lock, by one process.
 */
#ifndef BACKEND_H
#define BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "keadoc.h"
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
	enum backend_outcome *outcomes; /* of each want of the plan */
	char **reasons;                 /* of BACKEND_REFUSED */
	size_t count;
	unsigned int sets; /* config-sets, the undoing ones too */
};

/*
 * Durable note, before the first step that may leave the service deaf, that
 * it has begun (true), and afterwards that the service is known to be well
 * (false).  Returns 0, or -1 and why: then the step is not taken.
 */
typedef int backend_intent_fn(void *arg, bool begun, struct why *why);

struct backend {
	const char *name;

	/* Ask which process answers and when it was configured. */
	int (*probe)(const struct endpoint *ep, struct backend_probe *out,
	    struct why *why);

	/* What the service holds.  Null and why. */
	struct keadoc *(*snapshot)(const struct endpoint *ep, struct why *why);

	/*
	 * Carry the plan out and read it back; wants that the plan itself
	 * refuses stay BACKEND_UNKNOWN.  `heal`: an earlier writer may have
	 * left the service deaf: set even if the plan changes nothing.
	 * Returns 0, or -1 and why when the service could not be asked or
	 * not be brought back.  Clear the result in either case.
	 */
	int (*commit)(const struct endpoint *ep, const struct keadoc *doc,
	    const struct plan *plan, bool heal, backend_intent_fn *intent,
	    void *arg, struct backend_result *out, struct why *why);

	/*
	 * Make what was committed survive a restart of Kea.  1: done; 0: this
	 * service cannot, and why says so; -1 and why: it could not be asked.
	 */
	int (*persist)(const struct endpoint *ep, struct why *why);
};

extern const struct backend backend_config;

void backend_result_clear(struct backend_result *r);

#endif
