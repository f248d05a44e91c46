#include "pgdoc.h"

struct keadoc *
pgdoc_make(const struct endpoint *ep, const struct keadoc *runs,
    const json_t *in_config, const struct pghosts *p, struct why *why)
{
	const char *key = ep->family == AF_INET ? "subnet4" : "subnet6";
	json_t *subnets = json_copy(json_object_get(runs->body, key));
	struct keadoc bare = *runs, *doc = NULL;
	json_t *root;

	if (!subnets)
		subnets = json_array();
	json_array_append_new(
	    subnets, json_pack("{s:O}", "reservations", in_config));
	json_array_append_new(
	    subnets, json_pack("{s:O}", "reservations", p->in_subnet));
	bare.body = json_copy(runs->body);
	json_object_set_new(bare.body, key, subnets);
	root =
	    keadoc_with(&bare, json_incref(p->list), json_incref(p->forgotten));
	json_decref(bare.body);
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
	const json_t *subnets = json_object_get(
	    doc->body, doc->family == AF_INET ? "subnet4" : "subnet6");
	size_t n = json_array_size(subnets);

	return json_object_get(json_array_get(subnets, n - 2), "reservations");
}

struct keadoc *
pgdoc_again(const struct endpoint *ep, const struct keadoc *doc,
    const struct pghosts *p, struct why *why)
{
	const char *key = ep->family == AF_INET ? "subnet4" : "subnet6";
	json_t *subnets = json_copy(json_object_get(doc->body, key));
	json_t *in_config = json_incref(pgdoc_in_config(doc));
	struct keadoc bare = *doc, *new;

	for (int i = 0; i < 2; i++)
		json_array_remove(subnets, json_array_size(subnets) - 1);
	bare.body = json_copy(doc->body);
	json_object_set_new(bare.body, key, subnets);
	new = pgdoc_make(ep, &bare, in_config, p, why);
	json_decref(bare.body);
	json_decref(in_config);
	return new;
}
