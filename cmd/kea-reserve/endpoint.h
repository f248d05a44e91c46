/*
 * An endpoint: one family's Kea service on one target of the site file.
 * Each has a lock of its own (one process at a time talks to it) and a small
 * status beside the lock, which any process may read.
 */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"
#include "keacmd.h"
#include "site.h"
#include "why.h"

#define ENDPOINT_LABEL_MAX 128

struct endpoint {
	const struct site_target *target;
	int family;
	char label[ENDPOINT_LABEL_MAX]; /* "rosette dhcp4": messages, --list,
	                                   and the key in the state */
	struct keacmd_endpoint kea;
	bool waited; /* the call waits for it (-k); true at first */
};

struct endpoints {
	struct endpoint *list; /* families apart, in the site file's order */
	size_t count;
};

/* From the site's targets; shares its strings.  0, or -1 and why. */
int endpoints_new(
    const struct site *site, struct endpoints *out, struct why *why);
void endpoints_free(struct endpoints *e);

/* By what this server knows subscribers. */
enum host_id_type endpoint_by(const struct endpoint *ep);
/* Is the reservation one of those that it should hold? */
bool endpoint_takes(const struct endpoint *ep, const struct host *h);

/* The same service: a '/' at the end does not matter. */
bool endpoint_same_url(const char *a, const char *b);

/*
 * Wait only for the endpoints with one of these URLs.  -1 and why for a URL that no target has: it names those that
 * are configured.
 */
int endpoints_select(struct endpoints *e, const char *const *urls, size_t count,
    struct why *why);

/*
 * What passes between processes about an endpoint; times in microseconds of
 * CLOCK_BOOTTIME.  Not durable and not needed to be: a status from before
 * the last boot, torn or damaged, reads as all zeros.
 */
struct endpoint_status {
	uint64_t probed;  /* when Kea was last asked; 0: not known */
	uint64_t resumes; /* no commit before this */
	uint64_t cost;    /* how long the last commit took */
	uint64_t busy;    /* a commit runs since; 0: none, or its process is
	                     gone */
	uint64_t failed;  /* the last look failed then; 0: it did not */
};

uint64_t endpoint_now(void);

/*
 * The endpoint's lock file under state-dir, made when missing.  `wait` in
 * milliseconds: 0 = at once.  Returns a descriptor that holds the lock (it
 * ends when the last copy is closed), -2 when another process has it, -1
 * and why.
 */
int endpoint_lock(const char *state_dir, const struct endpoint *ep,
    unsigned int wait_ms, struct why *why);

/* Read without the lock; written only under it, through its descriptor. */
void endpoint_status_read(const char *state_dir, const struct endpoint *ep,
    struct endpoint_status *out);
void endpoint_status_write(int lock, const struct endpoint_status *st);

#endif
