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
#include "jsonload.h"

/* 100,000 hosts are about 20 MB. */
#define FILE_MOST (256u << 20)

#define HEADER "// " HOST_MARK " "

#define FLAGS JSON_REJECT_DUPLICATES

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

/* What the first line says; an empty object when it is another's line,
 * null when memory is short. */
static json_t *
read_header(const char *text)
{
	size_t n = strlen(HEADER), end = strcspn(text, "\n");
	json_t *header = NULL, *forgotten;
	json_error_t error = { 0 };

	if (strncmp(text, HEADER, n) == 0)
		header = jsonload(text + n, end - n, 0, &error);
	if (!header && jsonload_no_memory(&error))
		return NULL;
	forgotten = json_object_get(header, "forgotten");
	forgotten =
	    json_is_object(forgotten) ? json_incref(forgotten) : json_object();
	json_decref(header);
	return forgotten;
}

/* The elements between a bracket of ours on either side. */
static int
read_list(const char *path, char *text, size_t len, struct include_list *out,
    struct why *why)
{
	static const char *const all[] = { NULL };
	json_error_t error;
	json_t *root;
	int n;

	jsonc_blank(text, len);
	n = asprintf(&out->text, "[%s\n]", text);
	if (n == -1) {
		out->text = NULL;
		return why_set(why, "%s: out of memory", path);
	}
	root = jsonslice_load(
	    out->text, (size_t)n, all, FLAGS, &out->list, &error);
	if (root && out->list.p && jsonslice_good(out->list, FLAGS, &error)) {
		json_decref(root);
		return 0;
	}
	json_decref(root);
	/* What is wrong with all of it, then? */
	if (!jsonload_no_memory(&error))
		json_decref(jsonload(out->text, (size_t)n, FLAGS, &error));
	if (jsonload_no_memory(&error))
		return why_set(why, "%s: out of memory", path);
	return why_set(why,
	    "%s:%d:%d: want reservations with commas between them: %s", path,
	    error.line, error.line == 1 ? error.column - 1 : error.column,
	    error.text);
}

int
include_read(const char *path, struct include_list *out, struct why *why)
{
	size_t len = 0;
	char *text = include_slurp(path, &len);
	int r;

	*out = (struct include_list){ 0 };
	if (!text && errno == ENOENT)
		text = calloc(1, 1);
	if (!text)
		return why_errno(why, "%s", path);
	if (strlen(text) != len) {
		free(text);
		return why_set(why, "%s: want text, have a NUL in it", path);
	}
	out->forgotten = read_header(text);
	if (out->forgotten)
		r = read_list(path, text, len, out, why);
	else
		r = why_set(why, "%s: out of memory", path);
	free(text);
	if (r == -1)
		include_clear(out);
	return r;
}

void
include_clear(struct include_list *l)
{
	json_decref(l->forgotten);
	free(l->text);
	*l = (struct include_list){ 0 };
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

/* The mark in the user-context of the only member. */
static json_t *
mark_of(json_t *rest)
{
	const json_t *body = json_object_iter_value(json_object_iter(rest));
	const json_t *context = json_object_get(body, "user-context");

	return json_object_get(context, HOST_MARK);
}

/* 0, or -1 and errno when it is not whole. */
static int
print_body(FILE *fp, const struct keadoc_post *post)
{
	json_t *mark = mark_of(post->rest);
	int r = 0;

	errno = ENOMEM; /* jansson says nothing of it */
	fputs(HEADER, fp);
	if (mark) /* whatever Kea's file held, if an object or not */
		r = json_dumpf(mark, fp, JSON_COMPACT | JSON_ENCODE_ANY);
	else
		fputs("{}", fp);
	fputc('\n', fp);
	fwrite(post->list, 1, post->len, fp);
	if (post->len > 0)
		fputc('\n', fp);
	return r;
}

int
include_write(const char *path, const struct keadoc_post *post, struct why *why)
{
	FILE *fp = create(path, 0644);

	if (!fp)
		return why_errno(why, "%s", path);
	if (print_body(fp, post) == -1) {
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
