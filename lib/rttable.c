#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"
#include "num.h"
#include "rttable.h"

#define ETC "/etc/iproute2/"
#define USR "/usr/share/iproute2/"
#define LINE_MAX_LEN 1024
#define BLANKS " \t\v\f"

struct entry {
	uint32_t id;
	char *name;
	char *from; /* "FILE:LINE"; null: the kernel's own */
};

struct rttable {
	struct entry *list;
	size_t count;
	const char *root; /* these two while it is loaded */
	struct remarks *notes;
};

static int
add(struct rttable *t, uint32_t id, const char *name, const char *from)
{
	struct entry *list = reallocarray(t->list, t->count + 1, sizeof(*list));
	struct entry e = { id, strdup(name), from ? strdup(from) : NULL };

	if (list)
		t->list = list;
	if (!list || !e.name || (from && !e.from)) {
		free(e.name);
		free(e.from);
		return -1;
	}
	t->list[t->count++] = e;
	return 0;
}

/* "0x3e9" too: ip(8) reads it here, though not behind "table". */
static int
read_id(const char *s, uint32_t *id)
{
	if (strncmp(s, "0x", 2) != 0)
		return num_parse_u32(s, 0, UINT32_MAX, id);
	if (strlen(s) > 10 ||
	    s[2 + strspn(s + 2, "0123456789abcdefABCDEF")] != '\0')
		return -1;
	*id = (uint32_t)strtoul(s, NULL, 16);
	return s[2] != '\0' ? 0 : -1;
}

/* The next word, ended in place; "" when there is none. */
static char *
next_word(char **text)
{
	char *word = *text + strspn(*text, BLANKS);
	size_t len = strcspn(word, BLANKS);

	*text = word + len + (word[len] != '\0');
	word[len] = '\0';
	return word;
}

/* "ID NAME", perhaps a comment behind. */
static int
take_line(struct rttable *t, const char *path, const struct line *l)
{
	char text[LINE_MAX_LEN + 1], from[4096];
	char *rest = text, *id, *name, *more;
	uint32_t number;

	snprintf(text, sizeof(text), "%s", l->p);
	id = next_word(&rest);
	if (id[0] == '#' || l->len == strspn(text, BLANKS))
		return 0;
	name = next_word(&rest);
	more = next_word(&rest);
	snprintf(from, sizeof(from), "%s:%lu", path, l->number);
	if (!l->too_long && strlen(l->p) == l->len && name[0] != '\0' &&
	    read_id(id, &number) == 0 && (more[0] == '\0' || more[0] == '#'))
		return add(t, number, name, from);
	if (t->notes)
		remark_add(
		    t->notes, from, "want NUMBER NAME, have \"%s\"", l->p);
	return 0;
}

/* 1: read, 0: there is none, -1 and errno. */
static int
read_file(struct rttable *t, const char *path)
{
	struct line_reader *r;
	struct line line;
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd == -1)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	r = line_new(fd, LINE_MAX_LEN);
	rc = r ? 1 : -1;
	while (rc == 1) {
		int got = line_next(r, &line);

		if (got == 0)
			break;
		if (got == -1 || take_line(t, path, &line) == -1)
			rc = -1;
	}
	line_free(r);
	close(fd);
	return rc;
}

static int
is_conf(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return d->d_name[0] != '.' && len > 5 &&
	    strcmp(d->d_name + len - 5, ".conf") == 0;
}

static int
read_named(
    struct rttable *t, const char *folder, const char *name, struct why *why)
{
	char *path;
	int rc;

	if (asprintf(&path, "%s%s%s", t->root, folder, name) == -1)
		return why_set(why, "out of memory");
	rc = read_file(t, path);
	if (rc == -1)
		why_errno(why, "%s", path);
	free(path);
	return rc;
}

