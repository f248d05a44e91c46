/*
 * faultrun: run a command again and again, and make another of its calls fail
 * each time, until one run has no call left to fail.
 *
 *   faultrun [-m fail|kill|short] [-o CALLS] [-n MOST] [-t SECONDS]
 *            [-i FILE] [-x CODES] [-f FILTER] [-e UNTIL] [-r BEFORE]
 *            [-c AFTER] SHIM COMMAND...
 *
 *   -m  what happens to the call; see tests/shim/fault.h
 *   -o  only these calls, as "open,write"
 *   -n  at most so many runs, evenly spread; the default is all
 *   -t  a run that takes longer hangs; the default is 30
 *   -i  its standard input; the default is /dev/null
 *   -x  exit codes that a run may have; the default is "0 1 2"
 *   -f  a shell command through which output goes before it is compared
 *   -e  a shell command, asked again and again while the run goes on, with OUT
 *       and ERR, files with its output: once it is true, the run is ended by
 *       SIGTERM
 *   -r  a shell command before each run, with N, the run's number
 *   -c  one behind it, with N, RC (the exit code, or 128 + signal) and CALL
 *       (which one failed); its exit code is a verdict too
 *
 * A run is wrong when a signal ended it (but by -m kill), when it hangs, when
 * it has another exit code, when it says that all is well (0) and its output
 * is not that of the run without a fault, when it fails without a word,
 * or when -c says so.  Prints a line for each wrong one, then
 * "runs=N wrong=N calls=N".  Exit: 0 none was wrong, 1 some, 2 usage or system
 * error, and when the run without a fault fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../shim/fault.h"
#include "msg.h"
#include "num.h"

enum {
	EXIT_OK,
	EXIT_SOME,
	EXIT_USER,
	RC_SIGNAL = 128
};

struct setup {
	enum fault_mode mode;
	const char *only;
	uint32_t most;
	uint32_t seconds;
	const char *codes;
	const char *input;
	const char *before;
	const char *after;
	const char *filter;
	const char *until;
	const char *shim;
	char **command;
	struct fault *shared;
	char path[64]; /* of what is shared */
	int out, err;  /* files that take the run's */
	char *good;    /* output of the run without a fault */
	size_t good_len;
};

_Noreturn static void
die(const char *what)
{
	msg_warn("%s: %m", what);
	exit(EXIT_USER);
}

static int
scratch(void)
{
	int fd = memfd_create("faultrun", 0);

	if (fd == -1)
		die("memfd_create");
	return fd;
}

