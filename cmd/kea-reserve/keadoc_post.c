#include <stdlib.h>
#include <string.h>

#include "jcopy.h"
#include "keadoc_host.h"
#include "keadoc_post.h"

#define COMPACT (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))

static json_t *
copy_object(json_t *was)
{
	return json_is_object(was) ? jcopy(was) : json_object();
}

/* `of` has the member `name`, or, where `value` is empty, none of it. */
static int
set_or_drop(json_t *of, const char *name, json_t *value)
{
	if (json_object_size(value) > 0)
		return json_object_set(of, name, value);
	json_object_del(of, name);
	return 0;
}

/*
 * The service's user-context with other tombstones.  What a later version has
 * beside them stays.
 */
static int
set_forgotten(json_t *body, json_t *forgotten)
{
	json_t *was = json_object_get(body, "user-context");
	json_t *context = copy_object(was);
	json_t *mark = copy_object(json_object_get(was, HOST_MARK));
	int r = -1;

	if (context && mark && set_or_drop(mark, "forgotten", forgotten) == 0 &&
	    set_or_drop(context, HOST_MARK, mark) == 0)
		r = set_or_drop(body, "user-context", context);
	json_decref(mark);
	json_decref(context);
	return r;
}

json_t *
keadoc_with(const struct keadoc *doc, json_t *list, json_t *forgotten)
{
	json_t *body = jcopy(doc->body), *root = NULL;

	if (body && list && forgotten &&
	    json_object_set(body, "reservations", list) == 0 &&
	    set_forgotten(body, forgotten) == 0)
		root = json_pack("{s:O}", keadoc_service(doc->family), body);
	json_decref(body);
	json_decref(list);
	json_decref(forgotten);
	return root;
}

/* The document without its reservations; `forgotten` may be null: as told. */
static json_t *
rest_of(const struct keadoc *doc, json_t *forgotten)
{
	json_t *body = jcopy(doc->body), *root = NULL;

	json_object_del(body, "reservations");
	if (body && (!forgotten || set_forgotten(body, forgotten) == 0))
		root = json_pack("{s:O}", keadoc_service(doc->family), body);
	json_decref(body);
	return root;
}

/* With an empty list that is still open. */
static struct keadoc_post *
begin(const struct keadoc *doc, json_t *forgotten)
{
	struct keadoc_post *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->rest = rest_of(doc, forgotten);
	p->fp = open_memstream(&p->list, &p->len);
	if (p->rest && p->fp)
		return p;
	keadoc_post_free(p);
	return NULL;
}

struct keadoc_post *
keadoc_post_begin(const struct keadoc *doc, json_t *forgotten)
{
	struct keadoc_post *p = forgotten ? begin(doc, forgotten) : NULL;

	json_decref(forgotten);
	return p;
}

int
keadoc_post_add(struct keadoc_post *p, json_t *reservation)
{
	char text[2048];
	size_t len = json_dumpb(reservation, text, sizeof(text), COMPACT);
	int r = len > 0 ? 0 : -1;

	if (r == 0 && p->some)
		fputs(",\n", p->fp);
	p->some = true;
	if (len > sizeof(text))
		r = json_dumpf(reservation, p->fp, COMPACT);
	else /* one write instead of many */
		fwrite(text, 1, len, p->fp);
	json_decref(reservation);
	return r;
}

int
keadoc_post_end(struct keadoc_post *p)
{
	int r = ferror(p->fp) ? -1 : 0;

	/* Out of memory in its last step it says nothing, and leaves null. */
	if (fclose(p->fp) == EOF || !p->list)
		r = -1;
	p->fp = NULL;
	return r;
}

/* What stands there now, in the words in which it came. */
static int
add_all(struct keadoc_post *p, const struct keadoc *doc)
{
	json_t *list = json_object_get(doc->body, "reservations"), *raw;
	size_t i;

	if (doc->list.p) {
		fwrite(doc->list.p + 1, 1, doc->list.len - 2, p->fp);
		return 0;
	}
	json_array_foreach(list, i, raw)
	{
		if (keadoc_post_add(p, json_incref(raw)) == -1)
			return -1;
	}
	return 0;
}

struct keadoc_post *
keadoc_post_as_is(const struct keadoc *doc)
{
	struct keadoc_post *p = begin(doc, NULL);

	if (p && (add_all(p, doc) == -1 || keadoc_post_end(p) == -1)) {
		keadoc_post_free(p);
		return NULL;
	}
	return p;
}

int
keadoc_post_print(const void *post, FILE *fp)
{
	const struct keadoc_post *p = post;
	char *rest = json_dumps(p->rest, COMPACT);
	size_t len;

	if (!rest)
		return -1;
	len = strlen(rest) - strlen("}}");
	fwrite(rest, 1, len, fp);
	fprintf(fp, "%s\"reservations\":[", rest[len - 1] == '{' ? "" : ",");
	fwrite(p->list, 1, p->len, fp);
	fputs("]}}", fp);
	free(rest);
	return 0;
}

void
keadoc_post_free(struct keadoc_post *p)
{
	if (!p)
		return;
	if (p->fp)
		fclose(p->fp);
	json_decref(p->rest);
	free(p->list);
	free(p);
}
