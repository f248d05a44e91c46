#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "keadoc.h"
#include "lint.h"
#include "visit.h"

/* For a small answer, and for a document: 100,000 hosts take Kea 8 s. */
#define SHORT_MS 5000
#define LONG_MS 60000

/* nginx lets this much through unless it is told otherwise. */
#define NGINX_BODY (1u << 20)

/* 0 and the answer when Kea did as asked; else -1 and a finding. */
static int
ask(struct visit *v, enum finding_id id, const struct endpoint *ep,
    const char *command, json_t *arguments, unsigned int timeout_ms,
    struct keacmd_answer *out)
{
	struct why why;

	if (keacmd_call(&ep->kea, command, arguments, timeout_ms, out, &why) ==
	    -1) {
		finding_add_why(&v->f, id, &why);
		return -1;
	}
	if (out->result == KEACMD_OK)
		return 0;
	finding_add(&v->f, id, command, "want result 0, have %d (%s)",
	    out->result, out->text);
	return -1;
}

/* -1: it cannot be used, and nothing more need be asked. */
static int
check_commands(struct visit *v, const struct backend *b, const json_t *commands)
{
	int rc = 0;

	for (size_t i = 0; b->needs[i]; i++)
		if (!backend_knows(commands, b->needs[i])) {
			finding_add(&v->f, FIND_COMMANDS, "list-commands",
			    "want %s, have a service without it", b->needs[i]);
			rc = -1;
		}
	v->cannot_write =
	    rc == 0 && b->in_memory && !backend_knows(commands, "config-write");
	return rc;
}

static unsigned int
ask_version(struct visit *v, const struct endpoint *ep)
{
	struct keacmd_answer a = { 0 };
	unsigned int version = 0;

	if (ask(v, FIND_NO_ANSWER, ep, "version-get", NULL, SHORT_MS, &a) == 0)
		version = lint_version(a.text);
	keacmd_answer_clear(&a);
	return version;
}

/*
 * Does a document of this size get through to Kea?  list-commands takes
 * whatever arguments it is given.
 */
static void
check_size(struct visit *v, const struct endpoint *ep, size_t size)
{
	struct keacmd_answer a = { 0 };
	json_t *pad;
	char *text;

	if (strncmp(ep->kea.url, "http", 4) != 0 || size < NGINX_BODY)
		return;
	text = malloc(size);
	if (!text) {
		v->f.failed = true;
		return;
	}
	memset(text, 'x', size);
	pad = json_pack("{s:s%}", "pad", text, size);
	if (!pad)
		v->f.failed = true;
	else
		ask(v, FIND_BODY_SIZE, ep, "list-commands", pad, LONG_MS, &a);
	keacmd_answer_clear(&a);
	json_decref(pad);
	free(text);
}

static void
check_doc(struct visit *v, const struct backend *b, const struct endpoint *ep,
    const struct site *site, const struct keadoc *doc)
{
	struct lint_kea k = { .doc = doc, .site = site, .f = &v->f };

	k.version = ask_version(v, ep);
	lint_doc(&k);
	if (b->check)
		b->check(ep, doc, &v->f);
	check_size(v, ep, json_dumpb(doc->root, NULL, 0, JSON_COMPACT));
}

static void
check_config(struct visit *v, const struct backend *b,
    const struct endpoint *ep, const struct site *site)
{
	struct keacmd_answer a = { 0 };
	struct keadoc *doc = NULL;
	struct why why;

	if (ask(v, FIND_NO_ANSWER, ep, "config-get", NULL, LONG_MS, &a) == 0) {
		doc = keadoc_parse(a.arguments, ep->family, &why);
		if (doc)
			check_doc(v, b, ep, site, doc);
		else
			finding_add(&v->f, FIND_CONFIG_GET, "config-get", "%s",
			    why.text);
	}
	keadoc_free(doc);
	keacmd_answer_clear(&a);
}

void
visit_endpoint(
    const struct endpoint *ep, const struct site *site, struct visit *v)
{
	struct keacmd_answer a = { 0 };
	const struct backend *b;
	struct why why;

	finding_init(&v->f, ep->label);
	b = backend_choose(ep, &why);
	if (!b)
		finding_add_why(&v->f, FIND_NO_ANSWER, &why);
	else if (ask(v, FIND_NO_ANSWER, ep, "list-commands", NULL, SHORT_MS,
		     &a) == 0 &&
	    check_commands(v, b, a.arguments) == 0)
		check_config(v, b, ep, site);
	keacmd_answer_clear(&a);
}
