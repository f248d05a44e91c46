#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act.h"
#include "msg.h"

static char folder[] = "/tmp/test_act.XXXXXX";
static char script[64], mark[64];

static int
setup(void **state)
{
	(void)state;
	msg_init("test_act");
	if (!mkdtemp(folder))
		return -1;
	snprintf(script, sizeof(script), "%s/down", folder);
	snprintf(mark, sizeof(mark), "%s/mark", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(script);
	unlink(mark);
	return rmdir(folder);
}

static void
write_script(void)
{
	FILE *fp = fopen(script, "w");

	assert_non_null(fp);
	fprintf(fp, "#!/bin/sh\n: >%s\n", mark);
	assert_int_equal(fclose(fp), 0);
	assert_int_equal(chmod(script, 0700), 0);
}

/* A member that is dead must be cut, if not at once. */
static void
what_cannot_be_started_is_tried_again(void **state)
{
	const struct path path = { .member = "ils", .table_name = "ils_table" };
	const struct verdict verdict = { .word = "black-hole" };
	struct act act = { .path = NULL };

	(void)state;
	act_want(&act, true, script, false, &path, &verdict);
	assert_false(act_go(&act, 1000));
	write_script();
	assert_false(act_go(&act, 1000 + ACT_AGAIN_MS - 1));
	assert_true(act_go(&act, 1000 + ACT_AGAIN_MS));
	for (int i = 0; act_go(&act, 3000) && i < 3000; i++)
		poll(NULL, 0, 10);
	assert_int_equal(access(mark, F_OK), 0);
	/* Once is enough. */
	assert_false(act_go(&act, 100000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_started_is_tried_again),
	};

	return cmocka_run_group_tests_name(
	    "srcroute-check act", tests, setup, teardown);
}
