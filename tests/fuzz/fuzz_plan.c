/*
 * Kea's configuration documents, through a plan and back.  A first octet '6'
 * is DHCPv6, 'f' DHCPv6 by line; the rest is the document.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/kea-reserve/plan.h"
#include "fuzz.h"
#include "name.h"

/* What two lines want, one of them forgotten. */
static void
wish(struct plan_want w[2], enum host_id_type by)
{
	int family = by == HOST_CIRCUIT_ID ? AF_INET : AF_INET6;

	memset(w, 0, 2 * sizeof(*w));
	for (uint8_t i = 0; i < 2; i++) {
		struct host *h = &w[i].host;

		h->family = family;
		h->id.type = by;
		h->id.len = by == HOST_HW_ADDRESS ? 6 : 1;
		h->id.octets.here[h->id.len - 1] = (uint8_t)('a' + i);
		h->line = (struct host_id){ HOST_CIRCUIT_ID, 1,
			{ { (uint8_t)('a' + i) } } };
		h->version = (struct host_version){ 5, { "m" } };
		h->client_class.text = "ils01";
		h->addr.family = family;
		h->addr.len = ipnet_maxlen(family);
		if (family == AF_INET)
			memcpy(h->addr.addr, (uint8_t[]){ 192, 0, 2, i }, 4);
		else
			inet_pton(AF_INET6,
			    i ? "2001:db8::1" : "2001:db8::", h->addr.addr);
	}
	w[1].host.gone = true;
}

static json_t *
posted(struct keadoc_post *post)
{
	char *text = NULL;
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);
	json_t *json;

	assert(fp && keadoc_post_print(post, fp) == 0);
	fclose(fp);
	json = json_loadb(text, len, JSON_ALLOW_NUL, NULL);
	free(text);
	keadoc_post_free(post);
	return json;
}

static bool
is_removal(const struct plan_action *a)
{
	return a->have && (a->verb == PLAN_REPLACE || a->verb == PLAN_REMOVE);
}

/* Does the action take away what none before it does?  In a document where
 * one identifier stands twice, which Kea refuses, two may mean the same. */
static bool
takes_away(const struct plan *p, size_t i)
{
	if (!is_removal(&p->actions[i]))
		return false;
	for (size_t k = 0; k < i; k++)
		if (is_removal(&p->actions[k]) &&
		    p->actions[k].have == p->actions[i].have)
			return false;
	return true;
}

/* As a document is composed, it must be read again, with nothing lost. */
static void
check_composed(const struct plan *p, const struct keadoc *doc)
{
	struct keadoc_post *post = plan_apply(p, doc);
	json_t *json;
	struct keadoc *again;
	size_t gone = 0, added = 0;
	struct why why = { "" };

	assert(post);
	json = posted(post);
	assert(json);
	again = keadoc_parse(json, doc->family, &why);
	assert(again && json_object_size(again->root) == 1);
	for (size_t i = 0; i < p->count; i++) {
		enum plan_verb verb = p->actions[i].verb;

		added += verb == PLAN_ADD || verb == PLAN_REPLACE;
		gone += takes_away(p, i);
	}
	assert(again->host_count == doc->host_count - gone + added);
	keadoc_free(again);
	json_decref(json);
}

static void
check_document(const struct keadoc *doc, enum host_id_type by)
{
	struct plan_want wants[2];
	const struct host **news;
	char name[KEADOC_NAME_MAX];
	struct plan *p;
	size_t n;

	wish(wants, by);
	assert(plan_learn(wants, 2, by, doc, &news, &n) == 0);
	for (size_t i = 0; i < n; i++)
		assert(news[i]->version.stamp > 0 && news[i]->id.len > 0);
	free(news);
	for (size_t i = 0; i < doc->host_count; i++) {
		assert(strlen(keadoc_name(&doc->hosts[i], name)) > 0);
		assert(!doc->hosts[i].marked || doc->hosts[i].global);
	}
	p = plan_make(wants, 2, doc);
	assert(p && p->count >= 2);
	check_composed(p, doc);
	plan_free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum host_id_type by = HOST_CIRCUIT_ID;
	struct why why = { "" };
	struct jsonslice list;
	struct keadoc *doc;
	json_t *json;
	char *text;
	int family;

	if (size == 0)
		return 0;
	if (data[0] == '6' || data[0] == 'f')
		by = data[0] == 'f' ? HOST_FLEX_ID : HOST_HW_ADDRESS;
	family = by == HOST_CIRCUIT_ID ? AF_INET : AF_INET6;
	text = malloc(size);
	assert(text);
	memcpy(text, data + 1, size - 1);
	json = jsonslice_load(text, size - 1, keadoc_path(family) + 1,
	    JSON_REJECT_DUPLICATES, &list, NULL);
	if (!json) {
		free(text);
		return 0;
	}
	doc = keadoc_parse_long(json, &text, list, family, &why);
	assert(!doc == (why.text[0] != '\0'));
	json_decref(json);
	if (doc)
		check_document(doc, by);
	keadoc_free(doc);
	name_forget();
	return 0;
}
