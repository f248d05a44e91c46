#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"
#include "include_file.h"
#include "jsonc.h"

/* 100,000 hosts are about 20 MB. */
#define FILE_MOST (256u << 20)

#define HEADER "// " HOST_MARK " "

static char *
read_all(int fd, size_t *len)
{
	struct stat st;
	char *buf;
	ssize_t n;

	if (fstat(fd, &st) == -1)
		return NULL;
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_MOST) {
		errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
		return NULL;
	}
	buf = malloc((size_t)st.st_size + 1);
	for (*len = 0; buf && *len < (size_t)st.st_size; *len += (size_t)n) {
		n = read(fd, buf + *len, (size_t)st.st_size - *len);
		if (n == 0)
			break;
		if (n == -1) {
			free(buf);
			return NULL;
		}
	}
	if (buf)
		buf[*len] = '\0';
	return buf;
}

char *
include_slurp(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = fd == -1 ? NULL : read_all(fd, len);
	int saved = errno;

	if (fd != -1)
		close(fd);
	errno = saved;
	return text;
}

/* What the first line says; an empty object when it is another's line. */
static json_t *
read_header(const char *text)
{
	size_t n = strlen(HEADER), end = strcspn(text, "\n");
	json_t *header = NULL, *forgotten;

	if (strncmp(text, HEADER, n) == 0)
		header = json_loadb(text + n, end - n, 0, NULL);
	forgotten = json_object_get(header, "forgotten");
	forgotten =
	    json_is_object(forgotten) ? json_incref(forgotten) : json_object();
	json_decref(header);
	return forgotten;
}

/* The elements between a bracket of ours on either side. */
static json_t *
read_list(const char *path, char *text, size_t len, struct why *why)
{
	char *whole;
	json_error_t error;
	json_t *list = NULL;

	jsonc_blank(text, len);
	if (asprintf(&whole, "[%s\n]", text) == -1) {
		why_set(why, "%s: out of memory", path);
		return NULL;
	}
	list = json_loads(whole, JSON_REJECT_DUPLICATES, &error);
	free(whole);
	if (!list)
		why_set(why,
		    "%s:%d:%d: want reservations with commas between them: %s",
		    path, error.line,
		    error.line == 1 ? error.column - 1 : error.column,
		    error.text);
	return list;
}

int
include_read(
    const char *path, json_t **list, json_t **forgotten, struct why *why)
{
	size_t len = 0;
	char *text = include_slurp(path, &len);

	if (!text && errno == ENOENT)
		text = calloc(1, 1);
	if (!text)
		return why_errno(why, "%s", path);
	if (strlen(text) != len) {
		free(text);
		return why_set(why, "%s: want text, have a NUL in it", path);
	}
	*forgotten = read_header(text);
	*list = read_list(path, text, len, why);
	free(text);
	if (*list && *forgotten)
		return 0;
	json_decref(*list);
	json_decref(*forgotten);
	return -1;
}

/* Whole on the disk before anything is renamed to it. */
static int
finish(FILE *fp)
{
	int r = fflush(fp) == EOF || ferror(fp) || fsync(fileno(fp)) == -1;

	if (fclose(fp) == EOF)
		r = 1;
	return r ? -1 : 0;
}

static FILE *
create(const char *path, mode_t mode)
{
	int fd;

	if (unlink(path) == -1 && errno != ENOENT)
		return NULL;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd == -1)
		return NULL;
	/* Kea reads it as another user, whatever the caller's umask. */
	if (fchmod(fd, mode) == -1) {
		close(fd);
		return NULL;
	}
	return fdopen(fd, "w");
}

static int
failed(const char *path, struct why *why)
{
	why_errno(why, "%s", path);
	unlink(path);
	return -1;
}

int
include_put(const char *path, const char *text, size_t len, mode_t mode,
    struct why *why)
{
	FILE *fp = create(path, mode);

	if (!fp)
		return why_errno(why, "%s", path);
	fwrite(text, 1, len, fp);
	return finish(fp) == -1 ? failed(path, why) : 0;
}

/* Whatever Kea's file held is kept, if an object or not. */
#define PRINT_HOW (JSON_COMPACT | JSON_ENCODE_ANY)

/* 0, or -1 and errno when it is not whole. */
static int
print_body(FILE *fp, const json_t *body)
{
	const json_t *list = json_object_get(body, "reservations"), *h;
	const json_t *context = json_object_get(body, "user-context");
	json_t *mark = json_object_get(context, HOST_MARK);
	int r = 0;
	size_t i;

	errno = ENOMEM; /* jansson says nothing of it */
	fputs(HEADER, fp);
	if (mark)
		r = json_dumpf(mark, fp, PRINT_HOW);
	else
		fputs("{}", fp);
	json_array_foreach(list, i, h)
	{
		fputs(i == 0 ? "\n" : ",\n", fp);
		r |= json_dumpf(h, fp, PRINT_HOW);
	}
	fputc('\n', fp);
	return r == 0 ? 0 : -1;
}

int
include_write(const char *path, const json_t *root, int family, struct why *why)
{
	const json_t *body =
	    json_object_get(root, family == AF_INET ? "Dhcp4" : "Dhcp6");
	FILE *fp = create(path, 0644);

	if (!fp)
		return why_errno(why, "%s", path);
	if (print_body(fp, body) == -1) {
		failed(path, why);
		fclose(fp);
		return -1;
	}
	return finish(fp) == -1 ? failed(path, why) : 0;
}

int
include_sync_folder(const char *path, struct why *why)
{
	const char *slash = strrchr(path, '/');
	char *dir =
	    slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	int fd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	int r = fd == -1 ? -1 : fsync(fd);

	if (r == -1)
		why_errno(why, "%s", dir ? dir : path);
	if (fd != -1)
		close(fd);
	free(dir);
	return r;
}
