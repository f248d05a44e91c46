#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "include_file.h"
#include "jsonc.h"
#include "jsonload.h"
#include "jsonslice.h"
#include "keadoc.h"
#include "keafile.h"

/* Kea's own bound is 10. */
#define DEPTH_MAX 10

#define BEGIN "<?include"
#define END "?>"

/* A text that is put together from several files. */
struct sum {
	FILE *fp;
	bool includes;
};

static int add_file(
    struct sum *sum, const char *path, unsigned int depth, struct why *why);

/* One directive at p, up to and without its end; where the end is. */
static const char *
add_included(struct sum *sum, const char *p, const char *path,
    unsigned int depth, struct why *why)
{
	const char *end = strstr(p, END);
	const char *from = strchr(p, '"');
	const char *to = from ? strchr(from + 1, '"') : NULL;
	char *name;
	int r;

	if (!end || !to || to > end) {
		why_set(why, "%s: want <?include \"FILE\"?>", path);
		return NULL;
	}
	sum->includes = true;
	name = strndup(from + 1, (size_t)(to - from) - 1);
	r = name ? add_file(sum, name, depth + 1, why)
		 : why_errno(why, "%s", path);
	free(name);
	return r == -1 ? NULL : end + strlen(END);
}

static int
add_text(struct sum *sum, const char *p, const char *path, unsigned int depth,
    struct why *why)
{
	const char *at;

	while ((at = strstr(p, BEGIN))) {
		fwrite(p, 1, (size_t)(at - p), sum->fp);
		p = add_included(sum, at, path, depth, why);
		if (!p)
			return -1;
	}
	fputs(p, sum->fp);
	return 0;
}

static int
add_file(struct sum *sum, const char *path, unsigned int depth, struct why *why)
{
	size_t len;
	char *text;
	int r;

	if (depth > DEPTH_MAX)
		return why_set(why, "%s: want at most %d files in each other",
		    path, DEPTH_MAX);
	text = include_slurp(path, &len);
	if (!text)
		return why_errno(why, "%s", path);
	jsonc_blank(text, len);
	r = add_text(sum, text, path, depth, why);
	free(text);
	return r;
}

/* Where nobody asks for the reservations, there is no tree of them. */
static json_t *
parse(const char *text, int family, json_error_t *error)
{
	size_t len = strlen(text);
	struct jsonslice list;
	json_t *root;

	if (family == AF_UNSPEC)
		return jsonload(text, len, 0, error);
	root =
	    jsonslice_load(text, len, keadoc_path(family) + 1, 0, &list, error);
	if (!root || !list.p || jsonslice_good(list, 0, error))
		return root;
	json_decref(root);
	return jsonload_no_memory(error) ? NULL : jsonload(text, len, 0, error);
}

json_t *
keafile_load(const char *path, int without, bool *includes, struct why *why)
{
	struct sum sum = { NULL, false };
	char *text = NULL;
	size_t len = 0;
	json_t *root = NULL;
	json_error_t error;
	int r;

	errno = 0;
	sum.fp = open_memstream(&text, &len);
	r = sum.fp ? add_file(&sum, path, 0, why) : why_errno(why, "%s", path);
	/* Out of memory in its last step it says nothing, and leaves null. */
	if (sum.fp && (fclose(sum.fp) == EOF || !text) && r == 0)
		r = why_errno(why, "%s", path);
	if (r == 0) {
		root = parse(text, without, &error);
		if (!root)
			why_set(why, "%s: %s", path, error.text);
	}
	*includes = sum.includes;
	free(text);
	return root;
}
