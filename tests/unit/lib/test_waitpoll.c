#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "waitpoll.h"

static int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void
waits_as_long_as_asked(void **state)
{
	const struct timespec step = { 0, 50000000 };
	int64_t begun = now_ns();

	(void)state;
	assert_int_equal(waitpoll(NULL, 0, &step, NULL), 0);
	assert_true(now_ns() - begun >= step.tv_nsec);
}

static void
tells_what_is_ready(void **state)
{
	const struct timespec long_time = { 600, 0 };
	struct pollfd p = { .events = POLLIN };
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "x", 1), 1);
	p.fd = fds[0];
	assert_int_equal(waitpoll(&p, 1, &long_time, NULL), 1);
	assert_int_equal(p.revents, POLLIN);
	close(fds[0]);
	close(fds[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_as_long_as_asked),
		cmocka_unit_test(tells_what_is_ready),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
