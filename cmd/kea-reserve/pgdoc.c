#include "jcopy.h"
#include "pgdoc.h"

/* A subnet at the end that is none. */
static int
add_subnet(json_t *subnets, json_t *reservations)
{
	return json_array_append_new(
	    subnets, json_pack("{s:O}", "reservations", reservations));
}

/* The service with these subnets (stolen); null when memory is short. */
static json_t *
with_subnets(const struct keadoc *doc, json_t *subnets)
{
	json_t *body = jcopy(doc->body);

	if (json_object_set_new(body, keadoc_subnets(doc->family), subnets) ==
	    0)
		return body;
	json_decref(body);
	return NULL;
}

struct keadoc *
pgdoc_make(const struct endpoint *ep, const struct keadoc *runs,
    json_t *in_config, const struct pghosts *p, struct why *why)
{
	json_t *was = json_object_get(runs->body, keadoc_subnets(runs->family));
	json_t *subnets = was ? jcopy(was) : json_array(), *root = NULL;
	struct keadoc bare = *runs, *doc = NULL;

	if (add_subnet(subnets, in_config) == 0 &&
	    add_subnet(subnets, p->in_subnet) == 0) {
		bare.body = with_subnets(runs, json_incref(subnets));
		root = keadoc_with(
		    &bare, json_incref(p->list), json_incref(p->forgotten));
		json_decref(bare.body);
	}
	json_decref(subnets);
	if (!root)
		why_set(why, "%s: out of memory", ep->label);
	else if (!(doc = keadoc_parse(root, ep->family, why)))
		why_prefix(why, "%s: %s", ep->label, ep->target->name);
	json_decref(root);
	return doc;
}

json_t *
pgdoc_in_config(const struct keadoc *doc)
{
	const json_t *subnets =
	    json_object_get(doc->body, keadoc_subnets(doc->family));
	size_t n = json_array_size(subnets);

	return json_object_get(json_array_get(subnets, n - 2), "reservations");
}

struct keadoc *
pgdoc_again(const struct endpoint *ep, const struct keadoc *doc,
    const struct pghosts *p, struct why *why)
{
	json_t *subnets =
	    jcopy(json_object_get(doc->body, keadoc_subnets(doc->family)));
	struct keadoc bare = *doc, *new = NULL;

	for (int i = 0; i < 2; i++)
		json_array_remove(subnets, json_array_size(subnets) - 1);
	bare.body = with_subnets(doc, subnets);
	if (bare.body)
		new = pgdoc_make(ep, &bare, pgdoc_in_config(doc), p, why);
	else
		why_set(why, "%s: out of memory", ep->label);
	json_decref(bare.body);
	return new;
}
