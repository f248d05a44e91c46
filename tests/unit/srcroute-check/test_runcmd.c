#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "runcmd.h"

static const struct runcmd_var none[] = { { NULL, NULL } };
static bool short_of_memory;

/* Before libc's; what is there already is let be. */
int
setenv(const char *name, const char *value, int overwrite)
{
	char *entry;

	(void)overwrite;
	if (short_of_memory || asprintf(&entry, "%s=%s", name, value) == -1) {
		errno = ENOMEM;
		return -1;
	}
	return putenv(entry);
}

/* Until it has ended, as if it had begun `age` milliseconds ago. */
static const char *
ended(struct runcmd *r, uint64_t age)
{
	static char text[64];
	int status;

	while (runcmd_poll(r, age, &status) == 0)
		poll(NULL, 0, 5);
	assert_int_equal(r->pid, 0);
	return runcmd_status_text(status, text, sizeof(text));
}

/* What `command` writes to its standard output, which is our stderr. */
static const char *
output(const char *command, bool shell, const struct runcmd_var *vars)
{
	static char text[1024];
	int fds[2], saved = dup(STDERR_FILENO);
	struct runcmd r;
	struct why why;
	ssize_t n;

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_not_equal(dup2(fds[1], STDERR_FILENO), -1);
	assert_int_equal(runcmd_start(&r, command, shell, vars, 0, &why), 0);
	ended(&r, 0);
	assert_int_not_equal(dup2(saved, STDERR_FILENO), -1);
	close(saved);
	close(fds[1]);
	n = read(fds[0], text, sizeof(text) - 1);
	close(fds[0]);
	assert_true(n >= 0);
	text[n] = '\0';
	return text;
}

static void
runs_words_without_a_shell(void **state)
{
	(void)state;
	assert_string_equal(
	    output(" printf  %s|\t$HOME;x *\n", false, none), "$HOME;x|*|");
}

static void
runs_a_shell_when_asked(void **state)
{
	(void)state;
	assert_string_equal(output("echo a | tr a b", true, none), "b\n");
}

static void
gives_an_environment_and_no_input(void **state)
{
	const struct runcmd_var vars[] = { { "COLLECTE_MEMBER", "ils" },
		{ "COLLECTE_TEXT", "it's \"so\"" }, { NULL, NULL } };

	(void)state;
	assert_string_equal(
	    output("printenv COLLECTE_MEMBER COLLECTE_TEXT", false, vars),
	    "ils\nit's \"so\"\n");
	assert_null(getenv("COLLECTE_MEMBER"));
	assert_string_equal(output("cat", false, none), "");
}

static void
says_how_it_ended(void **state)
{
	struct runcmd r;
	struct why why;

	(void)state;
	assert_int_equal(runcmd_start(&r, "exit 3", true, none, 0, &why), 0);
	assert_string_equal(ended(&r, 0), "exit status 3");
	assert_int_equal(
	    runcmd_start(&r, "kill -9 $$", true, none, 0, &why), 0);
	assert_string_equal(ended(&r, 0), "killed by signal 9");
}

static void
says_what_cannot_be_started(void **state)
{
	struct runcmd r;
	struct why why;
	int status;

	(void)state;
	assert_int_equal(
	    runcmd_start(&r, "/nonexistent x", false, none, 0, &why), -1);
	assert_string_equal(
	    why.text, "/nonexistent: No such file or directory");
	assert_int_equal(r.pid, 0);
	assert_int_equal(runcmd_poll(&r, 1000000, &status), 0);
	assert_int_equal(runcmd_start(&r, " \t", false, none, 0, &why), -1);
	assert_string_equal(why.text, "want a command, have none");
}

/* Both are ended: what the command started does not outlive it either. */
/* Without its environment it would not know what it is run for. */
static void
runs_nothing_without_its_environment(void **state)
{
	const struct runcmd_var vars[] = { { "A", "1" }, { NULL, NULL } };
	struct runcmd r;
	struct why why;

	(void)state;
	short_of_memory = true;
	assert_int_equal(runcmd_start(&r, "true", false, vars, 0, &why), -1);
	short_of_memory = false;
	assert_int_equal(r.pid, 0);
	assert_string_equal(why.text, "true: Cannot allocate memory");
}

static void
ends_what_takes_too_long(void **state)
{
	struct runcmd r;
	struct why why;
	int status;

	(void)state;
	assert_int_equal(
	    runcmd_start(&r, "sleep 1000 & sleep 1000", true, none, 0, &why),
	    0);
	assert_int_equal(runcmd_poll(&r, RUNCMD_MAX_MS - 1, &status), 0);
	assert_false(r.told);
	assert_string_equal(ended(&r, RUNCMD_MAX_MS), "killed by signal 15");
	assert_int_equal(
	    runcmd_start(&r, "trap '' TERM; while :; do sleep 1000; done", true,
		none, 0, &why),
	    0);
	assert_string_equal(
	    ended(&r, RUNCMD_MAX_MS + RUNCMD_GRACE_MS), "killed by signal 9");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_words_without_a_shell),
		cmocka_unit_test(runs_a_shell_when_asked),
		cmocka_unit_test(gives_an_environment_and_no_input),
		cmocka_unit_test(says_how_it_ended),
		cmocka_unit_test(says_what_cannot_be_started),
		cmocka_unit_test(runs_nothing_without_its_environment),
		cmocka_unit_test(ends_what_takes_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
