#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>
#include <cmocka.h>

#include "msg.h"

/* What went to syslog: these stand in for the C library's. */
static char logged[8192];
static int logged_priority, logged_facility;

void __syslog_chk(int priority, int flag, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void keep(int priority, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

static void
keep(int priority, const char *fmt, va_list ap)
{
	logged_priority = priority;
	vsnprintf(logged, sizeof(logged), fmt, ap);
}

void
openlog(const char *ident, int option, int facility)
{
	(void)option;
	assert_string_equal(ident, "tool");
	logged_facility = facility;
}

#undef syslog
void
syslog(int priority, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep(priority, fmt, ap);
	va_end(ap);
}

/* Where syslog() goes under _FORTIFY_SOURCE. */
void
__syslog_chk(int priority, int flag, const char *fmt, ...)
{
	va_list ap;

	(void)flag;
	va_start(ap, fmt);
	keep(priority, fmt, ap);
	va_end(ap);
}

/* stderr into a file, and back. */
static int real_stderr;
static FILE *captured;

static void
capture(void)
{
	captured = tmpfile();
	assert_non_null(captured);
	fflush(stderr);
	real_stderr = dup(STDERR_FILENO);
	dup2(fileno(captured), STDERR_FILENO);
	logged[0] = '\0';
}

static void
want_stderr(const char *text)
{
	static char got[10000];
	size_t n;

	fflush(stderr);
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	rewind(captured);
	n = fread(got, 1, sizeof(got) - 1, captured);
	got[n] = '\0';
	fclose(captured);
	assert_string_equal(got, text);
}

static void
warns_on_stderr_only(void **state)
{
	(void)state;
	msg_init("tool");
	capture();
	msg_warn("want %d, have %s", 1, "x");
	msg_log("nobody listens");
	want_stderr("tool: want 1, have x\n");
	assert_string_equal(logged, "");
}

static void
escapes_and_cuts(void **state)
{
	static char big[5000], want[3000];
	int n;

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	capture();
	msg_warn("%s", "a\033[2J\nforged: line\xff");
	want_stderr("tool: a\\x1b[2J\\x0aforged: line\\xff\n");
	capture();
	msg_warn("%s", big);
	n = snprintf(want, sizeof(want), "tool: %.2047s\n", big);
	assert_int_equal(n, 6 + 2047 + 1);
	want_stderr(want);
}

static void
tells_syslog_when_asked(void **state)
{
	(void)state;
	msg_to_syslog();
	msg_to_syslog();
	assert_int_equal(logged_facility, LOG_DAEMON);
	capture();
	msg_warn("100%% of %s", "\n");
	want_stderr("tool: 100% of \\x0a\n");
	assert_string_equal(logged, "100% of \\x0a");
	assert_int_equal(logged_priority, LOG_WARNING);
	capture();
	msg_log("%s%%s", "\033");
	want_stderr("");
	assert_string_equal(logged, "\\x1b%s");
	assert_int_equal(logged_priority, LOG_NOTICE);
}

static void
checks_stdout(void **state)
{
	int keep_stdout = dup(STDOUT_FILENO), fd;

	(void)state;
	assert_int_equal(msg_close_stdout(), 0);
	fd = open("/dev/full", O_WRONLY);
	assert_int_not_equal(fd, -1);
	capture();
	dup2(fd, STDOUT_FILENO);
	close(fd);
	printf("x");
	fd = msg_close_stdout();
	dup2(keep_stdout, STDOUT_FILENO);
	close(keep_stdout);
	clearerr(stdout);
	want_stderr("tool: <stdout>: No space left on device\n");
	assert_int_equal(fd, -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(warns_on_stderr_only),
		cmocka_unit_test(escapes_and_cuts),
		cmocka_unit_test(tells_syslog_when_asked),
		cmocka_unit_test(checks_stdout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
