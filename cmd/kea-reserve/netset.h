/*
 * A set of addresses and prefixes, each with an owner, to be asked for
 * overlaps in logarithmic time: one duplicate in 100,000 reservations makes
 * Kea refuse all of them.
 */
#ifndef NETSET_H
#define NETSET_H

#include <stddef.h>

#include "ipnet.h"

struct netset;

/* The prefix of length `len` (not longer than net's) that holds `net`. */
struct ipnet netset_shorten(const struct ipnet *net, uint8_t len);

struct netset *netset_new(void);      /* null when memory is short */
void netset_free(struct netset *set); /* null is fine */

/* `owner` is the caller's, not null.  -1 when memory is short. */
int netset_add(struct netset *set, const struct ipnet *net, void *owner);

/*
 * Each owner of something that overlaps `net`, until fn returns something
 * else than 0, which is returned.  Adding ends before asking begins.
 */
typedef int netset_fn(void *arg, void *owner, const struct ipnet *net);
int netset_overlaps(
    struct netset *set, const struct ipnet *net, netset_fn *fn, void *arg);

#endif
