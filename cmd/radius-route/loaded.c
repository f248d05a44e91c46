#include <stdlib.h>
#include <unistd.h>

#include "loaded.h"

struct loading {
	struct loaded *loaded;
	const struct route *route;
	size_t list;
	loaded_trouble_fn *fn;
	void *arg;
};

static int
load_entry(void *arg, const struct idlist_entry *e)
{
	struct loading *l = arg;
	struct list_says *says = &l->loaded->lists[l->list];

	if (e->id)
		return idset_add(l->loaded->ids, e->id, e->len, l->list,
			   e->line) == -1
		    ? 1
		    : 0;
	if (l->fn)
		l->fn(l->arg, &l->route->lists[l->list], e->line, e->trouble);
	if (says->trouble_line == 0) {
		says->trouble_line = e->line;
		why_set(&says->reason, "%s", e->trouble);
	}
	return 0;
}

/* 0 also when the list is unusable; -1: out of memory. */
static int
load_list(struct loading *l)
{
	struct list_says *says = &l->loaded->lists[l->list];
	const char *path = l->route->lists[l->list].path;
	struct why why;
	struct stat st;
	int fd, rc = -1;

	fd = idlist_open(path, &st, &why);
	if (fd != -1) {
		rc = idlist_each(fd, path, &st, load_entry, l, &why);
		close(fd);
	}
	if (rc == 1)
		return -1;
	if (rc == -1) {
		says->unusable = true;
		says->reason = why;
	}
	return 0;
}

struct loaded *
loaded_new(const struct route *r, loaded_trouble_fn *fn, void *arg)
{
	struct loaded *l = calloc(1, sizeof(*l));
	struct loading loading = { l, r, 0, fn, arg };

	if (!l)
		return NULL;
	l->ids = idset_new();
	l->lists = calloc(r->list_count + 1, sizeof(*l->lists));
	if (!l->ids || !l->lists)
		goto fail;
	for (size_t i = 0; i < r->list_count; i++) {
		loading.list = i;
		if (load_list(&loading) == -1)
			goto fail;
	}
	return l;
fail:
	loaded_free(l);
	return NULL;
}

void
loaded_free(struct loaded *l)
{
	if (!l)
		return;
	idset_free(l->ids);
	free(l->lists);
	free(l);
}

void
loaded_gather(const struct loaded *l, const struct route *r, const uint8_t *id,
    size_t len, struct evidence *e)
{
	for (size_t i = 0; i < r->list_count; i++)
		e->lists[i] = l->lists[i];
	for (size_t i = idset_find(l->ids, id, len); i != IDSET_NONE;
	     i = idset_next(l->ids, i)) {
		struct idset_entry entry = idset_at(l->ids, i);

		if (e->lists[entry.list].line == 0)
			e->lists[entry.list].line = entry.line;
	}
	evidence_match(r, id, len, e);
}
