/* What /proc tells of a Kea that runs on this machine. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keafile.h"
#include "num.h"

static FILE *
open_proc(int64_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%" PRId64 "/%s", pid, name);
	return fopen(path, "re");
}

/* A path of the process's, from its own folder. */
static char *
absolute(int64_t pid, const char *path)
{
	char link[64], dir[PATH_MAX], *whole;
	ssize_t n;

	if (path[0] == '/')
		return strdup(path);
	snprintf(link, sizeof(link), "/proc/%" PRId64 "/cwd", pid);
	n = readlink(link, dir, sizeof(dir));
	if (n <= 0 || (size_t)n >= sizeof(dir) ||
	    asprintf(&whole, "%.*s/%s", (int)n, dir, path) == -1)
		return NULL;
	return whole;
}

char *
keafile_of(int64_t pid)
{
	char *word = NULL, *path = NULL;
	size_t size = 0;
	bool next = false;
	FILE *fp;

	errno = 0;
	fp = pid > 0 ? open_proc(pid, "cmdline") : NULL;
	while (fp && !path && getdelim(&word, &size, '\0', fp) > 0) {
		if (next)
			path = absolute(pid, word);
		next = strcmp(word, "-c") == 0;
	}
	free(word);
	if (fp)
		fclose(fp);
	return path;
}

/* Who a process is, as far as a file's mode asks. */
struct identity {
	bool known;
	uint32_t uid;
	bool in_group;
};

/* The numbers of a line of /proc/PID/status; the second one is in force. */
static void
take_line(struct identity *who, const char *line, uint32_t gid)
{
	const char *p = strchr(line, ':');
	bool user = strncmp(line, "Uid:", 4) == 0;
	unsigned int i = 0;
	uint32_t n;

	if (!user && strncmp(line, "Gid:", 4) != 0 &&
	    strncmp(line, "Groups:", 7) != 0)
		return;
	for (p++; *(p += strspn(p, "\t \n")) != '\0'; i++) {
		size_t len = strspn(p, "0123456789");

		if (len == 0 || num_span_u32(p, len, 0, UINT32_MAX, &n) == -1)
			return;
		p += len;
		if (!user)
			who->in_group |= n == gid;
		else if (i == 1) {
			who->uid = n;
			who->known = true;
		}
	}
}

static struct identity
identify(int64_t pid, uint32_t gid)
{
	struct identity who = { 0 };
	FILE *fp = open_proc(pid, "status");
	char *line = NULL;
	size_t size = 0;

	while (fp && getline(&line, &size, fp) > 0)
		take_line(&who, line, gid);
	free(line);
	if (fp)
		fclose(fp);
	return who;
}

int
keafile_writable(int64_t pid, const char *path)
{
	struct identity who;
	struct stat st;

	errno = 0;
	if (stat(path, &st) == -1)
		return -1;
	who = identify(pid, st.st_gid);
	if (!who.known)
		return -1;
	if (who.uid == 0)
		return 1;
	if (who.uid == st.st_uid)
		return (st.st_mode & S_IWUSR) != 0;
	return (st.st_mode & (who.in_group ? S_IWGRP : S_IWOTH)) != 0;
}
