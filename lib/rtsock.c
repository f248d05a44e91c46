#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "mono.h"
#include "rtsock.h"

#define BUFFER (256 * 1024)   /* of the socket, for what comes meanwhile */
#define READ_SIZE (64 * 1024) /* of one read: the kernel fills 32 KiB */
#define WAIT_SECONDS 10       /* the kernel answers while it is asked */
#define STILL_MS 5000 /* for a long list to be read while it keeps still */
#define ONE_PART_TRIES 16

struct rtsock {
	struct nl_sock *ask;
	struct nl_sock *events; /* changes of rules of both families */
	size_t parts;           /* datagrams that the last answer came in */
	_Alignas(struct nlmsghdr) uint8_t buf[READ_SIZE];
};

static void
set_option(int fd, int option)
{
	int on = 1;

	/* An older kernel without it says less; that is all. */
	setsockopt(fd, SOL_NETLINK, option, &on, sizeof(on));
}

static struct nl_sock *
open_socket(struct why *why)
{
	struct timeval wait = { .tv_sec = WAIT_SECONDS };
	struct nl_sock *sk = nl_socket_alloc();
	int rc;

	if (!sk) {
		why_set(why, "netlink: out of memory");
		return NULL;
	}
	rc = nl_connect(sk, NETLINK_ROUTE);
	if (rc < 0) {
		why_set(why, "netlink: %s", nl_geterror(rc));
		nl_socket_free(sk);
		return NULL;
	}
	nl_socket_set_buffer_size(sk, BUFFER, 0);
	set_option(nl_socket_get_fd(sk), NETLINK_EXT_ACK);
	set_option(nl_socket_get_fd(sk), NETLINK_CAP_ACK);
	set_option(nl_socket_get_fd(sk), NETLINK_GET_STRICT_CHK);
	setsockopt(
	    nl_socket_get_fd(sk), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	return sk;
}

struct rtsock *
rtsock_open(struct why *why)
{
	struct rtsock *s = calloc(1, sizeof(*s));

	if (!s) {
		why_set(why, "netlink: out of memory");
		return NULL;
	}
	s->ask = open_socket(why);
	if (s->ask)
		return s;
	rtsock_free(s);
	return NULL;
}

void
rtsock_free(struct rtsock *s)
{
	if (!s)
		return;
	if (s->ask)
		nl_socket_free(s->ask);
	if (s->events)
		nl_socket_free(s->events);
	free(s);
}

/* The kernel's words behind an error, or null. */
static const char *
ext_text(const struct nlmsghdr *n)
{
	const struct nlmsgerr *e = nlmsg_data(n);
	size_t skip = sizeof(*e);
	struct nlattr *attr;

	if (!(n->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	if (!(n->nlmsg_flags & NLM_F_CAPPED) && e->msg.nlmsg_len > NLMSG_HDRLEN)
		skip += NLMSG_ALIGN(e->msg.nlmsg_len) - NLMSG_HDRLEN;
	if (NLMSG_HDRLEN + skip > n->nlmsg_len)
		return NULL;
	attr = nla_find(
	    (const struct nlattr *)(const void *)((const char *)e + skip),
	    (int)(n->nlmsg_len - NLMSG_HDRLEN - skip), NLMSGERR_ATTR_MSG);
	if (!attr || nla_len(attr) < 1 ||
	    memchr(nla_data(attr), '\0', (size_t)nla_len(attr)) == NULL)
		return NULL;
	return nla_data(attr);
}

/* An error or the end of a dump, which carries one too.  Returns errno. */
static int
take_error(const struct nlmsghdr *n, struct why *why)
{
	const char *text = NULL;
	int error;

	if (nlmsg_datalen(n) < (int)sizeof(error))
		return 0; /* an end without a word */
	memcpy(&error, nlmsg_data(n), sizeof(error));
	if (error >= 0)
		return 0;
	error = -error;
	if (n->nlmsg_type == NLMSG_ERROR &&
	    nlmsg_datalen(n) >= (int)sizeof(struct nlmsgerr))
		text = ext_text(n);
	if (text)
		why_set(why, "%s (%s)", text, strerror(error));
	else
		why_set(why, "%s", strerror(error));
	return error;
}

struct answer {
	uint32_t seq;
	rtsock_fn *fn;
	void *arg;
	struct why *why;
	bool done;
	int error; /* the first */
};

static void
take_message(struct answer *a, const struct nlmsghdr *n)
{
	int error = 0;

	if (n->nlmsg_seq != a->seq)
		return; /* of a request before, given up */
	if (n->nlmsg_type == NLMSG_ERROR || n->nlmsg_type == NLMSG_DONE) {
		a->done = true;
		error = take_error(n, a->error == 0 ? a->why : NULL);
	} else if (a->error != 0 || n->nlmsg_type < NLMSG_MIN_TYPE) {
		return;
	}
	/* The end may be the first to say so. */
	if (a->error == 0 && error == 0 && n->nlmsg_flags & NLM_F_DUMP_INTR) {
		why_set(a->why, "the list changed while it was read");
		error = EINTR;
	} else if (!a->done && a->fn) {
		error = a->fn(a->arg, n, a->why);
	}
	if (a->error == 0)
		a->error = error;
}

/* One datagram of the kernel's: its length, or -1 and errno. */
static ssize_t
receive(struct rtsock *s)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { s->buf, READ_SIZE };
	struct msghdr m = { .msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1 };
	ssize_t n;

	do
		n = recvmsg(nl_socket_get_fd(s->ask), &m, 0);
	while ((n == -1 && errno == EINTR) || (n >= 0 && from.nl_pid != 0));
	if (n >= 0 && m.msg_flags & MSG_TRUNC) {
		errno = EMSGSIZE;
		return -1;
	}
	return n;
}

/* All of it, also behind an error: the next answer must not begin with it. */
static int
read_answer(struct rtsock *s, struct answer *a)
{
	while (!a->done) {
		ssize_t len = receive(s);
		int left = (int)len;
		struct nlmsghdr *n = (void *)s->buf;

		if (len == -1) {
			a->error = errno;
			if (errno == EAGAIN)
				why_set(a->why,
				    "netlink: no answer within %d seconds",
				    WAIT_SECONDS);
			else
				why_errno(a->why, "netlink");
			break;
		}
		if (nlmsg_ok(n, left) && n->nlmsg_type >= NLMSG_MIN_TYPE)
			s->parts++;
		for (; nlmsg_ok(n, left); n = nlmsg_next(n, &left))
			take_message(a, n);
	}
	return a->error;
}

int
rtsock_ask(struct rtsock *s, struct nl_msg *msg, rtsock_fn *fn, void *arg,
    struct why *why)
{
	struct nlmsghdr *n = nlmsg_hdr(msg);
	struct answer a = { .fn = fn, .arg = arg, .why = why };

	if ((n->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		n->nlmsg_flags |= NLM_F_ACK;
	nl_complete_msg(s->ask, msg);
	a.seq = n->nlmsg_seq;
	s->parts = 0;
	if (send(nl_socket_get_fd(s->ask), n, n->nlmsg_len, 0) == -1) {
		a.error = errno;
		why_errno(why, "netlink");
		return a.error;
	}
	return read_answer(s, &a);
}

/* Listen to changes of rules from now on. */
static int
listen_to_rules(struct rtsock *s, struct why *why)
{
	int rc;

	if (s->events)
		return 0;
	s->events = open_socket(why);
	if (!s->events)
		return ENOBUFS;
	rc = nl_socket_add_memberships(
	    s->events, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE, 0);
	if (rc == 0)
		return 0;
	nl_socket_free(s->events);
	s->events = NULL;
	why_set(why, "netlink: %s", nl_geterror(rc));
	return ENOTSUP;
}

/* Our own changes are no news; each would be copied to us by the kernel. */
static void
stop_listening(struct rtsock *s)
{
	if (s->events)
		nl_socket_free(s->events);
	s->events = NULL;
}

/* Whether rules changed since the last call; the kernel may have lost count. */
static bool
rules_changed(struct rtsock *s)
{
	bool changed = false;
	ssize_t n;

	do {
		n = recv(nl_socket_get_fd(s->events), s->buf, READ_SIZE,
		    MSG_DONTWAIT);
		changed |= n >= 0 || errno == ENOBUFS;
	} while (n >= 0 || errno == ENOBUFS || errno == EINTR);
	return changed;
}

static int
take_rule(void *arg, const struct nlmsghdr *n, struct why *why)
{
	struct rules *rules = arg;
	struct rule rule;

	if (n->nlmsg_type != RTM_NEWRULE)
		return 0;
	if (rule_parse(n, n->nlmsg_len, &rule, why) == -1)
		return EBADMSG;
	if (rules_push(rules, &rule) == 0)
		return 0;
	why_set(why, "out of memory");
	return ENOMEM;
}

static struct nl_msg *
rule_request(int type, int flags, const struct fib_rule_hdr *h)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (msg &&
	    nlmsg_append(msg, (void *)(uintptr_t)h, sizeof(*h), NLMSG_ALIGNTO) <
		0) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

static int
dump_rules(struct rtsock *s, int family, struct rules *out, struct why *why)
{
	struct fib_rule_hdr h = { .family = (uint8_t)family };
	struct nl_msg *msg = rule_request(RTM_GETRULE, NLM_F_DUMP, &h);
	int rc;

	if (!msg) {
		why_set(why, "out of memory");
		return ENOMEM;
	}
	rc = rtsock_ask(s, msg, take_rule, out, why);
	nlmsg_free(msg);
	return rc;
}

/*
 * What comes in one part is whole, if perhaps not the latest: good enough when
 * the list never keeps still.
 */
int
rtsock_rules(struct rtsock *s, int family, struct rules *out, struct why *why)
{
	size_t before = out->count;
	int64_t end = mono_ms() + STILL_MS;
	int rc = listen_to_rules(s, why);

	for (int i = 1; rc == 0; i++) {
		rules_changed(s);
		out->count = before;
		rc = dump_rules(s, family, out, why);
		if (rc != 0 || !rules_changed(s) ||
		    (s->parts <= 1 && i >= ONE_PART_TRIES))
			break;
		if (mono_ms() > end) {
			why_set(why,
			    "the rules change faster than they can be read");
			rc = EAGAIN;
		}
	}
	return rc;
}

static int
put_net(struct nl_msg *msg, int type, const struct ipnet *net)
{
	if (net->family == AF_UNSPEC)
		return 0;
	return nla_put(msg, type, net->family == AF_INET ? 4 : 16, net->addr);
}

static int
put_u32(struct nl_msg *msg, int type, uint32_t value)
{
	return value == 0 ? 0 : nla_put_u32(msg, type, value);
}

static int
put_name(struct nl_msg *msg, int type, const char *name)
{
	return name[0] == '\0' ? 0 : nla_put_string(msg, type, name);
}

/* Every attribute: one that is absent is any to the kernel. */
static int
put_rule(struct nl_msg *msg, const struct rule *r)
{
	int rc = nla_put_u32(msg, FRA_PRIORITY, r->pref);

	rc |= nla_put_u8(msg, FRA_PROTOCOL, r->protocol);
	rc |= put_net(msg, FRA_SRC, &r->src);
	rc |= put_net(msg, FRA_DST, &r->dst);
	rc |= put_name(msg, FRA_IIFNAME, r->iif);
	rc |= put_name(msg, FRA_OIFNAME, r->oif);
	rc |= put_u32(msg, FRA_FWMARK, r->mark);
	rc |= put_u32(msg, FRA_FWMASK, r->mask);
	rc |= put_u32(msg, FRA_TABLE, r->table);
	rc |= put_u32(msg, FRA_GOTO, r->goto_target);
	return rc;
}

static int
change_rule(struct rtsock *s, int type, int flags, const struct rule *r,
    struct why *why)
{
	struct fib_rule_hdr h = { .family = (uint8_t)r->family,
		.src_len = r->src.len,
		.dst_len = r->dst.len,
		.tos = r->tos,
		.action = r->action };
	struct nl_msg *msg = rule_request(type, flags, &h);
	int rc = ENOMEM;

	stop_listening(s);
	if (msg && put_rule(msg, r) == 0)
		rc = rtsock_ask(s, msg, NULL, NULL, why);
	else
		why_set(why, "out of memory");
	nlmsg_free(msg);
	return rc;
}

int
rtsock_add_rule(
    struct rtsock *s, const struct rule *rule, bool twin, struct why *why)
{
	return change_rule(
	    s, RTM_NEWRULE, NLM_F_CREATE | (twin ? 0 : NLM_F_EXCL), rule, why);
}

int
rtsock_delete_rule(struct rtsock *s, const struct rule *rule, struct why *why)
{
	return change_rule(s, RTM_DELRULE, 0, rule, why);
}
