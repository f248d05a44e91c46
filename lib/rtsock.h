/*
 * A socket of rtnetlink: requests with an answer, dumps, and policy rules.
 * Kernel errors come with the kernel's own words (extended acknowledgements).
 */
#ifndef RTSOCK_H
#define RTSOCK_H

#include <stdbool.h>

#include "rule.h"
#include "why.h"

struct rtsock;
struct nlmsghdr; /* linux/netlink.h */
struct nl_msg;   /* netlink/msg.h */

/* Null and why. */
struct rtsock *rtsock_open(struct why *why);
void rtsock_free(struct rtsock *s); /* null is fine */

/*
 * Called for each message of an answer that is no error and no end; returns
 * 0, or an errno that ends the reading.
 */
typedef int rtsock_fn(void *arg, const struct nlmsghdr *msg, struct why *why);

/*
 * Send a request and read its answer: up to the acknowledgement, or the end
 * of a dump when the flags have NLM_F_DUMP.  A message without it is sent with
 * NLM_F_ACK.  `fn` may be null.  The socket checks dump requests strictly
 * (NETLINK_GET_STRICT_CHK), so their filters work or fail.
 *
 * Returns 0, or the errno that the kernel answered (EEXIST, ENETUNREACH...),
 * that the socket met, or that `fn` returned, and why: its text, the kernel's
 * words first.  EINTR: the list that was dumped changed meanwhile.
 */
int rtsock_ask(struct rtsock *s, struct nl_msg *msg, rtsock_fn *fn, void *arg,
    struct why *why);

/*
 * The kernel's rules of one family, in its order, appended to `out`.  A dump
 * that the list changed under is thrown away and done again: the kernel does
 * not tell that it skipped rules, but it tells of each change.  EAGAIN: the
 * list does not keep still.  Returns as rtsock_ask().
 */
int rtsock_rules(
    struct rtsock *s, int family, struct rules *out, struct why *why);

/*
 * Add a plain rule; `twin`: also when the kernel takes one that is there for
 * the same (EEXIST otherwise).  It goes behind all of its priority.
 */
int rtsock_add_rule(
    struct rtsock *s, const struct rule *rule, bool twin, struct why *why);

/* Delete the first rule that the kernel takes for `rule`: rule_deletes(). */
int rtsock_delete_rule(
    struct rtsock *s, const struct rule *rule, struct why *why);

#endif
