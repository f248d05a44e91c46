/* What any Kea can be asked or told. */
#include <stdio.h>

#include "backend.h"
#include "keacmd.h"
#include "now.h"

#define PROBE_MS 1000
/* 100,000 reservations through the control agent take about 8 seconds. */
#define COMMAND_MS 60000

/* Three refusals fit into one message. */
#define QUOTE "%.150s"
#define QUOTE_MAX 151

int
backend_status(
    const struct endpoint *ep, struct backend_probe *out, struct why *why)
{
	struct keacmd_answer a;
	json_t *reload;
	int r = -1;

	*out = (struct backend_probe){ 0 };
	if (keacmd_call(&ep->kea, "status-get", NULL, PROBE_MS, &a, why) ==
	    -1) {
		keacmd_answer_clear(&a);
		return -1;
	}
	reload = json_object_get(a.arguments, "reload");
	if (a.result != KEACMD_OK) {
		why_set(why, "%s: status-get: %s", ep->label, a.text);
	} else if (!json_is_integer(reload)) {
		why_set(why, "%s: status-get: want \"reload\"", ep->label);
	} else {
		out->pid =
		    json_integer_value(json_object_get(a.arguments, "pid"));
		out->configured = now_seconds() - json_integer_value(reload);
		r = 0;
	}
	keacmd_answer_clear(&a);
	return r;
}

struct keadoc *
backend_config_get(const struct endpoint *ep, struct why *why)
{
	struct keacmd_answer a;
	struct keadoc *doc = NULL;

	if (keacmd_fetch(&ep->kea, "config-get", keadoc_path(ep->family),
		COMMAND_MS, &a, why) == 0) {
		if (a.result != KEACMD_OK)
			why_set(why, "%s: config-get: %s", ep->label, a.text);
		else if (!(doc = keadoc_parse_long(
			       a.arguments, &a.body, a.list, ep->family, why)))
			why_prefix(why, "%s: config-get", ep->label);
	}
	keacmd_answer_clear(&a);
	return doc;
}

int
backend_tell(const struct endpoint *ep, const char *command,
    const struct keadoc_post *doc, char text[BACKEND_TEXT_MAX], struct why *why)
{
	struct keacmd_answer a;
	int r = doc ? keacmd_post(&ep->kea, command, keadoc_post_print, doc,
			  COMMAND_MS, &a, why)
		    : keacmd_call(&ep->kea, command, NULL, COMMAND_MS, &a, why);

	if (r == 0) {
		r = a.result >= 0 ? a.result : KEACMD_ERROR;
		snprintf(text, BACKEND_TEXT_MAX, "%s", a.text);
	}
	keacmd_answer_clear(&a);
	return r;
}

int
backend_restore(const struct endpoint *ep, const struct keadoc_post *good,
    const char *failed, struct why *why)
{
	char words[BACKEND_TEXT_MAX], undo[QUOTE_MAX], what[512];
	struct why lost;
	int r = backend_tell(ep, "config-set", good, words, &lost);

	if (r == KEACMD_OK)
		return 0;
	snprintf(undo, sizeof(undo), QUOTE, r == -1 ? lost.text : words);
	snprintf(what, sizeof(what), "%s: config-set failed (" QUOTE "%s%s)",
	    ep->label, failed ? failed : undo,
	    failed ? "), that of the former configuration too (" : "",
	    failed ? undo : "");
	r = backend_tell(ep, "config-reload", NULL, words, &lost);
	if (r == KEACMD_OK)
		return why_set(why, "%s; Kea is back with its file's", what);
	return why_set(why,
	    "%s, and config-reload (" QUOTE "): DHCP may be down", what,
	    r == -1 ? lost.text : words);
}

int
backend_write(const struct endpoint *ep, struct why *why)
{
	char text[BACKEND_TEXT_MAX];
	int r = backend_tell(ep, "config-write", NULL, text, why);

	if (r == -1)
		return -1;
	if (r == KEACMD_OK)
		return 1;
	why_set(why, "config-write: %s", text);
	return 0;
}
