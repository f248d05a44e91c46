#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runcmd.h"

#define BLANKS " \t\n"

/* Cuts `text` into words, a list that ends with null; null: no memory. */
static char **
split(char *text)
{
	char **argv = calloc(strlen(text) / 2 + 2, sizeof(*argv));
	size_t count = 0;
	char *save = NULL;

	if (!argv)
		return NULL;
	for (char *word = strtok_r(text, BLANKS, &save); word;
	     word = strtok_r(NULL, BLANKS, &save))
		argv[count++] = word;
	return argv;
}

static int
set_vars(const struct runcmd_var *vars)
{
	for (; vars->name; vars++)
		if (setenv(vars->name, vars->value, 1) == -1)
			return -1;
	return 0;
}

/* In the child; errno to `report` when it comes back. */
static void
become(char *const argv[], const struct runcmd_var *vars, int report)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t none;
	int null = open("/dev/null", O_RDONLY);

	/* A group of its own, so that all of it can be ended. */
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	sigaction(SIGPIPE, &usual, NULL);
	if (set_vars(vars) == 0 && null != -1 &&
	    dup2(null, STDIN_FILENO) != -1 &&
	    dup2(STDERR_FILENO, STDOUT_FILENO) != -1)
		execvp(argv[0], argv);
	if (write(report, &errno, sizeof(errno)) == -1)
		_exit(126);
	_exit(127);
}

/* 0, or the errno of a child that could not become the command. */
static int
spawn(struct runcmd *r, char *const argv[], const struct runcmd_var *vars)
{
	int fds[2], error = 0;
	ssize_t n;

	if (pipe2(fds, O_CLOEXEC) == -1)
		return errno;
	r->pid = fork();
	if (r->pid == 0)
		become(argv, vars, fds[1]);
	if (r->pid == -1)
		error = errno;
	close(fds[1]);
	do
		n = read(fds[0], &error, sizeof(error));
	while (n == -1 && errno == EINTR);
	close(fds[0]);
	if (error != 0 && r->pid > 0)
		waitpid(r->pid, NULL, 0);
	if (error != 0)
		r->pid = 0;
	return error;
}

int
runcmd_start(struct runcmd *r, const char *command, bool shell,
    const struct runcmd_var *vars, uint64_t now, struct why *why)
{
	char *copy = strdup(command);
	char sh[] = "sh", dash_c[] = "-c";
	char *line[] = { sh, dash_c, copy, NULL };
	char **words = copy && !shell ? split(copy) : NULL;
	int rc = -1, error;

	*r = (struct runcmd){ .started_at = now };
	if (!copy || (!shell && !words)) {
		why_set(why, "out of memory");
	} else if (!shell && !words[0]) {
		why_set(why, "want a command, have none");
	} else {
		error = spawn(r, shell ? line : words, vars);
		errno = error;
		rc = error == 0 ? 0
				: why_errno(why, "%s", shell ? "sh" : words[0]);
	}
	free(words);
	free(copy);
	return rc;
}

int
runcmd_poll(struct runcmd *r, uint64_t now, int *status)
{
	pid_t pid = r->pid;
	uint64_t age = now - r->started_at;

	if (pid == 0)
		return 0;
	if (waitpid(pid, status, WNOHANG) == pid) {
		r->pid = 0;
		return 1;
	}
	if (age >= RUNCMD_MAX_MS + RUNCMD_GRACE_MS)
		kill(-pid, SIGKILL);
	else if (age >= RUNCMD_MAX_MS && !r->told)
		kill(-pid, SIGTERM);
	r->told = age >= RUNCMD_MAX_MS;
	return 0;
}

const char *
runcmd_status_text(int status, char *buf, size_t size)
{
	if (WIFEXITED(status))
		snprintf(buf, size, "exit status %d", WEXITSTATUS(status));
	else
		snprintf(buf, size, "killed by signal %d", WTERMSIG(status));
	return buf;
}
