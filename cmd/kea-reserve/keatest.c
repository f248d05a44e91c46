#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keatest.h"
#include "mono.h"

/* 100,000 reservations take it about 2 seconds. */
#define TEST_S 60

#define WORDS_MOST 4096

static const char *
program(int family)
{
	return family == AF_INET ? "kea-dhcp4" : "kea-dhcp6";
}

/* The first on PATH, or where packages put it. */
static int
find(int family, char out[PATH_MAX])
{
	const char *path = getenv("PATH"), *dir;
	char *list, *rest;
	int r = -1;

	if (asprintf(&list, "%s:/usr/sbin:/usr/local/sbin", path ? path : "") ==
	    -1)
		return -1;
	rest = list;
	while (r == -1 && (dir = strsep(&rest, ":"))) {
		int n = snprintf(out, PATH_MAX, "%s/%s", dir, program(family));

		if (n > 0 && n < PATH_MAX && access(out, X_OK) == 0)
			r = 0;
	}
	free(list);
	return r;
}

bool
keatest_have(int family)
{
	char path[PATH_MAX];

	return find(family, path) == 0;
}

_Noreturn static void
become_kea(const char *path, const char *file, int err)
{
	int null = open("/dev/null", O_RDWR);

	/* The lock is for what is logged by several at once. */
	if (null == -1 || dup2(null, 0) == -1 || dup2(null, 1) == -1 ||
	    dup2(err, 2) == -1 || setenv("KEA_LOCKFILE_DIR", "none", 1) == -1)
		_exit(126);
	closefrom(3);
	execl(path, path, "-t", file, (char *)NULL);
	_exit(126);
}

/* All of its words, the last of them kept; -1: it is too slow. */
static int
listen_to(int fd, char words[WORDS_MOST])
{
	int64_t end = mono_ms() + TEST_S * 1000;
	size_t len = 0;
	ssize_t n;

	do {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (len == WORDS_MOST - 1) {
			memmove(words, words + WORDS_MOST / 2, len / 2 + 1);
			len /= 2;
		}
		if (poll(&p, 1, 1000) != 1)
			n = 1; /* nothing yet */
		else if ((n = read(fd, words + len, WORDS_MOST - 1 - len)) > 0)
			len += (size_t)n;
		words[len] = '\0';
	} while (n > 0 && mono_ms() < end);
	return n > 0 ? -1 : 0;
}

/* Its last line, without what stands in front of every one. */
static void
last_words(char *words, char *text, size_t size)
{
	static const char *const starts[] = { "Error encountered: ",
		"Syntax check failed with: " };
	size_t len = strlen(words);
	const char *line;

	while (len > 0 && words[len - 1] == '\n')
		words[--len] = '\0';
	line = strrchr(words, '\n');
	line = line ? line + 1 : words;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (strncmp(line, starts[i], strlen(starts[i])) == 0)
			line += strlen(starts[i]);
	snprintf(text, size, "%s", line);
}

/* How it ended: 1, 0, or -1 and why. */
static int
verdict(pid_t pid, int heard, int family, struct why *why)
{
	int status;

	if (heard == -1)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return why_errno(why, "waitpid");
	if (heard == -1)
		return why_set(
		    why, "%s -t: no end within %d s", program(family), TEST_S);
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 126)
		return why_set(why, "%s -t: could not be run", program(family));
	return WEXITSTATUS(status) == 0;
}

int
keatest(int family, const char *file, char *text, size_t size, struct why *why)
{
	char path[PATH_MAX], words[WORDS_MOST] = "";
	int fds[2], r;
	pid_t pid;

	if (find(family, path) == -1)
		return why_set(why,
		    "want %s to test the configuration, have none on PATH or "
		    "in /usr/sbin",
		    program(family));
	if (pipe2(fds, O_CLOEXEC) == -1)
		return why_errno(why, "pipe");
	pid = fork();
	if (pid == 0)
		become_kea(path, file, fds[1]);
	close(fds[1]);
	if (pid == -1) {
		close(fds[0]);
		return why_errno(why, "fork");
	}
	r = listen_to(fds[0], words);
	close(fds[0]);
	r = verdict(pid, r, family, why);
	last_words(words, text, size);
	return r;
}