/* Whether /etc has a file of this name, which then stands for the vendor's. */
static bool
is_shadowed(const struct rttable *t, const char *folder, const char *name)
{
	bool shadowed = false;
	char *path;

	if (strncmp(folder, USR, strlen(USR)) == 0 &&
	    asprintf(&path, "%s" ETC "rt_tables.d/%s", t->root, name) != -1) {
		shadowed = access(path, F_OK) == 0;
		free(path);
	}
	return shadowed;
}

static int
read_folder(struct rttable *t, const char *folder, struct why *why)
{
	struct dirent **list = NULL;
	char *path;
	int n, rc = 0;

	if (asprintf(&path, "%s%s", t->root, folder) == -1)
		return why_set(why, "out of memory");
	n = scandir(path, &list, is_conf, alphasort);
	if (n == -1 && errno != ENOENT && errno != ENOTDIR)
		rc = why_errno(why, "%s", path);
	for (int i = 0; i < n; i++) {
		if (rc != -1 && !is_shadowed(t, folder, list[i]->d_name))
			rc = read_named(t, folder, list[i]->d_name, why);
		free(list[i]);
	}
	free(list);
	free(path);
	return rc == -1 ? -1 : 0;
}

static int
read_all(struct rttable *t, struct why *why)
{
	int rc;

	if (add(t, RT_TABLE_DEFAULT, "default", NULL) == -1 ||
	    add(t, RT_TABLE_MAIN, "main", NULL) == -1 ||
	    add(t, RT_TABLE_LOCAL, "local", NULL) == -1)
		return why_set(why, "out of memory");
	rc = read_named(t, ETC, "rt_tables", why);
	if (rc == 0)
		rc = read_named(t, USR, "rt_tables", why);
	if (rc == -1 || read_folder(t, USR "rt_tables.d/", why) == -1 ||
	    read_folder(t, ETC "rt_tables.d/", why) == -1)
		return -1;
	return 0;
}

struct rttable *
rttable_load(const char *root, struct remarks *notes, struct why *why)
{
	struct rttable *t = calloc(1, sizeof(*t));

	if (!t) {
		why_set(why, "out of memory");
		return NULL;
	}
	t->root = root;
	t->notes = notes;
	if (read_all(t, why) == 0)
		return t;
	rttable_free(t);
	return NULL;
}

void
rttable_free(struct rttable *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++) {
		free(t->list[i].name);
		free(t->list[i].from);
	}
	free(t->list);
	free(t);
}

static int
find_number(const char *name, uint32_t *id, struct why *why)
{
	if (name[0] != '0' && num_parse_u32(name, 1, UINT32_MAX, id) == 0)
		return 0;
	if (name[0] != '\0' && name[strspn(name, "0123456789")] == '\0')
		return why_set(
		    why, "want a table of 1..4294967295, have %s", name);
	return why_set(
	    why, "want a number or a name of rt_tables, have \"%s\"", name);
}

int
rttable_find(
    const struct rttable *t, const char *name, uint32_t *id, struct why *why)
{
	const struct entry *found = NULL;

	for (size_t i = 0; i < t->count; i++) {
		const struct entry *e = &t->list[i];

		if (strcmp(e->name, name) != 0)
			continue;
		if (found && found->id != e->id)
			return why_set(why,
			    "want a name of one table, have \"%s\" for %u (%s) "
			    "and for %u (%s)",
			    name, found->id,
			    found->from ? found->from : "the kernel's", e->id,
			    e->from);
		if (!found)
			found = e;
	}
	if (!found)
		return find_number(name, id, why);
	*id = found->id;
	return 0;
}

const char *
rttable_name(const struct rttable *t, uint32_t id)
{
	for (size_t i = t->count; i > 0; i--)
		if (t->list[i - 1].id == id)
			return t->list[i - 1].name;
	return NULL;
}

bool
rttable_is_reserved(uint32_t id)
{
	return id == RT_TABLE_UNSPEC ||
	    (id >= RT_TABLE_DEFAULT && id <= RT_TABLE_LOCAL);
}
