#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "msg.h"
#include "show.h"
#include "udiff.h"

/* Of a file in place; fragments are far below this. */
#define FILE_MAX_SIZE (16u << 20)

/* A text that may hold secrets. */
struct text {
	char *p;
	size_t len;
	size_t size; /* to be wiped */
};

static void
text_free(struct text *t)
{
	if (t->p)
		explicit_bzero(t->p, t->size);
	free(t->p);
}

/* Twice the room, nothing of the former left behind. */
static int
grow(struct text *t)
{
	size_t size = t->size * 2 + 8192;
	char *p = calloc(1, size);

	if (!p)
		return -1;
	if (t->p)
		memcpy(p, t->p, t->len);
	text_free(t);
	t->p = p;
	t->size = size;
	return 0;
}

/* All of fd; -1 and errno. */
static int
slurp(int fd, struct text *t)
{
	ssize_t n;

	do {
		if (t->len == t->size && grow(t) == -1)
			return -1;
		n = read(fd, t->p + t->len, t->size - t->len);
		if (n == -1)
			return -1;
		t->len += (size_t)n;
		if (t->len > FILE_MAX_SIZE) {
			errno = EFBIG;
			return -1;
		}
	} while (n > 0);
	return 0;
}

/* No file is an empty one: all of the fragment is new then. */
static int
read_place(const char *path, struct text *t, struct why *why)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int rc = 0;

	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1 || slurp(fd, t) == -1)
		rc = why_errno(why, "%s", is_stdin ? "<stdin>" : path);
	if (fd != -1 && !is_stdin)
		close(fd);
	return rc;
}

static int
render(struct conf *c, const struct daemon *d, struct text *t)
{
	int rc;

	c->fp = open_memstream(&t->p, &t->len);
	if (!c->fp)
		return why_errno(c->why, "memory");
	rc = d->print(c);
	/* Out of memory in its last step it says nothing, and leaves null. */
	if ((fclose(c->fp) == EOF || !t->p) && rc == 0)
		rc = why_errno(c->why, "memory");
	t->size = t->len;
	return rc;
}

/* The text of what is asked for; -1 after a message. */
static int
make(const struct options *o, const struct site *site, struct text *t)
{
	struct why why;
	struct remarks notes;
	struct conf c = { .site = site,
		.part = o->part,
		.notes = &notes,
		.daemon = o->daemon->name,
		.why = &why };
	int rc = -1;

	remark_init(&notes, site->path);
	if (o->member)
		c.only = site_member(site, o->member);
	if (o->member && !c.only)
		why_set(&why, "%s: want a member, have \"%s\"", site->path,
		    o->member);
	else
		rc = render(&c, o->daemon, t);
	if (rc == -1)
		msg_warn("%s", why.text);
	for (size_t i = 0; rc == 0 && i < notes.count; i++)
		msg_warn("%s", notes.list[i]);
	remark_free(&notes);
	return rc;
}

static int
diff(const struct options *o, const struct text *want)
{
	struct text have = { NULL, 0, 0 };
	char name[64];
	struct why why;
	int code = EXIT_USER;

	snprintf(name, sizeof(name), "member-conf %s", o->daemon->name);
	if (read_place(o->file, &have, &why) == -1) {
		msg_warn("%s", why.text);
	} else {
		struct udiff_text a = { o->file, have.p, have.len };
		struct udiff_text b = { name, want->p, want->len };

		code = udiff_print(stdout, &a, &b);
		if (code == -1) {
			msg_warn("out of memory");
			code = EXIT_USER;
		}
	}
	text_free(&have);
	return code;
}

int
show_run(const struct options *o)
{
	struct text want = { NULL, 0, 0 };
	struct why why;
	struct site *site = site_load(site_path(o->config), &why);
	int code = EXIT_USER;

	if (!site) {
		msg_warn("%s", why.text);
		return EXIT_USER;
	}
	if (make(o, site, &want) == 0) {
		if (o->mode == MODE_DIFF) {
			code = diff(o, &want);
		} else {
			fwrite(want.p, 1, want.len, stdout);
			code = EXIT_SAME;
		}
	}
	text_free(&want);
	site_free(site);
	return code;
}
