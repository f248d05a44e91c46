#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "show.h"

/* The subnet's prefix; of a global one, and of a database's, "". */
static const char *
place_of(const struct keadoc_host *h)
{
	const char *s = json_string_value(json_object_get(h->subnet, "subnet"));

	return s ? s : "";
}

/* By identifier, then by place: global or which subnet. */
static int
foreign_cmp(const void *a, const void *b)
{
	const struct keadoc_host *const *x = a, *const *y = b;
	int c = host_id_cmp(&(*x)->host.id, &(*y)->host.id);

	if (c == 0 && (*x)->global != (*y)->global)
		c = (*x)->global ? -1 : 1;
	return c != 0 ? c : strcmp(place_of(*x), place_of(*y));
}

static bool
is_wanted(const struct diff_want *wants, size_t count, const struct host_id *id)
{
	const struct diff_want *w = diff_find(wants, count, id);

	return w && !w->host.gone;
}

int
diff_side_make(struct diff_side *s, const char *label,
    const struct diff_want *wants, size_t count, const struct keadoc *doc)
{
	s->label = label;
	s->count = 0;
	s->foreign = calloc(doc->host_count + 1, sizeof(*s->foreign));
	if (!s->foreign)
		return -1;
	for (size_t i = 0; i < doc->host_count; i++) {
		const struct keadoc_host *h = &doc->hosts[i];

		if (h->marked || !h->has_id ||
		    (h->global && is_wanted(wants, count, &h->host.id)))
			continue;
		s->foreign[s->count++] = h;
	}
	qsort(s->foreign, s->count, sizeof(*s->foreign), foreign_cmp);
	return 0;
}

static const struct keadoc_host *
find(const struct diff_side *s, const struct keadoc_host *h)
{
	const struct keadoc_host **found =
	    bsearch(&h, s->foreign, s->count, sizeof(*s->foreign), foreign_cmp);

	return found ? *found : NULL;
}

/* A side before `end`, other than `skip`, that holds it too. */
static bool
told(const struct diff_side *sides, size_t end, size_t skip,
    const struct keadoc_host *h)
{
	for (size_t i = 0; i < end; i++)
		if (i != skip && find(&sides[i], h))
			return true;
	return false;
}

static void
begin(struct diff *d, const char *label, const char *finding,
    const struct diff_side *other, const struct keadoc_host *h)
{
	out_begin(d->out);
	out_str(d->out, "endpoint", label);
	out_str(d->out, "finding", finding);
	out_str(d->out, "other", other->label);
	show_id(d->out, &h->host);
	if (!h->global)
		out_bool(d->out, "in-subnet", true);
	d->count++;
}

static void
show_nets(struct out *o, const char *key, const struct keadoc_host *h)
{
	char text[IPNET_STRLEN];

	out_list_begin(o, key);
	for (size_t i = 0; i < h->net_count; i++)
		out_str(o, NULL, ipnet_str(&h->nets[i], text));
	out_list_end(o);
}

static void
show_classes(struct out *o, const char *key, const struct keadoc_host *h)
{
	json_t *raw = keadoc_raw(h);
	const json_t *list = json_object_get(raw, "client-classes");

	out_list_begin(o, key);
	for (size_t i = 0; i < json_array_size(list); i++)
		out_str(o, NULL, json_string_value(json_array_get(list, i)));
	out_list_end(o);
	json_decref(raw);
}

static bool
same_nets(const struct keadoc_host *a, const struct keadoc_host *b)
{
	if (a->net_count != b->net_count)
		return false;
	for (size_t i = 0; i < a->net_count; i++)
		if (!ipnet_equal(&a->nets[i], &b->nets[i]))
			return false;
	return true;
}

/* Absent is the same as an empty list. */
static bool
same_classes(const struct keadoc_host *a, const struct keadoc_host *b)
{
	json_t *mine = keadoc_raw(a), *its = keadoc_raw(b);
	const json_t *x = json_object_get(mine, "client-classes");
	const json_t *y = json_object_get(its, "client-classes");
	bool same = (json_array_size(x) == 0 && json_array_size(y) == 0) ||
	    json_equal(x, y);

	json_decref(mine);
	json_decref(its);
	return same;
}

typedef void show_fn(
    struct out *o, const char *key, const struct keadoc_host *h);

static void
different(struct diff *d, const struct diff_side *here,
    const struct keadoc_host *mine, const struct diff_side *other,
    const struct keadoc_host *its, const char *field, show_fn *show)
{
	begin(d, here->label, "foreign-different", other, mine);
	out_str(d->out, "field", field);
	show(d->out, "have", mine);
	show(d->out, "other-has", its);
	out_end(d->out);
}

/* `h` of another side, seen from `here`: there, and the same? */
static void
compare(struct diff *d, const struct diff_side *here,
    const struct diff_side *other, const struct keadoc_host *h, bool both)
{
	const struct keadoc_host *mine = find(here, h);

	if (!mine) {
		begin(d, here->label, "foreign-missing", other, h);
		show_nets(d->out, "addresses", h);
		show_classes(d->out, "client-classes", h);
		out_end(d->out);
		return;
	}
	if (!both) /* told from the other side already */
		return;
	if (!same_nets(mine, h))
		different(d, here, mine, other, h, "addresses", show_nets);
	if (!same_classes(mine, h))
		different(
		    d, here, mine, other, h, "client-classes", show_classes);
}

void
diff_foreign(struct diff *d, const struct diff_side *sides, size_t count)
{
	for (size_t here = 0; here < count; here++)
		for (size_t i = 0; i < count; i++)
			for (size_t n = 0; i != here && n < sides[i].count;
			     n++) {
				const struct keadoc_host *h =
				    sides[i].foreign[n];

				if (!told(sides, i, here, h))
					compare(d, &sides[here], &sides[i], h,
					    i < here);
			}
}
