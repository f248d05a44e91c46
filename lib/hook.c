#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hook.h"
#include "msg.h"
#include "waitpoll.h"

/* How often to look whether the server has read, and for how long. */
#define DRAIN_STEP_NS 50000
#define DRAIN_MAX_S 1

static bool
is_pipe(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* One write: a server that reads half an answer would take it for all. */
static bool
say(const char *text, size_t len)
{
	ssize_t n;

	do {
		n = write(STDOUT_FILENO, text, len);
	} while (n == -1 && errno == EINTR);
	return n == (ssize_t)len;
}

/*
 * The server reads only after it has filed our pid, so an empty pipe means
 * that our exit status can no longer get lost.
 */
static void
wait_drained(void)
{
	struct pollfd reader = { .fd = STDOUT_FILENO };
	struct timespec step = { .tv_nsec = DRAIN_STEP_NS };
	struct timespec now, end;
	int unread;

	prctl(PR_SET_TIMERSLACK, 1UL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += DRAIN_MAX_S;
	while (ioctl(STDOUT_FILENO, FIONREAD, &unread) == 0 && unread > 0) {
		if (waitpoll(&reader, 1, &step, NULL) > 0)
			return; /* the reader is gone */
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > end.tv_sec ||
		    (now.tv_sec == end.tv_sec && now.tv_nsec > end.tv_nsec))
			return;
	}
}

static pid_t our_pid;

static int
hold(void *unused)
{
	(void)unused;
	close_range(STDERR_FILENO + 1, ~0U, 0);
	if (prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL) == 0)
		while (getppid() == our_pid)
			pause();
	return 0;
}

/*
 * A child that holds stdout open until we can be waited for: the kernel
 * sends it its death signal when we become a zombie.  Without it the server
 * would see end-of-file just before, look in vain, and sleep 100 ms.
 *
 * It shares our memory, which costs a tenth of a fork(): all it does after
 * that is to wait.
 */
static void
leave_holder(void)
{
	static _Alignas(16) char stack[16384];

	our_pid = getpid();
	/* When it fails, the answer is only slower. */
	clone(hold, stack + sizeof(stack), CLONE_VM | SIGCHLD, NULL);
}

_Noreturn void
hook_exit(const char *pairs, enum hook_code code)
{
	char text[HOOK_MAX] = "";
	size_t len = pairs ? strlen(pairs) : 0;

	signal(SIGPIPE, SIG_IGN);
	if (len >= sizeof(text) || (len > 0 && strchr(pairs, '\n'))) {
		len = 0;
		code = HOOK_FAIL;
	}
	if (len > 0)
		memcpy(text, pairs, len);
	text[len++] = '\n';
	if (!say(text, len)) {
		msg_warn("<stdout>: %m");
		code = HOOK_FAIL;
	}
	explicit_bzero(text, sizeof(text));
	if (is_pipe(STDOUT_FILENO)) {
		wait_drained();
		leave_holder();
	}
	_exit(code);
}
