#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "hook.h"

/* hook_exit(pairs, code) in a child whose stdout is `out`. */
static pid_t
start(int out, int unused, const char *pairs, enum hook_code code)
{
	pid_t pid = fork();

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		dup2(out, STDOUT_FILENO);
		close(out);
		if (unused != -1)
			close(unused);
		hook_exit(pairs, code);
	}
	return pid;
}

/* As the server does: read to end-of-file.  The child is left to reap. */
static pid_t
answer_of(const char *pairs, enum hook_code code, char *buf, size_t size)
{
	size_t len = 0;
	ssize_t n;
	pid_t pid;
	int fd[2];

	assert_int_equal(pipe(fd), 0);
	pid = start(fd[1], fd[0], pairs, code);
	close(fd[1]);
	while ((n = read(fd[0], buf + len, size - 1 - len)) > 0)
		len += (size_t)n;
	buf[len] = '\0';
	close(fd[0]);
	return pid;
}

static int
reap(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
answers(const char *pairs, enum hook_code code, const char *want, int status)
{
	char buf[2048];
	pid_t pid = answer_of(pairs, code, buf, sizeof(buf));

	assert_string_equal(buf, want);
	assert_int_equal(reap(pid), status);
}

static void
test_answer(void **state)
{
	(void)state;
	answers("A := 'b'", HOOK_OK, "A := 'b'\n", 0);
	answers(NULL, HOOK_NOOP, "\n", 8);
	answers("", HOOK_FAIL, "\n", 2);
}

static void
test_too_long(void **state)
{
	char pairs[HOOK_MAX + 1], want[HOOK_MAX + 2];

	(void)state;
	memset(pairs, 'x', sizeof(pairs));
	pairs[HOOK_MAX] = '\0';
	answers(pairs, HOOK_OK, "\n", HOOK_FAIL);
	pairs[HOOK_MAX - 1] = '\0';
	memset(want, 'x', sizeof(want));
	memcpy(want + HOOK_MAX - 1, "\n", 2);
	answers(pairs, HOOK_OK, want, HOOK_OK);
}

static void
test_two_lines(void **state)
{
	(void)state;
	answers("A := 'b'\nC := 'd'", HOOK_OK, "\n", HOOK_FAIL);
}

/* What the holder is for: at end-of-file the child can be waited for. */
static void
test_waitable_at_eof(void **state)
{
	char buf[64];
	int status;

	(void)state;
	for (int i = 0; i < 200; i++) {
		pid_t pid = answer_of("A := 'b'", HOOK_OK, buf, sizeof(buf));

		assert_int_equal(waitpid(pid, &status, WNOHANG), pid);
		assert_int_equal(WEXITSTATUS(status), HOOK_OK);
	}
}

/* Nobody has read: the child must still be there. */
static void
test_waits_for_reader(void **state)
{
	struct pollfd answer;
	char buf[64];
	int fd[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	pid = start(fd[1], fd[0], "A := 'b'", HOOK_NOOP);
	close(fd[1]);
	answer = (struct pollfd){ .fd = fd[0], .events = POLLIN };
	assert_int_equal(poll(&answer, 1, -1), 1);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
		usleep(1000);
	}
	assert_int_equal(read(fd[0], buf, sizeof(buf)), 9);
	assert_int_equal(reap(pid), HOOK_NOOP);
	/* The holder is gone as well. */
	assert_int_equal(read(fd[0], buf, sizeof(buf)), 0);
	close(fd[0]);
}

static void
test_reader_never_reads(void **state)
{
	int fd[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	pid = start(fd[1], -1, "A := 'b'", HOOK_OK);
	assert_int_equal(reap(pid), HOOK_OK); /* bounded: it ends */
	close(fd[0]);
	close(fd[1]);
}

static void
test_reader_gone(void **state)
{
	int fd[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	close(fd[0]);
	pid = start(fd[1], -1, "A := 'b'", HOOK_OK);
	close(fd[1]);
	assert_int_equal(reap(pid), HOOK_FAIL);
}

static void
test_file(void **state)
{
	char path[] = "/tmp/test_hook.XXXXXX", buf[64];
	int fd = mkstemp(path);
	ssize_t n;
	pid_t pid;

	(void)state;
	assert_int_not_equal(fd, -1);
	unlink(path);
	pid = start(fd, -1, "A := 'b'", HOOK_OK);
	assert_int_equal(reap(pid), HOOK_OK);
	n = pread(fd, buf, sizeof(buf), 0);
	assert_int_equal(n, 9);
	assert_memory_equal(buf, "A := 'b'\n", 9);
	close(fd);
}

static void
test_full_disk(void **state)
{
	int fd = open("/dev/full", O_WRONLY);
	pid_t pid;

	(void)state;
	assert_int_not_equal(fd, -1);
	pid = start(fd, -1, "A := 'b'", HOOK_OK);
	close(fd);
	assert_int_equal(reap(pid), HOOK_FAIL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_two_lines),
		cmocka_unit_test(test_waitable_at_eof),
		cmocka_unit_test(test_waits_for_reader),
		cmocka_unit_test(test_reader_never_reads),
		cmocka_unit_test(test_reader_gone),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