static void
share(struct setup *s)
{
	int fd = scratch();
	char out[64];

	if (ftruncate(fd, sizeof(*s->shared)) == -1)
		die("ftruncate");
	s->shared = mmap(NULL, sizeof(*s->shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	if (s->shared == MAP_FAILED)
		die("mmap");
	snprintf(
	    s->path, sizeof(s->path), "/proc/%ld/fd/%d", (long)getpid(), fd);
	if (s->only)
		snprintf(
		    s->shared->only, sizeof(s->shared->only), ",%s,", s->only);
	s->out = scratch();
	s->err = scratch();
	snprintf(out, sizeof(out), "/proc/%ld/fd/%d", (long)getpid(), s->out);
	setenv("OUT", out, 1);
	snprintf(out, sizeof(out), "/proc/%ld/fd/%d", (long)getpid(), s->err);
	setenv("ERR", out, 1);
}

_Noreturn static void
become_command(const struct setup *s)
{
	int in = open(s->input, O_RDONLY);

	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL);
	if (in == -1 || dup2(in, 0) == -1 || dup2(s->out, 1) == -1 ||
	    dup2(s->err, 2) == -1)
		_exit(127);
	setenv("LD_PRELOAD", s->shim, 1);
	setenv(FAULT_ENV, s->path, 1);
	execvp(s->command[0], s->command);
	_exit(127);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Whether it ended in time; as soon as -e is true, it is told to. */
static bool
ends(const struct setup *s, pid_t pid, struct pollfd *ended)
{
	int64_t deadline = now_ms() + (int64_t)s->seconds * 1000;
	const char *until = s->until;
	int64_t left;

	while (until && now_ms() < deadline && poll(ended, 1, 20) == 0) {
		if (system(until) != 0)
			continue;
		kill(pid, SIGTERM);
		until = NULL;
	}
	left = deadline - now_ms();
	return poll(ended, 1, left > 0 ? (int)left : 0) != 0;
}

/* Its exit code, or 128 and the signal; that of a hanging one is KILL's. */
static int
reap(const struct setup *s, pid_t pid, bool *hung)
{
	struct pollfd ended = { .events = POLLIN };
	int status = 0;

	ended.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (ended.fd == -1)
		die("pidfd_open");
	*hung = !ends(s, pid, &ended);
	if (*hung)
		kill(pid, SIGKILL);
	close(ended.fd);
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			die("waitpid");
	return WIFSIGNALED(status) ? RC_SIGNAL + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static int
run(struct setup *s, enum fault_mode mode, uint32_t at, bool *hung)
{
	pid_t pid;

	if (ftruncate(s->out, 0) == -1 || ftruncate(s->err, 0) == -1)
		die("ftruncate");
	lseek(s->out, 0, SEEK_SET);
	lseek(s->err, 0, SEEK_SET);
	s->shared->mode = mode;
	s->shared->at = at;
	s->shared->count = s->shared->hit = 0;
	memset(s->shared->name, 0, sizeof(s->shared->name));
	fflush(stdout);
	pid = fork();
	if (pid == -1)
		die("fork");
	if (pid == 0)
		become_command(s);
	return reap(s, pid, hung);
}

/* What a run wrote; freed by the caller. */
static char *
written(int fd, size_t *len)
{
	struct stat st;
	char *p;

	if (fstat(fd, &st) == -1)
		die("fstat");
	*len = (size_t)st.st_size;
	p = malloc(*len + 1);
	if (!p || pread(fd, p, *len, 0) != st.st_size)
		die("read");
	p[*len] = '\0';
	return p;
}

/* Its output as it is compared; freed by the caller. */
static char *
output(const struct setup *s, size_t *len)
{
	char command[4096];
	char *text = NULL;
	FILE *in, *out;
	int c;

	if (!s->filter)
		return written(s->out, len);
	snprintf(command, sizeof(command), "<\"$OUT\" %s", s->filter);
	in = popen(command, "r");
	out = open_memstream(&text, len);
	if (!in || !out)
		die("-f");
	while ((c = getc(in)) != EOF)
		putc(c, out);
	pclose(in);
	if (fclose(out) == EOF)
		die("-f");
	return text;
}

/* A shell command's exit code. */
static int
shell(const char *command, uint32_t n, int rc, const char *call)
{
	char number[16];
	int status;

	if (!command)
		return 0;
	snprintf(number, sizeof(number), "%lu", (unsigned long)n);
	setenv("N", number, 1);
	snprintf(number, sizeof(number), "%d", rc);
	setenv("RC", number, 1);
	setenv("CALL", call, 1);
	status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : RC_SIGNAL;
}

static bool
may_have(const char *codes, int rc)
{
	for (const char *p = codes; *p != '\0'; p++)
		if (*p == '0' + rc && (p[1] == ' ' || p[1] == '\0') &&
		    (p == codes || p[-1] == ' '))
			return true;
	return false;
}

/* What is wrong with a run; null when nothing is. */
static const char *
verdict(const struct setup *s, int rc, bool hung)
{
	const char *wrong = NULL;
	size_t out_len, err_len;
	char *out = output(s, &out_len);
	char *err = written(s->err, &err_len);

	if (hung)
		wrong = "hangs";
	else if (s->mode == FAULT_KILL && rc == RC_SIGNAL + SIGKILL)
		wrong = NULL;
	else if (rc >= RC_SIGNAL)
		wrong = "was ended by a signal";
	else if (!may_have(s->codes, rc))
		wrong = "has a strange exit code";
	else if (rc == 0 &&
	    (out_len != s->good_len || memcmp(out, s->good, out_len) != 0))
		wrong = "says all is well, and its output is not";
	else if (rc != 0 && out_len + err_len == 0)
		wrong = "fails without a word";
	free(out);
	free(err);
	return wrong;
}

/* Behind a wrong run: what it said. */
static void
quote(int fd)
{
	size_t len;
	char *text = written(fd, &len);

	for (char *line = text, *end; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		printf("    %.*s", (int)(end - line), line);
	}
	if (len > 0 && text[len - 1] != '\n')
		putchar('\n');
	free(text);
}

/* 1 when it was wrong, 0 when not, -1 when there was no call to fail. */
static int
try(struct setup *s, uint32_t n)
{
	const char *wrong;
	bool hung;
	int rc;

	if (shell(s->before, n, 0, "") != 0)
		die("-r");
	rc = run(s, s->mode, n, &hung);
	wrong = verdict(s, rc, hung);
	if (!s->shared->hit && !wrong)
		return -1;
	if (shell(s->after, n, rc, s->shared->name) != 0 && !wrong)
		wrong = "leaves what -c does not like";
	if (!wrong)
		return 0;
	printf("call %lu (%s): exit %d: %s\n", (unsigned long)n,
	    s->shared->name, rc, wrong);
	quote(s->out);
	quote(s->err);
	return 1;
}

static int
try_all(struct setup *s, uint32_t calls)
{
	uint32_t step = s->most > 0 && calls > s->most ? calls / s->most : 1;
	uint32_t runs = 0, wrong = 0;
	uint32_t n = 1;
	int r;

	/* Beside the last counted one: a failure may lead to more calls. */
	do {
		r = try(s, n);
		runs += r != -1;
		wrong += r == 1;
		n += step;
	} while (s->shared->hit || n <= calls);
	printf("runs=%lu wrong=%lu calls=%lu\n", (unsigned long)runs,
	    (unsigned long)wrong, (unsigned long)calls);
	return wrong == 0 && runs > 0 ? EXIT_OK : EXIT_SOME;
}

static enum fault_mode
mode_named(const char *name)
{
	static const char *const names[] = { "", "fail", "kill", "short" };

	for (uint32_t i = FAULT_FAIL; i <= FAULT_SHORT; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum fault_mode)i;
	msg_warn("-m: want fail, kill or short, have %s", name);
	exit(EXIT_USER);
}

static void
parse(struct setup *s, int argc, char *argv[])
{
	int ch;

	while ((ch = getopt(argc, argv, "+c:e:f:i:m:n:o:r:t:x:")) != -1) {
		if (ch == 'c')
			s->after = optarg;
		else if (ch == 'e')
			s->until = optarg;
		else if (ch == 'f')
			s->filter = optarg;
		else if (ch == 'i')
			s->input = optarg;
		else if (ch == 'm')
			s->mode = mode_named(optarg);
		else if (ch == 'o')
			s->only = optarg;
		else if (ch == 'r')
			s->before = optarg;
		else if (ch == 'x')
			s->codes = optarg;
		else if ((ch != 'n' && ch != 't') ||
		    num_parse_u32(optarg, 1, 1000000,
			ch == 'n' ? &s->most : &s->seconds) == -1)
			exit(EXIT_USER);
	}
	if (argc - optind < 2) {
		msg_warn("want SHIM COMMAND...");
		exit(EXIT_USER);
	}
	s->shim = argv[optind];
	s->command = argv + optind + 1;
}

int
main(int argc, char *argv[])
{
	static struct setup s = { .mode = FAULT_FAIL,
		.seconds = 30,
		.codes = "0 1 2",
		.input = "/dev/null" };
	bool hung;
	int rc;

	msg_init("faultrun");
	parse(&s, argc, argv);
	share(&s);
	if (shell(s.before, 0, 0, "") != 0)
		die("-r");
	rc = run(&s, FAULT_COUNT, 0, &hung);
	if (hung || !may_have(s.codes, rc)) {
		msg_warn("without a fault: exit %d", rc);
		quote(s.err);
		return EXIT_USER;
	}
	s.good = output(&s, &s.good_len);
	rc = shell(s.after, 0, rc, "") == 0 ? try_all(&s, s.shared->count)
					    : EXIT_USER;
	free(s.good);
	return rc;
}
