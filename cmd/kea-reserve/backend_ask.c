
#include "backend.h"
#include "keacmd.h"
#include "now.h"

#define PROBE_MS 1000
/* 100,000 reservations through the control agent take about 8 seconds. */
#define CONFIG_MS 60000

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
		CONFIG_MS, &a, why) == 0) {
		if (a.result != KEACMD_OK)
			why_set(why, "%s: config-get: %s", ep->label, a.text);
		else if (!(doc = keadoc_parse_long(
			       a.arguments, &a.body, a.list, ep->family, why)))
			why_prefix(why, "%s: config-get", ep->label);
	}
	keacmd_answer_clear(&a);
	return doc;
}
