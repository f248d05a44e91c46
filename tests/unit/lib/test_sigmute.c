#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "sigmute.h"

static volatile sig_atomic_t caught;

static void
on_pipe(int sig)
{
	(void)sig;
	caught++;
}

/* A write that causes SIGPIPE; what it left in errno. */
static int
broken_write(void)
{
	int fd[2];
	int rc;

	assert_int_equal(pipe(fd), 0);
	close(fd[0]);
	errno = 0;
	rc = (int)write(fd[1], "x", 1);
	assert_int_equal(rc, -1);
	rc = errno;
	close(fd[1]);
	return rc;
}

static int
setup(void **state)
{
	const struct sigaction action = { .sa_handler = on_pipe };

	(void)state;
	caught = 0;
	return sigaction(SIGPIPE, &action, NULL);
}

static void
eats_the_one_it_caused(void **state)
{
	struct sigmute m;

	(void)state;
	sigmute_begin(&m, SIGPIPE);
	assert_int_equal(broken_write(), EPIPE);
	errno = ENOSPC;
	sigmute_end(&m);
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(caught, 0);
	/* And no other. */
	assert_int_equal(broken_write(), EPIPE);
	assert_int_equal(caught, 1);
}

static void
quiet_calls_change_nothing(void **state)
{
	struct sigmute m;
	sigset_t now;

	(void)state;
	sigmute_begin(&m, SIGPIPE);
	sigmute_end(&m);
	assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &now), 0);
	assert_int_equal(sigismember(&now, SIGPIPE), 0);
	assert_int_equal(caught, 0);
}

/* One that the program holds back for itself stays for it. */
static void
keeps_one_that_was_there_before(void **state)
{
	struct sigmute m;
	sigset_t set;
	sigset_t now;

	(void)state;
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGPIPE);
	sigmute_begin(&m, SIGPIPE);
	assert_int_equal(broken_write(), EPIPE);
	sigmute_end(&m);
	sigpending(&now);
	assert_int_equal(sigismember(&now, SIGPIPE), 1);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	assert_int_equal(caught, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(eats_the_one_it_caused, setup),
		cmocka_unit_test_setup(quiet_calls_change_nothing, setup),
		cmocka_unit_test_setup(keeps_one_that_was_there_before, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
