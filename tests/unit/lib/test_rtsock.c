#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <sys/socket.h>

#include "rtsock.h"

/* What the kernel answers here: datagrams of one message each. */
struct answer {
	uint16_t type, flags;
	int32_t error;
};

static const struct answer *answers;
static size_t left;
static uint32_t seq;

ssize_t
send(int fd, const void *buf, size_t len, int flags)
{
	struct nlmsghdr n;

	(void)fd;
	(void)flags;
	memcpy(&n, buf, sizeof(n));
	seq = n.nlmsg_seq;
	return (ssize_t)len;
}

ssize_t
recvmsg(int fd, struct msghdr *m, int flags)
{
	struct {
		struct nlmsghdr head;
		int32_t error;
	} d = { .head = { .nlmsg_len = sizeof(d), .nlmsg_seq = seq } };

	(void)fd;
	(void)flags;
	if (left == 0) {
		errno = EAGAIN;
		return -1;
	}
	left--;
	d.head.nlmsg_type = answers->type;
	d.head.nlmsg_flags = answers->flags;
	d.error = answers->error;
	answers++;
	memcpy(m->msg_iov[0].iov_base, &d, sizeof(d));
	m->msg_flags = 0;
	return sizeof(d);
}

static struct rtsock *sock;

static int
setup(void **state)
{
	(void)state;
	sock = rtsock_open(NULL);
	return sock ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	rtsock_free(sock);
	return 0;
}

static int
count(void *arg, const struct nlmsghdr *n, struct why *why)
{
	(void)n;
	(void)why;
	++*(int *)arg;
	return 0;
}

/* A dump that is answered so: what comes of it, and how many were taken. */
static int
dump(const struct answer *list, size_t n, int *taken, struct why *why)
{
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, NLM_F_DUMP);
	int rc;

	assert_non_null(msg);
	answers = list;
	left = n;
	*taken = 0;
	rc = rtsock_ask(sock, msg, count, taken, why);
	nlmsg_free(msg);
	return rc;
}

#define DUMP(taken, why, ...)                                \
	dump((const struct answer[]){ __VA_ARGS__ },         \
	    sizeof((const struct answer[]){ __VA_ARGS__ }) / \
		sizeof(struct answer),                       \
	    taken, why)

static void
a_dump_is_read_to_its_end(void **state)
{
	struct why why;
	int taken;

	(void)state;
	assert_int_equal(DUMP(&taken, &why, { RTM_NEWROUTE, NLM_F_MULTI, 0 },
			     { RTM_NEWROUTE, NLM_F_MULTI, 0 },
			     { NLMSG_DONE, NLM_F_MULTI, 0 }),
	    0);
	assert_int_equal(taken, 2);
	assert_int_equal(
	    DUMP(&taken, &why, { NLMSG_DONE, NLM_F_MULTI, -ENOENT }), ENOENT);
	assert_string_equal(why.text, "No such file or directory");
}

/* The kernel may notice it behind the last part only. */
static void
a_list_that_changed_is_told(void **state)
{
	struct why why;
	int taken;

	(void)state;
	assert_int_equal(DUMP(&taken, &why,
			     { RTM_NEWROUTE, NLM_F_MULTI | NLM_F_DUMP_INTR, 0 },
			     { NLMSG_DONE, NLM_F_MULTI, 0 }),
	    EINTR);
	assert_string_equal(why.text, "the list changed while it was read");
	why.text[0] = '\0';
	assert_int_equal(DUMP(&taken, &why, { RTM_NEWROUTE, NLM_F_MULTI, 0 },
			     { NLMSG_DONE, NLM_F_MULTI | NLM_F_DUMP_INTR, 0 }),
	    EINTR);
	assert_string_equal(why.text, "the list changed while it was read");
	/* What went wrong is worth more. */
	assert_int_equal(
	    DUMP(&taken, &why,
		{ NLMSG_DONE, NLM_F_MULTI | NLM_F_DUMP_INTR, -ENOMEM }),
	    ENOMEM);
}

static void
what_does_not_come_is_told(void **state)
{
	struct why why;
	int taken;

	(void)state;
	assert_int_equal(
	    DUMP(&taken, &why, { RTM_NEWROUTE, NLM_F_MULTI, 0 }), EAGAIN);
	assert_string_equal(why.text, "netlink: no answer within 10 seconds");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dump_is_read_to_its_end),
		cmocka_unit_test(a_list_that_changed_is_told),
		cmocka_unit_test(what_does_not_come_is_told),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
